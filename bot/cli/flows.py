"""For whoever writes procedures: `guide lint`, `guide schema`, `guide paths` and `guide test`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.words import LINES, help_of, known, pretty, say
from bot.errors import SettingError
from bot.flow.finding import Finding, Format

_GOLDEN = Path("tests", "journeys")

app = typer.Typer()


@app.command(help=help_of("lint"))
def lint(
    paths: Annotated[list[Path] | None, typer.Argument(help=LINES["paths"])] = None,
    *,
    format: Annotated[Format, typer.Option(help=LINES["format"])] = Format.text,  # noqa: A002
) -> None:
    """List all that is wrong in the flows."""
    from bot import config
    from bot.inspection import inspect
    from bot.phrases import Phrasebook
    from bot.report import report
    from bot.workbench import Bench, bench

    home = config.read().home
    found: list[tuple[Bench, Finding]] = []
    book = None
    for path in dict.fromkeys(paths) if paths else [None]:
        with bench(path, home) as laid:
            book, findings = inspect(laid.home)
            # Without a handbook nothing was judged, and what stands in its way may lie in another file.
            found += [(laid, one) for one in findings if book is None or laid.covers(one.file)]
    if found or format is Format.json:
        typer.echo(report(found, Phrasebook(home), format))
    if format is Format.text and found:
        typer.echo(say(home, "cli/found.j2", count=len(found)), err=True)
    elif format is Format.text and book:
        typer.echo(say(home, "cli/clean.j2", flows=len(book.flows), records=len(book.records)))
    raise typer.Exit(bool(found))


@app.command(help=help_of("schema"))
def schema(name: Annotated[str | None, typer.Argument(help=LINES["schema"])] = None) -> None:
    """Write the JSON Schemas, or print one."""
    from bot import config
    from bot.flow.schema import schemas

    found = schemas()
    if name and name not in found:
        raise SettingError(name, f"no such schema; there are {', '.join(found)}")
    if name:
        typer.echo(pretty(found[name]))
        return
    folder = config.read().home / "flows" / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    for each, content in found.items():
        (folder / f"{each}.schema.json").write_text(pretty(content) + "\n", encoding="utf-8")
        typer.echo(folder / f"{each}.schema.json")


@app.command(help=help_of("paths"))
def paths(procedure: Annotated[str | None, typer.Argument(help=LINES["walked"])] = None) -> None:
    """List every way through the procedures."""
    from bot import config
    from bot.engine.mind import Mind
    from bot.flow.paths import paths as ways_of
    from bot.inspection import handbook
    from bot.message import plain
    from bot.render import Renderer

    home = config.read().home
    book = handbook(home)
    known(procedure, book.flows)
    renderer = Renderer(home, Mind(book))
    for name, flow in book.flows.items():
        if procedure in {None, name}:
            typer.echo(plain(renderer.say("cli/paths.j2", flow=flow, ways=tuple(ways_of(flow, book)))) + "\n")


@app.command("test", help=help_of("test"))
def compare(
    procedures: Annotated[list[str] | None, typer.Argument(help=LINES["procedures"])] = None,
    *,
    update: Annotated[bool, typer.Option("--update", help=LINES["update"])] = False,
) -> None:
    """Compare the golden conversations with the flows as they are."""
    from bot import config, journeys
    from bot.inspection import handbook

    home = config.read().home
    book = handbook(home)
    for one in procedures or ():
        known(one, book.flows)
    if procedures and update:
        raise SettingError("--update", "takes all procedures; name none")
    folder = home / _GOLDEN
    found = journeys.update(home, folder) if update else journeys.check(home, folder)
    if procedures:
        found = [one for one in found if one.file.partition("/")[0] in procedures]
    for difference in found:
        typer.echo(say(home, "cli/difference.j2", one=difference, file=folder / difference.file))
        if difference.diff:
            typer.echo(difference.diff)
    typer.echo(say(home, "cli/compared.j2", count=len(found), update=update))
    raise typer.Exit(bool(found) and not update)
