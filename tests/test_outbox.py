"""What the outbox promises, with real stores."""

import asyncio
from contextlib import asynccontextmanager
from time import time

import pytest
from structlog.testing import capture_logs

from bot.engine.reply import Rating
from bot.errors import Undelivered
from bot.outbox import LIMIT, Outbox
from bot.stores.base import GRACE, Effect
from bot.stores.redis import RedisStore
from tests.stores.owing import owe, promise, timer
from tests.stores.servers import Server, free_port


class Post:
    """Has nothing to do but to speak: delivers into a list, and refuses or can't bring what it is told to."""

    def __init__(self, *refused, away=()):
        self.delivered = []
        self.begun = []
        self.refused = set(refused)
        self.away = set(away)
        self.slow = {}
        """Effects' ids to what they wait for."""

    async def due(self, effect):
        return effect

    async def deliver(self, effect):
        self.begun.append(effect.id)
        await asyncio.sleep(0)
        if gate := self.slow.get(effect.id):
            await gate.wait()
        if effect.id in self.away:
            raise Undelivered(effect.id)
        if effect.id in self.refused:
            raise RuntimeError("https://api.telegram.org/bot123:secret")
        self.delivered.append(effect.id)


class Clock:
    """The real time, some seconds ahead."""

    ahead = GRACE + 5

    def __call__(self):
        return time() + self.ahead


def box(store, post, clock=time, owner=None):
    return Outbox(store, post, post.deliver, clock, owner)


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

    async with running(box(store, post, Clock())):
        await until(lambda: len(post.delivered) == 3)
    await store.close()

    assert post.delivered == ["e2", "e3", "e1"]
    assert await still_owed(redis_url) == []


async def test_what_was_saved_just_now_is_left_to_the_worker_that_saved_it(store, redis_url):
    post = Post()
    await promise(store, owe("e1"))

    await box(store, post).round()

    assert post.delivered == []
    assert await still_owed(redis_url) == ["e1"]


async def test_what_fails_is_tried_again_before_what_comes_after_it(store):
    post, clock = Post("e1"), Clock()
    await promise(store, owe("e1"), owe("e2"), owe("f1", "web.2"))

    async with running(box(store, post, clock)):
        await until(lambda: post.delivered == ["f1"])
        post.refused.clear()
        clock.ahead += 40
        await until(lambda: len(post.delivered) == 3)

    assert post.delivered == ["f1", "e1", "e2"]


async def test_who_is_slow_keeps_nobody_else_waiting_and_is_told_all_in_its_order(store):
    post, gate = Post(), asyncio.Event()
    post.slow = {"e1": gate}
    await promise(store, owe("e1"))

    async with running(box(store, post, Clock())):
        await until(lambda: post.begun)
        await promise(store, owe("e2"), owe("f1", "web.2"))
        await until(lambda: post.delivered)
        assert post.begun == ["e1", "f1"]
        gate.set()
        await until(lambda: len(post.delivered) == 3)

    assert post.delivered == ["f1", "e1", "e2"]


class Watched:
    """A store that counts the looks."""

    def __init__(self, store):
        self._store = store
        self.looks = 0

    async def owed(self, *what):
        self.looks += 1
        return await self._store.owed(*what)

    async def settle(self, *what):
        await self._store.settle(*what)


async def test_however_many_are_slow_only_so_many_are_under_way(store):
    post, gate, clock = Post(), asyncio.Event(), Clock()
    crowd = [owe(f"e{number}", f"web.{number}") for number in range(LIMIT + 20)]
    post.slow = {effect.id: gate for effect in crowd}
    await promise(store, *crowd)
    watched = Watched(store)

    async with running(box(watched, post, clock)):
        await until(lambda: len(post.begun) == LIMIT)
        assert watched.looks == 1
        gate.set()
        await until(lambda: len(post.delivered) == LIMIT + 20)

    assert sorted(post.delivered) == sorted(effect.id for effect in crowd)


async def test_a_failure_is_logged_by_the_events_id_and_tells_nothing_else(store):
    await promise(store, owe("e1"))

    with capture_logs() as lines:
        await box(store, Post("e1"), Clock()).round()

    assert lines == [{"event": "effect_not_done", "log_level": "warning", "effect": "e1", "error": "RuntimeError"}]


