"""A day in the staff's group: three people try, change, note, save, publish and bring back, while fifty citizens go on."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from random import Random
from time import monotonic

import pytest

from tests.houses import change
from tests.staff.conftest import BRISK, LI, ROOM, Hall
from tests.staff.day import FILE, NEW, OPEN, OPENED, OTHER, SEATS, SUN, THIRD, TOPIC, ZHAO, Day
from tests.staff.town import Citizen, News, World, counted, together
from tests.telegram.bot_api import BotApi
from tests.telegram.chats import Card, Limits

STRANGER = 99
MINUTE = 4.0
"""Seconds of a minute, as Telegram counts a group's."""
CITIZENS = 50


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(Limits(group=20, minute=MINUTE, burst=10_000)) as server:
        server.group(ROOM, topics=(TOPIC, OTHER))
        yield server


async def _strangers_try(day: Day, card: Card) -> None:
    """Somebody in the group who is not of the staff."""
    stranger, before = day.hall.api.person(STRANGER, "外"), len(day.group.cards)
    words = ("/test tea_shop", "/drafts", "/publish D2345", "/rollback 0", "/audit", "/notes", "/note x", "/save x")
    for text in words:
        await stranger.says(text, chat=ROOM, topic=TOPIC)
    await stranger.drops("tea_shop.yaml", day.text.encode(), chat=ROOM, topic=TOPIC)
    taps = [await stranger.taps(label, on=card, chat=ROOM) for label in ("为什么到这", "结束试办")]
    await day.hall.api.settled(60)
    assert [one.toast for one in taps] == [None, None]
    assert len(day.group.cards) == before
    assert not day.hall.api.chat(STRANGER).cards


def _crowd(hall: Hall, worlds: tuple[World, World], news: News) -> list[Citizen]:
    flows = ("tea_shop", "tea_shop", "tea_shop", "tea_hall")
    first = 1001
    return [
        Citizen(hall.api, number, worlds, news, flows[number % len(flows)]) for number in range(first, first + CITIZENS)
    ]


async def _untouched(hall: Hall, crowd: list[Citizen]) -> bool:
    """Whether the house knows of no matter of the crowd, nor of the staff, as citizens."""
    owners = [one.owner for one in crowd] + [f"tg.{ROOM}.{one}.{TOPIC}" for one in (LI, ZHAO, SUN)]
    kept = [(await hall.house.desk.store.load(owner)).session for owner in owners]
    return not any(kept)


async def _before(crowd: list[Citizen]) -> None:
    """Bring everybody to a different place: some have not begun, some are asked, some are at the outcome."""
    await asyncio.gather(*(together([one], one.number % 5) for one in crowd if one.number % 5))


async def _publishing(day: Day, crowd: list[Citizen], proposed: Card, news: News) -> None:
    """The second person agrees while every second citizen goes on; the others rest wherever they are."""
    acting = crowd[::2]
    Random(5).shuffle(acting)
    agreed = asyncio.create_task(day.agrees(day.zhao, proposed, news))

    async def goes_on(one: Citizen) -> None:
        while not news.told and not agreed.done():
            await one.acts()
            await asyncio.sleep(0.05)  # people read

    await asyncio.gather(*(goes_on(one) for one in acting))
    await agreed


async def _home_to_their_end(crowd: list[Citizen]) -> None:
    """Once more for everybody, then on to an outcome."""
    await together(crowd)
    while on_the_way := [one for one in crowd if one.state not in {"done", "ask_window"}]:
        await together(on_the_way)


def _worlds(hall: Hall, folder: Path) -> tuple[World, World]:
    """The flows before and after, each read by itself."""
    home = hall.house.desk.edition.home
    after = shutil.copytree(home, folder / "after")
    change(after / FILE, SEATS, NEW)
    change(after / FILE, f"end: {OPEN}", f"end: {OPENED}")
    return World.of(home, hall.house.rules), World.of(after, hall.house.rules)


def _words_of(crowd: list[Citizen]) -> str:
    return "".join(text for one in crowd for text in one.seen)


def _pace(api: BotApi) -> tuple[int, int]:
    """How often the bot spoke in the staff's group, and how often Telegram told it to wait."""
    calls = [call for call in api.calls if str(call.parameters.get("chat_id")) == str(ROOM)]
    return sum(call.status == 200 for call in calls), sum(call.status == 429 for call in api.calls)


async def test_a_day_of_the_staff_loses_no_citizens_answer_and_tells_each_once(opened, api, tmp_path):
    pace = replace(BRISK, sends=18, minute=MINUTE, longest=2 * MINUTE)
    async with opened(patience=pace, staff_ids=(LI, ZHAO, SUN), maintainer_ids=(LI,)) as hall:
        begun, day, news = monotonic(), Day(hall, tmp_path), News()
        before, after = _worlds(hall, tmp_path)
        crowd = _crowd(hall, (before, after), news)

        await day.walks_of_their_own()
        await day.looks_behind()
        await day.walk_together()
        await _strangers_try(day, day.shop)
        assert await _untouched(hall, crowd)
        await asyncio.gather(_before(crowd), day.drafts())
        await asyncio.gather(day.notes(), day.saves())
        assert NEW not in _words_of(crowd)

        proposed = await day.proposes()
        done = sum(len(one.events) for one in crowd)
        await _publishing(day, crowd, proposed, news)
        meanwhile = sum(len(one.events) for one in crowd) - done
        middle = {one.number: one.kept for one in crowd if one.kept and not one.new}
        await _home_to_their_end(crowd)
        count = await counted(hall.house.desk.store, crowd)

        back = News()
        latecomer = Citizen(api, 2001, (after, before), back, "tea_shop")
        await day.goes_back(back)
        await together([latecomer], 3)
        await day.trail()
        taps, edits = await day.many_taps()
        spoken, refused = _pace(api)
        print(
            f"\n{CITIZENS} citizens, {count.done} taps and words, {meanwhile} of them while the version was published:"
            f"\n  lost {count.lost}, counted or told twice {count.twice}, without an answer {count.untold}"
            f"\n  carried over in the middle of the procedure that changed: {len(middle)},"
            f" with {sum(middle.values())} answers"
            f"\n  in the group: {spoken} messages and edits, {refused} too fast for Telegram;"
            f" {taps} quick taps on one card were {edits} edits; {monotonic() - begun:.0f} s"
        )

        assert count[1:] == (0, 0, 0)
        assert all(one.new for one in crowd)
        assert min(meanwhile, len(middle)) >= 5
        for one in crowd:
            told = "".join(one.seen)
            assert one.number not in middle or f"您的 {middle[one.number]} 项回答已保留" in told, one.owner
        assert NEW in _words_of(crowd)
        assert OPENED in _words_of(crowd)
        assert THIRD not in _words_of([*crowd, latecomer])
        assert SEATS in _words_of([latecomer])
        assert await _untouched(hall, [])
        assert {card.topic for card in day.group.cards} == {TOPIC, OTHER}
        assert [card.text.count("几层楼") for card in day.group.cards if card.topic == OTHER] == [1]
        assert refused == 0
        assert spoken > 2 * 20
        assert edits < taps / 2
