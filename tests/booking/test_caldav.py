"""A calendar that others write into, on a real Radicale."""

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from bot.booking.base import HOLD, Away, Expired, Gone, Receipt, Refused, Taken
from bot.booking.caldav import Caldav
from bot.booking.entry import uid
from bot.message import plain
from bot.phrases import Phrasebook
from tests.booking.office import CALENDAR, MATTER, SERVICE, TODAY, asks, slot
from tests.booking.with_caldav import booking, words

REF, OTHER, THIRD = "aaaaaaaaa1", "bbbbbbbbb2", "ccccccccc3"
NINE = slot(TODAY, 9)
HALF = slot(TODAY, 9, 30)
TOMORROW = slot(TODAY + timedelta(days=1), 9)


@pytest.fixture
async def office(calendar, clock):
    """Opens the same office again, as another process would; its windows may be told."""
    opened = []

    def open(said=words, **terms):
        opened.append(Caldav(booking(calendar.url, **terms), CALENDAR, calendar.access, said, clock))
        return opened[-1]

    yield open
    for provider in opened:
        await provider.close()


async def left(provider, where=NINE):
    day = where.start.date()
    return {found.id: found.free for found in await provider.availability(SERVICE, day, day)}.get(where.id, 0)


async def booked(provider, wish, state):
    """The answer to a wish, repeated while a busy machine keeps the server from giving one."""
    for _ in range(10):
        answer = await provider.put(wish, state)
        if not isinstance(answer, Away):
            return answer
    return answer


def events(calendar, name):
    return Calendar.from_ical(calendar.read(name)).events


async def test_staff_read_who_comes_with_what(calendar, office):
    phrases = Phrasebook(Path())

    def said(request, state):
        summary, _, text = plain(phrases.say("booking/entry.j2", request=request, state=state)).partition("\n")
        return summary, text

    matter = MATTER.model_copy(update={"answers": (("要多大？", "<100> kW"),)})
    wish = asks(REF, NINE).model_copy(update={"matter": matter})

    await office(said).put(wish, "held")
    held = events(calendar, "202609210900-0.ics")[0]
    await office(said).put(wish, "confirmed")
    (entry,) = events(calendar, "202609210900-0.ics")

    assert (str(held["SUMMARY"]), held["STATUS"]) == ("（暂留）张三丰 低压非居民用电", "TENTATIVE")
    assert (str(entry["SUMMARY"]), entry["STATUS"]) == ("张三丰 低压非居民用电", "CONFIRMED")
    assert (entry.start, entry.end) == (NINE.start, NINE.end)
    assert entry["UID"].startswith(REF)
    assert entry["X-XIAXIAN-REF"] == REF
    assert "X-XIAXIAN-UNTIL" in held
    assert "X-XIAXIAN-UNTIL" not in entry
    for each in ("13800000000", REF, "三零服务", "要多大？", "<100> kW", "营业执照", "身份证"):
        assert each in entry["DESCRIPTION"]


BY_HAND = {
    "utc": "DTSTART:20260921T010000Z\nDTEND:20260921T013000Z",
    "zone": "DTSTART;TZID=Asia/Shanghai:20260921T091500\nDTEND;TZID=Asia/Shanghai:20260921T092000",
    "no zone": "DTSTART:20260921T090000\nDTEND:20260921T093000",
    "duration": "DTSTART:20260921T002000Z\nDURATION:PT1H",
    "no end": "DTSTART:20260921T010000Z",
    "whole day": "DTSTART;VALUE=DATE:20260921\nDTEND;VALUE=DATE:20260922",
    "whole week": "DTSTART;VALUE=DATE:20260919\nDTEND;VALUE=DATE:20260926",
    "for ever": "DTSTART:00010101T000000Z\nDTEND:99991231T235959Z",
    "every monday": "DTSTART;TZID=Asia/Shanghai:20260803T090000\nDTEND;TZID=Asia/Shanghai:20260803T093000\n"
    "RRULE:FREQ=WEEKLY",
    "every day but one": "DTSTART;TZID=Asia/Shanghai:20260901T083000\nDTEND;TZID=Asia/Shanghai:20260901T100000\n"
    "RRULE:FREQ=DAILY\nEXDATE;TZID=Asia/Shanghai:20260922T083000",
    "some dates": "DTSTART:20260801T010000Z\nDTEND:20260801T013000Z\nRDATE:20260921T010000Z",
}
FREE_OF_IT = {
    "before": "DTSTART:20260921T000000Z\nDTEND:20260921T010000Z",
    "after": "DTSTART:20260921T013000Z\nDTEND:20260921T020000Z",
    "taking no time": "DTSTART:20260921T010000Z\nDTEND:20260921T013000Z\nTRANSP:TRANSPARENT",
    "called off": "DTSTART:20260921T010000Z\nDTEND:20260921T013000Z\nSTATUS:CANCELLED",
    "yesterday": "DTSTART;VALUE=DATE:20260920\nDTEND;VALUE=DATE:20260921",
    "some dates but this": "DTSTART:20260801T010000Z\nDTEND:20260801T013000Z\nRDATE:20260921T010000Z,20260921T030000Z\n"
    "EXDATE:20260921T010000Z",
    "all mondays but this": "DTSTART;TZID=Asia/Shanghai:20260803T090000\nDTEND;TZID=Asia/Shanghai:20260803T093000\n"
    "RRULE:FREQ=WEEKLY\nEXDATE;TZID=Asia/Shanghai:20260921T090000",
}


