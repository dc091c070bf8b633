"""A whole turn beside its raw minimum, and what a session takes in Redis; run by `make bench`.

A turn: update as JSON bytes, session loaded, step, card rendered, all committed, editMessageText and
answerCallbackQuery called. The minimum does the same amount of work naively and promises nothing: no order, no
repetition seen, no conflict noticed, nothing owed. Both talk to the same Redis and to a Bot API in the same process.
Both keep their templates compiled from round to round, as a process that serves for weeks does; what the first card of
each kind costs is told apart, and is in no round.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import jinja2
import orjson
import uvloop
from redis.asyncio import Redis
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot import wire
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.patience import Patience
from bot.channels.telegram.reading import Ourselves
from bot.channels.telegram.request import Terse
from bot.channels.telegram.writing import keyboard
from bot.clerk import Clerk
from bot.desk import Desk
from bot.edition import Edition
from bot.engine.mind import Mind
from bot.engine.session import Session
from bot.message import Message, plain
from bot.press.press import Press
from bot.render import Renderer
from bot.stores.redis import RedisStore
from bot.vault import Vault
from tests.bench.stub import CYCLE, FLOW, ME, TOKEN, Citizen, Stub
from tests.houses import NOON, ROOT, Visitor
from tests.stores.servers import Server, free_port

OWNERS = 256
ROUNDS = 7
TURNS = {1: 600, 64: 2560}
"""Concurrency to turns a round."""

Turn = Callable[[Citizen], Awaitable[object]]


def cards() -> list[Message]:
    """What stands on the tapped card before each turn of the cycle."""
    visitor = Visitor(ROOT)
    shown = [visitor.opens(FLOW)]
    for button in CYCLE[:-1]:
        ask = visitor.mind.walker.asked(visitor.session)
        labels = {("c", key): choice.label for key, choice in ask.choices.items()} if ask else {}
        shown.append(visitor.taps(labels.get(button, visitor.renderer.labels["back"])))
    return shown


def as_telegram_has_it(card: Message) -> dict[str, object]:
    return {"text": plain(card.text), "reply_markup": json.loads(keyboard(card.rows))}


class Ours:
    """The rooms of the real bot, joined as `wire` and the channel join them."""

    name = "the bot"
    loop = uvloop.new_event_loop

    def __init__(self, server: Server, mind: Mind) -> None:
        self._url = f"unix://{server.socket}"
        self._edition = Edition(ROOT, mind, Renderer(ROOT, mind), Press(ROOT, mind.handbook), Clerk({}))

    async def open(self, stub: Stub) -> Turn:
        self.store = RedisStore(self._url)
        desk = Desk(self.store, self._edition, Vault(lambda: bytes(32)), lambda: NOON)
        delivery = Delivery(Bot(TOKEN, request=Terse(stub), get_updates_request=stub), desk, Patience())
        self.intake = Intake(desk, delivery, Ourselves(id=ME["id"], name="xiaxianguidebot"), lambda: NOON)

        async def turn(citizen: Citizen) -> None:
            spoken = stub.spoken(citizen.chat)
            await self.intake.take(orjson.loads(citizen.taps()))
            await spoken

        return turn

    async def settle(self, citizens: list[Citizen]) -> None:
        """Let everybody begin who has not yet; and see that all taps have counted."""
        for citizen in citizens:
            if not citizen.step:
                await self.intake.take(orjson.loads(citizen.opens()))
            kept = await self.store.load(citizen.owner)  # which really reads, unlike the desk for a turn soon after
            session = Session.model_validate_json(kept.session or b"")
            citizen.walk, citizen.step = session.walk, citizen.step or session.step
            assert (session.step, kept.revision) == (citizen.step, citizen.turns + 1)

    async def close(self) -> None:
        await self.intake.idle()
        await self.store.close()


class Minimum:
    """PTB, GET, a dict, SET and a precompiled template, over TCP and with the default loop."""

    name = "raw minimum"
    loop = asyncio.new_event_loop

    def __init__(self, server: Server, shown: list[Message]) -> None:
        self._port = server.port
        self._template = jinja2.Environment(autoescape=True).from_string(
            "<b>{{ title }}</b>\n{% for line in lines %}{{ line }}\n{% endfor %}"
        )
        after = [*shown[1:], shown[0]]
        self._texts = [plain(card.text).split("\n") for card in after]
        self._rows = [[[(b.label, b.id, b.url, b.copied) for b in row] for row in card.rows] for card in after]

    async def open(self, stub: Stub) -> Turn:
        self._redis = Redis(port=self._port)
        bot = Bot(TOKEN, request=stub, get_updates_request=stub)

        async def turn(citizen: Citizen) -> None:
            place = citizen.turns % len(CYCLE)
            query = Update.de_json(json.loads(citizen.taps()), bot).callback_query
            key = f"session:{query.message.chat.id}:{query.from_user.id}"
            session = json.loads(await self._redis.get(key) or b"{}")
            session.setdefault("answers", {})[f"question{place}"] = query.data
            session["state"] = f"state{place}"
            await self._redis.set(key, json.dumps(session))
            lines = self._texts[place]
            text = self._template.render(title=lines[0], lines=lines[1:])
            await bot.edit_message_text(
                text, query.message.chat.id, query.message.message_id, parse_mode="HTML",
                reply_markup=InlineKeyboardMarkup([[_button(*one) for one in row] for row in self._rows[place]]),
            )  # fmt: skip
            await bot.answer_callback_query(query.id)

        return turn

    async def settle(self, citizens: list[Citizen]) -> None:
        pass

    async def close(self) -> None:
        await self._redis.aclose()


def _button(label: str, id: str | None, url: str | None, copied: str | None) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, url=url) if url else InlineKeyboardButton(label, callback_data=id or copied)


@dataclass
class Side:
    """One of the two, with its citizens and its results."""

    way: Ours | Minimum
    citizens: list[Citizen]
    stub: Stub
    seconds: dict[int, list[tuple[float, float]]]
    """Concurrency to seconds a turn, by the clock and of this process's own work, one pair a round."""

    def first(self) -> float:
        """Seconds of the first cycle, whose templates are compiled on the way."""
        with asyncio.Runner(loop_factory=type(self.way).loop) as runner:
            return runner.run(self._first())

    def round(self, at_once: int) -> None:
        with asyncio.Runner(loop_factory=type(self.way).loop) as runner:
            self.seconds[at_once].append(runner.run(self._round(at_once)))

    async def _first(self) -> float:
        turn = await self.way.open(self.stub)
        await self.way.settle(self.citizens)
        begun = perf_counter()
        for _ in CYCLE:
            await turn(self.citizens[0])
        taken = perf_counter() - begun
        await self.way.settle(self.citizens)
        await self.way.close()
        return taken

    async def _round(self, at_once: int) -> tuple[float, float]:
        turn = await self.way.open(self.stub)
        await self.way.settle(self.citizens)
        turns = TURNS[at_once] // at_once

        async def walks(mine: list[Citizen]) -> None:
            for number in range(turns):
                await turn(mine[number % len(mine)])

        begun, worked = perf_counter(), process_time()
        await asyncio.gather(*(walks(self.citizens[place::at_once]) for place in range(at_once)))
        taken = (perf_counter() - begun, process_time() - worked)
        await self.way.settle(self.citizens)
        await self.way.close()
        return taken[0] / (turns * at_once), taken[1] / (turns * at_once)


