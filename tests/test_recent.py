"""What was saved a moment ago."""

import asyncio

from bot.recent import MOST, Recent
from bot.stores.base import Loaded

WANG, LI = "tg.1.1", "tg.2.2"
SAVED = Loaded(revision=3, session=b"{}", seen=("e3",))
MINUTE = 60.0


async def test_what_was_saved_a_moment_ago_is_had_once():
    recent = Recent(MINUTE)
    recent.keep(WANG, SAVED)

    assert recent.take(LI) is None
    assert [recent.take(WANG), recent.take(WANG)] == [SAVED, None]


async def test_what_is_too_old_must_be_read():
    recent = Recent(0)
    recent.keep(WANG, SAVED)

    assert recent.take(WANG) is None


async def test_nothing_is_kept_though_nobody_comes_any_more():
    recent = Recent(0.01)
    for _ in range(2):  # it looks again once there is something again
        recent.keep(WANG, SAVED)
        recent.keep(LI, SAVED)
        await asyncio.sleep(0.05)  # timers of one loop go off in the order of their times

        assert len(recent) == 0


async def test_of_too_many_the_oldest_is_let_go():
    recent = Recent(MINUTE)
    for number in range(MOST + 1):
        recent.keep(f"tg.{number}.{number}", SAVED)

    assert len(recent) == MOST
    assert recent.take("tg.0.0") is None
    assert recent.take("tg.1.1") == SAVED


async def test_who_is_saved_again_counts_as_the_latest():
    recent = Recent(MINUTE)
    for owner in (WANG, LI, WANG):
        recent.keep(owner, SAVED)
    for number in range(3, MOST + 2):
        recent.keep(f"tg.{number}.{number}", SAVED)

    assert recent.take(LI) is None
    assert recent.take(WANG) == SAVED
