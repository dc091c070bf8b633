"""What the outbox promises, with real stores."""

import asyncio
from contextlib import asynccontextmanager
from time import time

import pytest
from structlog.testing import capture_logs

from bot.outbox import Outbox
from bot.stores.redis import RedisStore
from tests.stores.owing import owe
from tests.stores.servers import Server, free_port


class Post:
    """Delivers into a list, and refuses what it is told to."""

    def __init__(self, *refused):
        self.delivered = []
        self.refused = set(refused)

    async def deliver(self, effect):
        await asyncio.sleep(0)
        if effect.id in self.refused:
            raise RuntimeError("https://api.telegram.org/bot123:secret")
        self.delivered.append(effect.id)


class Clock:
    """The real time, some seconds ahead."""

    ahead = 20

    def __call__(self):
        return time() + self.ahead


async def promise(store, *effects):
    for effect in effects:
        await store.commit(effect.owner, await store.load(effect.owner), b"{}", effect, effect.id)


@asynccontextmanager
async def running(*boxes):
    tasks = [asyncio.create_task(box.run()) for box in boxes]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert all(task.cancelled() for task in tasks)


async def until(done):
    async with asyncio.timeout(10):
        while not done():  # noqa: ASYNC110 - a list sends no word
            await asyncio.sleep(0.01)


async def still_owed(url):
    store = RedisStore(url)
    owed = await store.owed(time() + 1000, 100)
    await store.close()
    return [effect.id for effect in owed]


async def test_what_a_dead_worker_owed_is_delivered_in_order_and_settled(store, redis_url):
    post = Post()
    await promise(store, owe("e2"), owe("e3"), owe("e1"))

    async with running(Outbox(store, post.deliver, Clock())):
        await until(lambda: len(post.delivered) == 3)
    await store.close()

    assert post.delivered == ["e2", "e3", "e1"]
    assert await still_owed(redis_url) == []


async def test_what_was_saved_just_now_is_left_to_the_worker_that_saved_it(store, redis_url):
    post = Post()
    await promise(store, owe("e1"))

    await Outbox(store, post.deliver, time)._round()

    assert post.delivered == []
    assert await still_owed(redis_url) == ["e1"]


async def test_what_fails_is_tried_again_before_what_comes_after_it(store):
    post, clock = Post("e1"), Clock()
    await promise(store, owe("e1"), owe("e2"), owe("f1", "web.2"))

    async with running(Outbox(store, post.deliver, clock)):
        await until(lambda: post.delivered == ["f1"])
        post.refused.clear()
        clock.ahead += 40
        await until(lambda: len(post.delivered) == 3)

    assert post.delivered == ["f1", "e1", "e2"]


async def test_a_failure_is_logged_by_the_events_id_and_tells_nothing_else(store):
    await promise(store, owe("e1"))

    with capture_logs() as lines:
        await Outbox(store, Post("e1").deliver, Clock())._round()

    assert lines == [{"event": "effect_not_delivered", "log_level": "warning", "effect": "e1", "error": "RuntimeError"}]


async def test_two_workers_deliver_each_effect_once(store, redis_url):
    post, other = Post(), RedisStore(redis_url)
    effects = [owe(f"e{number}", f"web.{number}") for number in range(250)]
    await promise(store, *effects)

    async with running(Outbox(store, post.deliver, Clock()), Outbox(other, post.deliver, Clock())):
        await until(lambda: len(post.delivered) >= 250)
    await other.close()

    assert sorted(post.delivered) == sorted(effect.id for effect in effects)


@pytest.fixture
async def server(tmp_path):
    started = Server(tmp_path, port=free_port())
    started.start()
    yield started
    started.kill()


async def test_a_store_that_refuses_for_a_while_does_not_end_it(server):
    post, store = Post(), RedisStore(server.url)
    await promise(store, owe("e1"))
    server.ask("ACL", "SETUSER", "default", "-zcount")

    with capture_logs() as lines:
        async with running(Outbox(store, post.deliver, Clock())):
            await until(lambda: lines)
            assert post.delivered == []
            server.ask("ACL", "SETUSER", "default", "+zcount")
            await until(lambda: post.delivered)
    await store.close()

    assert post.delivered == ["e1"]
    assert lines[0]["event"] == "outbox_not_read"
