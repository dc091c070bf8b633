"""What lies on the shelves, told so that one finds the right thing: what it is, and whose."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from bot.editing.draft import parted
from bot.flow import parts
from bot.flow.handbook import Handbook
from bot.flow.model import Flow
from bot.flow.uses import uses


class Thing(NamedTuple):
    """A material, an office or a record, as it is listed."""

    name: str
    kind: str = ""
    """A material's form, as written in YAML."""
    users: tuple[str, ...] = ()
    """Titles of the procedures that want this material."""
    also: str = ""
    """Other words under which it is found."""


def materials(book: Handbook) -> Mapping[str, Thing]:
    """Id to material; what most procedures want stands first, what nobody wants last."""
    users = _users(book, parts.materials)
    things = {
        key: Thing(one.name, one.form, tuple(flow.title for flow in users.get(key, ())))
        for key, one in book.materials.items()
    }
    return dict(sorted(things.items(), key=lambda each: -len(each[1].users)))


def offices(book: Handbook, area: str) -> Mapping[str, Thing]:
    """Id to office; where most procedures of this area send people stands first, then where most of all do."""
    users = _users(book, parts.offices)

    def count(office: str) -> tuple[int, int]:
        every = users.get(office, ())
        return -sum(book.area_of[flow.id] == area for flow in every), -len(every)

    return {key: Thing(book.offices[key].name) for key in sorted(book.offices, key=count)}


def records(book: Handbook, area: str = "") -> Mapping[str, Thing]:
    """Id to record: those of this area first, and there those that promise a time; else in the ledger's order."""
    areas = _areas(book)
    times, _ = parted(tuple(book.records.values()))

    def rank(record: str) -> tuple[bool, bool]:
        return area not in areas[record], record not in times

    return {key: _record(book, key, areas[key]) for key in (sorted(book.records, key=rank) if area else book.records)}


def _record(book: Handbook, key: str, areas: frozenset[str]) -> Thing:
    one, titles = book.records[key], sorted(book.areas[area].title for area in areas)
    return Thing(one.text, also=" ".join((one.short or "", one.clause, *titles)))


def _areas(book: Handbook) -> Mapping[str, frozenset[str]]:
    """Record to the areas that use it; while none does, to those of the department that answers for it."""
    found = {}
    for name, places in uses(book).items():
        using = {book.area_of[place.partition(".")[0]] for place in places}
        leading = {key for key, one in book.areas.items() if one.lead == book.records[name].owner}
        found[name] = frozenset(using or leading)
    return found


def _users(book: Handbook, named: Callable[[Flow], Iterator[parts.Named]]) -> Mapping[str, tuple[Flow, ...]]:
    found: dict[str, dict[str, Flow]] = {}
    for flow in book.flows.values():
        for _, name in named(flow):
            found.setdefault(name, {})[flow.id] = flow
    return {name: tuple(flows.values()) for name, flows in found.items()}