@pytest.mark.parametrize("entry", BY_HAND.values(), ids=BY_HAND)
async def test_an_entry_made_by_hand_takes_a_window(calendar, office, entry):
    provider = office(windows=2)
    calendar.write("meeting.ics", entry)
    before = calendar.read("meeting.ics")

    assert await left(provider) == 1
    assert isinstance(await provider.put(asks(REF, NINE), "confirmed"), Receipt)
    assert await provider.put(asks(OTHER, NINE), "confirmed") == Taken()
    assert calendar.read("meeting.ics") == before


@pytest.mark.parametrize("entry", FREE_OF_IT.values(), ids=FREE_OF_IT)
async def test_an_entry_that_takes_no_time_of_a_slot_leaves_it_free(calendar, office, entry):
    calendar.write("meeting.ics", entry)

    assert await left(office()) == 1


async def test_a_late_entry_without_a_zone_is_seen(calendar, office):
    """To the server it begins eight hours later, on the next day by our clock."""
    late = slot(TODAY, 20)
    calendar.write("meeting.ics", "DTSTART:20260921T200000\nDTEND:20260921T203000")
    provider = office(workdays=["19:00-21:00"])

    assert await left(provider, late) == 0
    assert await provider.put(asks(REF, late), "held") == Taken()


@pytest.mark.parametrize("windows", [1, 2])
async def test_what_others_wrote_at_our_address_is_never_overwritten(calendar, office, windows):
    provider = office(windows=windows)
    calendar.write("202609210900-0.ics", "DTSTART:20260922T010000Z\nDTEND:20260922T013000Z\nSUMMARY:会议")
    before = calendar.read("202609210900-0.ics")

    answers = [await provider.put(asks(ref, NINE), state) for ref in (REF, OTHER) for state in ("held", "confirmed")]

    assert sum(isinstance(answer, Receipt) for answer in answers) == 2 * (windows - 1)
    assert await provider.delete(REF, NINE) == Gone()
    assert calendar.read("202609210900-0.ics") == before


async def test_of_many_at_once_each_window_has_one_and_what_others_wrote_stays(calendar, office):
    slots = [slot(TODAY, hour, minute) for hour in (9, 10) for minute in (0, 30)]
    for number, where in enumerate(slots):
        meeting = f"DTSTART;TZID=Asia/Shanghai:{where.start:%Y%m%dT%H%M%S}\nDURATION:PT30M\nSUMMARY:会议"
        calendar.write(f"{where.id}-{number % 3}.ics", meeting)
        calendar.write(f"meeting{number}.ics", meeting)
    by_hand = {name: calendar.read(name) for name in calendar.names()}
    offices = [office(windows=3) for _ in range(4)]
    wishes = [asks(f"citizen{n:03}", slots[n % 4], f"138{n:08}") for n in range(48)]

    answers = await asyncio.gather(*(booked(offices[n % 4], wish, "held") for n, wish in enumerate(wishes)))

    receipts = {answer.ref: answer.slot.id for answer in answers if isinstance(answer, Receipt)}
    written = {
        str(event["X-XIAXIAN-REF"]): name.rpartition("-")[0]
        for name in calendar.names()
        if name not in by_hand
        for event in events(calendar, name)
    }
    assert {answer for answer in answers if not isinstance(answer, Receipt)} == {Taken()}
    assert receipts == written
    assert sorted(receipts.values()) == [where.id for where in slots]
    assert {name: calendar.read(name) for name in by_hand} == by_hand


