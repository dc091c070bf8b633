"""For whoever writes procedures: `guide lint` and `guide schema`."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.words import LINES, help_of, misused, pretty, say
from bot.flow.finding import Finding, Format

if TYPE_CHECKING:
    from bot.cli.watching import Checked
    from bot.workbench import Bench

app = typer.Typer()


@app.command(help=help_of("lint"))
def lint(
    paths: Annotated[list[Path] | None, typer.Argument(help=LINES["paths"])] = None,
    *,
    format: Annotated[Format, typer.Option(help=LINES["format"])] = Format.text,  # noqa: A002
    watch: Annotated[bool, typer.Option("--watch", "-w", help=LINES["watch"])] = False,
) -> None:
    """List all that is wrong in the flows."""
    from bot import config
    from bot.cli import watching
    from bot.phrases import Phrasebook
    from bot.report import report

    if watch and format is Format.github:
        raise misused("--format github", "github")
    home = config.read().home
    places = tuple(dict.fromkeys(paths)) if paths else (None,)
    if watch:
        raise watching.watch(home, places, partial(_checked, home, places), format)
    book, found = _checked(home, places)
    if found or format is Format.json:
        typer.echo(report(found, Phrasebook(home), format))
    if format is Format.text and found:
        typer.echo(say(home, "cli/found.j2", count=len(found)), err=True)
    elif format is Format.text and book:
        typer.echo(say(home, "cli/clean.j2", flows=len(book.flows), records=len(book.records)))
    raise typer.Exit(bool(found))


def _checked(home: Path, paths: Iterable[Path | None]) -> "Checked":
    from bot.cli.watching import Checked
    from bot.inspection import inspect
    from bot.workbench import bench

    found: list[tuple[Bench, Finding]] = []
    book = None
    for path in paths:
        with bench(path, home) as laid:
            book, findings = inspect(laid.home)
            # Without a handbook nothing was judged, and what stands in its way may lie in another file.
            found += [(laid, one) for one in findings if book is None or laid.covers(one.file)]
    return Checked(book, found)


@app.command(help=help_of("schema"))
def schema(name: Annotated[str | None, typer.Argument(help=LINES["schema"])] = None) -> None:
    """Write the JSON Schemas, or print one."""
    from bot import config
    from bot.flow.schema import faults, schemas
    from bot.phrases import Phrasebook
    from bot.report import report
    from bot.workbench import Bench

    home = config.read().home
    broken = [(Bench(home), one) for one in faults(home)]
    if broken:
        typer.echo(report(broken, Phrasebook(home), Format.text))
        typer.echo(say(home, "cli/found.j2", count=len(broken)), err=True)
        raise typer.Exit(1)
    found = schemas(home)
    if name and name not in found:
        raise misused(name, "schema", names=", ".join(found))
    if name:
        typer.echo(pretty(found[name]))
        return
    folder = home / "flows" / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    for each, content in found.items():
        (folder / f"{each}.schema.json").write_text(pretty(content) + "\n", encoding="utf-8")
        typer.echo(folder / f"{each}.schema.json")
