"""The calendar file, read back by a calendar library and checked against RFC 5545's own rules."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from bot.engine.session import blank
from bot.press.deadlines import calendar
from tests.press.test_appointment import REF, START, appointed


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


@pytest.fixture
def receipt(visitor):
    return visitor.renderer.writer.receipt(visitor.session, appointed(), visitor.at)


def test_an_appointment_is_an_entry_with_its_times_in_the_countys_zone_and_an_alarm_two_hours_before(receipt):
    read = Calendar.from_ical(calendar(receipt))
    (entry,) = (one for one in read.walk("VEVENT") if str(one["UID"]) == f"{REF.lower()}@xiaxian-guide")
    (alarm,) = entry.walk("VALARM")

    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (START, START + timedelta(minutes=30))
    assert {entry[name].params["TZID"] for name in ("DTSTART", "DTEND")} == {"Asia/Shanghai"}
    assert [str(zone["TZID"]) for zone in read.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert alarm["TRIGGER"].dt == timedelta(hours=-2)


def entries(visitor, session, *appointments):
    """The entries of each appointment's file: id to sequence and beginning."""
    sheets = (visitor.renderer.writer.receipt(session, one, visitor.at) for one in appointments)
    read = (Calendar.from_ical(calendar(sheet)).walk("VEVENT") for sheet in sheets)
    return [{str(one["UID"]): (int(one["SEQUENCE"]), one["DTSTART"].dt) for one in file} for file in read]


@pytest.mark.parametrize("at_hand", [True, False])
def test_taken_in_again_after_a_change_the_entries_move(visitor, at_hand):
    """RFC 5545, 3.8.7.4: the same id with a higher sequence takes the former one's place."""
    if not at_hand:
        visitor.opens("tea_hall")
    later = appointed().slot.model_copy(update={"start": START + timedelta(days=4), "end": START + timedelta(days=5)})
    changed = appointed(ref="ZZZZZZZZZ9", slot=later, entry=REF, changes=1)

    before, after = entries(visitor, visitor.session, appointed(), changed)

    visit = f"{REF.lower()}@xiaxian-guide"
    assert (before[visit], after[visit]) == ((0, START), (1, START + timedelta(days=4)))
    assert before.keys() == after.keys()
    assert {sequence for sequence, _ in before.values()} == {0}
    assert {sequence for sequence, _ in after.values()} == {1}
    assert len(before) == 4


def test_it_says_in_words_where_to_go_with_what_and_which_reference_to_tell(receipt):
    entry = Calendar.from_ical(calendar(receipt)).walk("VEVENT")[0]

    assert str(entry["SUMMARY"]) == "预约：开茶馆（茶馆窗口）"
    told = ["14:30–15:00", "茶馆窗口", REF, "还差 2 件", "身份证；平面图", "/my", "12345"]
    assert [text for text in told if text not in str(entry["DESCRIPTION"])] == []


def test_the_last_days_stand_beside_it_as_the_sheet_tells_them(receipt):
    entries = Calendar.from_ical(calendar(receipt)).walk("VEVENT")

    assert [entry["DTSTART"].dt for entry in entries[1:]] == [one.day for one in receipt.dates]
    assert [one.day for one in receipt.dates] == [date(2026, 9, 28), date(2026, 10, 12), date(2026, 10, 18)]


def test_nothing_of_the_person_is_in_the_calendar(visitor, receipt):
    slip = visitor.renderer.writer.receipt(blank("tg.1.1"), appointed(), visitor.at)

    for sheet in (receipt, slip):
        read = calendar(sheet).replace(b"\r\n ", b"").decode()
        assert [part for part in ("李", "小芳", "138", "8000", "tg.1.1") if part in read] == []


def test_an_appointment_alone_is_the_only_entry(visitor):
    slip = visitor.renderer.writer.receipt(blank("tg.1.1"), appointed(), visitor.at)

    assert len(Calendar.from_ical(calendar(slip)).walk("VEVENT")) == 1


def test_a_calendar_without_appointment_names_no_zone(notice):
    assert b"VTIMEZONE" not in calendar(notice)
