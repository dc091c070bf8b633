"""What procedures draw from, in two versions: ledger, materials, offices, areas, the house's words, the calendar."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.flow import expression, parts, prose
from bot.flow.difference_values import Change, Mark, changes, mark_of, written
from bot.flow.expression import ExpressionError
from bot.flow.handbook import Handbook
from bot.flow.ledger import Record
from bot.flow.model import Ask, Flow
from bot.flow.shelf import Material, Office

Kind = Literal["record", "document", "material", "office", "area", "words", "calendar"]
Named = tuple[Kind, str]
"""What a thing is, and its id; the words and the calendar have none."""


@dataclass(frozen=True, slots=True)
class ThingDifference:
    """One thing that is not as it was."""

    kind: Kind
    id: str
    name: str
    """What it is called."""
    mark: Mark
    changes: tuple[Change, ...]
    """What changed in it; empty when it was added or removed."""
    flows: tuple[str, ...]
    """The procedures that show it, in either version."""


def things(old: Handbook, new: Handbook) -> Iterator[ThingDifference]:
    """Yield each thing that was added, removed or changed, by kind."""
    shown = _shown(old, new)
    for kind, before, after in _shelves(old, new):
        for name in dict.fromkeys((*after, *before)):
            one, other = before.get(name), after.get(name)
            if one == other:
                continue
            found = tuple(changes(written(one), written(other))) if one and other else ()
            flows = tuple(flow for flow in dict.fromkeys((*new.flows, *old.flows)) if (kind, name) in shown[flow])
            there = one if other is None else other
            yield ThingDifference(kind, name, _called(there), mark_of(one, other), found, flows)
    if old.words != new.words:
        found = tuple(changes(written(old.words), written(new.words)))
        yield ThingDifference("words", "", "", "changed", found, tuple(_speaking(new, found)))
    if old.calendar != new.calendar:
        found = tuple(changes(written(old.calendar), written(new.calendar)))
        dated = tuple(
            name for name, flow in new.flows.items() if any("limits" in path for path, _ in parts.facts(flow))
        )
        yield ThingDifference("calendar", "", "", "changed", found, dated)


def _shelves(old: Handbook, new: Handbook) -> tuple[tuple[Kind, Mapping[str, Any], Mapping[str, Any]], ...]:
    return (
        ("record", old.records, new.records),
        ("document", old.documents, new.documents),
        ("material", old.materials, new.materials),
        ("office", old.offices, new.offices),
        ("area", old.areas, new.areas),
    )


def _called(thing: Any) -> str:
    match thing:
        case Record():
            return thing.short or thing.text
        case Material() | Office():
            return thing.name
        case _:
            return str(thing.title)


def _shown(old: Handbook, new: Handbook) -> Mapping[str, frozenset[Named]]:
    """Flow to the things it shows in either version."""
    found: dict[str, set[Named]] = {}
    for book in (new, old):
        for name, flow in book.flows.items():
            mine = found.setdefault(name, set())
            mine.add(("area", book.area_of.get(name, "")))
            mine.update(thing for _, thing in shows(book, flow))
            mine.update(("document", book.records[one].document) for kind, one in tuple(mine) if one in book.records)
    return {name: frozenset(some) for name, some in found.items()}


def shows(book: Handbook, flow: Flow) -> Iterator[tuple[str, Named]]:
    """Each thing a flow shows or looks at, with the state that does; no state for the flow as a whole."""
    for path, name in parts.facts(flow):
        yield _state(path), ("record", name)
    for path, name in parts.materials(flow):
        yield _state(path), ("material", name)
        if name in book.materials:
            yield _state(path), ("record", book.materials[name].fact)
    for path, name in parts.offices(flow):
        yield _state(path), ("office", name)
    for state, _, source in parts.conditions(flow):
        yield from ((state, ("record", name)) for name in _facts(source))
    for path, text in parts.prose(flow):
        yield from ((_state(path), (kind, name)) for name in prose.names(text) for kind in _KINDS)


_KINDS: tuple[Kind, ...] = ("record", "office", "material")
"""What a placeholder may stand for; no two of them share an id."""


def _state(path: tuple[str | int, ...]) -> str:
    return str(path[1]) if path[0] == "states" else ""


def _facts(source: str) -> tuple[str, ...]:
    try:
        return expression.compile(source).facts
    except ExpressionError:
        return ()


def _speaking(book: Handbook, found: tuple[Change, ...]) -> Iterator[str]:
    """The procedures in which a unit that changed is said; all else of the words belongs to the whole house."""
    units = {change.path[1] for change in found if change.path[0] == "units"}
    for name, flow in book.flows.items():
        said = {state.number.unit for state in flow.states.values() if isinstance(state, Ask) and state.number}
        said |= {str(book.records[one].unit) for _, (_, one) in shows(book, flow) if one in book.records}
        if units & said:
            yield name
