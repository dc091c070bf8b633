"""The calendar file, read back by a calendar library and checked against RFC 5545's own rules."""

from datetime import date, timedelta

from icalendar import Calendar

from bot.press.deadlines import calendar


def test_each_last_day_is_an_entry_of_a_whole_day_with_an_alarm_the_day_before(notice):
    entries = Calendar.from_ical(calendar(notice)).walk("VEVENT")

    assert [entry["DTSTART"].dt for entry in entries] == [date(2026, 9, 21), date(2026, 10, 8), date(2026, 10, 11)]
    assert {entry["DTSTART"].params["VALUE"] for entry in entries} == {"DATE"}
    assert {alarm["TRIGGER"].dt for entry in entries for alarm in entry.walk("VALARM")} == {timedelta(days=-1)}
    assert len([alarm for entry in entries for alarm in entry.walk("VALARM")]) == 3


def test_the_same_notice_gives_the_same_file(notice):
    assert calendar(notice) == calendar(notice)


def test_entries_have_the_time_the_notice_was_made_and_ids_of_their_own(notice):
    entries = Calendar.from_ical(calendar(notice)).walk("VEVENT")

    assert {entry["DTSTAMP"].dt for entry in entries} == {notice.made}
    assert len({str(entry["UID"]) for entry in entries}) == 3
    assert all(str(entry["UID"]).endswith("@xiaxian-guide") for entry in entries)


def test_lines_are_folded_and_ended_as_the_standard_wants(notice):
    lines = calendar(notice).split(b"\r\n")

    assert max(len(line) for line in lines) <= 75
    assert not any(b"\n" in line for line in lines)
    assert lines[:1] + lines[-2:] == [b"BEGIN:VCALENDAR", b"END:VCALENDAR", b""]


def test_signs_with_a_meaning_are_read_back_as_they_were(notice):
    odd = notice.dates[0].model_copy(update={"title": "甲,乙;丙\\n\n丁"})
    changed = notice.model_copy(update={"dates": (odd,)})

    (entry,) = Calendar.from_ical(calendar(changed)).walk("VEVENT")

    assert str(entry["SUMMARY"]) == "甲,乙;丙\\n\n丁"
