"""For the window's desk: `guide book`."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.words import LINES, help_of, misused
from bot.errors import SettingError

if TYPE_CHECKING:
    from bot.draw.files import Drawer
    from bot.flow.shelf import Area

_YEARS = range(2000, 2100)
"""Days of other years are slips of the pen."""

app = typer.Typer()


@app.command(help=help_of("book"))
def book(
    *,
    folder: Annotated[Path, typer.Option("--output", "-o", help=LINES["book_folder"])] = Path(),
    area: Annotated[str | None, typer.Option(help=LINES["book_area"])] = None,
    as_of: Annotated[str | None, typer.Option(help=LINES["book_as_of"])] = None,
    html_only: Annotated[bool, typer.Option("--html-only", help=LINES["book_html_only"])] = False,
) -> None:
    """Write the handbook of all procedures."""
    since = _day(as_of) if as_of else None

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from bot import config
    from bot.book.issue import Publisher, Wish
    from bot.draw.files import Drawer
    from bot.engine.mind import Mind
    from bot.inspection import handbook

    settings = config.read()
    found = handbook(settings.home)
    name = _area(area, found.areas) if area else None
    flows = [flow for flow, each in found.area_of.items() if name in {None, each}]
    columns = BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}")
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=len(flows))
        publisher = Publisher(settings.home, Mind(found), dict(pictures(Drawer(settings.home, found), flows)))
        files = publisher.issue(
            Wish(name, since, paper=not html_only),
            folder,
            settings.clock(),
            lambda title: progress.update(task, advance=1, description=title),
        )
        paths = tuple(files)
    for path in paths:
        typer.echo(path)


def pictures(drawer: "Drawer", flows: Iterable[str]) -> Iterator[tuple[str, tuple[bytes, ...]]]:
    """Flow id to the sheets of its diagram; what is too large to be read on paper has none, its tables tell the same."""
    for flow in flows:
        with suppress(SettingError):
            yield flow, drawer.insets(flow)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if day.isoformat() != text or day.year not in _YEARS:
        raise misused(f"--as-of {text}", "day")
    return day


def _area(wanted: str, areas: "Mapping[str, Area]") -> str:
    """The area's folder, which may also be called by its title."""
    named = {**{area.title: name for name, area in areas.items()}, **{name: name for name in areas}}
    if wanted not in named:
        there = ", ".join(f"{name} ({area.title})" for name, area in areas.items())
        raise misused(f"--area {wanted}", "area", names=there)
    return named[wanted]
