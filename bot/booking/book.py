"""The house's own book of slots: what a counter asks of it, and what stands in it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, Protocol

from pydantic import AwareDatetime

from bot.booking.base import Expired, Refused, Request, State, Taken
from bot.flow.ground import Frozen

Mark = Literal["arrived", "done", "missed"]
"""What became of a booking, as the window saw it."""


class Terms(Frozen):
    """On what terms a slot is given."""

    windows: int
    """How many can have it."""
    minutes: int
    """How long it is."""
    per_person: int
    """How many slots one phone number can have on that day, what the new one replaces not counted."""
    bookable: bool
    """False for what is not offered, or not any more; whoever has it already keeps it."""


class Standing(Frozen):
    """A line of the book."""

    ref: str
    slot: str
    """The slot's name."""
    state: State
    until: AwareDatetime | None = None
    """When a hold ends by itself."""
    new: bool = False
    """True when this very call wrote it."""


class Entry(Frozen):
    """A line of the book, as the window reads it."""

    ref: str
    slot: str
    """The slot's name."""
    state: State
    mark: Mark | None = None
    request: Request | None = None
    """Who comes with what; None when that can't be read any more."""


class Shut(Frozen):
    """What staff closed of a day."""

    whole: bool = False
    slots: frozenset[str] = frozenset()
    """The names of slots that were closed by themselves."""

    def covers(self, slot: str | None) -> bool:
        """Whether this slot is closed; without one, whether the whole day is."""
        return self.whole or slot in self.slots


OPEN = Shut()
"""Nothing is closed."""


class Book(Protocol):
    """Keeps every office's slots; each change is atomic, and raises StoreError when it can't be made."""

    async def free(self, office: str, slots: Sequence[str], windows: int, minutes: int) -> Mapping[str, int]:
        """How many can still have each of these slots, all so long; 0 for one that staff closed.

        A booking takes a window of every slot that its time touches, also one made when the hours were cut otherwise.
        """
        ...

    async def put(
        self, office: str, request: Request, state: State, terms: Terms
    ) -> Standing | Taken | Expired | Refused:
        """Give the slot to this reference, or say what this reference has already."""
        ...

    async def get(self, office: str, day: date, ref: str) -> Standing | None:
        """What stands under this reference on this day."""
        ...

    async def delete(self, office: str, day: date, ref: str) -> None:
        """Free what stands under this reference, if anything does."""
        ...
