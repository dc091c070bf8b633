"""The policy ledger: `guide facts` lists its records, `guide facts set` writes another figure."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup

from bot.cli.words import LINES, help_of, here, listed, misused, say, stopped, waiting

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.editing.figure import Said
    from bot.flow.handbook import Handbook
    from bot.flow.ledger import Record

_SPAN = re.compile(r"([0-9]{1,4})([dwm])")
_MOST = 12
"""Changes that are shown; equal ones count once."""
_SPOTS = 3
"""Screens named for each."""
_LISTED = 20
"""Records that are listed of those found by words."""


class _Facts(TyperGroup):
    """Shows records unless it is told to do something else, so that `guide facts a03_03` is enough."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        known = {*self.commands, *ctx.help_option_names}
        return super().parse_args(ctx, args if args and args[0] in known else ["show", *args])


app = typer.Typer(cls=_Facts)


@app.command(help=help_of("facts_show"))
def show(
    words: Annotated[list[str] | None, typer.Argument(help=LINES["records"])] = None,
    *,
    unused: Annotated[bool, typer.Option("--unused", help=LINES["unused"])] = False,
    expiring: Annotated[str | None, typer.Option(help=LINES["expiring"])] = None,
) -> None:
    """List ledger records with the places that use them."""
    from bot import config
    from bot.flow.uses import uses
    from bot.inspection import handbook

    settings = config.read()
    until = _until(expiring, settings.clock().date()) if expiring is not None else None
    book = handbook(settings.home)
    given = tuple(words or ())
    whole = bool(given) and book.records.keys() >= {*given}
    places = uses(book)
    shown = [book.records[name] for name in (given if whole else _meant(given, book)) if not (unused and places[name])]
    if until:
        raise typer.Exit(_expiring(settings, shown, until))
    if given and not whole:
        typer.echo(say(settings.home, "cli/facts_found.j2", records=shown, book=book, most=_LISTED))
        return
    typer.echo(say(settings.home, "cli/facts.j2", records=shown, places=places, book=book, whole=whole))


@app.command("set", help=help_of("facts_set"), context_settings={"ignore_unknown_options": True})
def change(
    record: Annotated[str, typer.Argument(help=LINES["record"])],
    value: Annotated[str, typer.Argument(help=LINES["figure"])],
    *,
    checked: Annotated[str | None, typer.Option(help=LINES["checked"])] = None,
    clause: Annotated[str | None, typer.Option(help=LINES["clause"])] = None,
    yes: Annotated[bool, typer.Option("--yes", help=LINES["yes"])] = False,
) -> None:
    """Write another figure in the ledger and tell what citizens will read."""
    from bot import config
    from bot.editing import figure, paper
    from bot.flow.load import load
    from bot.inspection import handbook

    settings = config.read()
    home, book = settings.home, handbook(settings.home)
    _known(record, book)
    old, new, day = book.records[record], _figure(book.records[record], value), _day(checked, settings.clock().date())
    if clause is not None and not clause.strip():
        raise misused("--clause", "clause")
    loaded, unit = load(home), book.words.units[old.unit]
    place = figure.place(loaded, record)
    file, asked = home / place.file, _Asked(home, yes=yes)
    content = paper.read(file)
    try:
        words = _words(asked, file, figure.said(loaded, old, new, book.words)) if new != old.value else ()
        asked.sure("cli/odd.j2", "odd", old=old, new=new, unit=unit, wanted=figure.odd(old, new))
        text = figure.changed(content, place.path, figure.Change(new, day, clause, words))
        asked.sure("cli/same.j2", "checked_only", old=old, unit=unit, day=day, wanted=new == old.value)
        _compare(home, book, place.file, text)
        asked.sure("cli/to_write.j2", "write", file=here(file), wanted=new != old.value)
    except (typer.Abort, KeyboardInterrupt):
        raise stopped(home) from None
    if paper.read(file) != content:
        raise misused(here(file), "moved")
    paper.write(file, text)
    at = loaded.sources.at(place.file, (*place.path, "value"))[0]
    typer.echo(say(home, "cli/set.j2", old=old, new=new, unit=unit, day=day, file=here(file), line=at))


