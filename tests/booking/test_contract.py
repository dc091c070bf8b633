"""What every provider promises."""

import asyncio
from datetime import date, timedelta

import pytest

from bot.booking.base import Expired, Gone, Receipt, Taken
from tests.booking.office import BOOKABLE, CLOSED, SERVICE, TODAY, Clock, asks
from tests.booking.providers import PROVIDERS

REF, OTHER, THIRD = "aaaaaaaaa1", "bbbbbbbbb2", "ccccccccc3"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=PROVIDERS, ids=lambda each: each.name)
async def provider(request, tmp_path, clock):
    async with request.param.open(tmp_path, clock) as opened:
        yield opened


async def free(provider, begin=TODAY, end=TODAY):
    found = await provider.availability(SERVICE, begin, end)
    assert isinstance(found, tuple), found
    return found


async def starts(provider, day=TODAY):
    return [f"{slot.start:%H:%M}" for slot in await free(provider, day, day)]


async def first(provider):
    return (await free(provider))[0]


async def test_a_day_has_its_slots_in_order_of_time(provider):
    assert await starts(provider) == ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]
    assert all(slot.end - slot.start == timedelta(minutes=30) and slot.free == 1 for slot in await free(provider))


async def test_several_days_come_in_order_and_none_is_a_day_off(provider):
    slots = await free(provider, TODAY, TODAY + timedelta(days=14))

    assert [slot.start for slot in slots] == sorted(slot.start for slot in slots)
    assert tuple(dict.fromkeys(slot.start.date() for slot in slots)) == BOOKABLE


@pytest.mark.parametrize("day", [CLOSED, date(2026, 9, 26), date(2026, 10, 1), TODAY - timedelta(days=3)])
async def test_a_closed_day_and_a_day_past_have_no_slots(provider, day):
    assert await free(provider, day, day) == ()


async def test_what_has_begun_is_not_offered(provider, clock):
    clock.forward(hours=2)

    assert await starts(provider) == ["10:30", "11:00", "11:30"]


async def test_a_hold_takes_the_slot_and_says_until_when(provider, clock):
    slot = await first(provider)

    receipt = await provider.put(asks(REF, slot), "held")

    assert isinstance(receipt, Receipt)
    assert (receipt.ref, receipt.state, receipt.new) == (REF, "held", True)
    assert (receipt.slot.id, receipt.slot.start, receipt.slot.end) == (slot.id, slot.start, slot.end)
    assert receipt.until
    assert timedelta(minutes=1) < receipt.until - clock() <= timedelta(minutes=15)
    assert "09:00" not in await starts(provider)


@pytest.mark.parametrize("state", ["held", "confirmed"])
@pytest.mark.parametrize("before", ["held", "confirmed"])
async def test_a_slot_somebody_has_is_taken(provider, before, state):
    slot = await first(provider)
    await provider.put(asks(REF, slot), before)

    assert await provider.put(asks(OTHER, slot, "13900000000"), state) == Taken()
    assert isinstance(await provider.get(OTHER, slot), Gone)


@pytest.mark.parametrize("state", ["held", "confirmed"])
async def test_the_same_again_is_the_same_booking(provider, clock, state):
    slot = await first(provider)
    receipt = await provider.put(asks(REF, slot), state)
    clock.forward(seconds=30)

    again = await provider.put(asks(REF, slot), state)

    assert receipt.new
    assert (again.ref, again.state, again.slot.id, again.until) == (REF, state, slot.id, receipt.until)
    assert not again.new
    assert len(await free(provider)) == 5


async def test_confirming_a_hold_makes_it_stand(provider, clock):
    slot = await first(provider)
    await provider.put(asks(REF, slot), "held")
    clock.forward(minutes=1)

    receipt = await provider.put(asks(REF, slot), "confirmed")
    clock.forward(minutes=30)

    assert (receipt.state, receipt.until, receipt.new) == ("confirmed", None, False)
    assert "09:00" not in await starts(provider)
    assert (await provider.get(REF, slot)).state == "confirmed"


async def test_confirming_needs_no_hold(provider):
    slot = await first(provider)

    receipt = await provider.put(asks(REF, slot), "confirmed")

    assert (receipt.state, receipt.until, receipt.new) == ("confirmed", None, True)
    assert "09:00" not in await starts(provider)


