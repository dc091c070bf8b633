"""The slots of an office: worked out from its hours and the county's calendar, and never on a day that is not sure.

A slot is named after its start, on the county's clock: `202611301430`.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain

from bot.booking.base import Slot
from bot.config import ZONE
from bot.flow.booking import Hours, SlotBooking
from bot.workdays import WorkCalendar

_NAME = "%Y%m%d%H%M"
_DIGITS = re.compile(r"[0-9]{12}")
_DAY = timedelta(days=1)


def slots(booking: SlotBooking, calendar: WorkCalendar, begin: date, end: date, now: datetime) -> tuple[Slot, ...]:
    """All slots of these days, both included, that begin after `now` and can be booked now, in order of time."""
    starts = chain.from_iterable(_starts(booking, calendar, day) for day in _days(booking, begin, end, now))
    length = timedelta(minutes=booking.minutes)
    return tuple(
        Slot(id=start.strftime(_NAME), start=start, end=start + length, free=booking.windows)
        for start in starts
        if start > now
    )


def bookable(booking: SlotBooking, calendar: WorkCalendar, slot: Slot, now: datetime) -> bool:
    """Whether a slot somebody names is one of those that can be booked now."""
    named = slot_named(slot.id, booking.minutes)
    if named is None or (named.start, named.end) != (slot.start, slot.end):
        return False
    day = named.start.date()
    offered = named.start > now and any(_days(booking, day, day, now))
    return offered and named.start in _starts(booking, calendar, day)


def slot_named(id: str, minutes: int) -> Slot | None:
    """The slot of this name, whether the office is open then or not; None for what is no name."""
    if not _DIGITS.fullmatch(id):
        return None
    try:
        start = datetime.strptime(id, _NAME).replace(tzinfo=ZONE)
    except ValueError:  # such as a 30 February
        return None
    return Slot(id=id, start=start, end=start + timedelta(minutes=minutes))


def _days(booking: SlotBooking, begin: date, end: date, now: datetime) -> Iterator[date]:
    today = now.astimezone(ZONE).date()
    first, last = max(begin, today), min(end, today + booking.ahead * _DAY)
    return (first + ahead * _DAY for ahead in range((last - first).days + 1))


def _starts(booking: SlotBooking, calendar: WorkCalendar, day: date) -> Iterator[datetime]:
    length = timedelta(minutes=booking.minutes)
    for stretch in sorted(_stretches(booking, calendar, day), key=lambda stretch: stretch.begin):
        start, closing = (datetime.combine(day, time, ZONE) for time in (stretch.begin, stretch.end))
        while start + length <= closing:
            yield start
            start += length


def _stretches(booking: SlotBooking, calendar: WorkCalendar, day: date) -> tuple[Hours, ...]:
    if not calendar.announced(day.year):  # any working day of it may turn out a holiday
        return ()
    match calendar.kind(day):
        case "workday" | "makeup":
            return booking.workdays
        case "weekend":
            return booking.weekends
        case "holiday":
            return ()
