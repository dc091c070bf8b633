"""Citizens in the middle of their matters while the staff publish: each with a mirror that knows both versions."""

import asyncio
import json
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import NamedTuple, Self

from bot.channels.telegram.reading import Ourselves, read
from bot.channels.telegram.update import Update
from bot.channels.telegram.writing import keyboard
from bot.engine.event import Event
from bot.engine.mind import Mind, Rules
from bot.engine.session import Session, blank
from bot.engine.step import step
from bot.flow.load import load
from bot.flow.model import Ask
from bot.message import Message
from bot.render import Renderer
from bot.stores.base import Store
from bot.stores.redis import SEEN
from tests.staff.conftest import NOW
from tests.telegram.bot_api import BotApi
from tests.telegram.chats import Card
from tests.telegram.state import ME

_US = Ourselves(id=ME["id"], name=str(ME["username"]).lower())
_PATIENCE = 60.0
CHANGING = "tea_shop"
"""What the staff change."""


class World(NamedTuple):
    """One version of the flows, read by itself."""

    mind: Mind
    renderer: Renderer

    @classmethod
    def of(cls, home: Path, rules: Rules) -> Self:
        book = load(home).handbook
        assert book
        mind = Mind(book, rules)
        return cls(mind, Renderer(home, mind, rehearsal=True))


@dataclass
class News:
    """How far the publishing is, as anybody outside of the bot can tell."""

    confirmed: bool = False
    """The second person has agreed: from now on the new version may be seen."""
    told: bool = False
    """The staff have read that it is live: whoever acts from now on must see it."""


class Belief(NamedTuple):
    """What may have happened: a session, and whether the new version was met."""

    new: bool
    session: Session
    message: Message


