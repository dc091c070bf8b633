"""What three people of the staff do in a day, in the order in which they do it."""

import asyncio
import shutil
from pathlib import Path

from tests.commands import guide
from tests.staff.conftest import LI, ROOM, Hall
from tests.staff.group import Group
from tests.staff.town import News
from tests.telegram.chats import Card
from tests.telegram.people import Person

ZHAO, SUN = 51, 52
TOPIC, OTHER = 7, 8
SEATS, NEW, THIRD = "有多少个座位？", "能坐几个人？", "几个座？"
OPEN, OPENED = "小茶馆可以开", "小茶馆可以开张了"
FILE = "flows/tea/tea_shop.yaml"


class Day:
    """Each part by the number of what it shows of the staff's tools."""

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
