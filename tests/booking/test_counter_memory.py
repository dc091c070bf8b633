"""What a counter's book leaves in Redis, and how it bears a Redis that fails."""

import asyncio
from datetime import timedelta
from time import monotonic

import pytest
from redis import Redis, RedisCluster

from bot.booking.base import PATIENCE, Away, Receipt
from bot.booking.counter import Counter
from bot.errors import VaultError
from bot.stores.slots import SlotBook
from bot.vault import Vault
from tests.booking.office import CALENDAR, MATTER, OFFICE, SERVICE, TODAY, Clock, asks, counting, slot
from tests.booking.with_counter import KEEP, VAULT
from tests.stores.proxy import Wire
from tests.stores.servers import Server, free_port

NINE, TEN, ELEVEN = (slot(TODAY, hour) for hour in (9, 10, 11))
PHONE, NAME = "13812345678", "欧阳修竹"
READERS = {b"hash": "HGETALL", b"zset": "ZRANGE", b"set": "SMEMBERS", b"string": "GET"}


@pytest.fixture
def redis(book_server):
    url = book_server.url
    with (RedisCluster if "cluster" in url else Redis).from_url(url.replace("redis+cluster", "redis")) as client:
        yield client


def everything(redis):
    """All keys, fields and values as one string of bytes."""
    found = []
    for key in redis.scan_iter():
        reader = READERS[redis.type(key)]
        found += [key, redis.execute_command(reader, key, *((0, -1) if reader == "ZRANGE" else ()))]
    return repr(found).encode("latin-1", "backslashreplace").decode("unicode_escape").encode("latin-1", "replace")


async def fill(counter, book):
    await counter.put(asks("heldone", NINE, PHONE, NAME), "held")
    await counter.put(asks("sureone", TEN, PHONE, NAME), "confirmed")
    await book.close(OFFICE, TODAY, ELEVEN.id)


async def test_nothing_of_who_comes_with_what_lies_plain_in_redis(counter, book, redis):
    await fill(counter, book)

    kept = everything(redis)

    assert b"heldone" in kept
    assert TEN.id.encode() in kept
    for secret in (NAME, PHONE, PHONE[-8:], "tg.sureone", MATTER.title, MATTER.ready[0], MATTER.service):
        assert secret.encode() not in kept
    assert (await book.day(OFFICE, TODAY))[1].request == asks("sureone", TEN, PHONE, NAME)


async def test_another_key_opens_nothing(counter, book, book_server, clock):
    await fill(counter, book)
    stranger = SlotBook(book_server.url, Vault(lambda: bytes([1]) * 32), clock, KEEP)

    with pytest.raises(VaultError):
        await stranger.day(OFFICE, TODAY)
    await stranger.aclose()


async def test_of_a_hold_that_ended_only_its_reference_and_slot_are_left(counter, book, redis, clock):
    held = await counter.put(asks("heldone", NINE, PHONE, NAME), "held")
    clock.now = held.until

    await counter.availability(SERVICE, TODAY, TODAY)

    tag = f"guide:{{{OFFICE}.{TODAY:%Y%m%d}}}"
    assert redis.hgetall(f"{tag}:b") == {b"heldone": f"{NINE.id} x 0 - -".encode()}
    assert not redis.exists(f"{tag}:r")
    assert not redis.exists(f"{tag}:h")


async def test_all_of_a_day_is_deleted_so_many_days_after_it(counter, book, redis, clock):
    await counter.put(asks("heldone", NINE), "held")
    await counter.put(asks("sureone", TEN), "confirmed")
    await book.close("taxhall", TODAY)

    end_of_day = clock().replace(hour=0) + timedelta(days=1)
    expected = (end_of_day + timedelta(days=KEEP) - clock()).total_seconds()
    left = {key: redis.ttl(key) for key in redis.scan_iter()}
    assert len(left) == 8
    assert all(expected - 60 < seconds <= expected for seconds in left.values()), left


async def test_a_record_nobody_can_read_any_more_still_has_its_slot(counter, book, redis):
    await counter.put(asks("sureone", TEN), "confirmed")
    redis.hset(f"guide:{{{OFFICE}.{TODAY:%Y%m%d}}}:r", "sureone", VAULT.seal(b'{"of": "another version"}'))

    assert [(entry.ref, entry.request) for entry in await book.day(OFFICE, TODAY)] == [("sureone", None)]


async def test_a_server_that_forgot_the_scripts_is_told_them_again(counter, book_server):
    await counter.put(asks("a", NINE), "held")
    book_server.ask("SCRIPT", "FLUSH")

    assert len(await counter.availability(SERVICE, TODAY, TODAY + timedelta(days=14))) == 36
    book_server.ask("SCRIPT", "FLUSH")
    assert (await counter.put(asks("a", NINE), "confirmed")).state == "confirmed"


@pytest.fixture
async def frail(tmp_path):
    """A server that may be killed, and a counter whose answers may be lost on the way."""
    server = Server(tmp_path, "--appendonly", "yes", port=free_port())
    server.start()
    async with Wire(server.port) as wire:
        book = SlotBook(wire.url, VAULT, Clock(), KEEP)
        yield server, wire, Counter(OFFICE, counting(), CALENDAR, book, Clock())
        await book.aclose()
    server.kill()


@pytest.mark.parametrize("state", ["held", "confirmed"])
async def test_an_answer_lost_on_the_way_books_once(frail, state):
    _, wire, counter = frail
    await counter.availability(SERVICE, TODAY, TODAY)
    wire.cut = True

    receipt = await counter.put(asks("a", NINE), state)

    assert isinstance(receipt, Receipt)
    assert wire.lost == 1
    assert len(await counter.availability(SERVICE, TODAY, TODAY)) == 5


async def test_a_server_killed_and_started_again_has_lost_nothing(frail):
    server, _, counter = frail
    await counter.put(asks("a", NINE), "confirmed")
    server.kill()
    call = asyncio.create_task(counter.get("a", NINE))
    server.start()

    assert (await call).state == "confirmed"


async def test_a_server_that_stays_away_is_told_in_time(frail):
    server, _, counter = frail
    server.kill()
    begun = monotonic()

    answers = await asyncio.gather(
        counter.availability(SERVICE, TODAY, TODAY),
        counter.put(asks("a", NINE), "held"),
        counter.get("a", NINE),
        counter.delete("a", NINE),
    )

    assert answers == [Away()] * 4
    assert monotonic() - begun < PATIENCE + 1
