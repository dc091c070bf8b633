"""Last days as a calendar file (RFC 5545) that any phone takes in."""

from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from bot.press.sheet import LastDay, Notice

_MAKER = "-//xiaxian-guide//deadlines//ZH"
_PLACE = "xiaxian-guide"
"""Makes an entry's id one of this house's."""


def calendar(notice: Notice) -> bytes:
    """An all-day entry for each last day, with an alarm the day before; the same notice gives the same file."""
    made = Calendar()
    made.add("PRODID", _MAKER)
    made.add("VERSION", "2.0")
    made.add("METHOD", "PUBLISH")
    for one in notice.dates:
        made.add_component(_entry(one, notice.made))
    written: bytes = made.to_ical()
    return written


def _entry(one: LastDay, made: datetime) -> Event:
    entry = Event()
    entry.add("UID", f"{one.id}@{_PLACE}")
    entry.add("DTSTAMP", made.astimezone(UTC))
    entry.add("DTSTART", one.day)
    entry.add("DTEND", one.day + timedelta(days=1))
    entry.add("SUMMARY", one.title)
    entry.add("DESCRIPTION", one.words)
    entry.add("TRANSP", "TRANSPARENT")
    entry.add_component(_alarm(one))
    return entry


def _alarm(one: LastDay) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", one.title)
    alarm.add("TRIGGER", timedelta(days=-1))
    return alarm
