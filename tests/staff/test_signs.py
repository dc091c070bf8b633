"""While an order takes long, its room sees that somebody is at it; no trouble with that sign is the order's."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from time import monotonic

import pytest

from bot.channels.telegram.address import Address
from tests.staff.conftest import BRISK, LI, ROOM
from tests.telegram.state import ME

STUCK = replace(BRISK, sign=600.0, answer=600.0, goodbye=30.0)
OFTEN, ONCE = replace(BRISK, sign=0.05), replace(BRISK, sign=600.0)
FILE = "flows/tea/tea_shop.yaml"
TOPIC = 7


@asynccontextmanager
async def _slow(hall):
    """As long as this lasts no draft's check comes to its end."""
    async with hall.rooms.publisher.examiner._turn:
        yield


async def _drops(hall, **place):
    text = (hall.house.desk.edition.home / FILE).read_text("utf-8").replace("有多少个座位？", "能坐几个人？")
    await hall.li().drops("tea_shop.yaml", text.encode(), **({"chat": ROOM} | place))


def _signs(api):
    return api.called("sendChatAction")


def _told(api, words):
    return sum(words in card.text for card in api.chat(ROOM).cards)


async def test_the_topic_of_a_slow_order_sees_a_sign_again_and_again_until_the_answer(opened, api):
    api.chat(ROOM).topics |= {TOPIC}
    async with opened(staff_ids=(LI,), patience=OFTEN) as hall:
        async with _slow(hall):
            await _drops(hall, topic=TOPIC)
            await api.until(lambda: len(_signs(api)) > 3)
        await api.settled(30)
        shown = len(_signs(api))
        await hall.orders("/audit")

        assert len(_signs(api)) == shown
    wanted = {"chat_id": str(ROOM), "message_thread_id": str(TOPIC), "action": "typing"}
    assert all({key: str(value) for key, value in one.parameters.items()} == wanted for one in _signs(api))
    assert _told(api, "收下了") == 1


async def test_a_quick_order_shows_none(opened, api):
    async with opened(staff_ids=(LI,), patience=OFTEN) as hall:
        await hall.orders("/drafts")

    assert not _signs(api)


async def test_several_slow_orders_of_a_room_show_one_sign(opened, api):
    async with opened(staff_ids=(LI,), patience=ONCE) as hall:
        async with _slow(hall):
            await _drops(hall)
            await api.until(lambda: _signs(api))
            await hall.li().says("/drafts", chat=ROOM)
            await api.until(lambda: not api.state.pending)
            assert len(await hall.rooms.staff.tray.left(ME["id"])) == 2
            assert len(_signs(api)) == 1
        await api.settled(30)


@pytest.mark.parametrize("trouble", ["fails", "hangs", "forbidden", "too_fast"])
async def test_no_trouble_with_the_sign_hurts_the_order(opened, api, trouble):
    fault = {
        "fails": lambda: api.faults.fails("sendChatAction", times=99),
        "hangs": lambda: api.faults.hangs("sendChatAction", times=99),
        "forbidden": lambda: api.faults.fails("sendChatAction", 403, times=99),
        "too_fast": lambda: api.faults.fails("sendChatAction", 429, times=99, retry_after=600),
    }
    fault[trouble]()
    async with opened(staff_ids=(LI,), patience=OFTEN) as hall:
        async with _slow(hall):
            await _drops(hall)
            wanted = 1 if trouble in {"forbidden", "too_fast"} else 3
            await api.until(lambda: len(_signs(api)) >= wanted)
            await api.until(lambda: not api.state.pending)
        await api.settled(30)

    assert _told(api, "收下了") == 1
    if trouble in {"forbidden", "too_fast"}:
        assert len(_signs(api)) == 1


async def test_a_sign_that_hangs_is_called_off_as_soon_as_the_work_is_done(opened, api):
    api.faults.hangs("sendChatAction", times=99)
    async with opened(staff_ids=(LI,), patience=STUCK) as hall:
        done = asyncio.Event()
        showing = hall.channel._delivery.signs.show(Address(chat=ROOM), asyncio.create_task(done.wait()))
        shown = asyncio.create_task(showing)
        await api.until(lambda: _signs(api))
        assert not shown.done()
        done.set()

        async with asyncio.timeout(5):
            await shown


async def test_a_sign_that_hangs_holds_up_neither_rest_nor_goodbye(opened, api):
    api.faults.hangs("sendChatAction", times=99)
    async with opened(staff_ids=(LI,), patience=STUCK) as hall:
        async with _slow(hall):
            await _drops(hall)
            await api.until(lambda: _signs(api))
        await api.settled(30)
        begun = monotonic()

    assert monotonic() - begun < 3
    assert _told(api, "收下了") == 1


async def test_a_stop_while_a_sign_hangs_takes_no_longer_than_the_goodbye(opened, api):
    api.faults.hangs("sendChatAction", times=99)
    async with opened(staff_ids=(LI,), patience=replace(STUCK, goodbye=0.1)) as hall:
        await hall.rooms.publisher.examiner._turn.acquire()
        await _drops(hall)
        await api.until(lambda: _signs(api))
        begun = monotonic()

    assert monotonic() - begun < 3
