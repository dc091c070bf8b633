"""Appointments and last days as a calendar file (RFC 5545) that any phone takes in."""

from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard

from bot.config import ZONE
from bot.press.sheet import Arrival, LastDay, Notice, Slip

_MAKER = "-//xiaxian-guide//deadlines//ZH"
_PLACE = "xiaxian-guide"
"""Makes an entry's id one of this house's."""


_NOTICE = timedelta(hours=2)
"""How long before an appointment the phone rings."""


def calendar(sheet: Notice | Slip) -> bytes:
    """An entry for the appointment and one of all day for each last day; the same sheet gives the same file.

    After a change of the appointment each keeps its id and has a higher sequence (RFC 5545, 3.8.7.4), so that taken in
    again it moves.
    """
    made = Calendar()
    made.add("PRODID", _MAKER)
    made.add("VERSION", "2.0")
    made.add("METHOD", "PUBLISH")
    if sheet.appointment:
        made.add_component(_zone())
        made.add_component(_visit(sheet.appointment, sheet.made))
    for one in sheet.dates if isinstance(sheet, Notice) else ():
        entry = _entry(one, sheet.made)
        if sheet.appointment:
            entry.add("SEQUENCE", sheet.appointment.changes)
        made.add_component(entry)
    written: bytes = made.to_ical()
    return written


def _zone() -> Timezone:
    """The zone the entry's times are in; China has had no summer time since 1991."""
    always = TimezoneStandard()
    always.add("DTSTART", datetime(1992, 1, 1))  # noqa: DTZ001 - RFC 5545, 3.6.5: local time
    always.add("TZOFFSETFROM", timedelta(hours=8))
    always.add("TZOFFSETTO", timedelta(hours=8))
    zone = Timezone()
    zone.add("TZID", ZONE.key)
    zone.add_component(always)
    return zone


def _visit(one: Arrival, made: datetime) -> Event:
    entry = Event()
    entry.add("UID", f"{one.entry.lower()}@{_PLACE}")
    entry.add("SEQUENCE", one.changes)
    entry.add("DTSTAMP", made.astimezone(UTC))
    entry.add("DTSTART", one.start.astimezone(ZONE))
    entry.add("DTEND", one.end.astimezone(ZONE))
    entry.add("SUMMARY", one.title)
    entry.add("DESCRIPTION", one.words)
    entry.add_component(_alarm(one.title, _NOTICE))
    return entry


def _entry(one: LastDay, made: datetime) -> Event:
    entry = Event()
    entry.add("UID", f"{one.id}@{_PLACE}")
    entry.add("DTSTAMP", made.astimezone(UTC))
    entry.add("DTSTART", one.day)
    entry.add("DTEND", one.day + timedelta(days=1))
    entry.add("SUMMARY", one.title)
    entry.add("DESCRIPTION", one.words)
    entry.add("TRANSP", "TRANSPARENT")
    entry.add_component(_alarm(one.title, timedelta(days=1)))
    return entry


def _alarm(words: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", words)
    alarm.add("TRIGGER", -before)
    return alarm
