"""On what terms a counter gives its slots."""

import asyncio
from datetime import date, timedelta

import pytest

from bot.booking.base import Expired, Gone, Receipt, Refused, Taken
from bot.booking.counter import Counter
from tests.booking.office import CALENDAR, CLOSED, SERVICE, TODAY, asks, counting, slot

NINE, TEN, ELEVEN = (slot(TODAY, hour) for hour in (9, 10, 11))
HALF = slot(TODAY, 9, 30)
TOMORROW = slot(TODAY + timedelta(days=1), 9)
A, B, C = "13800000000", "13900000000", "03598500000"


async def free(counter, day=TODAY):
    return {f"{each.start:%H:%M}": each.free for each in await counter.availability(SERVICE, day, day)}


async def test_each_window_has_the_slot_once(counter):
    assert (await counter.put(asks("a", NINE, A), "held")).new
    assert (await free(counter))["09:00"] == 1
    assert (await counter.put(asks("b", NINE, B), "confirmed")).new
    assert "09:00" not in await free(counter)
    assert await counter.put(asks("c", NINE, C), "confirmed") == Taken()


async def test_one_number_has_so_many_slots_a_day_and_no_more(counter):
    await counter.put(asks("a", NINE, A), "held")
    await counter.put(asks("b", TEN, A), "confirmed")

    assert await counter.put(asks("c", ELEVEN, A), "held") == Refused(why="limit")
    assert (await counter.put(asks("d", ELEVEN, B), "held")).new
    assert (await counter.put(asks("e", TOMORROW, A), "held")).new


async def test_who_has_all_they_may_can_still_move_within_the_day(counter):
    await counter.put(asks("a", NINE, A), "confirmed")
    await counter.put(asks("b", TEN, A), "confirmed")

    assert (await counter.put(asks("c", ELEVEN, A, instead="b"), "held")).new
    assert await counter.put(asks("d", HALF, A, instead="b"), "held") == Refused(why="limit")
    assert (await counter.put(asks("c", ELEVEN, A, instead="b"), "confirmed")).state == "confirmed"
    await counter.delete("b", TEN)
    assert await counter.put(asks("e", TEN, A), "held") == Refused(why="limit")
    assert await counter.put(asks("e", TEN, A, instead="b"), "held") == Refused(why="limit")


@pytest.mark.parametrize("instead", ["b", "nobody", "gone", "tomorrow"])
async def test_what_is_not_theirs_or_not_of_that_day_lets_nobody_have_more(counter, instead):
    await counter.put(asks("a", NINE, A), "confirmed")
    await counter.put(asks("a2", TEN, A), "confirmed")
    await counter.put(asks("b", NINE, B), "confirmed")
    await counter.put(asks("tomorrow", TOMORROW, A), "confirmed")
    await counter.put(asks("gone", ELEVEN, B), "confirmed")
    await counter.delete("gone", ELEVEN)

    assert await counter.put(asks("c", ELEVEN, A, instead=instead), "held") == Refused(why="limit")


async def test_what_has_ended_or_was_deleted_counts_no_longer(counter, clock):
    held = await counter.put(asks("a", NINE, A), "held")
    await counter.put(asks("b", TEN, A), "confirmed")
    clock.now = held.until

    assert (await counter.put(asks("c", ELEVEN, A), "confirmed")).new
    assert await counter.put(asks("d", NINE, A), "confirmed") == Refused(why="limit")
    await counter.delete("b", TEN)
    assert (await counter.put(asks("d", NINE, A), "confirmed")).new


async def test_each_office_has_a_book_of_its_own(counter, book, clock):
    other = Counter("taxhall", counting(per_person=1), CALENDAR, book, clock)
    for ref in ("a", "b"):
        await counter.put(asks(ref, NINE, A), "confirmed")

    assert (await other.put(asks("c", NINE, A), "confirmed")).new
    assert await other.get("a", NINE) == Gone()


@pytest.mark.parametrize(
    "wished",
    [
        slot(TODAY, 9, 15),
        slot(TODAY, 12),
        slot(TODAY - timedelta(days=3), 9),
        slot(TODAY, 9).model_copy(update={"id": "nine"}),
        slot(TODAY, 9).model_copy(update={"id": "202609211000"}),
        slot(CLOSED, 9),
        slot(date(2026, 10, 1), 9),
        slot(date(2026, 10, 8), 9),
    ],
)
async def test_what_is_not_offered_is_refused(counter, wished):
    assert await counter.put(asks("a", wished), "confirmed") == Refused(why="slot")
    assert await counter.get("a", wished) == Gone()


