"""Looking on: flows are checked again whenever files change, and what is new in it is told."""

import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import orjson
import typer

from bot.cli.words import say, waiting
from bot.errors import HouseError

if TYPE_CHECKING:
    from bot.flow.finding import Finding, Format
    from bot.flow.handbook import Handbook
    from bot.workbench import Bench

_QUIET, _LONGEST = 200, 2000
"""Milliseconds without a change after which all that was saved is one; and for which it is waited at most."""
_GLANCE = 300
"""Milliseconds after which drafts that lie elsewhere are looked at."""
_STOPPED = 130
"""The exit status of what Ctrl-C ended."""


class Checked(NamedTuple):
    """What a check came to."""

    book: "Handbook | None"
    found: "list[tuple[Bench, Finding]]"


def watch(home: Path, paths: Iterable[Path | None], check: Callable[[], Checked], format: "Format") -> typer.Exit:  # noqa: A002
    """Check at once and whenever these paths change, until Ctrl-C.

    Raises what the first check raises; what keeps a later one from being made, such as a file that is gone, is told.
    """
    teller = _Teller(home, format)
    gc.enable()  # each check builds a handbook anew, and the one before is to go
    with suppress(KeyboardInterrupt):
        for _ in _changes(home, paths):
            try:
                teller.tell(check())
            except (HouseError, OSError) as error:
                if not teller.begun:
                    raise
                teller.fails(error)
    if sys.stderr.isatty():
        typer.echo(err=True)
    return typer.Exit(_STOPPED)


@dataclass
class _Teller:
    """Tells what is new since it told last."""

    home: Path
    """Whose words are used."""
    format: "Format"
    begun: bool = field(default=False, init=False)
    last: list[str] | None = field(default=None, init=False)
    """The findings that stood at the last check; None when that could not be made."""

    def tell(self, checked: Checked) -> None:
        """For people when, how many, and those that did not stand before; for scripts all on one line, if they differ."""
        from bot.flow.finding import Format
        from bot.phrases import Phrasebook
        from bot.report import report, rows

        phrases = Phrasebook(self.home)
        lines = report(checked.found, phrases, Format.text).splitlines()
        if self.format is Format.json:
            if lines != self.last:
                typer.echo(orjson.dumps(rows(checked.found, phrases)))
        else:
            fresh = [line for line in lines if line not in set(self.last or ())]
            told = {"book": checked.book, "count": len(lines), "fresh": len(fresh), "first": not self.begun}
            self._run(say(self.home, "cli/watched.j2", at=_now(), **told), fresh)
        if not self.begun:
            waiting(self.home, "cli/watching.j2")
        self.begun, self.last = True, lines

    def fails(self, error: Exception) -> None:
        """Tell what kept a check from being made; the next one tells everything again."""
        self.last = None
        if self.format == "json":
            typer.echo(f"guide: {error}", err=True)
        else:
            self._run(f"{_now()} {error}", ())

    def _run(self, head: str, lines: Iterable[str]) -> None:
        if sys.stdout.isatty() and self.begun:
            typer.echo()
        typer.secho(head, bold=True)
        for line in lines:
            typer.echo(line)


def _changes(home: Path, paths: Iterable[Path | None]) -> Iterator[None]:
    """Once at first, when nothing can be missed any more, and then after each change."""
    from watchfiles import watch as watched

    folders, drafts = _places(home, paths)
    seen = None
    for changes in watched(
        *folders, debounce=_LONGEST, step=_QUIET, rust_timeout=_GLANCE, yield_on_timeout=True, debug=False
    ):
        stamps = [_stamp(draft) for draft in drafts]
        if changes or stamps != seen:
            seen = stamps
            yield


def _places(home: Path, paths: Iterable[Path | None]) -> tuple[set[Path], list[Path]]:
    """The folders to watch, and the drafts to look at: what lies beside those is not ours, be it a whole disk."""
    from bot.workbench import bench

    folders: set[Path] = set()
    drafts: list[Path] = []
    for path in paths:
        with bench(path, home) as laid:
            drafts += [laid.draft] if laid.draft else []
            root = home if laid.draft else laid.home
            folders |= {each for each in (root / "flows", root / "messages_zh") if each.is_dir()}
    return folders, drafts


def _stamp(file: Path) -> tuple[int, int, int] | None:
    """What differs when a file was written; None for one that is not there."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _now() -> str:
    from bot.config import ZONE

    return f"{datetime.now(ZONE):%H:%M:%S}"