async def test_a_hold_that_has_ended_goes_to_one_of_those_who_want_it(calendar, office, clock):
    await office().put(asks(REF, NINE), "held")
    clock.forward(seconds=HOLD)
    offices = [office() for _ in range(4)]
    wishes = [asks(REF, NINE), *(asks(f"citizen{n:03}", NINE, f"138{n:08}") for n in range(11))]

    answers = await asyncio.gather(*(booked(offices[n % 4], wish, "confirmed") for n, wish in enumerate(wishes)))

    (receipt,) = (answer for answer in answers if isinstance(answer, Receipt))
    (entry,) = events(calendar, "202609210900-0.ics")
    assert entry["X-XIAXIAN-REF"] == receipt.ref
    assert answers[0] in (receipt, Expired())
    assert set(answers[1:]) - {receipt} == {Taken()}
    assert calendar.names() == ["202609210900-0.ics"]


async def test_who_comes_back_after_two_others_still_hears_that_the_hold_has_ended(office, clock):
    provider = office()
    for ref in (REF, OTHER):
        await provider.put(asks(ref, NINE), "held")
        clock.forward(seconds=HOLD)
    await provider.put(asks(THIRD, NINE), "confirmed")

    assert await provider.put(asks(REF, NINE), "confirmed") == Expired()
    assert await provider.put(asks(OTHER, NINE), "confirmed") == Expired()


async def test_a_booking_that_staff_moved_is_found_at_its_new_time(calendar, office):
    provider = office()
    await provider.put(asks(REF, NINE), "confirmed")
    moved = calendar.read("202609210900-0.ics").replace("T010000Z", "T030000Z").replace("T013000Z", "T033000Z")
    calendar.staff.put("202609210900-0.ics", content=moved, headers={"Content-Type": "text/calendar"})

    found = await provider.get(REF, NINE)

    assert (found.slot.start, found.slot.end) == (NINE.start + timedelta(hours=2), NINE.end + timedelta(hours=2))
    assert await left(provider) == await left(provider, slot(TODAY, 11)) == 0
    assert (await provider.put(asks(REF, NINE), "confirmed")).slot.start == found.slot.start
    assert await provider.delete(REF, NINE) == Gone()
    assert await left(provider) == await left(provider, slot(TODAY, 11)) == 1


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("20271101T010000Z", "20271101T013000Z"),
        ("99991231T230000Z", "99991231T233000Z"),
        ("20260921T010000Z", "20260922T010001Z"),
        ("20260921T010000Z", "20260921T010000Z"),
    ],
)
async def test_a_booking_moved_to_where_nobody_can_come_is_no_receipt(calendar, office, begin, end):
    provider = office()
    await provider.put(asks(REF, NINE), "confirmed")
    moved = calendar.read(f"{NINE.id}-0.ics").replace("20260921T010000Z", begin).replace("20260921T013000Z", end)
    calendar.staff.put(f"{NINE.id}-0.ics", content=moved, headers={"Content-Type": "text/calendar"})

    assert await provider.get(REF, NINE) == Away()


async def test_the_end_of_a_hold_is_told_on_the_countys_clock(calendar, office):
    provider = office()
    held = await provider.put(asks(REF, NINE), "held")
    other = calendar.read(f"{NINE.id}-0.ics").replace("2026-09-21T08:10:00+08:00", "2026-09-21T00:10:00+00:00")
    calendar.staff.put(f"{NINE.id}-0.ics", content=other, headers={"Content-Type": "text/calendar"})

    assert (await provider.get(REF, NINE)).until.isoformat() == held.until.isoformat()


async def test_a_copy_that_staff_made_is_theirs(calendar, office):
    provider = office()
    await provider.put(asks(REF, NINE), "confirmed")
    copy = calendar.read("202609210900-0.ics").replace(uid(REF), "3F2504E0-4F89-11D3-9A0C-0305E82C3301")
    copy = copy.replace("T010000Z", "T030000Z").replace("T013000Z", "T033000Z")
    calendar.staff.put("copy.ics", content=copy, headers={"Content-Type": "text/calendar"})

    assert await provider.delete(REF, NINE) == Gone()
    assert (await provider.put(asks(REF, NINE), "confirmed")).slot.start == NINE.start
    assert await left(provider, slot(TODAY, 11)) == 0


async def test_a_booking_that_staff_called_off_does_not_stand(calendar, office):
    provider = office()
    await provider.put(asks(REF, NINE), "held")
    off = calendar.read("202609210900-0.ics").replace("TENTATIVE", "CANCELLED")
    calendar.staff.put("202609210900-0.ics", content=off, headers={"Content-Type": "text/calendar"})

    assert await provider.get(REF, NINE) == Gone()
    assert await provider.put(asks(REF, NINE), "confirmed") == Expired()