async def test_what_has_begun_meanwhile_goes_to_nobody_but_who_holds_it(counter, clock):
    clock.forward(minutes=55)
    await counter.put(asks("a", NINE, A), "held")
    clock.forward(minutes=6)

    assert await counter.put(asks("b", NINE, B), "confirmed") == Refused(why="slot")
    assert (await counter.put(asks("a", NINE, A), "confirmed")).state == "confirmed"


async def test_an_ended_hold_on_what_has_begun_is_over(counter, clock):
    clock.forward(minutes=55)
    await counter.put(asks("a", NINE, A), "held")
    clock.forward(minutes=11)

    assert await counter.put(asks("a", NINE, A), "confirmed") == Expired()


async def test_a_reference_tells_the_slot_it_has_when_it_asks_for_another(counter):
    await counter.put(asks("a", NINE, A), "confirmed")

    again = await counter.put(asks("a", TEN, A), "confirmed")

    assert (again.slot.id, again.new) == (NINE.id, False)
    assert await free(counter) == {"09:00": 1, "09:30": 2, "10:00": 2, "10:30": 2, "11:00": 2, "11:30": 2}


async def test_who_confirms_under_another_number_is_counted_under_that_one(counter):
    await counter.put(asks("a", NINE, A), "held")
    await counter.put(asks("a", NINE, B), "confirmed")
    await counter.put(asks("b", TEN, B), "confirmed")

    assert await counter.put(asks("c", ELEVEN, B), "confirmed") == Refused(why="limit")
    assert [(await counter.put(asks(ref, where, A), "confirmed")).new for ref, where in (("d", NINE), ("e", TEN))] == [
        True,
        True,
    ]


async def test_a_hundred_at_once_on_three_slots_of_two_windows_get_six(counter):
    wishes = [asks(f"r{n}", (NINE, TEN, ELEVEN)[n % 3], f"138{n:08}") for n in range(100)]

    answers = await asyncio.gather(*(counter.put(wish, "held") for wish in wishes))

    assert sorted(one.slot.id for one in answers if isinstance(one, Receipt)) == sorted(
        [NINE.id, TEN.id, ELEVEN.id] * 2
    )
    assert sum(one == Taken() for one in answers) == 94


async def test_a_deleted_reference_is_spent(counter):
    await counter.put(asks("a", NINE), "confirmed")
    await counter.delete("a", NINE)
    await counter.delete("late", NINE)

    assert await counter.put(asks("a", NINE), "confirmed") == Expired()
    assert await counter.put(asks("late", NINE), "held") == Expired()
    assert (await counter.put(asks("b", NINE), "confirmed")).new


def hours(book, clock, minutes):
    """The same office of one window after its hours were cut into other slots."""
    return Counter("hall", counting(minutes=minutes, per_person=9), CALENDAR, book, clock)


async def test_after_the_slots_were_made_longer_none_is_offered_over_a_booking_that_stands(book, clock):
    before, after = hours(book, clock, 30), hours(book, clock, 60)
    await before.put(asks("a", HALF), "confirmed")
    await before.put(asks("b", slot(TODAY, 11)), "held")

    assert list(await free(after)) == ["10:00"]
    assert await after.put(asks("c", slot(TODAY, 9, minutes=60), B), "held") == Taken()
    assert (await after.put(asks("d", slot(TODAY, 10, minutes=60), B), "held")).new
    await before.delete("a", HALF)
    assert (await after.put(asks("c", slot(TODAY, 9, minutes=60), B), "held")).new


async def test_after_the_slots_were_made_shorter_none_is_offered_over_a_booking_that_stands(book, clock):
    before, after = hours(book, clock, 60), hours(book, clock, 20)
    await before.put(asks("a", slot(TODAY, 10, minutes=60)), "confirmed")

    assert list(await free(after)) == ["09:00", "09:20", "09:40", "11:00", "11:20", "11:40"]
    assert await after.put(asks("b", slot(TODAY, 10, 40, minutes=20), B), "confirmed") == Taken()
    assert (await after.put(asks("c", slot(TODAY, 11, minutes=20), B), "confirmed")).new


async def test_where_two_lengths_begin_together_the_longer_counts_for_both(book, clock):
    before, after = (
        Counter("hall", counting(windows=2, minutes=minutes, per_person=9), CALENDAR, book, clock)
        for minutes in (60, 30)
    )
    await before.put(asks("a", slot(TODAY, 9, minutes=60)), "confirmed")
    await after.put(asks("b", NINE, B), "confirmed")

    assert await free(after) == {"10:00": 2, "10:30": 2, "11:00": 2, "11:30": 2}
