"""`guide outbox`: what is owed and what is dead, seen and dealt with from a terminal."""

from typing import get_args

import pytest

from bot.engine.reply import Timer
from tests.commands import guide
from tests.houses import furnish
from tests.stores.owing import owe, promise, timer


@pytest.fixture
def home(tmp_path):
    return furnish(tmp_path)


def outbox(home, redis_url, *words):
    return guide(home, "outbox", *words, REDIS_URL=redis_url)


async def laid_aside(store):
    """A sealed message that is owed, and one that is dead."""
    await promise(store, owe("e1").model_copy(update={"sealed": "AQ=="}), owe("e2"))
    await store.postpone(owe("e2").model_copy(update={"tries": 300, "failed": "undelivered"}))


async def test_it_counts_messages_also_where_they_are_sealed_and_lists_the_dead(home, store, redis_url):
    await laid_aside(store)

    told = outbox(home, redis_url).stdout.decode()

    assert "欠着的话 1 句" in told
    assert "死信 1 件" in told
    assert "✗ e2  消息  试过 300 次，一直送不到" in told


async def test_whatever_reminder_did_not_go_is_named_in_plain_words(home, store, redis_url):
    kinds = get_args(Timer.model_fields["what"].annotation)
    for number, what in enumerate(kinds):
        one = timer(f"e{number}", 0.0)
        await promise(store, one.model_copy(update={"timer": one.timer.model_copy(update={"what": what}), "tries": 1}))

    told = outbox(home, redis_url).stdout.decode()

    named = [line.partition("定时：")[2].partition("  试过")[0] for line in told.splitlines() if "试过 1 次" in line]
    assert len(set(named)) == len(kinds)
    assert all(name and not name.isascii() for name in named)


@pytest.mark.parametrize(("act", "owed"), [("retry", {"e1", "e2"}), ("drop", {"e1"})])
async def test_the_dead_are_tried_again_or_dropped(home, store, redis_url, act, owed):
    await laid_aside(store)

    told = outbox(home, redis_url, act, "e2")

    assert told.returncode == 0
    assert "死信 0 件" in told.stdout.decode()
    assert {effect.id for effect in await store.listed()} == owed


async def test_what_is_not_dead_is_named_as_such(home, store, redis_url):
    await laid_aside(store)

    told = outbox(home, redis_url, "drop", "e1")

    assert (told.returncode, told.stderr.count(b"\n")) == (2, 1)
