"""A tongue: how one kind of booking system is spoken to over HTTP, and how its answers are read."""

from datetime import date
from typing import Any, Protocol

from bot.booking.base import Receipt, Refused, Request, Slot, State
from bot.booking.line import Heard
from bot.flow.booking import Meaning
from bot.flow.calls import Filled


class Tongue(Protocol):
    """Asking raises `ExpressionError` where something can't be said, reading ValueError where nothing can be understood."""

    repeatable: bool
    """Whether doing the same call again makes no second booking."""
    holds: bool
    """Whether a slot can be held."""
    looks: bool
    """Whether a booking can be looked up."""

    def availability(self, service: str, begin: date, end: date) -> Filled:
        """Ask for free slots."""
        ...

    def put(self, request: Request, state: State) -> Filled:
        """Ask for a slot."""
        ...

    def get(self, ref: str, slot: Slot) -> Filled:
        """Ask what stands under a reference."""
        ...

    def delete(self, ref: str, slot: Slot) -> Filled:
        """Ask to free what stands under a reference."""
        ...

    def meaning(self, heard: Heard) -> Meaning | None:
        """What an answer means; None for one that can't be understood."""
        ...

    def slots(self, body: Any) -> tuple[Slot, ...]:
        """The slots in an answer."""
        ...

    def receipt(self, body: Any, request: Request, state: State, *, new: bool) -> Receipt:
        """What stands in the book after `put`, entered just now or before."""
        ...

    def found(self, body: Any, ref: str, slot: Slot) -> Receipt | None:
        """What stands under a reference, None for nothing."""
        ...

    def freed(self, heard: Heard) -> bool:
        """Whether the slot is free after this answer to `delete`."""
        ...

    def why(self, body: Any) -> Refused:
        """Why it was refused, where the answer says so."""
        ...