@dataclass
class Citizen:
    """Somebody who acts only after seeing the answer to the last act; a card that no version would show is never met."""

    api: BotApi
    number: int
    worlds: tuple[World, World]
    """Before and after."""
    news: News
    flow: str
    events: list[Event] = field(default_factory=list)
    """All that was done, oldest first."""
    seen: list[str] = field(default_factory=list)
    """Every answer, as it stood on the screen."""
    cards: int = 0
    """How many answers were to be cards of their own; all others took the place of the card that was tapped."""

    def __post_init__(self) -> None:
        self._person = self.api.person(self.number, f"第{self.number}位")
        self.chat = self.api.chat(self.number)
        self.owner = f"tg.{self.number}.{self.number}"
        self.beliefs = [Belief(False, blank(self.owner), Message(text=""))]
        self._card: Card | None = None
        self._figures = cycle((3 + self.number % 9, 12, 13, 40))
        self._choices = cycle(("small", "small", "big"))

    @property
    def new(self) -> bool:
        """Whether the new version was surely met."""
        return all(one.new for one in self.beliefs)

    @property
    def state(self) -> str | None:
        return self.beliefs[-1].session.state

    @property
    def kept(self) -> int:
        """How many answers this person has given in the procedure that changes, if in the middle of that one alone."""
        session = self.beliefs[-1].session
        alone = session.visit is not None and session.visit.flow == CHANGING and not session.trail
        return len(self.worlds[0].mind.walker.given(session)) if alone else 0

    async def acts(self) -> None:
        """Do the next thing, and read the answer."""
        world = self.worlds[self.beliefs[-1].new]
        flow = world.mind.walker.flow(self.beliefs[-1].session)
        match flow.states[self.state or ""] if flow else None:
            case None:
                await self._says(f"/start {self.flow}")
            case Ask(choices=choices) if choices:
                wanted = next(self._choices)
                await self._taps(f".c.{wanted if wanted in choices else next(iter(choices))}")
            case Ask():
                await self._says(str(next(self._figures)))
            case _ if len(self.events) % 2 and self._button(".t."):
                await self._taps(".t.")
            case _:
                await self._taps(".b.")

    async def _says(self, text: str) -> None:
        newest = self.chat.messages[-1].id if self.chat.messages else 0
        late = self.news.told
        await self._person.says(text)
        await self._reads(None, newest, late=late)

    async def _taps(self, what: str) -> None:
        card, late = self._card, self.news.told
        await self._person.taps("", on=card, data=self._button(what))
        await self._reads(card, self.chat.messages[-1].id, late=late)

    def _button(self, what: str) -> str | None:
        rows = self._card.rows if self._card else []
        ids = (button.get("callback_data", "") for row in rows for button in row)
        return next((id for id in ids if what in f"{id}."), None)

    async def _reads(self, tapped: Card | None, newest: int, *, late: bool) -> None:
        """Wait for an answer that one of the versions gives which can hold by now; keep what may have happened so."""
        event = self._event()
        self.events.append(event)
        thought = [
            self._thought(one, event, new=new) for one in self.beliefs for new in (False, True) if new >= one.new
        ]
        held = [one for one in thought if one.new or not late]

        def found() -> list[tuple[Belief, Card]]:
            able = [one for one in held if self.news.confirmed or not one.new]
            shown = [(one, self._shows(one.message, tapped, newest)) for one in able]
            return [(one, card) for one, card in shown if card]

        try:
            await self.api.until(found, _PATIENCE)
        except AssertionError as error:
            texts = [card.text for card in self.chat.cards]
            raise AssertionError(
                f"{self.owner} waits for one of {[one.message.text for one in held]}: {texts}"
            ) from error
        met = found()
        self.beliefs = [one for one, _ in met]
        self._card = met[-1][1]
        self.cards += self._card is not tapped
        self.seen.append(self._card.text)

    def _event(self) -> Event:
        incoming = read(Update.model_validate(self.api.state.pending[-1]), me=_US, at=NOW)
        assert incoming
        return incoming.event

    def _thought(self, belief: Belief, event: Event, *, new: bool) -> Belief:
        world = self.worlds[new]
        turned = step(world.mind, belief.session, event)
        assert turned.session
        return Belief(new, turned.session, world.renderer.message(turned, event, self.owner))

    def _shows(self, message: Message, tapped: Card | None, newest: int) -> Card | None:
        rows = json.loads(keyboard(message.rows))["inline_keyboard"]
        able = [tapped] if tapped and message.place == "edit" else [one for one in self.chat.cards if one.id > newest]
        return next((one for one in able if (one.html, one.rows) == (message.text, rows)), None)


async def together(crowd: list[Citizen], times: int = 1) -> None:
    """Let all of them act so many times, at their own speed."""

    async def goes(one: Citizen) -> None:
        for _ in range(times):
            await one.acts()

    async with asyncio.TaskGroup() as group:
        for one in crowd:
            group.create_task(goes(one))


class Count(NamedTuple):
    """What became of everything the citizens did."""

    done: int
    lost: int
    """Acts the house does not know of."""
    twice: int
    """Acts that counted or were told more than once."""
    untold: int


async def counted(store: Store, crowd: list[Citizen]) -> Count:
    """Compare what the house keeps, and what stands in the chats, with what was done; each session is a mirror's."""
    lost = twice = untold = 0
    for one in crowd:
        kept = await store.load(one.owner)
        ids = [event.id for event in reversed(one.events)]
        lost += max(len(set(ids[:SEEN]) - set(kept.seen)), len(ids) - kept.revision)
        twice += max(0, kept.revision - len(ids))
        told = len(one.chat.cards) + sum(card.edited for card in one.chat.cards)
        twice += max(0, told - len(ids), len(one.chat.cards) - one.cards)
        untold += max(0, len(ids) - told, one.cards - len(one.chat.cards))
        session = Session.model_validate_json(kept.session or b"")
        assert session in [belief.session for belief in one.beliefs], one.owner
    return Count(sum(len(one.events) for one in crowd), lost, twice, untold)
