"""For whoever answers for the county's plan: `guide facts` and `guide coverage`."""

from typing import Annotated

import typer

from bot.cli.words import LINES, help_of, pretty, say
from bot.errors import SettingError

app = typer.Typer()


@app.command(help=help_of("facts"))
def facts(
    record: Annotated[str | None, typer.Argument(help=LINES["record"])] = None,
    *,
    unused: Annotated[bool, typer.Option("--unused", help=LINES["unused"])] = False,
) -> None:
    """List ledger records with the places that use them."""
    from bot import config
    from bot.flow.uses import uses
    from bot.inspection import handbook

    home = config.read().home
    book = handbook(home)
    if record and record not in book.records:
        raise SettingError(record, "no such ledger record; `guide facts` lists them")
    places = uses(book)
    shown = [one for name, one in book.records.items() if record in {None, name} and not (unused and places[name])]
    typer.echo(say(home, "cli/facts.j2", records=shown, places=places, book=book, whole=bool(record)))


@app.command("coverage", help=help_of("coverage"))
def covered(
    *,
    area: Annotated[int | None, typer.Option(help=LINES["area"])] = None,
    json: Annotated[bool, typer.Option("--json", help=LINES["coverage_json"])] = False,
) -> None:
    """Tell where each promise of the plan is shown."""
    from bot import config
    from bot.flow.coverage import coverage
    from bot.inspection import handbook

    home = config.read().home
    found = coverage(handbook(home))
    sections = [section for section in found if area in {None, section.number}]
    if area is not None and not sections:
        raise SettingError(f"--area {area}", f"no such area; there are 1 to {len(found)}")
    typer.echo(pretty(sections) if json else say(home, "cli/coverage.j2", sections=sections))
    raise typer.Exit(any(fact.missing or fact.contradicted for section in sections for fact in section.facts))
