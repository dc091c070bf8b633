"""What every store promises of what has its time later: timers, errands, what failed and what is dead."""

import asyncio
from time import time

import pytest
from redis.asyncio import Redis, RedisCluster

from bot.engine.reply import Rating
from bot.stores.base import Change, Loaded
from bot.vault import Vault
from tests.stores.owing import OWNER, errand, owe, promise, soon, timer

DAY = 86400
LATER = 2e9
"""In 2033."""


def failed(effect, why="undelivered"):
    return effect.model_copy(update={"tries": 300, "failed": why})


# what is due later


async def test_what_is_due_later_is_taken_then_and_not_before(any_store):
    wake = timer("t1", LATER)
    await promise(any_store, wake)

    assert await any_store.owed(LATER - 1, 10) == ()
    assert await any_store.owed(LATER, 10) == (wake,)


async def test_what_is_due_at_once_needs_no_grace(any_store):
    now = errand("confirm.1", due=time())
    await promise(any_store, now)

    assert await any_store.owed(time() + 1, 10) == (now,)


async def test_all_effects_of_a_turn_are_owed_in_their_order_of_time(any_store):
    said, asked, wake = owe("e1"), errand("hold.1"), timer("t1", LATER)

    await any_store.commit(OWNER, Loaded(), Change(b"{}", "e1", (wake, said, asked)))

    assert await any_store.owed(LATER, 10) == (said, asked, wake)


async def test_an_effect_of_the_same_id_takes_the_earlier_ones_place(any_store):
    first, again = errand("confirm.1", due=time()), errand("confirm.1", due=LATER)
    await promise(any_store, first)

    await any_store.commit(OWNER, await any_store.load(OWNER), Change(b"{}", "e2", (again,)))

    assert await any_store.owed(LATER - 1, 10) == ()
    assert await any_store.owed(LATER, 10) == (again,)


async def test_what_a_turn_drops_is_owed_no_longer(any_store):
    await promise(any_store, errand("hold.1"), errand("confirm.1"), owe("e1"))
    change = Change(b"{}", "e2", (owe("e2"),), dropped=("hold.1", "confirm.1", "never.was"))

    await any_store.commit(OWNER, await any_store.load(OWNER), change)

    assert await any_store.owed(soon(), 10) == (owe("e1"), owe("e2"))


async def test_a_turn_that_conflicts_drops_nothing(any_store):
    await promise(any_store, errand("hold.1"))

    await any_store.commit(OWNER, Loaded(), Change(b"{}", "e2", dropped=("hold.1",)))

    assert await any_store.owed(soon(), 10) == (errand("hold.1"),)


async def test_forgetting_takes_timers_errands_and_the_dead_of_this_owner_and_of_nobody_else(any_store):
    others = [each for number in range(200) for each in (timer(f"t{number}", LATER, f"web.{number}"),)]
    await promise(any_store, timer("t", LATER), errand("hold.1"), owe("dead"), *others)
    await any_store.postpone(failed(owe("dead")))
    await any_store.postpone(failed(others[0]))

    await any_store.commit(OWNER, await any_store.load(OWNER), Change(None, "gone", (owe("gone"),)))

    left = {effect.id for effect in await any_store.listed()}
    assert left == {"gone", *(other.id for other in others)}


async def test_forgetting_leaves_owed_what_is_still_to_be_given_back_to_a_provider(any_store):
    wanted = errand("hold.1")
    unwanted = wanted.model_copy(update={"id": "free.1", "request": None})
    unwanted = unwanted.model_copy(update={"errand": unwanted.errand.model_copy(update={"act": "free"})})
    await promise(any_store, wanted, unwanted)

    await any_store.commit(OWNER, await any_store.load(OWNER), Change(None, "gone"))

    assert await any_store.listed() == (unwanted,)


async def test_one_owner_is_given_only_what_is_owed_to_it_however_much_is_owed_to_others(any_store):
    crowd = [timer(f"t{number}", 5, f"web.{number}") for number in range(700)]
    await asyncio.gather(*(any_store.commit(one.owner, Loaded(), Change(b"{}", "e", (one,))) for one in crowd))
    mine = timer("mine", 6), timer("later", 7)
    await promise(any_store, *mine)

    assert await any_store.owed(8, 1, OWNER) == mine[:1]
    assert await any_store.owed(8, 10, OWNER) == mine[1:]
    assert len(await any_store.owed(8, 1000)) == 700


