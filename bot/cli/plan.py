"""For whoever answers for the county's plan: `guide coverage`, and `guide facts` from its own file."""

from typing import Annotated

import typer

from bot.cli import ledger
from bot.cli.words import LINES, help_of, pretty, say
from bot.errors import SettingError

app = typer.Typer()
app.add_typer(ledger.app, name="facts", help=help_of("facts"))


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
