"""The window's side of appointments: who comes, what became of it, and which times are closed."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.booking.base import Slot
from bot.booking.book import Entry, Mark, Shut
from bot.booking.hours import slot_named, slots
from bot.desk import Desk
from bot.engine.event import Marked
from bot.engine.seeking import bookable
from bot.flow.booking import CounterBooking
from bot.flow.shelf import Office
from bot.staff.order import Order
from bot.staff.window.view import View, folded
from bot.stores.base import Effect, Saved
from bot.stores.slots import SlotBook


@dataclass(frozen=True, slots=True)
class Line:
    """A booking, and where and when it is."""

    office: str
    """The office's id."""
    slot: Slot
    entry: Entry

    @property
    def day(self) -> date:
        """The day in the book."""
        return self.slot.start.date()

    def ahead(self, now: datetime) -> bool:
        """Whether it is still to come: it has not begun, and nobody was seen."""
        return self.slot.start > now and self.entry.mark is None


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing a time, or calling one booking off, came to."""

    told: int
    """How many citizens heard of it."""
    effects: tuple[Effect, ...]
    """What they hear."""
    untold: tuple[Line, ...]
    """Those the house can't reach; a person has to call them."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the citizen hears of a doubtful booking somebody looked at."""

    outcome: Literal["told", "settled", "unknown"]
    """settled: nobody waits for the answer any more; unknown: no doubtful booking has this reference."""
    effects: tuple[Effect, ...] = ()


class Window:
    """Over the house's own book of slots; offices that keep their own book have their own lists."""

    def __init__(self, book: SlotBook, desk: Desk) -> None:
        self._book = book
        self._desk = desk
        self._mind = desk.edition.mind

    @property
    def offices(self) -> Mapping[str, Office]:
        """The offices whose book this is."""
        offices = self._mind.handbook.offices
        return {name: one for name, one in offices.items() if isinstance(one.booking, CounterBooking)}

    async def lines(self, view: View) -> tuple[Line, ...]:
        """The bookings of this day that the words fit, in order of time; all pages of them."""
        names = tuple(self.offices)
        days = await asyncio.gather(*(self._book.day(name, view.day) for name in names))
        found = (self._line(name, entry) for name, day in zip(names, days, strict=True) for entry in day)
        fitting = (line for line in found if line and self._fits(line, view.words))
        return tuple(sorted(fitting, key=lambda line: (line.slot.start, line.office, line.entry.ref)))

    async def line(self, ref: str) -> Line | None:
        """The booking of this reference; None when it is there no more."""
        place = await self._book.find(ref)
        if place is None:
            return None
        entries = await self._book.day(*place)
        return next((self._line(place[0], entry) for entry in entries if entry.ref == ref), None)

    async def mark(self, line: Line, mark: Mark | None, order: Order) -> tuple[Effect, ...] | None:
        """Note what became of a booking, and what the citizen hears of it; None when there is none to be marked."""
        if not await self._book.mark(line.office, line.day, line.entry.ref, mark):
            return None
        saved = await self._tell(line, "missed", order) if mark == "missed" else None
        return _effects([saved])

    def closable(self, day: date, now: datetime) -> Mapping[str, tuple[Slot, ...]]:
        """Office to the times of this day that can still be booked, and so closed; offices without any are left out."""
        calendar = self._mind.resolver.calendar
        found = {
            name: slots(office.booking, calendar, day, day, now)
            for name, office in self.offices.items()
            if bookable(self._mind, office) and isinstance(office.booking, CounterBooking)
        }
        return {name: times for name, times in found.items() if times}

    async def coming(self, office: str, day: date, slot: str | None, now: datetime) -> tuple[Line, ...]:
        """Whom closing this time, or the whole day, would send away: who has not begun, and was not seen either."""
        lines = (self._line(office, entry) for entry in await self._book.day(office, day))
        return tuple(line for line in lines if line and line.ahead(now) and slot in (None, line.entry.slot))

    async def close(self, office: str, day: date, slot: str | None, order: Order) -> Closed:
        """Take no more bookings then, and tell those who have one, so that they can pick another time."""
        await self._book.close(office, day, slot)
        lines = await self.coming(office, day, slot, order.at)
        # One after the other: each looks for the next free slots.
        answers = [(line, await self._tell(line, "closed", order)) for line in lines]
        untold = tuple(line for line, saved in answers if isinstance(saved, Saved) and saved.effect is None)
        effects = _effects(saved for _, saved in answers)
        return Closed(len(lines) - len(untold), effects, untold)

    async def cancel(self, line: Line, order: Order) -> Closed:
        """Call one booking off, and tell who had it, so that they can pick another time."""
        saved = await self._tell(line, "cancelled", order)
        # Also where nobody can be told: the slot is free, and a person calls.
        await self._book.delete(line.office, line.day, line.entry.ref)
        untold = (line,) if saved and saved.effect is None else ()
        return Closed(1 - len(untold), _effects([saved]), untold)

    async def shut(self, day: date) -> Mapping[str, Shut]:
        """Office to what of this day is closed; offices that are all open are left out."""
        return await self._book.closed(tuple(self.offices), day)

    async def open(self, office: str, day: date, slot: str | None) -> None:
        """Take bookings again."""
        await self._book.open(office, day, slot)

    async def resolve(self, ref: str, what: Literal["found", "not_found"], order: Order) -> Resolved:
        """Tell the citizen what a person saw of a doubtful booking."""
        owner = await self._desk.whose(ref)
        if owner is None:
            return Resolved("unknown")
        saved = await self._desk.turn(owner, _marked(ref, what, order), "")
        if saved and saved.effect is None:
            return Resolved("settled")
        return Resolved("told", _effects([saved]))

    async def _tell(self, line: Line, what: Literal["missed", "closed", "cancelled"], order: Order) -> Saved | None:
        """What the citizen hears; None when this order told it before."""
        if line.entry.request is None:
            return Saved(None)
        return await self._desk.turn(line.entry.request.owner, _marked(line.entry.ref, what, order), "")

    def _line(self, office: str, entry: Entry) -> Line | None:
        booking = self.offices[office].booking if office in self.offices else None
        slot = slot_named(entry.slot, booking.minutes) if isinstance(booking, CounterBooking) else None
        return Line(office, slot, entry) if slot else None

    def _fits(self, line: Line, words: str) -> bool:
        text = folded(" ".join(self._names(line)))
        return all(word in text for word in words.split())

    def _names(self, line: Line) -> Sequence[str]:
        """What the list can be narrowed by: office, procedure and area."""
        book, matter = self._mind.handbook, line.entry.request.matter if line.entry.request else None
        area = book.areas.get(book.area_of.get(matter.service, "")) if matter else None
        named = (self.offices[line.office].name, matter.title if matter else "", area.title if area else "")
        return [name for name in named if name]


def _marked(ref: str, what: Literal["missed", "closed", "cancelled", "found", "not_found"], order: Order) -> Marked:
    return Marked(id=f"{order.id}.{ref}", at=order.at, ref=ref, what=what)


def _effects(answers: Iterable[Saved | None]) -> tuple[Effect, ...]:
    return tuple(saved.effect for saved in answers if saved and saved.effect)