async def test_what_is_confirmed_is_not_put_back_to_a_hold(provider):
    slot = await first(provider)
    await provider.put(asks(REF, slot), "confirmed")

    assert (await provider.put(asks(REF, slot), "held")).state == "confirmed"


async def test_a_hold_that_has_ended_frees_the_slot(provider, clock):
    slot = await first(provider)
    receipt = await provider.put(asks(REF, slot), "held")
    clock.now = receipt.until + timedelta(seconds=2)

    assert "09:00" in await starts(provider)
    assert isinstance(await provider.get(REF, slot), Gone)
    assert (await provider.put(asks(OTHER, slot, "13900000000"), "held")).ref == OTHER


async def test_an_ended_hold_is_confirmed_if_the_slot_is_still_free(provider, clock):
    slot = await first(provider)
    receipt = await provider.put(asks(REF, slot), "held")
    clock.now = receipt.until + timedelta(seconds=2)

    assert (await provider.put(asks(REF, slot), "confirmed")).state == "confirmed"
    assert "09:00" not in await starts(provider)


@pytest.mark.parametrize("state", ["held", "confirmed"])
async def test_an_ended_hold_is_over_when_another_has_the_slot(provider, clock, state):
    slot = await first(provider)
    receipt = await provider.put(asks(REF, slot), "held")
    clock.now = receipt.until + timedelta(seconds=2)
    await provider.put(asks(OTHER, slot, "13900000000"), state)

    assert await provider.put(asks(REF, slot), "confirmed") == Expired()
    assert (await provider.get(OTHER, slot)).state == state


@pytest.mark.parametrize("state", ["held", "confirmed"])
async def test_what_is_deleted_is_free_and_may_be_deleted_again(provider, state):
    slot = await first(provider)
    await provider.put(asks(REF, slot), state)

    assert await provider.delete(REF, slot) == Gone()
    assert "09:00" in await starts(provider)
    assert await provider.delete(REF, slot) == Gone()
    assert (await provider.put(asks(OTHER, slot, "13900000000"), "confirmed")).ref == OTHER


async def test_anothers_booking_is_never_deleted(provider):
    slot = await first(provider)
    await provider.put(asks(REF, slot), "confirmed")

    assert await provider.delete(OTHER, slot) == Gone()
    assert (await provider.get(REF, slot)).state == "confirmed"
    assert "09:00" not in await starts(provider)


async def test_what_stands_in_the_book_is_found(provider):
    slot = await first(provider)
    held = await provider.put(asks(REF, slot), "held")

    found = await provider.get(REF, slot)

    assert (found.ref, found.state, found.slot.id, found.until) == (REF, "held", slot.id, held.until)
    assert await provider.get(OTHER, slot) == Gone()


async def test_sweeping_leaves_what_lies_ahead(provider):
    slot = await first(provider)
    await provider.put(asks(REF, slot), "confirmed")

    await provider.sweep(TODAY)

    assert (await provider.get(REF, slot)).state == "confirmed"
    assert "09:00" not in await starts(provider)


@pytest.mark.parametrize("state", ["held", "confirmed"])
async def test_of_forty_at_once_on_five_slots_exactly_five_get_one(provider, state):
    slots = (await free(provider))[:5]
    wishes = [asks(f"citizen{n:03}", slots[n % 5], f"138{n:08}") for n in range(40)]

    answers = await asyncio.gather(*(provider.put(wish, state) for wish in wishes))

    got = [answer for answer in answers if isinstance(answer, Receipt)]
    assert sorted(receipt.slot.id for receipt in got) == sorted(slot.id for slot in slots)
    assert [answer for answer in answers if not isinstance(answer, Receipt)] == [Taken()] * 35
    assert await starts(provider) == ["11:30"]


async def test_the_same_eight_times_at_once_is_one_booking(provider):
    slot = await first(provider)

    answers = await asyncio.gather(*(provider.put(asks(REF, slot), "confirmed") for _ in range(8)))

    assert {(answer.ref, answer.state, answer.slot.id) for answer in answers} == {(REF, "confirmed", slot.id)}
    assert sum(answer.new for answer in answers) == 1
