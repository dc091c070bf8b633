"""What the window sees of a counter's book, and may do with it."""

from datetime import timedelta

import pytest

from bot.booking.base import Expired, Gone, Taken
from bot.booking.book import Shut
from tests.booking.office import OFFICE, SERVICE, TODAY, asks, slot

NINE, TEN = slot(TODAY, 9), slot(TODAY, 10)
TOMORROW = TODAY + timedelta(days=1)


async def starts(counter, day=TODAY):
    return [f"{each.start:%H:%M}" for each in await counter.availability(SERVICE, day, day)]


async def shown(book):
    return [(entry.ref, entry.slot, entry.state, entry.mark) for entry in await book.day(OFFICE, TODAY)]


async def test_a_day_is_listed_in_order_of_time_with_who_comes_and_with_what(counter, book):
    later, sooner = asks("later", TEN, name="李四"), asks("sooner", NINE, "13900000000")
    await counter.put(later, "confirmed")
    await counter.put(sooner, "held")

    entries = await book.day(OFFICE, TODAY)

    assert [(entry.state, entry.mark, entry.request) for entry in entries] == [
        ("held", None, sooner), ("confirmed", None, later),
    ]  # fmt: skip
    assert await book.day(OFFICE, TOMORROW) == await book.day("taxhall", TODAY) == ()


async def test_what_has_ended_or_was_deleted_is_not_listed(counter, book, clock):
    held = await counter.put(asks("a", NINE), "held")
    await counter.put(asks("b", TEN), "confirmed")
    await counter.delete("b", TEN)
    clock.now = held.until

    assert await shown(book) == []


@pytest.mark.parametrize("mark", ["arrived", "done", "missed"])
async def test_what_became_of_a_booking_is_noted_and_may_be_taken_back(counter, book, mark):
    await counter.put(asks("a", NINE), "confirmed")

    assert await book.mark(OFFICE, TODAY, "a", mark)
    assert await shown(book) == [("a", NINE.id, "confirmed", mark)]
    assert await book.mark(OFFICE, TODAY, "a", None)
    assert await shown(book) == [("a", NINE.id, "confirmed", None)]


async def test_only_what_is_confirmed_can_be_marked(counter, book):
    await counter.put(asks("a", NINE), "held")

    assert not await book.mark(OFFICE, TODAY, "a", "arrived")
    assert not await book.mark(OFFICE, TODAY, "unknown", "arrived")
    assert await shown(book) == [("a", NINE.id, "held", None)]


async def test_a_marked_booking_is_the_same_booking_when_confirmed_again(counter, book):
    await counter.put(asks("a", NINE), "confirmed")
    await book.mark(OFFICE, TODAY, "a", "arrived")

    assert not (await counter.put(asks("a", NINE), "confirmed")).new
    assert await shown(book) == [("a", NINE.id, "confirmed", "arrived")]


@pytest.mark.parametrize(("closed", "left"), [(NINE.id, ["09:30", "10:00", "10:30", "11:00", "11:30"]), (None, [])])
async def test_what_is_closed_is_taken_and_who_had_it_is_named(counter, book, closed, left):
    await counter.put(asks("a", NINE, "1"), "confirmed")
    await counter.put(asks("b", NINE, "2"), "held")
    await counter.put(asks("c", TEN, "3"), "confirmed")

    affected = await book.close(OFFICE, TODAY, closed)

    assert affected == (("a", "b") if closed else ("a", "b", "c"))
    assert await starts(counter) == left
    assert len(await starts(counter, TOMORROW)) == 6
    assert await counter.put(asks("d", NINE, "4"), "confirmed") == Taken()
    assert (await counter.get("a", NINE)).state == "confirmed"


async def test_a_hold_on_what_was_closed_can_not_be_confirmed(counter, book):
    await counter.put(asks("a", NINE), "held")
    await book.close(OFFICE, TODAY, NINE.id)

    assert await counter.put(asks("a", NINE), "confirmed") == Expired()
    assert await counter.get("a", NINE) == Gone()
    assert await shown(book) == []


async def test_what_is_opened_again_is_free_and_who_has_it_is_named(counter, book):
    await counter.put(asks("a", NINE), "confirmed")
    await book.close(OFFICE, TODAY, NINE.id)
    await book.close(OFFICE, TODAY, TEN.id)

    assert await book.open(OFFICE, TODAY, NINE.id) == ("a",)
    assert await starts(counter) == ["09:00", "09:30", "10:30", "11:00", "11:30"]
    await book.close(OFFICE, TODAY)
    assert await book.open(OFFICE, TODAY) == ("a",)
    assert len(await starts(counter)) == 6


async def test_a_slot_of_a_closed_day_opens_with_its_day(counter, book):
    await book.close(OFFICE, TODAY)
    await book.open(OFFICE, TODAY, NINE.id)

    assert await starts(counter) == []


async def test_a_booking_is_found_by_its_reference_alone(counter, book):
    await counter.put(asks("a", slot(TOMORROW, 9)), "held")

    assert await book.find("a") == (OFFICE, TOMORROW)
    assert await book.find("b") is None


async def test_what_is_closed_is_told_by_office(book):
    await book.close(OFFICE, TODAY, NINE.id)
    await book.close("taxhall", TODAY)

    assert await book.closed((OFFICE, "taxhall", "court"), TODAY) == {
        OFFICE: Shut(slots=frozenset({NINE.id})),
        "taxhall": Shut(whole=True),
    }
    assert await book.closed((), TODAY) == {}
