"""The editions at hand."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot import editions
from bot.editions import Editions


@dataclass(eq=False)
class Opened:
    """An edition of which only matters whether it is open."""

    home: Path
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    async def close(self) -> None:
        self.closed.set()


@dataclass
class Counter:
    """What a desk has of it: the edition that citizens get."""

    edition: Opened


def _fails(home: Path) -> Opened:
    raise ValueError(home)


LIVE, NEXT = Path("live"), Path("next")


@pytest.fixture
def counter() -> Counter:
    return Counter(Opened(LIVE))


@pytest.fixture
async def held(counter: Counter):
    found = Editions(counter, Opened, Opened)
    yield found
    await found.close()


async def _tried(held: Editions, name: str) -> Opened:
    async def laid() -> Path:
        return Path(name)

    return await held.tried(name, laid)


async def test_a_new_edition_is_live_at_once_and_the_former_stays_open_for_turns_under_way(held, counter):
    former = counter.edition

    await held.replace(NEXT)

    assert held.live is counter.edition
    assert held.live.home == NEXT
    assert not former.closed.is_set()


async def test_the_former_edition_is_closed_when_nobody_can_be_in_it_any_more(held, counter, monkeypatch):
    monkeypatch.setattr(editions, "_GRACE", 0.01)
    former = counter.edition

    await held.replace(NEXT)

    await asyncio.wait_for(former.closed.wait(), 5)
    assert not counter.edition.closed.is_set()


async def test_a_home_that_does_not_open_changes_nothing(counter):
    held, former = Editions(counter, _fails, _fails), counter.edition

    with pytest.raises(ValueError, match="next"):
        await held.replace(NEXT)
    assert held.live is former
    await held.close()
    assert not former.closed.is_set()


async def test_a_draft_is_opened_once_and_stays_apart_from_what_citizens_have(held, counter):
    first, again = await _tried(held, "draft"), await _tried(held, "draft")

    assert first is again
    assert held.live.home == LIVE


async def test_two_who_try_a_draft_at_the_same_time_share_one(held):
    first, second = await asyncio.gather(_tried(held, "draft"), _tried(held, "draft"))

    assert first is second
    assert not first.closed.is_set()


async def test_the_draft_that_was_not_used_for_longest_makes_room(held, monkeypatch):
    monkeypatch.setattr(editions, "_GRACE", 0.01)
    drafts = {name: await _tried(held, name) for name in "abcd"}
    await _tried(held, "a")
    await _tried(held, "e")

    await asyncio.wait_for(drafts["b"].closed.wait(), 5)
    assert await _tried(held, "a") is drafts["a"]
    assert await _tried(held, "b") is not drafts["b"]


async def test_a_house_that_shuts_closes_drafts_and_former_editions_at_once(counter):
    held, former = Editions(counter, Opened, Opened), counter.edition
    draft = await _tried(held, "draft")
    await held.replace(NEXT)

    await asyncio.wait_for(held.close(), 5)

    assert former.closed.is_set()
    assert draft.closed.is_set()
    assert not held.live.closed.is_set()
