"""A day in the staff's group: three people try, change, note, save, publish and bring back, while fifty citizens go on."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from random import Random
from time import monotonic

import pytest

from tests.commands import guide
from tests.houses import change
from tests.staff.conftest import BRISK, LI, ROOM, Hall
from tests.staff.group import Group
from tests.staff.town import Citizen, News, World, counted, together
from tests.telegram.bot_api import BotApi
from tests.telegram.chats import Card, Limits
from tests.telegram.people import Person

ZHAO, SUN, STRANGER = 51, 52, 99
TOPIC, OTHER = 7, 8
SEATS, NEW, THIRD = "有多少个座位？", "能坐几个人？", "几个座？"
OPEN, OPENED = "小茶馆可以开", "小茶馆可以开张了"
FILE = "flows/tea/tea_shop.yaml"
MINUTE = 4.0
"""Seconds of a minute, as Telegram counts a group's."""
CITIZENS = 50


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(Limits(group=20, minute=MINUTE, burst=10_000)) as server:
        server.group(ROOM, topics=(TOPIC, OTHER))
        yield server


class Day:
    """What the three do, in the order in which they do it."""

    def __init__(self, hall: Hall, folder: Path) -> None:
        self.hall, self.folder = hall, folder
        self.group = Group(hall.api, TOPIC)
        self.li, self.zhao, self.sun = (
            hall.api.person(number, name) for number, name in ((LI, "李"), (ZHAO, "赵"), (SUN, "孙"))
        )
        self.text = (hall.house.desk.edition.home / FILE).read_text("utf-8")

    async def walks_of_their_own(self) -> None:
        """1: `/test`, each in the same topic at the same time."""
        group = self.group
        shop, hall, other = await asyncio.gather(
            group.says(self.li, "/test tea_shop", "试办 · 李"),
            group.says(self.zhao, "/test tea_hall", "试办 · 赵"),
            group.says(self.sun, "/test tea_shop", "试办 · 孙"),
        )
        await asyncio.gather(
            group.taps(self.li, "小茶馆", shop, SEATS),
            group.taps(self.zhao, "大茶楼", hall, "几层楼"),
            group.taps(self.sun, "大茶楼", other, "几层楼"),
        )
        assert "别人" in await group.hears(self.zhao, "还没数", shop)
        self.shop = await group.says(self.li, "六", OPEN, on=shop)
        assert "几层楼" in hall.text

    async def looks_behind(self) -> None:
        """2: `/why`, `/clock`, `/jump`, `/paths`, `/reset`; and another topic, which is another place."""
        group, li = self.group, self.li
        why = await group.says(li, "/why", "为什么到这一步")
        line = self.text.splitlines().index("      - {when: seats <= fact('t_seats'), to: done}") + 1
        assert f"{FILE}:{line}" in why.text
        assert "seats <= fact('t_seats')" in why.text
        assert "t_seats" in why.text.partition("数字从哪来")[2]
        then = await group.says(li, "/clock 2026-09-28 17:30", "🕰 2026-09-28 17:30")
        assert OPEN in then.text
        await group.says(li, "/clock", OPEN)
        await group.says(li, "/jump seats", SEATS)
        listed = await group.says(li, "/paths tea_shop", "4 条路，这个群试过 1 条")
        await group.taps(li, "2", listed, "试办 · 李")
        await group.says(li, "/reset", "您的茶馆多大")
        other = await group.says(self.sun, "/test tea_hall", "试办 · 孙", topic=OTHER)
        await group.taps(self.sun, "大茶楼", other, "几层楼")

    async def walk_together(self) -> None:
        """1: `/test together`: everybody's taps, one walk."""
        card = await self.group.says(self.sun, "/test together tea_shop", "大家一起")
        await self.group.taps(self.zhao, "小茶馆", card, SEATS)
        await self.group.says(self.li, "十二", OPEN, on=card)

    async def drafts(self) -> None:
        """3: two at once, and a broken one; the two are tried side by side."""
        group = self.group
        texts = [self.text.replace(SEATS, NEW).replace(f"end: {OPEN}", f"end: {OPENED}")]
        texts += [self.text.replace(SEATS, THIRD), self.text.replace("to: done}", "to: dome}")]
        lis, zhaos, broken = await asyncio.gather(
            group.drops(self.li, "tea_shop.yaml", texts[0], OPENED),
            group.drops(self.zhao, "tea_shop.yaml", texts[1], THIRD),
            group.drops(self.sun, "tea_shop.yaml", texts[2], "个地方要改"),
        )
        assert f"{FILE}:" in broken.text
        assert "dome" in broken.text
        self.draft, self.second = (card.text.split("草稿 ")[1][:5] for card in (lis, zhaos))
        await group.says(self.sun, "/drafts", "2 份")
        one, two = await asyncio.gather(
            group.taps(self.li, "试办草稿", lis, f"李 · 草稿 {self.draft}"),
            group.taps(self.zhao, "试办草稿", zhaos, f"赵 · 草稿 {self.second}"),
        )
        await asyncio.gather(group.taps(self.li, "小茶馆", one, NEW), group.taps(self.zhao, "小茶馆", two, THIRD))
        self.tried = one

    async def notes(self) -> None:
        """4: a reply to a card is noted with its place, listed, settled and taken along."""
        group = self.group
        line = self.text.splitlines().index("  seats:") + 1
        await group.says(self.sun, "/note 这句话不好懂", f"{FILE}:{line}", on=self.tried)
        await group.says(self.zhao, "/note 六个座太少", "记下了", on=self.shop)
        listed = await group.says(self.zhao, "/notes", "2 条还没处理")
        assert "这句话不好懂" in listed.text
        assert f"草稿 {self.draft}" in listed.text
        await group.taps(self.zhao, "处理好了 2", listed, "1 条还没处理")
        await group.taps(self.zhao, "全部", listed, "一共 2 条")
        await group.hears(self.zhao, "导出", listed)
        (text,) = (await group.papers(1, ".md", listed)).values()
        assert "这句话不好懂" in text
        assert "六个座太少" in text

    async def saves(self) -> None:
        """5: the walk just made is a golden conversation, which the command finds unchanged."""
        group = self.group
        card = await group.says(self.sun, "/test tea_shop", "试办 · 孙")
        await group.taps(self.sun, "小茶馆", card, SEATS)
        await group.says(self.sun, "十二", OPEN, on=card)
        saved = await group.says(self.sun, "/save 十二个座", "存好了")
        papers = await group.papers(2, "saved-", saved)
        home = self.folder / "copy" / "home"
        shutil.copytree(self.hall.house.desk.edition.home, home)
        place = home / "tests" / "journeys" / "tea_shop"
        place.mkdir(parents=True)
        assert (await asyncio.to_thread(guide, home, "test", "--update")).returncode == 0
        for name, text in papers.items():
            (place / name).write_text(text, "utf-8")
        ran = await asyncio.to_thread(guide, home, "test", "tea_shop")
        assert ran.returncode == 0, ran.stdout.decode()

    async def proposes(self) -> Card:
        """6: only a maintainer, and never alone."""
        await self.group.says(self.zhao, f"/publish {self.draft}", "能发布的人")
        proposed = await self.group.says(self.li, f"/publish {self.draft}", f"发布草稿 {self.draft}")
        assert "另一位" in await self.group.hears(self.li, "我同意", proposed)
        return proposed

    async def agrees(self, who: Person, proposed: Card, news: News) -> None:
        """6: the second person; from the tap on the new version may be seen, from the card on it must be."""
        news.confirmed = True
        await self.group.taps(who, "我同意", proposed, "版。群众从下一步起就用新的")
        news.told = True

    async def goes_back(self, news: News) -> None:
        """6: the version before the first is brought back, by four eyes as well."""
        listed = await self.group.says(self.li, "/rollback", "发布过的版本")
        proposed = await self.group.taps(self.li, "退回到最早", listed, "退回到最早")
        await self.agrees(self.sun, proposed, news)

    async def trail(self) -> str:
        """6: who did what, in the group and on the computer."""
        told = await self.group.says(self.zhao, "/audit", "最近谁做了什么")
        ran = await asyncio.to_thread(guide, self.folder / "home", "audit")
        assert ran.returncode == 0, ran.stderr.decode()
        for text in (told.text, ran.stdout.decode()):
            assert text.count(self.draft) >= 3, text
            assert "v0" in text
        return told.text

    async def many_taps(self) -> tuple[int, int]:
        """One card turned over thirty times as fast as one can: taps, and how often it was written anew."""
        card = await self.group.says(self.zhao, "/notes", "还没处理")
        before, wanted = card.edited, ("!n.list.all.0.", "!n.list.open.0.")
        queries = [await self.zhao.taps("", on=card, chat=ROOM, data=wanted[number % 2]) for number in range(31)]
        await self.hall.api.until(lambda: all(query.answered for query in queries), 60)
        await self.hall.api.settled(60)
        assert "一共 2 条" in card.text
        return len(queries), card.edited - before


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
