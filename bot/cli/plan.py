"""For whoever answers for the county's plan: `guide coverage`, and `guide facts` from its own file."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import ledger
from bot.cli.words import LINES, help_of, misused, pretty, say

if TYPE_CHECKING:
    from bot.flow.coverage import Section

app = typer.Typer()
app.add_typer(ledger.app, name="facts", help=help_of("facts"))


@app.command("coverage", help=help_of("coverage"))
def covered(
    *,
    area: Annotated[str | None, typer.Option(help=LINES["area"])] = None,
    json: Annotated[bool, typer.Option("--json", help=LINES["coverage_json"])] = False,
) -> None:
    """Tell where each promise of the plan is shown."""
    from bot import config
    from bot.flow.coverage import coverage
    from bot.inspection import handbook

    home = config.read().home
    found = coverage(handbook(home))
    sections = found if area is None else [_meant(area, found)]
    typer.echo(pretty(sections) if json else say(home, "cli/coverage.j2", sections=sections))
    raise typer.Exit(any(fact.missing or fact.contradicted for section in sections for fact in section.facts))


def _meant(area: str, sections: "Sequence[Section]") -> "Section":
    """The section of this number or title, or the only one with these words in its title."""
    named = [one for one in sections if area in {str(one.number), one.title}]
    holding = [one for one in sections if area and area in one.title]
    found = named or holding
    if len(found) != 1:
        there = ", ".join(f"{one.number} ({one.title})" for one in sections)
        raise misused(f"--area {area}", "area", names=there)
    return found[0]
