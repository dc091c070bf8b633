"""What of the plan a citizen gets to see: each record of its areas, with the states that show it and how."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.flow.handbook import Handbook
from bot.flow.model import End, Flow
from bot.flow.sources import Path
from bot.flow.uses import named

How = Literal["text", "why", "quote"]
"""In the message itself, in the answer to why it is asked, or in the quote to open; the clearest first."""

_CLEAREST: tuple[How, ...] = ("text", "why", "quote")


@dataclass(frozen=True, slots=True)
class Shown:
    """A state that shows a record."""

    flow: str
    state: str
    how: How


@dataclass(frozen=True, slots=True)
class Fact:
    """A record of the plan and where a citizen sees it."""

    id: str
    text: str
    inner: str | None
    """Why it is no applicant's business."""
    shown: tuple[Shown, ...]

    @property
    def missing(self) -> bool:
        """Whether an applicant should see it and no state shows it."""
        return not self.shown and self.inner is None

    @property
    def contradicted(self) -> bool:
        """Whether it is called no applicant's business and shown all the same."""
        return bool(self.shown) and self.inner is not None

    @property
    def quoted(self) -> bool:
        """Whether it stands only in quotes that must be opened."""
        return bool(self.shown) and all(one.how == "quote" for one in self.shown)


@dataclass(frozen=True, slots=True)
class Section:
    """An area of the plan."""

    number: int
    """Its number in the plan, from 1."""
    title: str
    facts: tuple[Fact, ...]


def coverage(handbook: Handbook) -> tuple[Section, ...]:
    """Every area of the documents that name their areas, with all of its records."""
    shown = _shown(handbook)
    return tuple(
        Section(number, title, tuple(_facts(handbook, shown, document.id, prefix)))
        for document in handbook.documents.values()
        for number, (prefix, title) in enumerate(document.sections.items(), 1)
    )


def _facts(handbook: Handbook, shown: Mapping[str, tuple[Shown, ...]], document: str, prefix: str) -> Iterator[Fact]:
    for record in handbook.records.values():
        if record.document == document and record.id.partition("_")[0] == prefix:
            yield Fact(record.id, record.text, record.inner, shown.get(record.id, ()))


def _shown(handbook: Handbook) -> Mapping[str, tuple[Shown, ...]]:
    found: dict[str, dict[tuple[str, str], How]] = {}
    for flow in handbook.flows.values():
        for path, name in named(handbook, flow):
            for state, how in _places(flow, path):
                before = found.setdefault(name, {}).setdefault((flow.id, state), how)
                found[name][flow.id, state] = min(before, how, key=_CLEAREST.index)
    return {name: tuple(Shown(*place, how) for place, how in places.items()) for name, places in found.items()}


def _places(flow: Flow, path: Path) -> Iterator[tuple[str, How]]:
    """Yield where and how what is named at this path is seen; a condition of a list's entry decides and shows nothing."""
    match path:
        case ("later", _):
            yield from ((name, "quote") for name, state in flow.states.items() if isinstance(state, End))
        case ("states", str(state), "go", *_):
            yield state, "why"
        case ("states", str(state), "basis", _):
            yield state, "quote"
        case ("states", str(state), *_) if path[-1] != "when":
            yield state, "text"
