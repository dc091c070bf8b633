"""What every store promises of effects owed, on each kind of Redis."""

import asyncio
from time import time

from redis.asyncio import Redis

from bot.stores.base import GRACE, Change, Loaded
from tests.stores.owing import OWNER, owe, promise, soon


def crowd(size):
    return [owe(f"e{number}", f"web.{number}") for number in range(size)]


def names(effects):
    return sorted(effect.id for effect in effects)


async def test_what_was_saved_is_owed_until_settled(two_stores):
    worker, outbox = two_stores
    await promise(worker, owe("e1"), owe("e2"))

    await worker.settle(OWNER, "e1")
    await worker.close()

    assert await outbox.owed(soon(), 10) == (owe("e2"),)


async def test_what_conflicted_is_not_owed(any_store):
    await promise(any_store, owe("e1"))

    await any_store.commit(OWNER, Loaded(), Change(b"{}", "e2", (owe("e2"),)))

    assert await any_store.owed(soon(), 10) == (owe("e1"),)


async def test_what_is_owed_to_a_card_gives_way_to_what_is_later_owed_to_it(any_store):
    on_one, on_another = ({"card": f'{{"chat":100,"message":{number}}}'} for number in (7, 8))
    first, again = owe("e1").model_copy(update=on_one), owe("e3").model_copy(update=on_one)
    other = owe("e4").model_copy(update=on_another)

    await promise(any_store, first, owe("e2"), again, other)

    assert await any_store.owed(soon(), 10) == (owe("e2"), again, other)


async def test_who_saved_it_has_15_seconds_to_say_it_before_others_may(any_store):
    before = time()
    await promise(any_store, owe("e1"))

    assert await any_store.owed(before + GRACE, 10) == ()
    assert await any_store.owed(time() + GRACE, 10) == (owe("e1"),)


async def test_of_two_workers_each_effect_goes_to_one(two_stores):
    await promise(two_stores[0], *crowd(60))

    taken = await asyncio.gather(*(two_stores[number % 2].owed(soon(), 25) for number in range(8)))

    assert names(effect for effects in taken for effect in effects) == names(crowd(60))


async def test_never_more_are_taken_than_asked_for(any_store):
    await promise(any_store, *crowd(20))

    assert [len(await any_store.owed(soon(), limit)) for limit in (7, 7, 7)] == [7, 7, 6]


async def test_what_is_not_settled_is_owed_again_after_30_seconds_in_the_same_order(any_store):
    now = soon()
    effects = tuple(owe(f"e{number}") for number in (3, 1, 2))
    await promise(any_store, *effects)

    assert await any_store.owed(now, 10) == effects
    assert await any_store.owed(now + 30, 10) == ()
    assert await any_store.owed(now + 31, 10) == effects


async def test_settling_reaches_redis_unasked_within_a_moment(store, redis_url):
    await promise(store, owe("e1"), owe("e2", "tg.2.2"))

    await store.settle(OWNER, "e1")
    await store.settle("tg.2.2", "e2")

    async with asyncio.timeout(2), Redis.from_url(redis_url) as redis:
        while await redis.keys("*:o"):  # noqa: ASYNC110 - Redis sends no word
            await asyncio.sleep(0.01)

    assert await store.owed(soon(), 10) == ()


async def test_a_full_batch_is_settled_at_once(store, redis_url):
    await promise(store, *crowd(100))

    await asyncio.gather(*(store.settle(effect.owner, effect.id) for effect in crowd(100)))

    async with Redis.from_url(redis_url) as redis:
        assert await redis.keys("*:o") == []


async def test_half_a_settlement_is_cleared_away(store, redis_url):
    await promise(store, owe("e1"))
    async with Redis.from_url(redis_url) as redis:
        await redis.delete(*await redis.keys("*:o"))

        assert await store.owed(soon(), 10) == ()
        assert await redis.keys("*:d") == []


async def test_deleting_takes_back_what_this_owner_is_owed_and_nothing_else(any_store):
    await promise(any_store, owe("e"), *crowd(200))

    await any_store.commit(OWNER, await any_store.load(OWNER), Change(None, "gone", (owe("gone"),)))

    assert names(await any_store.owed(soon(), 300)) == names([owe("gone"), *crowd(200)])


async def test_nothing_to_keep_takes_nothing_away_that_is_owed(any_store):
    for id in ("e1", "e2"):
        await any_store.commit(OWNER, await any_store.load(OWNER), Change(b"", id, (owe(id),)))

    assert (await any_store.load(OWNER)).session is None
    assert await any_store.owed(soon(), 10) == (owe("e1"), owe("e2"))


async def test_what_another_version_wrote_is_dropped_and_keeps_nothing_from_being_said(store, redis_url):
    await promise(store, owe("e1"), owe("e2"))
    async with Redis.from_url(redis_url) as redis:
        (key,) = await redis.keys("*:o")
        await redis.hset(key, "e1", '{"id":"e1","owner":"tg.100.100","colour":"red"}')

        assert await store.owed(soon(), 10) == (owe("e2"),)

        await store.close()
        assert await redis.hkeys(key) == [b"e2"]