async def test_one_number_has_no_more_slots_a_day_than_the_office_says(office):
    provider = office(per_person=1)
    await provider.put(asks(REF, NINE), "confirmed")

    assert await provider.put(asks(OTHER, HALF), "held") == Refused(why="limit")
    assert isinstance(await provider.put(asks(OTHER, HALF, "13900000000"), "held"), Receipt)
    assert isinstance(await provider.put(asks(THIRD, TOMORROW), "held"), Receipt)


async def test_who_has_all_they_may_can_still_move_within_the_day(office):
    provider = office(per_person=1)
    await provider.put(asks(REF, NINE), "confirmed")

    assert isinstance(await provider.put(asks(OTHER, HALF, instead=REF), "held"), Receipt)
    assert await provider.put(asks(THIRD, slot(TODAY, 10), instead=REF), "held") == Refused(why="limit")
    assert isinstance(await provider.put(asks(OTHER, HALF, instead=REF), "confirmed"), Receipt)


async def test_an_early_slot_of_the_next_day_counts_for_its_own_day(office):
    """By UTC it lies on the day before."""
    provider = office(per_person=1, workdays=["07:00-12:00"])
    await provider.put(asks(REF, slot(TOMORROW.start.date(), 7)), "confirmed")

    assert isinstance(await provider.put(asks(OTHER, NINE), "held"), Receipt)


@pytest.mark.parametrize(
    "where", [slot(TODAY, 8), slot(TODAY, 9, 10), slot(date(2026, 10, 1), 9), slot(TODAY, 9, 0, 60)]
)
async def test_a_slot_that_is_none_is_refused(calendar, office, where):
    assert await office().put(asks(REF, where), "held") == Refused(why="slot")
    assert calendar.names() == []


async def test_a_reference_stands_only_once_in_a_calendar(calendar, office, clock):
    provider = office(windows=2)
    await provider.put(asks(REF, NINE), "held")

    same_day = await provider.put(asks(REF, HALF), "held")
    other_day = await provider.put(asks(REF, TOMORROW), "held")
    clock.forward(seconds=HOLD)
    after = await provider.put(asks(REF, HALF), "held")

    assert (same_day.slot.id, other_day, after.slot.id) == (NINE.id, Refused(), HALF.id)
    assert calendar.names() == [f"{HALF.id}-0.ics"]


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x0b", "\x00"])
async def test_what_people_type_adds_nothing_to_an_entry(calendar, office, ending):
    evil = f"张三{ending}STATUS:CANCELLED{ending}END:VEVENT{ending}BEGIN:VEVENT{ending}UID:x;\\,:"
    provider = office()

    receipt = await provider.put(asks(REF, NINE, name=evil), "confirmed")

    (entry,) = events(calendar, "202609210900-0.ics")
    assert isinstance(receipt, Receipt)
    assert entry["STATUS"] == "CONFIRMED"
    assert entry["UID"].startswith(REF)
    assert "UID:x;\\,:" in entry["SUMMARY"]
    assert calendar.read("202609210900-0.ics").splitlines().count("BEGIN:VEVENT") == 1
    assert await provider.get(REF, NINE) == receipt.model_copy(update={"new": False})


async def test_sweeping_takes_out_ours_of_the_days_before_and_nothing_else(calendar, office, clock):
    provider = office(windows=2, per_person=1)
    await provider.put(asks(REF, NINE), "confirmed")
    await provider.put(asks(OTHER, HALF, "13900000000"), "held")
    await provider.put(asks(THIRD, TOMORROW), "confirmed")
    copy = calendar.read(f"{NINE.id}-0.ics").replace(uid(REF), "3F2504E0-4F89-11D3-9A0C-0305E82C3301")
    calendar.staff.put("copy.ics", content=copy, headers={"Content-Type": "text/calendar"})
    calendar.write("meeting.ics", BY_HAND["utc"])
    calendar.write("every.ics", BY_HAND["every monday"])
    by_hand = {name: calendar.read(name) for name in ("copy.ics", "every.ics", "meeting.ics")}
    clock.forward(days=8)

    await provider.sweep(TOMORROW.start.date())

    assert calendar.names() == [f"{TOMORROW.id}-0.ics", *sorted(by_hand)]
    assert {name: calendar.read(name) for name in by_hand} == by_hand
