"""The list as files: a table for Excel, and a calendar."""

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from io import StringIO

from icalendar import Calendar, Event

from bot.booking.entry import uid
from bot.flow.shelf import Office
from bot.message import plain
from bot.staff.window.bookings import Line

_MAKER = "-//xiaxian-guide//window//ZH"
_COLUMNS = ("time", "office", "name", "phone", "matter", "outcome", "ref", "mark", "ready", "missing", "answers")
_FORMULA = frozenset(
    "=+-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)
"""A cell that begins with one of these is worked out by a spreadsheet (OWASP: CSV Injection)."""
_PART = 4
"""Figures of a phone number written together."""

Words = Mapping[str, str]


def table(lines: Sequence[Line], offices: Mapping[str, Office], words: Words) -> bytes:
    """The bookings as CSV (RFC 4180), in UTF-8 with the mark by which Excel knows it; no cell is a formula."""
    written = StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerow([words[f"column_{name}"] for name in _COLUMNS])
    writer.writerows([_harmless(cell) for cell in _cells(line, offices, words)] for line in lines)
    return written.getvalue().encode("utf-8-sig")


def calendar(lines: Sequence[Line], offices: Mapping[str, Office], say: Callable[..., str], now: datetime) -> bytes:
    """The bookings as a calendar (RFC 5545); taken in again, each entry takes the place of its former one."""
    made = Calendar()
    made.add("PRODID", _MAKER)
    made.add("VERSION", "2.0")
    made.add("METHOD", "PUBLISH")
    for line in lines:
        made.add_component(_entry(line, offices[line.office].name, say, now))
    written: bytes = made.to_ical()
    return written


def _cells(line: Line, offices: Mapping[str, Office], words: Words) -> tuple[str, ...]:
    entry, request = line.entry, line.entry.request
    time, office = f"{line.slot.start:%Y-%m-%d %H:%M}", offices[line.office].name
    mark = words["held"] if entry.state == "held" else words[entry.mark or "none"]
    if request is None:
        return (time, office, "", "", "", "", entry.ref, mark, "", "", "")
    matter = request.matter
    answers = "\n".join(f"{question} {answer}" for question, answer in matter.answers)
    ready, missing = ("\n".join(names) for names in (matter.ready, matter.missing))
    return (
        time, office, request.person.name, _spaced(request.person.phone), matter.title, matter.outcome,
        entry.ref, mark, ready, missing, answers,
    )  # fmt: skip


def _spaced(phone: str) -> str:
    """A phone number in parts, from its end: as one a spreadsheet takes it for a number, and drops a leading nought."""
    head = len(phone) % _PART
    parts = [phone[:head], *(phone[at : at + _PART] for at in range(head, len(phone), _PART))]
    return " ".join(filter(None, parts))


def _harmless(cell: str) -> str:
    """The cell as text: an apostrophe before what a spreadsheet would work out, also behind blanks."""
    return f"'{cell}" if cell.lstrip()[:1] in _FORMULA else cell


def _entry(line: Line, office: str, say: Callable[..., str], now: datetime) -> Event:
    entry, request = line.entry, line.entry.request
    event = Event()
    event.add("UID", uid(entry.ref))
    event.add("DTSTAMP", now.astimezone(UTC))
    event.add("DTSTART", line.slot.start.astimezone(UTC))
    event.add("DTEND", line.slot.end.astimezone(UTC))
    event.add("STATUS", "TENTATIVE" if entry.state == "held" else "CONFIRMED")
    event.add("LOCATION", office)
    words = plain(say("booking/entry.j2", request=request, state=entry.state)) if request else entry.ref
    title, _, rest = words.partition("\n")
    event.add("SUMMARY", title)
    event.add("DESCRIPTION", rest)
    return event
