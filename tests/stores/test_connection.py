"""What a store promises when the way to Redis breaks."""

import asyncio

import pytest

from bot.errors import SettingError, StoreError
from bot.stores.base import Change, Loaded
from bot.stores.connection import place
from bot.stores.redis import RedisStore
from tests.stores.owing import OWNER, owe
from tests.stores.proxy import Wire
from tests.stores.servers import Server, free_port


@pytest.fixture
async def tcp_store(tcp_server):
    opened = RedisStore(tcp_server.url)
    yield opened
    await opened.close()


async def test_a_commit_whose_answer_was_lost_is_saved_once_and_no_conflict(tcp_server):
    async with Wire(tcp_server.port) as wire:
        store = RedisStore(wire.url)
        await store.commit(OWNER, Loaded(), Change(b"{}", "e1"))
        found = await store.load(OWNER)

        wire.cut = True
        saved = await store.commit(OWNER, found, Change(b'{"step":2}', "e2", (owe("e2"),)))

        assert wire.lost == 1
        assert saved == Loaded(revision=2, session=b'{"step":2}', seen=("e2", "e1"))
        assert await store.load(OWNER) == saved
        await store.close()


async def test_a_conflict_whose_answer_was_lost_stays_a_conflict(tcp_server):
    async with Wire(tcp_server.port) as wire:
        store = RedisStore(wire.url)
        await store.commit(OWNER, Loaded(), Change(b"{}", "e1"))

        wire.cut = True

        assert not await store.commit(OWNER, Loaded(), Change(b"{}", "e2"))
        assert wire.lost == 1
        await store.close()


async def test_a_connection_killed_by_the_server_goes_unnoticed(tcp_server, tcp_store):
    await tcp_store.commit(OWNER, Loaded(), Change(b"{}", "e1"))

    tcp_server.ask("CLIENT", "KILL", "TYPE", "normal")

    assert (await tcp_store.load(OWNER)).revision == 1


async def test_a_server_that_forgot_its_scripts_is_taught_again(tcp_server, tcp_store):
    await tcp_store.commit(OWNER, Loaded(), Change(b"{}", "e1"))

    tcp_server.ask("SCRIPT", "FLUSH")

    assert await tcp_store.commit(OWNER, await tcp_store.load(OWNER), Change(b"{}", "e2"))


async def test_what_was_acknowledged_survives_the_server_being_killed(tcp_server, tcp_store):
    for number in range(50):
        assert await tcp_store.commit(
            OWNER, await tcp_store.load(OWNER), Change(b"{}", f"e{number}", (owe(f"e{number}"),))
        )

    tcp_server.kill()
    tcp_server.start()

    assert (await tcp_store.load(OWNER)).revision == 50
    assert len(await tcp_store.owed(2e9, 100)) == 50


async def test_a_turn_waits_for_a_server_that_restarts(tcp_server, tcp_store):
    found = await tcp_store.load(OWNER)
    tcp_server.kill()

    turn = asyncio.create_task(tcp_store.commit(OWNER, found, Change(b"{}", "e1")))
    await asyncio.sleep(0.3)
    tcp_server.start()

    assert await turn


async def test_a_server_that_stays_away_is_one_plain_line():
    port = free_port()
    store = RedisStore(f"redis://somebody:secret@127.0.0.1:{port}/0")

    with pytest.raises(StoreError) as caught:
        await store.load(OWNER)

    assert str(caught.value).startswith(f"Redis at 127.0.0.1:{port}/0 can't be reached: ")
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)
    await store.close()


async def test_a_wrong_password_is_told_at_once(tmp_path):
    server = Server(tmp_path, port=free_port())
    server.start()
    server.ask("CONFIG", "SET", "requirepass", "right")
    store = RedisStore(f"redis://:wrong@127.0.0.1:{server.port}")

    async with asyncio.timeout(2):
        with pytest.raises(StoreError, match="refuses us"):
            await store.load(OWNER)

    await store.close()
    server.kill()


async def test_a_full_server_is_told_at_once(tcp_server, tcp_store):
    tcp_server.ask("CONFIG", "SET", "maxmemory", 1)

    async with asyncio.timeout(2):
        with pytest.raises(StoreError, match="can't do it"):
            await tcp_store.commit(OWNER, Loaded(), Change(b"{}", "e1"))


async def test_more_turns_than_connections_wait_for_their_turn(tcp_store):
    found = await asyncio.gather(*(tcp_store.load(f"tg.{number}") for number in range(300)))

    assert found == [Loaded()] * 300


@pytest.mark.parametrize("url", ["http://127.0.0.1", "127.0.0.1:6379", "redis://127.0.0.1:port", "redis+cluster://"])
def test_an_address_that_is_none_is_a_wrong_setting(url):
    with pytest.raises(SettingError, match="GUIDE_REDIS_URL"):
        RedisStore(url)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("redis://me:secret@redis.example:6380/2", "redis.example:6380/2"),
        ("rediss://:secret@redis.example", "redis.example"),
        ("redis+cluster://redis.example:7000?password=secret", "redis.example:7000"),
        ("unix:///run/redis.sock?password=secret", "/run/redis.sock"),
    ],
)
def test_an_address_is_told_without_its_secret(url, told):
    assert place(url) == told


async def test_a_cancelled_turn_ends_wherever_it_was(any_store):
    async def turns():
        while True:
            await any_store.load(OWNER)

    for moment in range(300):
        task = asyncio.create_task(turns())
        for _ in range(moment):
            await asyncio.sleep(0)
        task.cancel()
        ended, _ = await asyncio.wait([task], timeout=1)
        assert ended, f"cancelled at moment {moment}, and runs on"
