"""Reads the flows of a home: for a thorough check, or for use."""

from pathlib import Path

from bot.errors import FlowsBroken
from bot.flow.finding import Finding, Format
from bot.flow.handbook import Handbook
from bot.flow.lint import lint
from bot.flow.load import load
from bot.message import plain
from bot.phrases import Phrasebook
from bot.preview import Preview
from bot.report import report
from bot.workbench import Bench

_SHOWN = 3
"""Findings told when the bot does not start; the rest is a matter for `guide lint`."""


def inspect(home: Path) -> tuple[Handbook | None, tuple[Finding, ...]]:
    """Read all flows and check them thoroughly, screens included; without a handbook nothing can be built from them."""
    loaded = load(home)
    return loaded.handbook, lint(loaded, Preview(home, loaded.handbook) if loaded.handbook else None)


def handbook(home: Path) -> Handbook:
    """Read all flows for use; raises `FlowsBroken`, with the first findings in words, when anything is wrong in them."""
    return sound(Bench(home))


def sound(bench: Bench) -> Handbook:
    """Read the flows on this bench for use; raises `FlowsBroken`, which names files by where they really lie."""
    loaded = load(bench.home)
    findings = lint(loaded)
    if loaded.handbook and not findings:
        return loaded.handbook
    phrases = Phrasebook(bench.home)
    first = report([(bench, one) for one in findings[:_SHOWN]], phrases, Format.text)
    raise FlowsBroken(plain(phrases.say("cli/broken.j2", count=len(findings), shown=_SHOWN)) + "\n" + first)
