"""An office's own booking system over HTTP: by the contract, or by a mapping where it differs.

What can't be understood is `Away`, never a receipt. After a lost answer we look before anybody does it again.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

from bot.booking import belief
from bot.booking.base import (
    PATIENCE,
    Away,
    Doubtful,
    Expired,
    Gone,
    Receipt,
    Refused,
    Request,
    Slot,
    State,
    Taken,
)
from bot.booking.contract import Contract
from bot.booking.line import Heard, Line, Lost
from bot.booking.mapping import Mapped
from bot.booking.tongue import Tongue
from bot.config import Access
from bot.flow.booking import HttpBooking, Meaning
from bot.flow.calls import Filled
from bot.flow.expression import ExpressionError

T = TypeVar("T")

_LOOK = 1.5
"""Seconds for looking, once before and once after."""
_DO = PATIENCE - 2 * _LOOK
_DENIED = (400, 401, 403)


class Http:
    """Keeps the promises of `BookingProvider` with a system that keeps its own book."""

    def __init__(self, config: HttpBooking, access: Access) -> None:
        """Open nothing yet; `SettingError` for certificates that can't be read."""
        self._line = Line(str(config.url), access)
        self._tongue: Tongue = Mapped(config.mapping) if config.mapping else Contract()
        self.repeatable = self._tongue.repeatable or self._tongue.looks

    async def availability(self, service: str, begin: date, end: date) -> tuple[Slot, ...] | Away:
        """The free slots of these days, both included, in order of time, as the system knows them."""
        heard = await self._say(lambda: self._tongue.availability(service, begin, end), PATIENCE)
        if self._meaning(heard) not in {"new", "same"}:
            return _away(heard)
        found = self._read(heard, lambda body: _offered(self._tongue.slots(body), begin, end))
        return Away() if found is None else found

    async def put(self, request: Request, state: State) -> Receipt | Taken | Expired | Refused | Away | Doubtful:
        """Hold or confirm; the same reference is the same booking.

        `Doubtful` where a lost call may yet be done, and doing it again might book twice. A hold without an end is none: that system can't hold.
        """
        if self._tongue.looks and not self._tongue.repeatable:
            standing = await self._look(request.ref, request.slot, _LOOK)
            if isinstance(standing, Away) or (isinstance(standing, Receipt) and _enough(standing, state)):
                return standing
        if state == "held" and not self._tongue.holds:
            return Receipt(ref=request.ref, state="held", slot=request.slot)
        heard = await self._say(lambda: self._tongue.put(request, state), _DO)
        return self._answer(heard, request, state) or await self._after_silence(request, state)

    async def get(self, ref: str, slot: Slot) -> Receipt | Gone | Away:
        """What stands in their book under this reference; `Away` where nobody can look."""
        return await self._look(ref, slot, PATIENCE) if self._tongue.looks else Away()

    async def delete(self, ref: str, slot: Slot) -> Gone | Away:
        """Free the slot; a reference that is not there is gone already."""
        heard = await self._say(lambda: self._tongue.delete(ref, slot), PATIENCE)
        understood = self._meaning(heard) is not None
        return Gone() if understood and isinstance(heard, Heard) and self._tongue.freed(heard) else _away(heard)

    async def sweep(self, before: date) -> None:
        """Nothing to wipe: their own book forgets as the contract says."""

    async def close(self) -> None:
        """Let go of connections."""
        await self._line.close()

    async def _say(self, compose: Callable[[], Filled], patience: float) -> Heard | Lost:
        try:
            call = compose()
        except ExpressionError as error:
            self._line.complain("booking_call_unspeakable", code=error.code)
            return Lost(sent=False)
        return await self._line.say(call, patience)

    def _meaning(self, heard: Heard | Lost) -> Meaning | None:
        if isinstance(heard, Lost):
            return None
        meaning = self._tongue.meaning(heard)
        if heard.status in _DENIED:
            self._line.complain("booking_system_denies_us", status=heard.status)
        elif meaning is None:
            self._line.complain("booking_system_not_understood", status=heard.status)
        return meaning

    def _answer(
        self, heard: Heard | Lost, request: Request, state: State
    ) -> Receipt | Taken | Expired | Refused | Away | None:
        """What came of it; None when nobody knows."""
        if isinstance(heard, Lost):
            return None if heard.sent else Away()
        match self._meaning(heard):
            case "new" | "same" as said:
                return self._read(
                    heard,
                    lambda body: _believed(self._tongue.receipt(body, request, state, new=said == "new"), request.slot),
                )
            case "taken":
                return Taken()
            case "expired":
                return Expired()
            case "refused":
                return self._tongue.why(heard.body)
            case "gone" | "away":
                return _away(heard)
            case None:
                return None

    async def _after_silence(self, request: Request, state: State) -> Receipt | Away | Doubtful:
        found = await self._look(request.ref, request.slot, _LOOK) if self._tongue.looks else Away()
        if isinstance(found, Receipt) and _enough(found, state):
            return found
        if not self._tongue.repeatable:
            return Doubtful()  # a slow system may do it after we looked
        return found if isinstance(found, Away) else Away()

    async def _look(self, ref: str, slot: Slot, patience: float) -> Receipt | Gone | Away:
        heard = await self._say(lambda: self._tongue.get(ref, slot), patience)
        match self._meaning(heard):
            case "new" | "same":
                return self._read(heard, lambda body: _standing(self._tongue.found(body, ref, slot), slot)) or Away()
            case "gone" | "expired":
                return Gone()
            case _:
                return _away(heard)

    def _read(self, heard: Heard | Lost, read: Callable[[Any], T]) -> T | None:
        """What an answer says; None when it can't be understood."""
        try:
            return read(heard.body) if isinstance(heard, Heard) else None
        except ValueError:
            self._line.complain("booking_system_not_understood")
            return None


def _away(heard: Heard | Lost) -> Away:
    return Away(after=heard.after if isinstance(heard, Heard) else None)


def _enough(standing: Receipt, state: State) -> bool:
    """Whether what stands is what was wanted."""
    return state in {"held", standing.state}


def _believed(told: Receipt, asked: Slot) -> Receipt:
    receipt = belief.receipt(told, asked)
    if receipt is None:
        raise ValueError("no time to come")
    return receipt


def _standing(told: Receipt | None, asked: Slot) -> Receipt | Gone:
    return _believed(told, asked) if told else Gone()


def _offered(slots: Iterable[Slot], begin: date, end: date) -> tuple[Slot, ...]:
    known = filter(None, map(belief.slot, slots))
    free = {slot.id: slot for slot in known if slot.free > 0 and begin <= slot.start.date() <= end}
    return tuple(sorted(free.values(), key=lambda slot: (slot.start, slot.id)))