# how long it is kept


async def ttls(redis_url):
    async with Redis.from_url(redis_url) as redis:
        return {key.decode().rpartition("}:")[2][0]: await redis.ttl(key) for key in await redis.keys("*")}


async def test_what_waits_for_a_far_day_is_kept_30_days_beyond_it_with_its_session(store, redis_url):
    await promise(store, timer("t1", time() + 100 * DAY))

    left = await ttls(redis_url)

    assert set(left) == {"s", "o", "d"}
    assert all(130 * DAY - 5 <= seconds <= 130 * DAY for seconds in left.values())


async def test_a_turn_in_between_does_not_shorten_what_is_kept_for_long(store, redis_url):
    await promise(store, timer("t1", time() + 100 * DAY), owe("e2"))

    assert all(seconds >= 130 * DAY - 5 for seconds in (await ttls(redis_url)).values())


async def test_forgetting_keeps_only_a_mark_for_a_day_also_of_what_was_kept_for_long(store, redis_url):
    await promise(store, timer("t1", time() + 100 * DAY))

    await store.commit(OWNER, await store.load(OWNER), Change(None, "e2"))

    left = await ttls(redis_url)
    assert set(left) == {"s"}
    assert left["s"] <= DAY


# what failed


async def test_what_is_postponed_is_owed_again_then_and_knows_how_often_it_failed(any_store):
    await promise(any_store, owe("e1"))
    again = owe("e1").model_copy(update={"tries": 1, "due": LATER})

    await any_store.postpone(again)

    assert await any_store.owed(LATER - 1, 10) == ()
    assert await any_store.owed(LATER, 10) == (again,)


async def test_what_was_settled_meanwhile_is_not_owed_again_by_postponing_it(two_stores):
    worker, outbox = two_stores
    await promise(worker, owe("e1"))
    await worker.settle(OWNER, "e1")
    await worker.close()

    await outbox.postpone(owe("e1").model_copy(update={"tries": 1, "due": LATER}))
    await outbox.postpone(failed(owe("e1")))

    assert await outbox.listed() == ()


async def test_what_is_dead_is_listed_and_never_taken(any_store):
    await promise(any_store, owe("e1"), owe("e2"))

    await any_store.postpone(failed(owe("e1")))

    assert await any_store.owed(soon(), 10) == (owe("e2"),)
    assert {effect.id: effect.failed for effect in await any_store.listed()} == {"e1": "undelivered", "e2": None}


async def test_the_dead_are_kept_for_30_days(store, redis_url):
    await promise(store, owe("e1"))

    await store.postpone(failed(owe("e1")))

    assert 30 * DAY - 5 <= (await ttls(redis_url))["x"] <= 30 * DAY


async def test_each_of_the_dead_ends_on_its_own_day_whatever_dies_after_it(any_store):
    now = time()
    early, late = (failed(owe(id)).model_copy(update={"due": now + day * DAY}) for id, day in (("e1", 0), ("e2", 20)))
    await promise(any_store, owe("e1"), owe("e2"))
    await any_store.postpone(early)
    await any_store.postpone(late)

    assert await any_store.owed(now + 30 * DAY - 1, 10) == ()
    assert {effect.id for effect in await any_store.listed()} == {"e1", "e2"}

    assert await any_store.owed(now + 30 * DAY + 1, 10) == ()
    assert await any_store.listed() == (late,)


async def test_what_is_revived_does_not_end_on_the_day_it_would_have_as_dead(any_store):
    await promise(any_store, owe("e1"))
    await any_store.postpone(failed(owe("e1")))
    await any_store.revive(failed(owe("e1")))
    (again,) = await any_store.owed(LATER, 10)

    await any_store.postpone(failed(again).model_copy(update={"due": LATER}))

    assert await any_store.owed(LATER, 10) == ()
    assert [effect.id for effect in await any_store.listed()] == ["e1"]


async def test_what_is_revived_is_owed_at_once_as_if_it_had_never_failed(any_store):
    await promise(any_store, owe("e1"))
    await any_store.postpone(failed(owe("e1")))
    (dead,) = await any_store.listed()

    await any_store.revive(dead)

    (again,) = await any_store.owed(time() + 1, 10)
    assert (again.words, again.tries, again.failed) == (owe("e1").words, 0, None)
    assert len(await any_store.listed()) == 1


