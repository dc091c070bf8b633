"""The booking contract: what every provider promises, and what a booking is made of.

We choose the reference, so doing a thing again is doing the same thing: `put` with a reference that is already booked
there gives the same receipt, and `delete` of one that is gone is no error. The same contract over HTTP is
`bot/booking/openapi.yaml`. Nothing here raises for what a counter may answer; each answer is a value.
"""

from datetime import date
from typing import Annotated, Literal, Protocol

from pydantic import AwareDatetime, Field

from bot.flow.model import Frozen

State = Literal["held", "confirmed"]
"""A held slot is ours for a while; a confirmed one is ours until it is deleted."""


class Slot(Frozen):
    """A time at a window."""

    id: str
    """The provider's own name for it, at most 64 characters."""
    start: AwareDatetime
    end: AwareDatetime
    free: int = 1
    """How many can still come."""


class Person(Frozen):
    """Who comes: no more than the window needs."""

    name: str
    phone: str
    """National digits, such as 13800000000 or 0359-8500000 without the hyphen."""


class Matter(Frozen):
    """With what somebody comes, so that the window does not ask again."""

    service: str
    """The procedure's id."""
    title: str
    """The procedure's name."""
    outcome: str
    """What the answers came to."""
    answers: tuple[tuple[str, str], ...] = ()
    """Question and answer, in words."""
    ready: tuple[str, ...] = ()
    """Names of the materials ticked off."""
    missing: tuple[str, ...] = ()
    """Names of those that are not."""


class Request(Frozen):
    """A booking as we want it."""

    ref: str
    """Ours: 10 letters and digits, the same for ever."""
    slot: Slot
    person: Person
    matter: Matter
    owner: str
    """The house's key of who asked; never leaves the house."""
    instead: str | None = None
    """The reference of the person's booking that this one takes the place of, and that is deleted once this one stands."""


class Receipt(Frozen):
    """It stands in the provider's book. HTTP: 201 when new, 200 when it stood there before."""

    kind: Literal["receipt"] = "receipt"
    ref: str
    state: State
    slot: Slot
    until: AwareDatetime | None = None
    """When a hold ends by itself; None for a confirmed one."""
    new: bool = True


class Taken(Frozen):
    """Somebody else has the slot. HTTP: 409."""

    kind: Literal["taken"] = "taken"


class Expired(Frozen):
    """The hold has ended, and the slot can't be had any more under this reference. HTTP: 410."""

    kind: Literal["expired"] = "expired"


class Refused(Frozen):
    """The provider will not have it, now or later. HTTP: 422, and 400."""

    kind: Literal["refused"] = "refused"
    why: Literal["person", "slot", "limit", "other"] = "other"


class Away(Frozen):
    """No answer, or one that can't be understood; it may have been done all the same.

    HTTP: 429, 5xx, time-out, garbage, and 401 and 403, since a person can mend how we are let in.
    """

    kind: Literal["away"] = "away"
    after: float | None = None
    """Seconds to wait before asking again, where the provider said so (Retry-After)."""


class Doubtful(Frozen):
    """No answer from a system that can't be asked again without risk of a second booking: a person has to look."""

    kind: Literal["doubtful"] = "doubtful"


class Gone(Frozen):
    """It does not stand in the provider's book, or not any more. HTTP: 204 and 404."""

    kind: Literal["gone"] = "gone"


Answer = Annotated[Receipt | Taken | Expired | Refused | Away | Doubtful | Gone, Field(discriminator="kind")]


class BookingProvider(Protocol):
    """One office's book of slots; every call ends within `PATIENCE` seconds."""

    repeatable: bool
    """Whether a `put` of which nobody knows the end may be made again: the provider knows our references, or looks."""

    async def availability(self, service: str, begin: date, end: date) -> tuple[Slot, ...] | Away:
        """The free slots of these days, both included, in order of time; none on closed days or in the past."""
        ...

    async def put(self, request: Request, state: State) -> Receipt | Taken | Expired | Refused | Away | Doubtful:
        """Hold or confirm; the same reference is the same booking. Confirming needs no hold before it.

        A held reference may be confirmed while its hold lasts; confirming after that takes the slot anew if it is still
        free, and gives `Expired` if it is not. `Taken` is the answer to a reference that never had the slot. What it
        stands `instead` of is not counted against what one person may have.
        """
        ...

    async def get(self, ref: str, slot: Slot) -> Receipt | Gone | Away:
        """What stands in the book under this reference; the slot helps those that can only look by time."""
        ...

    async def delete(self, ref: str, slot: Slot) -> Gone | Away:
        """Free the slot; a reference that is not there is gone already. Another's booking is never touched.

        The reference is spent: a `put` under it, such as one that was under way, gives `Expired`. A calendar can't
        remember that; there whoever hears of a late receipt has to delete again.
        """
        ...

    async def sweep(self, before: date) -> None:
        """Wipe name, phone and matter of what lies before this day, where we keep the book; called once an hour.

        A provider that keeps its own book does nothing, and one that is away is swept next time.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


HOLD = 600
"""Seconds a hold lasts where the provider does not say otherwise."""
PATIENCE = 6.0
"""Seconds a provider has for one call."""