async def test_two_workers_deliver_each_effect_once(store, redis_url):
    post, other = Post(), RedisStore(redis_url)
    effects = [owe(f"e{number}", f"web.{number}") for number in range(250)]
    await promise(store, *effects)

    async with running(box(store, post, Clock()), box(other, post, Clock())):
        await until(lambda: len(post.delivered) >= 250)
    await other.close()

    assert sorted(post.delivered) == sorted(effect.id for effect in effects)


async def test_with_an_owner_it_leaves_alone_what_is_owed_to_others(store, redis_url):
    post = Post()
    await promise(store, owe("mine"), owe("theirs", "web.2"))

    await box(store, post, Clock(), owe("mine").owner).round()
    await store.close()

    assert post.delivered == ["mine"]
    assert await still_owed(redis_url) == ["theirs"]


async def waiting(store):
    """The one effect that is owed or dead."""
    (effect,) = await store.listed()
    return effect


async def test_what_can_not_be_brought_is_tried_again_after_pauses_that_grow_to_a_quarter_of_an_hour(store):
    post, clock, pauses = Post(away=["e1"]), Clock(), []
    await promise(store, owe("e1"))

    for tries in range(1, 11):
        now = clock()
        await box(store, post, clock).round()
        effect = await waiting(store)
        assert effect.tries == tries
        pauses.append(effect.due - now)
        clock.ahead += effect.due - now + 1

    assert pauses[:6] == sorted(pauses[:6])
    assert 11 <= pauses[0] <= 19
    assert all(600 < pause < 1200 for pause in pauses[-3:])


async def test_what_can_not_be_brought_rests_until_its_pause_is_over(store):
    post, clock = Post(away=["e1"]), Clock()
    await promise(store, owe("e1"))
    await box(store, post, clock).round()
    post.away.clear()

    clock.ahead += 10
    await box(store, post, clock).round()
    assert post.delivered == []
    clock.ahead += 10
    await box(store, post, clock).round()

    assert post.delivered == ["e1"]


async def test_what_can_not_be_brought_for_three_days_is_dead_until_somebody_revives_it(store, redis_url):
    post, clock, hours = Post(away=["e1"]), Clock(), 0
    await promise(store, owe("e1"))
    with capture_logs():
        while not (effect := await waiting(store)).failed:
            await box(store, post, clock).round()
            clock.ahead += 900 * 1.25
            hours += 900 / 3600
    post.away.clear()
    await box(store, post, clock).round()
    assert post.delivered == []

    await store.revive(effect)
    await box(store, post, clock).round()
    await store.close()

    assert 72 <= hours <= 80
    assert effect.failed == "undelivered"
    assert post.delivered == ["e1"]
    assert await still_owed(redis_url) == []


class Errands(Post):
    """Says something of every timer, and nothing of anything else."""

    def __init__(self, store):
        super().__init__()
        self.store = store

    async def due(self, effect):
        if effect.timer is None:
            return None
        said = owe(f"{effect.id}.now", effect.owner)
        await promise(self.store, said)
        await self.store.settle(effect.owner, effect.id)
        return said


async def test_a_timer_is_let_go_and_what_comes_of_it_is_brought_at_once(store, redis_url):
    desk, clock = Errands(store), Clock()
    wake = time() + 3600
    await promise(store, timer("t1", wake))

    await box(store, desk, clock).round()
    assert desk.delivered == []
    clock.ahead = 3601
    await box(store, desk, clock).round()
    await store.close()

    assert desk.delivered == ["t1.now"]
    assert await still_owed(redis_url) == []


async def test_what_says_nothing_delivers_nothing(store):
    desk = Errands(store)
    await promise(store, Effect(id="r1", owner="web.1", rating=Rating(flow="water_hookup", stars=5), due=time()))

    await box(store, desk, Clock()).round()

    assert desk.delivered == []


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
        async with running(box(store, post, Clock())):
            await until(lambda: lines)
            assert post.delivered == []
            server.ask("ACL", "SETUSER", "default", "+zcount")
            await until(lambda: post.delivered)
    await store.close()

    assert post.delivered == ["e1"]
    assert lines[0]["event"] == "outbox_not_read"
