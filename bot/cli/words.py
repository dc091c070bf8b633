"""What the commands say, and how they say it."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import typer

from bot.errors import SettingError

if TYPE_CHECKING:
    from bot.flow.finding import Finding

_WORDS = Path(__file__).parents[2] / "messages_zh" / "cli"

LINES = dict(line.split("=", 1) for line in (_WORDS / "arguments.txt").read_text(encoding="utf-8").splitlines())
"""Name of an argument to its help text."""


def help_of(name: str) -> str:
    """The help text of a command, its line breaks kept."""
    text = (_WORDS / f"{name}.txt").read_text(encoding="utf-8")
    return "\n\n".join(f"\b\n{part}" for part in text.split("\n\n"))


def say(home: Path, name: str, **data: object) -> str:
    """The text of a template of this home."""
    from bot.message import plain
    from bot.phrases import Phrasebook

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


def known(flow: str | None, flows: Iterable[str]) -> None:
    """Refuse the name of a procedure there is not; raises SettingError that lists them."""
    if flow and flow not in flows:
        raise SettingError(flow, f"no such procedure; there are {', '.join(flows)}")
