"""Slots come from the office's hours and the calendar of 2026 as the State Council announced it."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.booking.hours import bookable, slot_named, slots
from bot.config import ZONE
from bot.flow.booking import CounterBooking
from bot.flow.shelf import OfficeCalendar
from bot.workdays import WorkCalendar
from tests.booking.office import slot

PLAIN = WorkCalendar(OfficeCalendar.model_validate({"closes_at": "18:00"}))
NEW_YEAR = datetime(2026, 1, 1, tzinfo=ZONE)
MAKEUP = [date(2026, *day) for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))]
OFF = [
    date(2026, month, day)
    for month, first, last in ((1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7))
    for day in range(first, last + 1)
]
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 3), timezones=st.just(ZONE))  # noqa: DTZ001 - the zone follows


def hours(*workdays, weekends=(), **rest):
    return CounterBooking.model_validate({"provider": "counter", "workdays": workdays, "weekends": weekends, **rest})


BOTH = hours("14:30-17:30", "09:00-12:00", weekends=["10:00-11:00"], minutes=45, windows=3)


def of_day(day, booking=BOTH, calendar=PLAIN):
    midnight = datetime.combine(day, time.min, ZONE) - timedelta(seconds=1)
    return [f"{each.start:%H:%M}" for each in slots(booking, calendar, day, day, midnight)]


@pytest.mark.parametrize("day", MAKEUP)
def test_a_makeup_day_is_a_working_day(day):
    assert of_day(day) == of_day(date(2026, 11, 30)) == [
        "09:00", "09:45", "10:30", "11:15", "14:30", "15:15", "16:00", "16:45",
    ]  # fmt: skip


@pytest.mark.parametrize("day", OFF)
def test_a_statutory_holiday_has_no_slots(day):
    assert of_day(day) == []


def test_a_plain_weekend_has_the_weekends_hours_only():
    assert of_day(date(2026, 11, 28)) == of_day(date(2026, 11, 29)) == ["10:00"]
    assert of_day(date(2026, 11, 28), hours("09:00-12:00")) == []
    assert of_day(date(2026, 11, 30), hours(weekends=["09:00-10:00"])) == []


def test_the_offices_own_word_comes_before_the_calendar():
    words = {"closed": [{"day": "2026-11-28", "reason": "停电"}, {"day": "2026-11-30", "reason": "停电"}],
             "open": [{"day": "2026-11-29", "reason": "加班"}]}  # fmt: skip
    calendar = WorkCalendar(OfficeCalendar.model_validate({"closes_at": "18:00", **words}))

    assert of_day(date(2026, 11, 28), calendar=calendar) == []
    assert of_day(date(2026, 11, 29), calendar=calendar) == of_day(date(2026, 12, 1))
    assert of_day(date(2026, 11, 30), calendar=calendar) == []


def test_a_year_not_announced_has_no_slots_until_it_is():
    late = datetime(2099, 3, 2, tzinfo=ZONE)
    year = {2099: {"holidays": [], "source": "通知"}}
    announced = WorkCalendar(OfficeCalendar.model_validate({"closes_at": "18:00", "years": year}))

    assert slots(BOTH, PLAIN, late.date(), late.date(), late) == ()
    assert len(slots(BOTH, announced, late.date(), late.date(), late)) == 8


def test_a_slot_is_named_after_its_start_on_the_countys_clock():
    first = slots(BOTH, PLAIN, date(2026, 11, 30), date(2026, 11, 30), NEW_YEAR.replace(month=11, day=29))[0]

    assert first == slot(date(2026, 11, 30), 9, minutes=45).model_copy(update={"free": 3})
    assert first.id == "202611300900"
    assert slot_named(first.id, 45) == first.model_copy(update={"free": 1})


@given(moments, st.integers(0, 40), st.integers(-5, 40), st.integers(1, 28))
def test_slots_lie_ahead_in_order_within_hours_and_never_on_a_day_off(now, begin, length, ahead):
    booking = BOTH.model_copy(update={"ahead": ahead})
    first = now.date() + timedelta(days=begin - 5)
    last = first + timedelta(days=length)

    found = slots(booking, PLAIN, first, last, now.astimezone(UTC))

    assert list(found) == sorted(found, key=lambda each: each.start)
    assert all(earlier.end <= later.start for earlier, later in pairwise(found))
    for each in found:
        day = each.start.date()
        assert each.start > now
        assert first <= day <= min(last, now.date() + timedelta(days=ahead))
        assert day not in OFF
        assert f"{each.start:%H:%M}" in of_day(day)
        assert bookable(booking, PLAIN, each, now)


@given(moments, st.integers(1, 28), st.integers(0, 28))
def test_every_slot_of_a_day_that_can_be_booked_is_there(now, ahead, distance):
    booking = BOTH.model_copy(update={"ahead": ahead})
    day = now.date() + timedelta(days=distance)

    found = [f"{each.start:%H:%M}" for each in slots(booking, PLAIN, day, day, now)]

    later = [clock for clock in of_day(day) if distance or clock > f"{now:%H:%M}"]
    assert found == (later if distance <= ahead else [])


@pytest.mark.parametrize(
    "id",
    ["", "x", "2026113009", "202611300900 ", "20261130090", "2026113009000", "202602300900", "202611302460",
     "２０２６１１３００９００", "202611300900\n", "-20261130090", "000011300900"],
)  # fmt: skip
def test_what_is_not_of_the_pattern_is_no_slot(id):
    assert slot_named(id, 30) is None


@given(st.text(max_size=14) | st.from_regex(r"\A2026(0[1-9]|1[0-2])[0-9]{6}\Z"))
def test_whatever_is_named_is_a_slot_of_that_very_name_or_none(id):
    found = slot_named(id, 30)

    assert found is None or f"{found.start:%Y%m%d%H%M}" == id


@pytest.mark.parametrize(
    ("wished", "expected"),
    [
        (slot(date(2026, 11, 30), 9, minutes=45), True),
        (slot(date(2026, 11, 30), 9, 15, minutes=45), False),
        (slot(date(2026, 11, 30), 9, minutes=30), False),
        (slot(date(2026, 11, 30), 12, minutes=45), False),
        (slot(date(2026, 11, 27), 9, minutes=45), False),
        (slot(date(2026, 12, 30), 9, minutes=45), False),
        (slot(date(2026, 11, 30), 9, minutes=45).model_copy(update={"id": "202611300945"}), False),
        (slot(date(2026, 11, 30), 9, minutes=45).model_copy(update={"id": "hall-9"}), False),
    ],
)
def test_only_what_is_offered_can_be_booked(wished, expected):
    assert bookable(BOTH, PLAIN, wished, datetime(2026, 11, 28, tzinfo=ZONE)) == expected
