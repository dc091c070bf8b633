"""What every store promises of sessions, on each kind of Redis."""

import asyncio

import pytest
from redis.asyncio import Redis

from bot.engine.session import Session, Visit
from bot.stores.base import Change, Loaded
from bot.stores.redis import RedisStore
from tests.stores.owing import OWNER, owe

DAY = 86400
VISIT = Visit(
    flow="power_sme_three_zero",
    digest="3f9a1c07b2d4",
    answers={
        "customer": "small",
        "place": "urban",
        "capacity": 120.0,
        "supply": "single",
        "meter": "new",
        "owner": "self",
    },
    ticked=("id_card", "business_licence", "property_proof", "load_list"),
)
SEVERAL = Session(
    owner="tg.-1001234567890.5123456789",
    walk="abcdefghi",
    step=17,
    visit=VISIT,
    state="three_zero",
    path=tuple(VISIT.answers),
    shelf=(VISIT, VISIT.model_copy(update={"flow": "water_hookup"})),
)
WELL_FILLED = SEVERAL.model_copy(update={"trail": (VISIT,) * 2, "shelf": SEVERAL.shelf * 3})


async def test_of_a_stranger_nothing_is_known(any_store):
    assert await any_store.load(OWNER) == Loaded()


async def test_what_is_saved_is_loaded_again(any_store):
    saved = await any_store.commit(OWNER, Loaded(), Change(b'{"owner":"tg.100.100"}', "e1"))

    assert saved
    assert await any_store.load(OWNER) == Loaded(revision=1, session=b'{"owner":"tg.100.100"}', seen=("e1",))


@pytest.mark.parametrize("session", [WELL_FILLED.model_dump_json().encode(), b"", None])
async def test_who_saves_is_given_what_a_reader_would_find(any_store, session):
    found = await any_store.commit(OWNER, Loaded(), Change(b"{}", "e0"))
    for number in range(1, 34):
        found = await any_store.commit(OWNER, found, Change(session, f"e{number}"))

    assert found == await any_store.load(OWNER)


async def test_a_long_session_comes_back_byte_for_byte(any_store):
    session = WELL_FILLED.model_dump_json().encode()

    await any_store.commit(OWNER, Loaded(), Change(session, "e1"))

    assert (await any_store.load(OWNER)).session == session


async def test_who_saves_second_changes_nothing(any_store):
    await any_store.commit(OWNER, Loaded(), Change(b'{"by":"first"}', "e1"))

    saved = await any_store.commit(OWNER, Loaded(), Change(b'{"by":"second"}', "e2", (owe("e2"),)))

    assert not saved
    assert await any_store.load(OWNER) == Loaded(revision=1, session=b'{"by":"first"}', seen=("e1",))


async def test_a_rival_with_the_same_event_is_told_that_it_came_second(any_store):
    await any_store.commit(OWNER, Loaded(), Change(b"{}", "e1"))

    assert not await any_store.commit(OWNER, Loaded(), Change(b"{}", "e1"))


async def test_the_last_32_events_are_recognised_newest_first(any_store):
    for number in range(40):
        await any_store.commit(OWNER, await any_store.load(OWNER), Change(b"{}", f"e{number}"))

    assert (await any_store.load(OWNER)).seen == tuple(f"e{number}" for number in range(39, 7, -1))


async def test_of_a_hundred_at_once_exactly_one_saves_each_revision(any_store):
    found = await any_store.load(OWNER)
    winners = 0
    for revision in range(1, 4):
        turns = [any_store.commit(OWNER, found, Change(b"{}", f"e{revision}.{number}")) for number in range(100)]
        winners += sum(saved is not None for saved in await asyncio.gather(*turns))
        found = await any_store.load(OWNER)
        assert found.revision == revision

    assert winners == 3


async def test_deleting_leaves_only_the_mark(any_store):
    await any_store.commit(OWNER, Loaded(), Change(b'{"answers":"private"}', "e1"))

    assert await any_store.commit(OWNER, await any_store.load(OWNER), Change(None, "e2"))

    assert await any_store.load(OWNER) == Loaded(revision=2, session=None, seen=("e2", "e1"))


async def test_a_turn_begun_before_a_deletion_conflicts(any_store):
    await any_store.commit(OWNER, Loaded(), Change(b"{}", "e1"))
    begun = await any_store.load(OWNER)
    await any_store.commit(OWNER, begun, Change(None, "e2"))

    assert not await any_store.commit(OWNER, begun, Change(b'{"answers":"private"}', "e3"))


async def test_owners_do_not_meet(any_store):
    owners = [f"tg.{number}.{number}" for number in range(200)]
    await asyncio.gather(
        *(any_store.commit(who, Loaded(), Change(f'{{"of":"{who}"}}'.encode(), "e1")) for who in owners)
    )

    found = await asyncio.gather(*map(any_store.load, owners))

    assert [one.session for one in found] == [f'{{"of":"{who}"}}'.encode() for who in owners]


async def test_a_session_lives_30_days_from_its_last_change(store: RedisStore, redis_url: str):
    async with Redis.from_url(redis_url) as redis:
        await store.commit(OWNER, Loaded(), Change(b"{}", "e1"))
        (key,) = await redis.keys("*")
        await redis.expire(key, 5)
        await store.commit(OWNER, await store.load(OWNER), Change(b"{}", "e2"))

        assert 30 * DAY - 5 <= await redis.ttl(key) <= 30 * DAY


async def test_the_mark_of_a_deleted_session_lives_one_day(store: RedisStore, redis_url: str):
    await store.commit(OWNER, Loaded(), Change(b"{}", "e1"))
    await store.commit(OWNER, await store.load(OWNER), Change(None, "e2"))

    async with Redis.from_url(redis_url) as redis:
        (key,) = await redis.keys("*")
        assert DAY - 5 <= await redis.ttl(key) <= DAY


@pytest.mark.parametrize("session", [SEVERAL, WELL_FILLED], ids=["several", "well filled"])
async def test_a_session_takes_less_than_two_kilobytes(store: RedisStore, redis_url: str, session: Session):
    for number in range(40):
        found = await store.load(session.owner)
        await store.commit(session.owner, found, Change(session.model_dump_json().encode(), f"tg.{912345678 + number}"))

    async with Redis.from_url(redis_url) as redis:
        (key,) = await redis.keys("*")
        assert await redis.memory_usage(key, samples=0) < 2000
