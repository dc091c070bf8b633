"""The first draft of a procedure: what its template in `messages_zh/new` is filled with."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.editing.fitness import spelt
from bot.flow.handbook import Handbook
from bot.flow.ledger import Record

TIMES = frozenset({"working_days", "calendar_days", "days", "hours", "months", "years"})
"""Units of records that promise a time."""


@dataclass(frozen=True)
class NewArea:
    """A folder of procedures that is to be made."""

    id: str
    title: str
    order: int
    lead: str


@dataclass(frozen=True)
class Button:
    """A choice of the question."""

    key: str
    label: str
    to: str


@dataclass(frozen=True)
class Outcome:
    """An end of the draft."""

    id: str
    title: str
    say: str


@dataclass(frozen=True)
class Draft:
    """A procedure with one question or none; what is listed is for each of its ends."""

    id: str
    title: str
    area: str
    department: str
    who: tuple[str, ...]
    summary: str
    question: str
    buttons: tuple[Button, ...]
    outcomes: tuple[Outcome, ...]
    materials: tuple[str, ...]
    limits: tuple[str, ...]
    """Records that promise a time."""
    basis: tuple[str, ...]
    """The other records."""
    offices: tuple[str, ...]

    @property
    def file(self) -> str:
        """Where it belongs, relative to the home."""
        return f"flows/{self.area}/{self.id}.yaml"


def keys(labels: tuple[str, ...], book: Handbook) -> Mapping[str, str]:
    """Label to the key of its button: yes and no by what they mean, all others by their sound."""
    found: dict[str, str] = {}
    for label in labels:
        meant = next((key for key in ("yes", "no") if label in book.words.commands.get(key, ())), None)
        taken = found.values()
        found[label] = meant if meant and meant not in taken else spelt(label, taken)
    return found


def parted(records: tuple[Record, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of records that promise a time, and of all others."""
    times = tuple(one.id for one in records if one.kind == "limit" and one.value is not None and one.unit in TIMES)
    return times, tuple(one.id for one in records if one.id not in times)


def next_order(book: Handbook) -> int:
    """The place after all areas there are."""
    return max((area.order for area in book.areas.values()), default=0) + 1
