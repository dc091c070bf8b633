"""Whatever a server sends is entries, or a `ValueError`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.booking import multistatus

LINES = [
    "BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", "DTSTART:20260921T010000Z", "DTSTART;TZID=Nowhere/City:20260921T010000",
    "DTSTART;VALUE=DATE:20260921", "DTSTART;VALUE=PERIOD:20260921T010000Z/PT1H", "DTEND:20260921T013000Z", "DTEND:20260921",
    "DTEND:20260920T235960Z", "DURATION:-PT1H", "DURATION:P9999999999D", "RDATE:20260922T010000Z", "RDATE;VALUE=DATE:20260922",
    "RDATE;VALUE=PERIOD:20260922T010000Z/20260922T020000Z", "EXDATE:20260922T010000Z", "RRULE:FREQ=DAILY", "RRULE:FREQ=NEVER",
    "STATUS:TENTATIVE", "STATUS:CONFIRMED", "STATUS", "X-XIAXIAN-UNTIL:2026-09-21T09:10:00+08:00", "X-XIAXIAN-UNTIL:soon",
    "X-XIAXIAN-BEFORE:aaaaaaaaa1 bbbbbbbbb2", "X-XIAXIAN-REF:", " folded", 'TRANSP;X="', "BEGIN:VTIMEZONE", "TZID:Nowhere/City",
    "END:VTIMEZONE", "BEGIN:VALARM", "END:VALARM", "BEGIN:STANDARD", "TZOFFSETTO:+9900", "END:STANDARD", "END:VEVENT", "END:VCALENDAR",
]  # fmt: skip
ANSWER = (
    '<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:response><D:href>/a/b.ics</D:href><D:propstat>'
    "<D:prop><D:getetag>1</D:getetag><C:calendar-data>{}</C:calendar-data></D:prop><D:status>HTTP/1.1 200 OK</D:status>"
    "</D:propstat></D:response></D:multistatus>"
)


def understood(body):
    """None also for what is refused."""
    try:
        return multistatus.entries(body)
    except ValueError:
        return None


def zoned(entry):
    return entry.begin.tzinfo and entry.end.tzinfo


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=14))
def test_every_calendar_file_is_read_as_entries_with_zones_under_its_own_address(lines):
    whole = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", *lines, "END:VEVENT", "END:VCALENDAR"]
    for calendar in (whole, lines):
        found = multistatus.entries(ANSWER.format("\n".join(calendar) + "\n").encode())
        assert found is not None
        assert all(entry.name == "b.ics" and zoned(entry) for entry in found)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_damaged_answer_is_entries_with_zones_or_nothing(data):
    calendar = "\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", LINES[3], "END:VEVENT", "END:VCALENDAR"])
    sound = ANSWER.format(calendar).encode()
    assert understood(sound)
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(sound))] * 2)))

    found = understood(sound[:start] + data.draw(st.binary(max_size=8)) + sound[end:])
    assert found is None or all(map(zoned, found))


@given(st.binary(max_size=200))
def test_bytes_that_are_no_answer_are_refused(body):
    with pytest.raises(ValueError):
        multistatus.entries(body)
