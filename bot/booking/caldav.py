"""An office whose book is a calendar (RFC 4791): its staff see who comes, and what they enter by hand counts.

A booking lies at `<calendar>/<slot>-<window>.ics`, an address the slot decides: whoever creates it there first has the
window (`If-None-Match: *`). Its id is made of our reference, so a server lets it stand only once. Nothing is changed or
taken away but by the tag (`If-Match`) under which we read that it is ours, or a hold that is over.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from bot.booking.agenda import Agenda, names, owned
from bot.booking.base import PATIENCE, Away, Expired, Gone, Receipt, Refused, Request, Slot, State, Taken
from bot.booking.collection import Collection
from bot.booking.dav import Dav
from bot.booking.hours import bookable, slots
from bot.booking.register import Register, Words
from bot.config import ZONE, Access
from bot.flow.booking import CaldavBooking
from bot.workdays import WorkCalendar

T = TypeVar("T")

_DAY = timedelta(days=1)
_SWEPT = timedelta(days=92)
"""How far back is swept, so that nothing is left after a long time without us."""


class Caldav:
    """Keeps the promises of `BookingProvider` with a calendar on somebody's server."""

    repeatable = True

    def __init__(
        self,
        booking: CaldavBooking,
        calendar: WorkCalendar,
        access: Access,
        words: Words,
        clock: Callable[[], datetime],
    ) -> None:
        """Open nothing yet; `SettingError` for certificates that can't be read."""
        self._booking = booking
        self._calendar = calendar
        self._book = Collection(Dav(str(booking.url), access))
        self._register = Register(self._book, booking.minutes, words, clock)
        self._clock = clock

    async def availability(self, service: str, begin: date, end: date) -> tuple[Slot, ...] | Away:  # noqa: ARG002 - its windows take every service
        """The free slots of these days, both included, in order of time; none on closed days or in the past."""
        open_slots = slots(self._booking, self._calendar, begin, end, self._clock())
        return _or_away(await _patiently(self._free(open_slots))) if open_slots else ()

    async def put(self, request: Request, state: State) -> Receipt | Taken | Expired | Refused | Away:
        """Hold or confirm; the same reference is the same booking, and tells which slot of the day it has."""
        return await _patiently(self._put(request, state))

    async def get(self, ref: str, slot: Slot) -> Receipt | Gone | Away:
        """What stands at the slot's addresses under this reference."""
        found = await _patiently(self._book.named(self._names(slot)))
        if not isinstance(found, tuple):
            return _or_away(found)
        own = owned(found, ref)
        if own is None and any(entry.unread for entry in found):
            return Away()  # it may be ours
        if own is None or own.off or own.ended(self._clock()):
            return Gone()
        return self._register.receipt(own, ref, slot)

    async def delete(self, ref: str, slot: Slot) -> Gone | Away:
        """Free the slot; a reference that is not there is gone already."""
        return _or_away(await _patiently(self._register.delete(ref, self._names(slot))))

    async def sweep(self, before: date) -> None:
        """Take out our entries of the days before: empty ones would tell nobody anything and slow the calendar down."""
        end = datetime.combine(before, time.min, ZONE)
        found = await self._book.between(end - _SWEPT, end)
        for entry in found if isinstance(found, tuple) else ():
            if entry.ref and entry.end <= end:
                await self._register.remove(entry)

    async def close(self) -> None:
        """Let go of connections."""
        await self._book.close()

    async def _free(self, open_slots: tuple[Slot, ...]) -> tuple[Slot, ...] | Away | Refused:
        found = await self._book.between(*_days(open_slots[0], open_slots[-1]))
        if not isinstance(found, tuple):
            return found
        agenda = Agenda(found, self._booking.windows, self._clock())
        return await asyncio.to_thread(agenda.free, open_slots)

    async def _put(self, request: Request, state: State) -> Receipt | Taken | Expired | Refused | Away:
        found = await self._book.between(*_days(request.slot, request.slot))
        if not isinstance(found, tuple):
            return found
        agenda = Agenda(found, self._booking.windows, self._clock())
        own = agenda.own(request.ref)
        if own and not own.ended(agenda.now):
            return await self._register.again(own, request, state)
        if own and own.name not in self._names(request.slot):
            await self._register.remove(own)  # it would keep its reference from standing elsewhere
        return self._refusal(agenda, request) or await self._enter(agenda, request, state)

    def _refusal(self, agenda: Agenda, request: Request) -> Refused | None:
        if not bookable(self._booking, self._calendar, request.slot, agenda.now):
            return Refused(why="slot")
        day = request.slot.start.astimezone(ZONE).date()
        enough = agenda.of_phone(request.person.phone, day, request.instead) >= self._booking.per_person
        return Refused(why="limit") if enough else None

    async def _enter(
        self, agenda: Agenda, request: Request, state: State
    ) -> Receipt | Taken | Expired | Refused | Away:
        for place in agenda.places(request.slot, request.ref):
            answer = await self._register.take(place, self._names(request.slot), request, state)
            if answer:
                return answer
        return Expired() if agenda.had(request.ref, request.slot) else Taken()

    def _names(self, slot: Slot) -> tuple[str, ...]:
        return names(slot, self._booking.windows)


def _days(first: Slot, last: Slot) -> tuple[datetime, datetime]:
    """From midnight by our clock to midnight by UTC, in which servers take a time without a zone (RFC 4791, 9.9)."""
    begin = datetime.combine(first.start.astimezone(ZONE), time.min, ZONE)
    return begin, datetime.combine(last.start.astimezone(ZONE) + _DAY, time.min, UTC)


def _or_away(answer: T | Refused) -> T | Away:
    """An answer where a refusal has no place, as when the password is wrong."""
    return Away() if isinstance(answer, Refused) else answer


async def _patiently(call: Awaitable[T]) -> T | Away:
    try:
        async with asyncio.timeout(PATIENCE):
            return await call
    except TimeoutError:
        return Away()
