"""What stands in a stretch of an office's calendar, and what that leaves of each slot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from bot.booking.base import Slot
from bot.booking.entry import Entry
from bot.config import ZONE


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry of ours may go."""

    name: str
    ended: Entry | None = None
    """The hold that is over and still lies there."""


def names(slot: Slot, windows: int) -> tuple[str, ...]:
    """The addresses of a slot, one for each window: whoever writes there first has it."""
    return tuple(f"{slot.id}-{window}.ics" for window in range(windows))


def owned(entries: Iterable[Entry], ref: str) -> Entry | None:
    """The entry of a booking among others."""
    return next((entry for entry in entries if entry.ref == ref), None)


@dataclass(frozen=True)
class Agenda:
    """The entries of one stretch of time, at one moment."""

    entries: tuple[Entry, ...]
    windows: int
    now: datetime

    def free(self, slots: Iterable[Slot]) -> tuple[Slot, ...]:
        """Those of the slots that somebody can still have."""
        left = ((slot, self.left(slot)) for slot in slots)
        return tuple(slot.model_copy(update={"free": count}) for slot, count in left if count)

    def left(self, slot: Slot) -> int:
        """How many can still come: an entry made by hand takes a window, and one moved away keeps its own."""
        places = set(names(slot, self.windows))
        takers = [e for e in self._standing if e.name in places or e.overlaps(slot.start, slot.end)]
        return max(self.windows - len(takers), 0)

    def places(self, slot: Slot, ref: str) -> tuple[Place, ...]:
        """Where a booking may go, the best first: no more than are left, so that two at once are never one too many."""
        own: list[Place] = []
        others: list[Place] = []
        empty: list[Place] = []
        for name in names(slot, self.windows):
            entry = self._named.get(name)
            if entry is None:
                empty.append(Place(name))
            elif entry.ended(self.now):
                (own if entry.ref == ref else others).append(Place(name, entry))
        return (*own, *empty, *others)[: self.left(slot)]

    def own(self, ref: str) -> Entry | None:
        """The entry of this booking."""
        return owned(self.entries, ref)

    def had(self, ref: str, slot: Slot) -> bool:
        """Tell whether a hold under this reference ended here."""
        there = (self._named.get(name) for name in names(slot, self.windows))
        return self.own(ref) is not None or any(entry and ref in entry.before for entry in there)

    def of_phone(self, phone: str, day: date, leaving: str | None) -> int:
        """How many slots of the day stand under this number, the one of the reference that is `leaving` not counted."""
        theirs = (entry for entry in self._standing if entry.phone == phone and not entry.off)
        booked = (entry.begin for entry in theirs if leaving is None or entry.ref != leaving)
        return sum(begin.astimezone(ZONE).date() == day for begin in booked)

    @cached_property
    def _standing(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if not entry.ended(self.now))

    @cached_property
    def _named(self) -> Mapping[str, Entry]:
        return {entry.name: entry for entry in self.entries}
