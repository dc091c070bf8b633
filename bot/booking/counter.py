"""The counter: an office whose book of slots the house keeps itself."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import TypeVar, cast

from bot.booking.base import PATIENCE, Away, Expired, Gone, Receipt, Refused, Request, Slot, State, Taken
from bot.booking.book import Book, Standing, Terms
from bot.booking.hours import bookable, slot_named, slots
from bot.config import ZONE
from bot.errors import StoreError
from bot.flow.booking import CounterBooking
from bot.workdays import WorkCalendar

T = TypeVar("T")


class Counter:
    """Keeps the promises of `BookingProvider` with a book of ours."""

    repeatable = True

    def __init__(
        self, office: str, booking: CounterBooking, calendar: WorkCalendar, book: Book, clock: Callable[[], datetime]
    ) -> None:
        """The book may serve several offices, so whoever made it closes it."""
        self._office = office
        self._booking = booking
        self._calendar = calendar
        self._book = book
        self._clock = clock

    async def availability(self, service: str, begin: date, end: date) -> tuple[Slot, ...] | Away:  # noqa: ARG002 - its windows take every service
        """The free slots of these days, both included, in order of time; none on closed days or in the past."""
        open_slots = slots(self._booking, self._calendar, begin, end, self._clock())
        names = [slot.id for slot in open_slots]
        free = await _patiently(self._book.free(self._office, names, self._booking.windows, self._booking.minutes))
        if isinstance(free, Away):
            return free
        return tuple(slot.model_copy(update={"free": free[slot.id]}) for slot in open_slots if free[slot.id])

    async def put(self, request: Request, state: State) -> Receipt | Taken | Expired | Refused | Away:
        """Hold or confirm; the same reference is the same booking, and tells which slot it has."""
        named = slot_named(request.slot.id, self._booking.minutes)
        if named is None or named.start != request.slot.start:
            return Refused(why="slot")
        terms = Terms(
            windows=self._booking.windows,
            minutes=self._booking.minutes,
            per_person=self._booking.per_person,
            bookable=bookable(self._booking, self._calendar, request.slot, self._clock()),
        )
        answer = await _patiently(self._book.put(self._office, request, state, terms))
        return self._receipt(answer) if isinstance(answer, Standing) else answer

    async def get(self, ref: str, slot: Slot) -> Receipt | Gone | Away:
        """What stands in the book under this reference, on the day of this slot."""
        answer = await _patiently(self._book.get(self._office, _day(slot), ref))
        if isinstance(answer, Away):
            return answer
        return self._receipt(answer) if answer else Gone()

    async def delete(self, ref: str, slot: Slot) -> Gone | Away:
        """Free the slot; a reference that is not there is gone already."""
        return await _patiently(self._book.delete(self._office, _day(slot), ref)) or Gone()

    async def sweep(self, before: date) -> None:
        """Nothing to wipe: each day of the book is deleted whole when its time has come."""

    async def close(self) -> None:
        """Nothing to let go of: the book is not the counter's own."""

    def _receipt(self, standing: Standing) -> Receipt:
        slot = cast("Slot", slot_named(standing.slot, self._booking.minutes))  # nothing else is written in the book
        return Receipt(ref=standing.ref, state=standing.state, slot=slot, until=standing.until, new=standing.new)


def _day(slot: Slot) -> date:
    return slot.start.astimezone(ZONE).date()


async def _patiently(call: Awaitable[T]) -> T | Away:
    try:
        async with asyncio.timeout(PATIENCE):
            return await call
    except (StoreError, TimeoutError):
        return Away()