class _Asked(NamedTuple):
    """The person who is asked before anything is written; `yes` agrees to all."""

    home: Path
    yes: bool

    def sure(self, told: str, question: str, *, wanted: bool, **data: object) -> None:
        """Tell and ask; raises `typer.Abort` when that was not meant."""
        if not wanted:
            return
        typer.echo(say(self.home, told, **data))
        if not self.yes:
            typer.confirm(LINES[question], default=False, abort=True)


def _figure(record: "Record", written: str) -> float:
    from bot.editing.figure import figure
    from bot.editing.fitness import Unfit

    try:
        return figure(record, written)
    except Unfit as trouble:
        raise misused(written, trouble.rule, **trouble.data) from None


def _words(asked: _Asked, file: Path, said: "tuple[Said, ...]") -> "tuple[Said, ...]":
    """The record's words that are changed too; when some that surely say the figure are not, going on is asked for."""
    agreed = tuple(one for one in said if _agreed(asked.home, file, one, yes=asked.yes))
    asked.sure("cli/words_left.j2", "words_left", wanted=any(one.sure and one not in agreed for one in said))
    return agreed


def _known(record: str, book: "Handbook") -> None:
    if record not in book.records:
        raise misused(record, "record")


def _meant(words: tuple[str, ...], book: "Handbook") -> tuple[str, ...]:
    """The records in which all these words are found, or all records when there are none."""
    from bot.editing import picking, shelved

    if not words:
        return tuple(book.records)
    found = picking.sought(words, shelved.records(book))
    if not found:
        raise misused(" ".join(words), "records")
    return found


def _until(span: str, today: date) -> date:
    from bot.workdays import months_after

    match = _SPAN.fullmatch(span)
    if not match:
        raise misused(f"--expiring {span}", "span")
    count = int(match[1])
    return (
        months_after(today, count) if match[2] == "m" else today + timedelta(days=count * (7 if match[2] == "w" else 1))
    )


def _expiring(settings: "Settings", records: "list[Record]", until: date) -> bool:
    """Tell whose checks run out; gives back whether any has run out already."""
    from bot.flow.expiry import LASTS, expiring
    from bot.flow.load import load
    from bot.flow.uses import uses

    loaded = load(settings.home)
    found = expiring(records, settings.clock().date(), until)
    stand = {one.record.id: loaded.sources.things["record", one.record.id] for one in found}
    at = {
        name: f"{here(settings.home / file)}:{loaded.sources.at(file, path)[0]}" for name, (file, path) in stand.items()
    }
    places = uses(loaded.handbook) if loaded.handbook else {}
    typer.echo(
        say(
            settings.home,
            "cli/expiring.j2",
            found=found,
            at=at,
            places=places,
            book=loaded.handbook,
            until=until,
            lasts=LASTS,
        )
    )
    return any(one.late > 0 for one in found)


def _day(written: str | None, today: date) -> date:
    try:
        day = date.fromisoformat(written) if written is not None else today
    except ValueError:
        raise misused(f"--checked {written}", "day") from None
    if day > today:
        raise misused(f"--checked {written}", "day_ahead", today=today)
    return day


def _agreed(home: Path, file: Path, said: "Said", *, yes: bool) -> bool:
    """Ask whether the record's words are to be changed too; what may mean another number is never taken for agreed."""
    typer.echo(say(home, "cli/said.j2", said=said, file=here(file), asked=not yes))
    return said.sure if yes else typer.confirm(LINES["agreed"], default=said.sure)


def _compare(home: Path, book: "Handbook", file: str, text: str) -> None:
    """Try the change on a copy and show each screen it alters; with findings nothing goes on."""
    from bot.editing import screens
    from bot.editing.trial import trial

    waiting(home, "cli/comparing.j2")
    with trial(home, {file: text}) as tried:
        if tried.findings or not tried.book:
            typer.echo(listed(home, tried.findings))
            typer.echo(say(home, "cli/unwritten.j2", count=len(tried.findings)), err=True)
            raise typer.Exit(1)
        found = screens.compare(screens.House(home, book), screens.House(tried.home, tried.book))
    typer.echo(say(home, "cli/screens.j2", found=found, most=_MOST, spots=_SPOTS))
