"""What changed between two versions of the flows: procedures, what they draw from, and where people's ways end."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bot.flow import parts
from bot.flow.difference_card import Teller, plainly
from bot.flow.difference_groups import Moved, grouped
from bot.flow.difference_things import Named, ThingDifference, shows, things
from bot.flow.difference_values import Change, Mark, changes, mark_of, written
from bot.flow.difference_ways import Side, pairs, tried
from bot.flow.handbook import Handbook
from bot.flow.model import Ask, Flow
from bot.flow.paths import DAYS, LIMIT

_OF_AN_END = 3
"""Keys down to a sentence of a state's own; those in its lists lie deeper."""


@dataclass(frozen=True, slots=True)
class FlowDifference:
    """One procedure that is not as it was, or whose ways end otherwise."""

    flow: str
    title: str
    mark: Mark
    renamed: Mapping[str, str]
    """State's old name to its new one."""
    states: Mapping[str, Mark]
    """States whose own lines are not as they were, by their new names; those that are gone by their old ones."""
    changes: tuple[Change, ...]
    """What was written otherwise; for states added and removed, and for a whole procedure, there is nothing more to say."""
    ways: tuple[Moved, ...]
    more: bool = False
    """Whether there are more ways than were tried."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that changed; false when nothing did."""

    flows: tuple[FlowDifference, ...]
    things: tuple[ThingDifference, ...]
    marks: Mapping[str, Mapping[str, Mark]]
    """Flow to state to mark, for a picture; a state that draws from what changed has changed, too."""

    def __bool__(self) -> bool:
        return bool(self.flows or self.things)

    def only(self, flow: str) -> "Difference":
        """What concerns one procedure."""
        return Difference(
            tuple(one for one in self.flows if one.flow == flow),
            tuple(one for one in self.things if flow in one.flows),
            {flow: self.marks[flow]} if flow in self.marks else {},
        )


def difference(old: Handbook, new: Handbook, tell: Teller = plainly, day: str = DAYS[0]) -> Difference:
    """Lay two versions side by side; neither needs to be without findings.

    `tell` gives the lines of an outcome that are compared. Questions for a date are answered with `day`. Of a procedure at
    most `LIMIT` ways are tried.
    """
    found = tuple(things(old, new))
    touched = {flow for one in found for flow in one.flows}
    names = dict.fromkeys((*new.flows, *old.flows))
    differing = [name for name in names if name in touched or not _same(old, new, name)]
    compared = [_compared(old, new, name, tell, day) for name in differing]
    flows = tuple(one for one in compared if one.mark != "changed" or one.changes or one.states or one.ways)
    return Difference(flows, found, _marks(new, flows, found))


def _same(old: Handbook, new: Handbook, name: str) -> bool:
    return old.flows.get(name) == new.flows.get(name) and old.area_of.get(name) == new.area_of.get(name)


def _compared(old: Handbook, new: Handbook, name: str, tell: Teller, day: str) -> FlowDifference:
    before, after = old.flows.get(name), new.flows.get(name)
    if before is None or after is None:
        mark = mark_of(before, after)
        flow = after or before
        states = dict.fromkeys(flow.states, mark) if flow else {}
        return FlowDifference(name, flow.title if flow else "", mark, {}, states, (), ())
    renamed = dict(_renamed(before, after))
    moved_on = changes(old.area_of.get(name), new.area_of.get(name), ("area",))
    written_otherwise = (*moved_on, *_changes(before, after, renamed))
    states = dict(_states(before, after, renamed, written_otherwise))
    sides = Side(old, before, renamed, tell), Side(new, after, {}, tell)
    asked = tried(*sides, day)
    ways = tuple(islice(pairs(*sides, asked), LIMIT + 1))
    moved = tuple(grouped(ways[:LIMIT], asked, _sayings(before) & _sayings(after)))
    return FlowDifference(
        name, after.title, "changed", renamed, states, written_otherwise, moved, more=len(ways) > LIMIT
    )


def _renamed(old: Flow, new: Flow) -> Iterator[tuple[str, str]]:
    """States that say so by an alias, and those that are the same under another name."""
    gone = {name: state for name, state in old.states.items() if name not in new.states}
    for name, state in new.states.items():
        if name in old.states:
            continue
        aliases = state.aliases if isinstance(state, Ask) else ()
        former = next((each for each in gone if each in aliases or gone[each] == state), None)
        if former:
            del gone[former]
            yield former, name


def _changes(old: Flow, new: Flow, renamed: Mapping[str, str]) -> Iterator[Change]:
    before, after = written(old), written(new)
    lines = _by_new_names(before.pop("states"), renamed), after.pop("states")
    yield from changes(before, after)
    start = renamed.get(old.start, old.start)
    if start != new.start:
        yield Change(("start",), start, new.start)
    for name in lines[1]:
        if name in lines[0]:
            was, now = _state(lines[0][name]), _state(lines[1][name])
            yield from (
                changes(was, now, ("states", name))
                if _kind(was) == _kind(now)
                else (Change(("states", name, "kind"), _kind(was), _kind(now)),)
            )


def _by_new_names(states: Mapping[str, Any], renamed: Mapping[str, str]) -> Mapping[str, Any]:
    """States under their new names, and led to under them."""
    return {renamed.get(name, name): _leading(state, renamed) for name, state in states.items()}


def _leading(state: Mapping[str, Any], renamed: Mapping[str, str]) -> Mapping[str, Any]:
    match state.get("go"):
        case str(target):
            go: Any = renamed.get(target, target)
        case dict(targets):
            go = {key: renamed.get(target, target) for key, target in targets.items()}
        case list(ways):
            go = [{**way, "to": renamed.get(way["to"], way["to"])} for way in ways]
        case _:
            return state
    return {**state, "go": go}


def _state(state: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without its former names: those tell of a change and are none."""
    return {key: value for key, value in state.items() if key != "aliases"}


def _kind(state: Mapping[str, Any]) -> str:
    return next(kind for kind in ("ask", "end", "jump") if kind in state)


def _states(
    old: Flow, new: Flow, renamed: Mapping[str, str], written_otherwise: tuple[Change, ...]
) -> Iterator[tuple[str, Mark]]:
    touched = {change.path[1] for change in written_otherwise if change.path[0] == "states"} | set(renamed.values())
    for name in new.states:
        if name not in old.states and name not in renamed.values():
            yield name, "added"
        elif name in touched:
            yield name, "changed"
    for name in old.states:
        if name not in new.states and name not in renamed:
            yield name, "removed"


def _sayings(flow: Flow) -> frozenset[str]:
    """Its steps and notes."""
    return frozenset(text for path, text in parts.prose(flow) if len(path) > _OF_AN_END and path[-1] in {"do", "say"})


def _marks(
    new: Handbook, flows: tuple[FlowDifference, ...], found: tuple[ThingDifference, ...]
) -> Mapping[str, Mapping[str, Mark]]:
    own = {one.flow: one.states for one in flows}
    changed: set[Named] = {(one.kind, one.id) for one in found}
    marks: dict[str, Mapping[str, Mark]] = {name: states for name, states in own.items() if name not in new.flows}
    for name, flow in new.flows.items():
        drawn: dict[str, Mark] = {state: "changed" for state, thing in shows(new, flow) if state and thing in changed}
        both = {**drawn, **own.get(name, {})}
        if both:
            marks[name] = both
    return marks