@contextmanager
def _server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), "--appendonly", "yes", "--appendfsync", "everysec", port=free_port())
        server.start()
        try:
            yield server
        finally:
            server.kill()


def measured(server: Server) -> list[Side]:
    shown = cards()
    written = [as_telegram_has_it(card) for card in shown]
    sides = [
        Side(
            way,
            [Citizen(number, written) for number in range(1, OWNERS + 1)],
            Stub(written[1]),
            {one: [] for one in TURNS},
        )
        for way in (Ours(server, wire.mind(ROOT)), Minimum(server, shown))
    ]
    for side in sides:
        print(f"The first {len(CYCLE)} turns of a process, {side.way.name}: {side.first() * 1000:.0f} ms")
    for _ in range(ROUNDS):
        for at_once in TURNS:
            for side in sides:
                side.round(at_once)
    return sides


def _memory(server: Server, owner: str) -> Iterator[str]:
    """What Redis itself says of one session (MEMORY USAGE)."""
    key = next(key for number in range(64) if server.ask("EXISTS", key := f"guide:{{b{number}}}:s:{owner}") == ":1")
    yield f"A session in Redis, after many turns: {server.ask('MEMORY', 'USAGE', key)[1:]} bytes"


def _compared(bot: list[float], minimum: list[float]) -> str:
    ratios = [theirs / ours for ours, theirs in zip(bot, minimum, strict=True)]
    spread = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    return f"{median(bot) * 1000:>8.2f} {median(minimum) * 1000:>12.2f}   {spread}"


def main() -> None:
    with _server() as server:
        sides = measured(server)
        memory = [*_memory(server, sides[0].citizens[0].owner)]
    print(f"A turn, in milliseconds: median of {ROUNDS} rounds, {OWNERS} people")
    print(f"{'at once':>8} {'':16} {sides[0].way.name:>8} {sides[1].way.name:>12}   minimum / bot (lowest to highest)")
    for at_once in TURNS:
        for place, what in enumerate(("by the clock", "processor time")):
            print(
                f"{at_once:>8} {what:16} {_compared(*([one[place] for one in side.seconds[at_once]] for side in sides))}"
            )
    for side in sides:
        print(f"Characters a card, {side.way.name}: {side.stub.characters / side.stub.cards:.0f} on average")
    for line in memory:
        print(line)


if __name__ == "__main__":
    sys.exit(main())
