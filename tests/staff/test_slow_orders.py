"""While the staff's slow orders are worked at, citizens go on; and what was taken in is done, also after a stop."""

from contextlib import asynccontextmanager
from dataclasses import replace
from time import monotonic

import pytest

from bot.errors import StoreError
from tests.staff.conftest import BRISK, LI, ROOM
from tests.telegram.state import ME

CITIZENS = 199
FILE = "flows/tea/tea_shop.yaml"
SEATS, NEW = "有多少个座位？", "能坐几个人？"


@pytest.fixture
async def staff(opened):
    async with opened(staff_ids=(LI,)) as hall:
        yield hall


@asynccontextmanager
async def _slow(hall):
    """As long as this lasts no draft's check comes to its end."""
    async with hall.rooms.publisher.examiner._turn:
        yield


async def _drops(hall, **place):
    text = (hall.house.desk.edition.home / FILE).read_text("utf-8").replace(SEATS, NEW)
    await hall.li().drops("tea_shop.yaml", text.encode(), **({"chat": ROOM} | place))


def _told(api, words):
    return sum(words in card.text for card in api.chat(ROOM).cards)


async def _kept(hall):
    return await hall.rooms.staff.tray.left(ME["id"])


async def _acknowledged(api, seconds=10):
    await api.until(lambda: not api.state.pending, seconds)


async def _crowd(api, first):
    """Seconds until the updates of all of a new crowd are committed."""
    begun = monotonic()
    for number in range(first, first + CITIZENS):
        await api.person(number).says("/start tea_shop")
    await _acknowledged(api, 20)
    return monotonic() - begun


async def test_no_citizen_waits_longer_than_two_seconds_for_a_slow_draft(staff, api):
    alone = await _crowd(api, 1000)
    async with _slow(staff):
        await _drops(staff)
        await staff.li().says("/drafts", chat=ROOM)
        beside = await _crowd(api, 2000)
        await api.until(lambda: all(api.chat(number).cards for number in range(2000, 2000 + CITIZENS)), 20)
        assert not _told(api, "收下了")
    await api.settled(30)

    print(f"\n{CITIZENS} citizens alone: {alone:.2f} s; while a draft is checked that takes for ever: {beside:.2f} s")
    assert beside < alone + 2
    assert _told(api, "收下了") == 1
    assert not await _kept(staff)


async def test_an_order_that_takes_long_is_kept_sealed_before_it_is_acknowledged(staff, api):
    client = staff.rooms.staff.tray.binder._client
    async with _slow(staff):
        await _drops(staff)
        await _acknowledged(api)
        (key,) = await client.ask("KEYS", "guide:{staff}:order*")
        content = await client.ask("GET", key)
        assert [raw["message"]["document"]["file_name"] for raw in (await _kept(staff)).values()] == ["tea_shop.yaml"]
    await api.settled(30)

    assert b"tea_shop" not in content
    assert not await _kept(staff)


async def test_orders_behind_a_slow_one_hold_nobody_and_come_in_their_order(staff, api):
    async with _slow(staff):
        await _drops(staff)
        await staff.li().says("/drafts", chat=ROOM)
        await _acknowledged(api)
        assert not _told(api, "份")
    await api.settled(30)

    assert "1 份" in staff.card.text


async def test_an_order_that_can_not_be_kept_is_not_acknowledged_before_it_is_done(staff, api, monkeypatch):
    tries = []

    async def down(bot, number, update):
        tries.append(number)
        raise StoreError

    monkeypatch.setattr(type(staff.rooms.staff.tray), "keep", staticmethod(down))
    async with _slow(staff):
        await _drops(staff)
        await api.until(lambda: len(api.called("getUpdates")) > 5 and len(tries) > 1)
        assert len(api.state.pending) == 1
    await api.settled(30)

    assert _told(api, "收下了") == 1


async def test_an_order_brought_again_while_it_is_worked_at_is_done_once(staff, api):
    async with _slow(staff):
        await _drops(staff)
        await _acknowledged(api)
        api.brings_again()
        await _acknowledged(api)
    await api.settled(30)

    assert _told(api, "收下了") == 1


async def test_what_was_taken_in_and_not_done_is_done_after_the_next_start(opened, api):
    async with opened(staff_ids=(LI,), patience=replace(BRISK, goodbye=0.1)) as hall:
        await hall.rooms.publisher.examiner._turn.acquire()
        await _drops(hall)
        await _acknowledged(api)
    assert not _told(api, "收下了")

    async with opened(staff_ids=(LI,)) as hall:
        await api.until(lambda: _told(api, "收下了"), 30)
        await api.settled(30)
        assert not await _kept(hall)
    assert _told(api, "收下了") == 1


async def test_what_was_kept_of_somebody_who_is_staff_no_more_is_forgotten(opened, api):
    async with opened(staff_ids=(LI,), patience=replace(BRISK, goodbye=0.1)) as hall:
        await hall.rooms.publisher.examiner._turn.acquire()
        await _drops(hall)
        await _acknowledged(api)

    asked = len(api.called("getUpdates"))
    async with opened(staff_ids=(LI + 1,)) as hall:
        await api.until(lambda: len(api.called("getUpdates")) > asked)
        assert not await _kept(hall)
    assert not _told(api, "收下了")


async def test_of_files_sent_together_each_is_a_draft(staff, api):
    for _ in range(3):
        await _drops(staff, album="a")
    await api.settled(60)

    assert _told(api, "收下了") == 3


async def test_what_is_neither_a_draft_nor_of_the_staff_is_answered_once_however_much_is_sent_together(staff, api):
    text = b"id: x"
    for _ in range(3):
        await api.person(7).drops("a.yaml", text, album="theirs")
        await staff.li().sends_photo(album="ours", chat=LI)
    await api.settled(30)

    assert len(api.chat(7).cards) == 1
    assert len(api.chat(LI).cards) == 1
