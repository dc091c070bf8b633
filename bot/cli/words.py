"""What the commands say, and how they say it."""

import difflib
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import typer

from bot.complaint import lines
from bot.errors import SettingError

if TYPE_CHECKING:
    from bot.flow.finding import Finding
    from bot.flow.model import Flow

_NEAR = 3
"""Procedures named when there is none of a name."""

_WORDS = Path(__file__).parents[2] / "messages_zh" / "cli"

LINES = lines("arguments")
"""Name of an argument to its help text."""


def help_of(name: str) -> str:
    """The help text of a command, its line breaks kept."""
    text = (_WORDS / f"{name}.txt").read_text(encoding="utf-8")
    return "\n\n".join(f"\b\n{part}" for part in text.split("\n\n"))


def say(home: Path, name: str, **data: object) -> str:
    """The text of a template of this home."""
    from bot.enclosure import LONG, bounded
    from bot.message import plain
    from bot.phrases import Phrasebook

    with bounded(LONG):
        return plain(Phrasebook(home).say(name, **data))


def here(path: Path) -> str:
    """A path as one would type it from here."""
    path, folder = path.resolve(), Path.cwd()
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)


def listed(home: Path, findings: "Iterable[Finding]") -> str:
    """Findings in files of this home, a line each."""
    from bot.flow.finding import Format
    from bot.phrases import Phrasebook
    from bot.report import report
    from bot.workbench import Bench

    return report([(Bench(home), one) for one in findings], Phrasebook(home), Format.text)


def stopped(home: Path) -> typer.Exit:
    """The end of a command whose questions were not answered."""
    typer.echo("\n" + say(home, "cli/stopped.j2"), err=True)
    return typer.Exit(1)


def waiting(home: Path, name: str) -> None:
    """Say on a terminal that this takes a moment."""
    if sys.stderr.isatty():
        typer.echo(say(home, name), err=True)


def pretty(content: object) -> str:
    """JSON for people."""
    return orjson.dumps(content, option=orjson.OPT_INDENT_2).decode()


def misused(name: str, rule: str, **data: object) -> SettingError:
    """What can't be done as it was asked: one line, its words from `messages_zh/cli/refusals.txt`."""
    return SettingError(name, _refusal(rule, **data))


def _refusal(rule: str, **data: object) -> str:
    return lines("refusals")[rule].format(**data)


def known(named: str, flows: "Mapping[str, Flow]") -> str:
    """The procedure's id, which may also be called by its title; raises SettingError that names the nearest."""
    titles = {flow.title: name for name, flow in flows.items()}
    found = named if named in flows else titles.get(named)
    if found:
        return found
    near = ", ".join(f"{name} ({flows[name].title})" for name in _near(named, titles))
    raise misused(named, "procedure", value=named, near=_refusal("near", names=near) if near else _refusal("far"))


def _near(named: str, titles: "Mapping[str, str]") -> tuple[str, ...]:
    """The ids of the procedures that were probably meant."""
    called = {**titles, **{name: name for name in titles.values()}}
    alike = difflib.get_close_matches(named, called, _NEAR)
    holding = [each for each in called if named and named in each]
    return tuple(dict.fromkeys(called[each] for each in (*alike, *holding)))[:_NEAR]
