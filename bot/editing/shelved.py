"""What lies on the shelves, told so that one finds the right thing: what it is, and whose."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from bot.flow import parts
from bot.flow.handbook import Handbook
from bot.flow.model import Flow


class Thing(NamedTuple):
    """A material, an office or a record, as it is listed."""

    name: str
    kind: str = ""
    """A material's form or an office's kind, as written in YAML."""
    source: str = ""
    """Where a record is written: the document's number, if it has one, and the clause."""
    users: tuple[str, ...] = ()
    """Titles of the procedures that want this material."""


def materials(book: Handbook) -> Mapping[str, Thing]:
    """Id to material; what most procedures want stands first, what nobody wants last."""
    users = _users(book, parts.materials)
    things = {key: Thing(one.name, one.form, users=users.get(key, ())) for key, one in book.materials.items()}
    return dict(sorted(things.items(), key=lambda each: -len(each[1].users)))


def offices(book: Handbook) -> Mapping[str, Thing]:
    """Id to office; where most procedures send people stands first."""
    users = _users(book, parts.offices)
    things = {key: Thing(one.name, one.kind) for key, one in book.offices.items()}
    return dict(sorted(things.items(), key=lambda each: -len(users.get(each[0], ()))))


def records(book: Handbook) -> Mapping[str, Thing]:
    """Id to record, in the ledger's order."""
    return {
        key: Thing(one.text, source=f"{book.documents[one.document].number or ''} {one.clause}".strip())
        for key, one in book.records.items()
    }


def usual_office(book: Handbook, area: str) -> str:
    """Where most procedures of this area send people; while it has none, where most of all do."""
    of_area = (flow for name, flow in book.flows.items() if book.area_of[name] == area)
    count = Counter(office for flow in of_area for office in {each for _, each in parts.offices(flow)})
    return max(offices(book), key=lambda each: count[each])


def _users(book: Handbook, named: Callable[[Flow], Iterator[parts.Named]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for flow in book.flows.values():
        for _, name in named(flow):
            found.setdefault(name, {})[flow.title] = None
    return {name: tuple(titles) for name, titles in found.items()}
