"""A booking nobody knows the fate of: a person looks, says so, and the citizen hears it."""

import json

import pytest

from tests.booking.county_book import Book, Rules
from tests.booking.foreign import Foreign
from tests.booking.running import serving
from tests.booking.test_mapping import BLIND
from tests.staff.conftest import NOW, PHONE, ROOM, WANG


@pytest.fixture
async def doubtful(opened):
    """A house, and the reference of a booking whose answer was lost."""
    foreign = Foreign(Book(Rules(), lambda: NOW))
    async with serving(foreign.app) as url:
        mapping = json.dumps({name: value for name, value in BLIND.items() if name != "hold"}, ensure_ascii=False)
        booking = f"  booking:\n    provider: http\n    url: {url}\n    mapping: {mapping}\n"
        async with opened(offices=(("window", booking),)) as hall:
            person = await hall.chooses(1)
            await hall.taps(person, "同意")
            await hall.says(person, WANG)
            await hall.says(person, PHONE)
            foreign.faults.set({"dropped": 1})
            await hall.taps(person, "确认预约")
            foreign.faults.set({"dropped": 0})
            await hall.rounds()
            assert "待人工核实" in hall.card.text
            yield hall, hall.card.text.partition("/found ")[2][:10]


async def test_what_was_found_is_a_booking_with_a_receipt(doubtful):
    hall, ref = doubtful
    assert "✅ 约好了" not in hall.heard(1)

    card = await hall.orders(f"/found {ref.lower()}")

    assert "已告诉本人约成了" in card.text
    assert "✅ 约好了" in hall.heard(1)
    assert "有结果了" in (await hall.orders(f"/notfound {ref}")).text


async def test_what_was_not_found_is_offered_again(doubtful):
    hall, ref = doubtful

    card = await hall.orders(f"/notfound {ref}")

    assert "请本人另选时间" in card.text
    assert "✅ 约好了" not in hall.heard(1)
    assert hall.api.chat(1).last.button("10:")


async def test_an_answer_brought_again_is_told_once(doubtful):
    hall, ref = doubtful
    await hall.orders(f"/found {ref}")
    hall.api.brings_again()
    await hall.api.settled()

    assert hall.heard(1).count("✅ 约好了") == 1
    assert "已告诉本人约成了" in hall.card.text


@pytest.mark.parametrize("words", ["ZZZZZZZZZZ", "<b>x</b>" + "长" * 4000, "../..", "*"])
async def test_an_unknown_reference_is_said_to_be_unknown(hall, words):
    card = await hall.orders(f"/found {words}")

    assert "没有待核实的预约号" in card.text


async def test_who_asked_is_kept_sealed(doubtful):
    hall, ref = doubtful
    desk = hall.house.desk

    assert await desk.whose(ref) == "tg.1.1"
    assert b"tg.1.1" not in await desk.store.doubted(ref)


async def test_the_doubt_is_told_to_the_staff_chat_alone(doubtful):
    hall, ref = doubtful

    assert [ref in card.text for card in hall.api.chat(ROOM).cards] == [True]


@pytest.mark.parametrize("command", ["/found", "/notfound"])
async def test_an_order_without_a_reference_hears_how_it_is_given(hall, command):
    assert f"{command} 预约号" in (await hall.orders(command)).text
