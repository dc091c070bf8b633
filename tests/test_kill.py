"""The bot as its own process, killed and stopped in the middle of many conversations."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from random import Random
from time import monotonic

import pytest
from redis.asyncio import Redis

from bot import wire
from bot.engine.session import Session
from bot.render import Renderer
from bot.stores.redis import SEEN, RedisStore
from bot.stores.shape import BUCKETS
from tests.crowd import Walker, walk
from tests.houses import NOON, ROOT
from tests.running_house import House
from tests.stores.servers import free_port
from tests.telegram.bot_api import BotApi

PATIENCE = 75.0
"""Seconds until everybody must have their outcome; an answer lost in a kill is brought after 15 s, or after 30 s more."""


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def house(api: BotApi, tmp_path: Path) -> AsyncIterator[House]:
    """In a folder of its own, with a copy of the real flows."""
    for name in ("flows", "messages_zh"):
        shutil.copytree(ROOT / name, tmp_path / "home" / name)
    laid = House(tmp_path, api, NOON, {})
    yield laid
    await laid.clear()


@pytest.fixture
def renderer(house: House) -> Renderer:
    return Renderer(house.home, wire.mind(house.home), rehearsal=True)


def _crowd(api: BotApi, renderer: Renderer, people: int) -> list[Walker]:
    flows = list(renderer.mind.handbook.flows)
    return [Walker(api, number, renderer, flows[number % len(flows)]) for number in range(1, people + 1)]


class Disaster:
    """Kills and restarts the house at seeded moments, each while taps are in flight."""

    def __init__(self, api: BotApi, house: House, crowd: list[Walker], kills: int) -> None:
        self._api, self._house, self._crowd, self._kills = api, house, crowd, kills
        self._random = Random(kills)
        self.in_flight: list[int] = []
        """How many people waited for an answer at each kill."""
        self.unacknowledged: list[int] = []
        """How many updates the bot had not acknowledged at each kill."""

    async def run(self) -> None:
        for number in range(self._kills):
            until = self._answered() + self._random.randint(len(self._crowd) // 8, len(self._crowd) // 4)
            await self._api.until(lambda until=until: self._answered() >= until or self._over(), PATIENCE)
            await (self._acknowledged() if number % 2 else self._handed_over())
            self.in_flight.append(sum(one.waiting for one in self._crowd))
            self.unacknowledged.append(len(self._api.state.pending))
            self._house.kill()
            self._house.start()

    async def _acknowledged(self) -> None:
        """Wait for an acknowledgement: killed that very moment, the bot must have committed what it acknowledged."""
        done = len(self._api.state.acknowledged)
        await self._api.until(lambda: len(self._api.state.acknowledged) > done, PATIENCE)

    async def _handed_over(self) -> None:
        """Wait until updates are in the bot's hands: soon some are thought about, and some committed only."""
        given, state = self._given(), self._api.state
        await self._api.until(lambda: state.pending and (state.webhook or self._given() > given), PATIENCE)
        await asyncio.sleep(self._random.uniform(0, 0.1))

    def _given(self) -> int:
        return sum(call.status == 200 for call in self._api.called("getUpdates"))

    def _answered(self) -> int:
        return sum(len(one.events) - one.waiting for one in self._crowd)

    def _over(self) -> bool:
        return all(one.there for one in self._crowd)


async def _nothing_owed(house: House) -> None:
    client = Redis.from_url(house.redis)
    async with client, asyncio.timeout(PATIENCE):
        while sum([await client.hlen(f"guide:{{b{number}}}:o") for number in range(BUCKETS)]):  # noqa: ASYNC110
            await asyncio.sleep(0.2)  # Redis sends no word


async def _counted(house: House, crowd: list[Walker]) -> tuple[int, int]:
    """How many taps and words the house has lost and how many it has counted twice; each session is as its mirror."""
    store = RedisStore(house.redis)
    lost = doubled = 0
    for one in crowd:
        kept = await store.load(one.owner)
        ids = [event.id for event in reversed(one.events)]
        lost += max(len(set(ids[:SEEN]) - set(kept.seen)), len(ids) - kept.revision)
        doubled += max(0, kept.revision - len(ids), len(kept.seen) - len(set(kept.seen)))
        assert list(kept.seen) == ids[:SEEN]
        assert Session.model_validate_json(kept.session or b"") == one.session
    await store.close()
    return lost, doubled


@pytest.fixture
def webhook() -> Iterator[dict[str, str]]:
    port = str(free_port())
    return {"WEBHOOK_URL": f"http://127.0.0.1:{port}/updates", "WEBHOOK_SECRET": "s3cret_-", "PORT": port}


@pytest.mark.parametrize(("way", "people", "kills"), [("polling", 200, 4), ("webhook", 30, 2)])
async def test_a_kill_loses_no_tap_and_doubles_none(api, house, renderer, webhook, way, people, kills):
    house.settings |= webhook if way == "webhook" else {}
    crowd = _crowd(api, renderer, people)
    disaster = Disaster(api, house, crowd, kills)
    begun = monotonic()

    house.start()
    striking = asyncio.create_task(disaster.run())
    await walk(api, crowd, striking, PATIENCE)
    await striking
    await api.until(lambda: not api.state.pending, PATIENCE)
    await _nothing_owed(house)
    lost, doubled = await _counted(house, crowd)

    cards = sum(len(one.chat.cards) for one in crowd)
    typed = sum(len(one.events) - one.taps for one in crowd)
    unanswered = sum(not query.answered for query in api.state.queries.values())
    print(
        f"\n{way}: {people} conversations, {kills} kills while {disaster.in_flight} waited for an answer"
        f" and {disaster.unacknowledged} updates were not acknowledged,"
        f" {sum(one.taps for one in crowd)} taps and {typed} typed words: lost {lost}, doubled {doubled};"
        f" {cards - typed} cards shown again, {unanswered} taps without their pop-up; {monotonic() - begun:.0f} s"
    )
    assert (lost, doubled) == (0, 0)
    assert len(disaster.in_flight) == kills
    assert min(disaster.in_flight) > 0
    assert not [one.owner for one in crowd if one.waiting]


async def test_a_stop_is_clean_and_loses_nothing(api, house, renderer):
    crowd = _crowd(api, renderer, 10)
    house.start()
    for one in crowd:
        await one.acts()
    await api.until(lambda: not any(one.waiting for one in crowd), 20)
    for one in crowd:
        await one.acts()

    redis = int((house.data / "redis.pid").read_text())
    begun = monotonic()
    status = await house.stop()

    assert status in {0, 128 + signal.SIGTERM}, house.log
    assert monotonic() - begun < 10
    with pytest.raises(ProcessLookupError):
        os.kill(redis, 0)
    house.start()
    await walk(api, crowd, asyncio.create_task(asyncio.sleep(0)), PATIENCE)
    assert await _counted(house, crowd) == (0, 0)
