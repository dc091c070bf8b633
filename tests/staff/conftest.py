"""A house with a window that takes appointments, its staff chat, and Telegram before both."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pytest

from bot import wire
from bot.booking.base import Matter, Person, Request
from bot.booking.book import Terms
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.patience import Patience
from bot.config import Settings
from bot.outbox import Outbox
from bot.staffing import Rooms, staffed
from tests.booking.office import slot
from tests.channels.conftest import COMMANDS, QUICK, serving
from tests.engine.caller import COUNTER, home
from tests.telegram.bot_api import BotApi
from tests.telegram.chats import Card, Limits
from tests.telegram.people import Person as Someone
from tests.telegram.state import Query

NOW = datetime.fromisoformat("2026-03-02T09:30:00+08:00")
"""A Monday."""
TODAY = NOW.date()
ROOM = -1001
"""The staff chat."""
LI = 7_310_450_050
"""Of the staff; as long as real numbers are, so that it stands in a text only where it was put."""
WANG, PHONE = "王小明", "13800138000"
BRISK = replace(QUICK, sends=1000)
"""As if Telegram let anybody say anything at once."""


@dataclass
class Hall:
    """The house at work, and what people do there."""

    api: BotApi
    house: wire.House
    channel: TelegramChannel
    rooms: Rooms

    def li(self) -> Someone:
        return self.api.person(LI, "李")

    async def says(self, person: Someone, text: str, **place: int) -> None:
        await person.says(text, **place)
        await self.api.settled()

    async def taps(self, person: Someone, label: str, **place: object) -> Query:
        query = await person.taps(label, **place)
        await self.api.settled()
        return query

    async def orders(self, text: str) -> Card:
        """What the staff chat shows when somebody of the staff gives this order."""
        await self.says(self.li(), text, chat=ROOM)
        return self.card

    async def picks(self, *labels: str) -> Card:
        for label in labels:
            self.toast = (await self.taps(self.li(), label, chat=ROOM, on=self.card)).toast
        return self.card

    @property
    def card(self) -> Card:
        """The staff chat's latest card with words."""
        return next(
            (card for card in reversed(self.api.chat(ROOM).cards) if card.rows or (card.text and not card.file)), None
        )

    def heard(self, number: int) -> str:
        """Everything this citizen sees."""
        return "\n".join(card.text for card in self.api.chat(number).cards)

    async def chooses(self, number: int, time: str = "10:00") -> Someone:
        """Somebody who has been asked to agree."""
        person = self.api.person(number)
        await self.says(person, "/start tea_hall")
        while not self.api.chat(number).last.button("预约办理"):
            await self.taps(person, self.api.chat(number).last.labels[0])
        await self.taps(person, "预约办理")
        await self.taps(person, self.api.chat(number).last.labels[0])
        await self.taps(person, time)
        return person

    async def books(self, number: int, time: str = "10:00", phone: str = PHONE) -> str:
        """A citizen makes an appointment today; its reference."""
        person = await self.chooses(number, time)
        await self.taps(person, "同意")
        await self.says(person, WANG)
        await self.says(person, phone)
        await self.taps(person, "确认预约")
        card = next(card for card in self.api.chat(number).cards if "✅ 约好了" in card.text)
        return next(button["copy_text"]["text"] for row in card.rows for button in row if "copy_text" in button)

    async def stands(self, *requests: Request, office: str = "window") -> None:
        """These are in the book, whoever made them."""
        for request in requests:
            await self.house.book.put(
                office, request, "confirmed", Terms(windows=99, minutes=30, per_person=99, bookable=True)
            )

    async def rounds(self) -> None:
        """What the outbox does now."""
        await Outbox(self.house.desk.store, self.house.desk, self.channel.deliver, time.time).round()
        await self.api.settled()

    async def free(self) -> set[str]:
        """When one can still come today."""
        found = await self.house.desk.edition.clerk.providers["window"].availability("tea_hall", TODAY, TODAY)
        return {f"{one.start:%H:%M}" for one in found}

    async def mark(self, ref: str) -> str | None:
        """What the book says of it."""
        entries = await self.house.book.day("window", TODAY)
        return next(entry.mark for entry in entries if entry.ref == ref)


def comes(
    ref: str, *, name: str = WANG, minute: int = 0, hour: int = 10, day: date = TODAY, **matter: object
) -> Request:
    """A booking somebody made whom the house can't reach."""
    about = {"service": "tea_hall", "title": "开大茶楼", "outcome": "大茶楼可以开"} | matter
    return Request(
        ref=ref, slot=slot(day, hour, minute), person=Person(name=name, phone=PHONE),
        matter=Matter.model_validate(about), owner="tg.9.9",
    )  # fmt: skip


Opened = Callable[..., object]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(Limits(group=1000, burst=1000)) as server:
        server.group(ROOM)
        yield server


@pytest.fixture
def opened(api: BotApi, redis_url: str, tmp_path: Path) -> Opened:
    """Opens the house, again and again if a test wants, on the same Redis and with the same key."""
    laid: list[Path] = []

    @asynccontextmanager
    async def open_house(
        now: datetime = NOW,
        offices: Sequence[tuple[str, str]] = (("window", COUNTER),),
        patience: Patience = BRISK,
        **others: object,
    ) -> AsyncIterator[Hall]:
        folder = laid[0] if laid else home(tmp_path, offices=offices)
        laid[:] = [folder]
        given = {"staff_chats": (ROOM,), "staff_ids": (LI,), "redis_url": redis_url} | others
        settings = Settings(
            _env_file=None, telegram_token=api.token, telegram_api=api.address, now=now,
            home=folder, data_dir=tmp_path / "data", **given,
        )  # fmt: skip
        async with wire.house(settings, settled=True) as house, staffed(settings, house) as rooms:
            channel = TelegramChannel(settings, house.desk, COMMANDS, patience, rooms.staff)
            async with serving(channel):
                api.also_waits_for(channel.idle)
                yield Hall(api, house, channel, rooms)

    return open_house


@pytest.fixture
async def hall(opened: Opened) -> AsyncIterator[Hall]:
    async with opened() as at_work:
        yield at_work
