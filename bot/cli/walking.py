"""For whoever changes procedures: `guide paths` and `guide test`."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.sketch import laid
from bot.cli.words import LINES, help_of, here, known, misused, pretty, say, waiting

if TYPE_CHECKING:
    from bot.engine.mind import Mind
    from bot.flow.handbook import Handbook
    from bot.journeys import Covered

_GOLDEN = Path("tests", "journeys")
_OPENING = 9
"""The hour of a date that comes without one."""
_YEARS = range(2000, 2100)

app = typer.Typer()


@app.command(help=help_of("paths"))
def paths(
    procedure: Annotated[str | None, typer.Argument(help=LINES["walked"])] = None,
    *,
    as_of: Annotated[str | None, typer.Option(help=LINES["as_of"], metavar="DATE")] = None,
    diff: Annotated[str | None, typer.Option(help=LINES["diff"], metavar="OLD")] = None,
    json: Annotated[bool, typer.Option("--json", help=LINES["paths_json"])] = False,
) -> None:
    """List every way through the procedures, or what changed in them."""
    from bot import config
    from bot.engine.mind import Mind
    from bot.inspection import handbook

    at = _time(as_of) if as_of is not None else None
    own = config.read().home
    with laid(procedure, own) as (home, wanted):
        book = handbook(home)
        if diff is not None:
            _differ(own, book, diff, wanted, at, json=json)
        named = known(wanted, book.flows) if wanted else None
        mind = Mind(book)
        names = [name for name in book.flows if named in {None, name}]
        if json:
            typer.echo(pretty([_plain(mind, name, at) for name in names]))
            return
        for text in _listed(home, mind, names, at):
            typer.echo(text)


def _listed(home: Path, mind: "Mind", names: list[str], at: datetime | None) -> Iterator[str]:
    from bot.comparing import outlook
    from bot.flow.paths import paths as ways_of
    from bot.message import plain
    from bot.render import Renderer

    renderer = Renderer(home, mind)
    for name in names:
        flow = mind.handbook.flows[name]
        if at is None:
            yield plain(renderer.say("cli/paths.j2", flow=flow, ways=tuple(ways_of(flow, mind.handbook)))) + "\n"
        else:
            ways = tuple(outlook(mind, flow, at))
            yield plain(renderer.say("cli/paths_as_of.j2", flow=flow, ways=ways, at=at)) + "\n"


def _plain(mind: "Mind", name: str, at: datetime | None) -> dict[str, Any]:
    """A procedure's ways for scripts."""
    from bot.comparing import dated
    from bot.flow.difference_card import plainly
    from bot.flow.model import End
    from bot.flow.paths import paths as ways_of

    book, flow = mind.handbook, mind.handbook.flows[name]
    tell = dated(at) if at else plainly
    ways = []
    for way in ways_of(flow, book):
        end = flow.states[way.end]
        told = tell(book, flow, end, way.answers) if isinstance(end, End) else ()
        ways.append({"answers": way.answers, "end": way.end, "kind": way.kind, "states": way.states, "told": told})
    return {"flow": name, "title": flow.title, "paths": ways}


def _differ(  # noqa: PLR0913 - all that can be asked of a difference
    home: Path, book: "Handbook", old: str, procedure: str | None, at: datetime | None, *, json: bool
) -> None:
    """Tell what changed since an earlier version; ends the command."""
    from bot import revision
    from bot.comparing import dated, told
    from bot.flow.difference import difference
    from bot.flow.difference_card import plainly
    from bot.flow.paths import DAYS
    from bot.phrases import versed

    waiting(home, "cli/comparing.j2")
    former = revision.read(old, home)
    before = former.handbook
    procedure = known(procedure, {**before.flows, **book.flows}) if procedure else None
    if former.unread:
        typer.echo(say(home, "cli/unread.j2", names=former.unread), err=True)
    readable = replace(book, flows={name: flow for name, flow in book.flows.items() if name not in former.unread})
    day = at.date().isoformat() if at else DAYS[0]
    found = difference(before, readable, dated(at) if at else plainly, day)
    found = found.only(procedure) if procedure else found
    typer.echo(pretty(found) if json else "\n".join(told(found, versed(home, book))))
    raise typer.Exit(bool(found))


def _time(written: str) -> datetime:
    """When it is, at the county's clock; opening time for a date alone."""
    from bot.config import ZONE

    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise misused(f"--as-of {written}", "as_of") from None
    if at.year not in _YEARS:
        raise misused(f"--as-of {written}", "years", first=_YEARS[0], last=_YEARS[-1])
    if "T" not in written and " " not in written:
        at = at.replace(hour=_OPENING)
    return at.astimezone(ZONE) if at.tzinfo else at.replace(tzinfo=ZONE)


@app.command("test", help=help_of("test"))
def compare(
    procedures: Annotated[list[str] | None, typer.Argument(help=LINES["procedures"])] = None,
    *,
    update: Annotated[bool, typer.Option("--update", help=LINES["update"])] = False,
) -> None:
    """Compare the golden conversations with the flows as they are, and tell what they never walk over."""
    from bot import config, journeys
    from bot.inspection import handbook

    home = config.read().home
    book = handbook(home)
    asked = tuple(known(one, book.flows) for one in procedures or ())
    if asked and update:
        raise misused("--update", "update")
    folder = home / _GOLDEN
    checked = (journeys.update if update else journeys.check)(home, folder, _progress)
    wanted = asked or tuple({**book.flows, **{one.flow: None for one in checked.differences}})
    found = [one for one in checked.differences if one.flow in wanted]
    for difference in found:
        typer.echo(say(home, "cli/difference.j2", one=difference, file=here(folder / difference.file)))
        if difference.diff:
            typer.echo(difference.diff)
    _tell_covered(home, [one for one in checked.covered if one.flow in wanted])
    agreed = [Path(file) for file in checked.agreed if Path(file).parent.name in wanted]
    saved = sum(file.name.startswith("saved-") for file in agreed)
    left = [one for one in found if one.what == "broken" or not update]
    broken = len(left) if update else 0
    text = say(home, "cli/compared.j2", found=found, update=update, broken=broken, agreed=len(agreed), saved=saved)
    typer.echo(text)
    raise typer.Exit(bool(left))


def _tell_covered(home: Path, flows: "Sequence[Covered]") -> None:
    """Tell what of these flows nobody walked over, and how much they did."""
    for one in flows:
        if one.missed:
            typer.echo(say(home, "cli/missed.j2", one=one, alone=len(flows) == 1))
    missed = sum(len(one.missed) for one in flows)
    typer.echo(say(home, "cli/walked.j2", missed=missed, roads=sum(one.roads for one in flows)))


def _progress(number: int, of: int) -> None:
    """Count on the terminal, on a line that is wiped at the end."""
    if sys.stderr.isatty():
        typer.echo(f"\r{number}/{of}" if number < of else "\r\x1b[K", nl=False, err=True)
