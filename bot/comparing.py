"""Two versions of the flows in words: in full for a terminal, in short for a message; and outcomes with their dates."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from bot.engine.mind import Mind
from bot.engine.outcome import Outcome, Resolver
from bot.flow.difference import Difference, FlowDifference
from bot.flow.difference_card import Answers, Line, Teller, plainly
from bot.flow.difference_groups import Moved
from bot.flow.difference_things import ThingDifference
from bot.flow.difference_values import Change
from bot.flow.expression import ExpressionError
from bot.flow.handbook import Handbook
from bot.flow.model import Ask, End, Flow
from bot.flow.paths import LIMIT, Path, explore
from bot.message import plain
from bot.phrases import Phrasebook
from bot.workdays import WorkCalendar

_CASES = 6
"""Cases of one group of ways that are told."""
_LINE = 160
"""Characters of a line in a short telling."""
_FIGURES = frozenset({"value", "unit", "average", "operator", "clause", "confidence"})
"""What of a ledger record matters most."""
_ROUTING = frozenset({"go", "number", "choices", "kind"})
_SAMPLES = frozenset({"ask_words", "examples", "often"})


def dated(at: datetime) -> Teller:
    """Tell outcomes with the last days that somebody accepted at this time is given."""
    resolvers: dict[int, Resolver] = {}

    def tell(book: Handbook, flow: Flow, end: End, answers: Answers) -> tuple[Line, ...]:
        lines = plainly(book, flow, end, answers)
        resolver = resolvers.setdefault(id(book), Resolver(book, WorkCalendar(book.calendar)))
        try:
            limits = resolver.resolve(flow, end, answers, (), at).limits
        except (LookupError, ExpressionError):
            return lines  # a version with findings, read without trust
        days: dict[str, date] = {one.record.id: one.deadline.day for one in limits if one.deadline}
        return tuple(replace(line, day=days.get(line.key)) if line.kind == "limit" else line for line in lines)

    return tell


def outlook(mind: Mind, flow: Flow, at: datetime) -> Iterator[tuple[Path, Outcome | None]]:
    """Yield every way through a procedure with what is told at its end to somebody accepted at this time; a jump tells nothing.

    Questions for a date are answered with that day.
    """
    days = {name: at.date().isoformat() for name, state in flow.states.items() if isinstance(state, Ask) and state.day}
    for way in explore(flow, mind.handbook.figures, days):
        if isinstance(way, Path):
            end = flow.states[way.end]
            yield way, mind.resolver.resolve(flow, end, way.answers, (), at) if isinstance(end, End) else None


@dataclass(frozen=True, slots=True)
class _Said:
    """One thing that is told of a difference."""

    text: str
    """Its first line, and details in further ones."""
    weight: int
    """The least matters most: where people end, then what they are told, then what was written."""


@dataclass(frozen=True, slots=True)
class _Section:
    title: str
    said: tuple[_Said, ...]
    weight: int = 4
    """Of the title, where nothing more is said."""


def told(difference: Difference, phrases: Phrasebook, most: int | None = None) -> tuple[str, ...]:
    """The difference in lines: the counts, then everything; within `most` characters, the counts and what matters most.

    The phrasebook is one that knows the newer handbook. The lines are plain text, no HTML.
    """
    ways = sum(len(one.ways) for one in difference.flows)
    counts = _say(phrases, "counts", flows=difference.flows, things=difference.things, ways=ways)
    sections = (
        *(_of_flow(one, phrases) for one in difference.flows),
        *(_of_thing(one, phrases) for one in difference.things),
    )
    if most is not None:
        return tuple(_brief(counts, sections, phrases, most))
    lines = [counts]
    for section in sections:
        lines += ["", section.title]
        lines += (f"  {line}" for one in section.said for line in _hanging(one.text))
    return tuple(lines)


def _of_flow(one: FlowDifference, phrases: Phrasebook) -> _Section:
    if one.mark != "changed":
        return _Section(_say(phrases, "flow", one=one), (), weight=0)
    said = [*_of_ways(one, phrases), *_of_states(one, phrases), *_of_changes(one.changes, phrases, _weight)]
    return _Section(_say(phrases, "flow", one=one), tuple(said))


def _of_ways(one: FlowDifference, phrases: Phrasebook) -> Iterator[_Said]:
    for moved in one.ways:
        yield _Said(_say(phrases, "way", one=moved, most=_CASES), _heavy(moved))
    if one.more:
        yield _Said(_say(phrases, "cut", limit=LIMIT), 1)


def _heavy(moved: Moved) -> int:
    if (moved.old.kind, moved.old.name) != (moved.new.kind, moved.new.name):
        return 0
    lines = (*moved.delta.lost, *moved.delta.gained, *(new for _, new in moved.delta.changed))
    return 1 if any(line.kind in {"limit", "fee", "material"} for line in lines) else 2


def _of_states(one: FlowDifference, phrases: Phrasebook) -> Iterator[_Said]:
    for old, new in one.renamed.items():
        yield _Said(_say(phrases, "state", mark="changed", old=old, state=new), 3)
    for state, mark in one.states.items():
        if mark != "changed":
            yield _Said(_say(phrases, "state", mark=mark, old="", state=state), 3)


def _weight(change: Change) -> int:
    if change.path[0] in _SAMPLES:
        return 6
    return 3 if _ROUTING & set(change.path[2:3]) else 5


def _of_thing(one: ThingDifference, phrases: Phrasebook) -> _Section:
    def weight(change: Change) -> int:
        return 1 if one.kind == "record" and change.path[0] in _FIGURES else 5

    title = _say(phrases, "thing", one=one)
    return _Section(title, tuple(_of_changes(one.changes, phrases, weight)))


def _of_changes(changes: tuple[Change, ...], phrases: Phrasebook, weight: Callable[[Change], int]) -> Iterator[_Said]:
    for path, some in groupby(changes, key=lambda change: change.path):
        found = tuple(some)
        olds = tuple(each.old for each in found if each.old is not None)
        news = tuple(each.new for each in found if each.new is not None)
        shown = path[1:] if path[0] == "states" else path
        yield _Said(_say(phrases, "change", path=shown, olds=olds, news=news), weight(found[0]))


def _brief(counts: str, sections: tuple[_Section, ...], phrases: Phrasebook, most: int) -> Iterator[str]:
    """The counts, and as many of the most important lines as there is room for."""
    said = [
        _Said(_clipped(_say(phrases, "brief", title=section.title, text=one.text)), one.weight)
        for section in sections
        for one in section.said
    ]
    said += [_Said(_clipped(section.title), section.weight) for section in sections if not section.said]
    said.sort(key=lambda one: one.weight)
    yield counts
    room = most - len(counts)
    for place, one in enumerate(said):
        left = _say(phrases, "more", count=len(said) - place)
        last = place == len(said) - 1
        if len(one.text) + 1 + (0 if last else len(left) + 1) > room:
            yield left
            return
        room -= len(one.text) + 1
        yield one.text


def _hanging(text: str) -> Iterator[str]:
    first, *rest = text.splitlines()
    yield first
    yield from (f"  {line}" for line in rest)


def _clipped(text: str) -> str:
    return text if len(text) <= _LINE else f"{text[: _LINE - 1]}…"


def _say(phrases: Phrasebook, name: str, **data: object) -> str:
    text = plain(phrases.say(f"difference/{name}.j2", **data))
    return "\n".join(line for line in text.splitlines() if line.strip())