async def test_what_is_revived_is_not_kept_for_ever_though_nobody_does_it(store, redis_url):
    await promise(store, owe("e1"))
    await store.postpone(failed(owe("e1")))

    await store.revive(failed(owe("e1")))

    left = await ttls(redis_url)
    assert 30 * DAY - 5 <= left["o"] <= 30 * DAY
    assert "x" not in left


async def test_what_was_forgotten_or_done_meanwhile_is_not_revived(any_store):
    await promise(any_store, owe("e1"))
    await any_store.postpone(failed(owe("e1")))
    await any_store.commit(OWNER, await any_store.load(OWNER), Change(None, "forget"))
    await any_store.revive(failed(owe("e1")))

    assert await any_store.listed() == ()


async def test_what_is_revived_and_done_is_not_revived_again(any_store):
    await promise(any_store, owe("e1"))
    await any_store.postpone(failed(owe("e1")))
    await any_store.revive(failed(owe("e1")))
    await any_store.settle(OWNER, "e1")
    await any_store.revive(failed(owe("e1")))
    await any_store.close()

    assert await any_store.owed(time() + 1, 10) == ()


async def test_what_is_buried_is_neither_owed_nor_dead(any_store):
    await promise(any_store, owe("e1"))
    await any_store.postpone(failed(owe("e1")))

    await any_store.bury(failed(owe("e1")))

    assert await any_store.listed() == ()


# what stands in lines that are left alone


async def test_lines_left_alone_keep_their_order_for_later(any_store):
    mine, other = [owe("e1"), owe("e2"), owe("e3")], owe("o1", "web.2")
    to_staff = owe("s1").model_copy(update={"staff": True})
    await promise(any_store, *mine, to_staff, other)
    now = soon()

    assert set(await any_store.owed(now, 10, without={(OWNER, False)})) == {to_staff, other}
    assert await any_store.owed(now, 10, without={(OWNER, True), ("web.2", False)}) == tuple(mine)


async def test_lines_left_alone_hide_nobody_behind_them(any_store):
    same = "web.0"  # of the same bucket as itself: the crowd and the last one stand in one queue
    await promise(any_store, *(owe(f"e{number}", same) for number in range(20)))
    await promise(any_store, owe("last", same).model_copy(update={"staff": True}))

    found = await any_store.owed(soon(), 5, without={(same, False)})

    assert [effect.id for effect in found] == ["last"]


# the key


async def test_the_first_key_is_the_only_one_and_known_for_longer_than_what_it_sealed(store, redis_url):
    assert await store.keyed("first")
    assert await store.keyed("first")
    assert not await store.keyed("second")

    async with Redis.from_url(redis_url) as redis:
        assert await redis.ttl("guide:key") > 399 * DAY
        await redis.delete("guide:key")
    assert await store.keyed("second")


async def test_a_key_is_known_for_as_long_again_each_time_it_is_asked_for(any_store, house):
    await any_store.keyed("first")
    async with (RedisCluster if "cluster" in house else Redis).from_url(house.replace("+cluster", "")) as redis:
        await redis.expire("guide:key", 10)

        assert not await any_store.keyed("second")
        assert await redis.ttl("guide:key") <= 10
        assert await any_store.keyed("first")
        assert await redis.ttl("guide:key") > 399 * DAY


# ratings, and what is sealed


async def test_a_rating_counts_once_however_often_it_comes(any_store):
    five, three = Rating(flow="water_hookup", stars=5), Rating(flow="water_hookup", stars=3, words="排队久")

    for id, rating in (("r1", five), ("r2", three), ("r1", five), ("r1", three)):
        await any_store.count(id, rating)

    assert sorted(rating.stars for rating in await any_store.ratings()) == [3, 5]
    assert three in await any_store.ratings()


@pytest.mark.parametrize("size", [10, 5000])
async def test_a_sealed_session_is_kept_byte_for_byte_and_never_packed(store, redis_url, size):
    sealed = Vault(lambda: bytes(32)).seal(b'{"name":"' + b"x" * size + b'"}')

    await store.commit(OWNER, Loaded(), Change(sealed, "e1"))

    async with Redis.from_url(redis_url) as redis:
        (key,) = await redis.keys("*:s:*")
        assert await redis.hget(key, "s") == sealed
    assert (await store.load(OWNER)).session == sealed
