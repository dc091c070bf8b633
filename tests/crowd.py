"""Many people who walk procedures at once, each with a mirror: the engine's own replay of all that this person did."""

import asyncio
import json
from collections.abc import Iterable
from contextlib import suppress
from random import Random
from time import monotonic

from bot.channels.telegram.reading import Ourselves, read
from bot.channels.telegram.update import Update
from bot.channels.telegram.writing import keyboard
from bot.engine.event import Event
from bot.engine.session import blank
from bot.engine.step import step
from bot.flow.model import Ask, End
from bot.message import Message
from bot.render import Renderer
from tests.houses import NOON
from tests.telegram.bot_api import BotApi
from tests.telegram.chats import Card
from tests.telegram.state import ME

_US = Ourselves(id=ME["id"], name=str(ME["username"]).lower())
_FIGURES = (10, 50, 100, 160, 161, 400)
_DAYS = {True: "2026年10月12日", False: "2026年9月18日"}
"""A day that may lie ahead of the tests' morning, and one that may not."""
_MOST = 16
"""Taps and words a person gives before going straight to the outcome."""


class Walker:
    """One citizen; acts only on a card that shows exactly what the mirror says comes next."""

    def __init__(self, api: BotApi, number: int, renderer: Renderer, flow: str) -> None:
        self._api = api
        self._mind = renderer.mind
        self._renderer = renderer
        self._flow = flow
        self._random = Random(number)
        self._person = api.person(number, f"第{number}位")
        self._card: Card | None = None
        self._newest = 0
        self._tapped: Card | None = None
        self._expected = Message(text="")
        self._rows: list[list[dict[str, str]]] = []
        self.owner = f"tg.{number}.{number}"
        self.session = blank(self.owner)
        self.events: list[Event] = []
        """Everything done, oldest first."""
        self.taps = 0
        self.chat = api.chat(number)

    @property
    def waiting(self) -> bool:
        """Whether the last tap or word has not been answered on the screen."""
        return bool(self.events) and self._shown() is None

    @property
    def there(self) -> bool:
        """Whether the outcome is on the screen and nothing is left to do."""
        return isinstance(self._state(), End) and self._ticked() and not self.waiting

    async def acts(self) -> None:
        """Do one thing on the card at hand."""
        self._card = self._shown()
        match self._state():
            case None:
                await self._opens()
            case Ask() as ask:
                await self._answers(ask)
            case _:
                await self._ticks()

    async def _opens(self) -> None:
        """By the menu, where it has the area on its first page, or by command."""
        book = self._mind.handbook
        doors = [book.flows[self._flow].title, book.areas[book.area_of[self._flow]].title]
        seen = [door for door in doors if self._card and self._card.button(door)]
        if seen:
            await self._taps(seen[0])
        elif self._card or self._random.random() < 0.5:
            await self._says(f"/start {self._flow}")
        else:
            await self._says("/menu")

    async def _answers(self, ask: Ask) -> None:
        chance = self._random.random()
        if chance < 0.1 and self.session.path and len(self.events) < _MOST:
            await self._presses("b")
        elif ask.number:
            fitting = [value for value in _FIGURES if ask.number.min <= value <= ask.number.max]
            await self._says(self._random.choice([ask.number.example, *map(str, fitting)]))
        elif ask.day:
            await self._says(_DAYS[ask.day.future])
        elif chance < 0.3:
            await self._says(self._random.choice(list(ask.choices.values())).label)
        else:
            await self._presses(f"c.{self._random.choice(list(ask.choices))}")

    async def _ticks(self) -> None:
        """Tick the first material of the list."""
        await self._presses("t")

    async def _presses(self, verb: str) -> None:
        """Press the card's first button whose id says this verb."""
        rows = self._card.rows if self._card else []
        ids = [button.get("callback_data", "") for row in rows for button in row]
        await self._taps(next(row for row in ids if f".{verb}." in f"{row}."), by_id=True)

    async def _taps(self, button: str, *, by_id: bool = False) -> None:
        assert self._card
        self._tapped, self._newest = self._card, self.chat.messages[-1].id
        self.taps += 1
        await self._person.taps(button, on=self._card, data=button if by_id else None)
        self._mirrors()

    async def _says(self, text: str) -> None:
        self._tapped, self._newest = None, self.chat.messages[-1].id if self.chat.messages else 0
        await self._person.says(text)
        self._mirrors()

    def _mirrors(self) -> None:
        """Think the update just sent, with the very code the bot runs."""
        update = Update.model_validate(self._api.state.pending[-1])
        incoming = read(update, me=_US, at=NOON)
        assert incoming
        turned = step(self._mind, self.session, incoming.event)
        assert turned.session
        self.session = turned.session
        self.events.append(incoming.event)
        self._expected = self._renderer.message(turned, incoming.event, self.owner)
        self._rows = json.loads(keyboard(self._expected.rows))["inline_keyboard"]

    def _shown(self) -> Card | None:
        """The card with the expected answer: the tapped one, or a new one when something was typed."""
        if self._tapped and self._expected.place == "edit":
            return self._tapped if self._shows(self._tapped) else None
        return next((card for card in self.chat.cards if card.id > self._newest and self._shows(card)), None)

    def _shows(self, card: Card) -> bool:
        return card.html == self._expected.text and card.rows == self._rows

    def _state(self) -> object:
        flow = self._mind.walker.flow(self.session)
        return flow.states[self.session.state or ""] if flow else None

    def _ticked(self) -> bool:
        return self.events[-1].kind == "ticked" or not any(".t." in str(row) for row in self._rows)


async def walk(api: BotApi, crowd: list[Walker], disaster: asyncio.Task[None], seconds: float) -> None:
    """Let everybody act as soon as their last answer is on the screen, until all have reached their outcome."""
    give_up = monotonic() + seconds
    while on_the_way := [one for one in crowd if not one.there]:
        assert monotonic() < give_up, f"without an answer: {_told(one for one in crowd if one.waiting)}"
        if disaster.done():
            disaster.result()
        for one in on_the_way:
            if not one.waiting:
                await one.acts()
        with suppress(AssertionError):  # who waits then is told above
            await api.until(lambda: any(not one.waiting for one in on_the_way), give_up - monotonic())


def _told(crowd: Iterable[Walker]) -> str:
    return ", ".join(f"{one.owner} after {one.events[-1].kind} {one.events[-1].id}" for one in crowd)
