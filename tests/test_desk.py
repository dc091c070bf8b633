"""The corridor of a turn, with a real Redis."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import time

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from bot.booking.base import Slot
from bot.clerk import Clerk
from bot.config import ZONE
from bot.desk import Desk
from bot.edition import Edition
from bot.engine.event import Browsed, Chosen, Event, Forgot, Reminded, Said, Started, Ticked
from bot.engine.reply import Errand, Rating
from bot.engine.session import Session, blank
from bot.errors import Conflict, StoreError, WordsBroken
from bot.message import Message
from bot.press.press import Press
from bot.render import Renderer
from bot.stores.base import GRACE, Change, Effect
from bot.stores.redis import RedisStore
from bot.vault import Vault
from tests.houses import change, furnish, mind

NOW = datetime(2026, 9, 28, 10, tzinfo=ZONE)
WANG = "tg.1.1"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return furnish(tmp_path)


def desk_of(home: Path, store: RedisStore) -> Desk:
    thinking = mind(home)
    press, vault = Press(home, thinking.handbook), Vault(lambda: bytes(32))
    edition = Edition(home, thinking, Renderer(home, thinking), press, Clerk({}))
    return Desk(store, edition, vault, lambda: NOW)


@pytest.fixture
def desk(home: Path, store: RedisStore) -> Desk:
    return desk_of(home, store)


def started(id: str, flow: str | None = "tea_shop") -> Started:
    return Started(id=id, at=NOW, flow=flow)


def said(id: str, text: str) -> Said:
    return Said(id=id, at=NOW, text=text)


async def answer(desk: Desk, event: Event) -> Message:
    saved = await desk.turn(WANG, event, "{}")
    assert saved
    assert saved.effect
    return saved.effect.words


async def kept(store: RedisStore) -> Session:
    found = await store.load(WANG)
    assert found.session
    return Session.model_validate_json(found.session)


async def test_a_newcomers_answers_all_stay_owed_until_they_are_said(desk, store):
    await desk.turn(WANG, started("e1", None), "{}")
    await desk.turn(WANG, Browsed(id="e2", at=NOW), "{}")

    assert (await store.load(WANG)).session is None
    assert [effect.id for effect in await store.owed(time() + GRACE + 1, 10)] == ["e1", "e2"]


class Away:
    """A counter that never answers."""

    async def delete(self, ref, slot):
        raise TimeoutError


class Meddled:
    """A store in which somebody else is quicker, for so many turns."""

    def __init__(self, store: RedisStore, desk: Desk, times: int) -> None:
        self._store = store
        self._other = iter(range(times))
        self._desk = desk

    async def load(self, owner):
        found = await self._store.load(owner)
        number = next(self._other, None)
        if number is not None:
            await self._desk.turn(owner, Browsed(id=f"other{number}", at=NOW), "{}")
        return found

    async def commit(self, *what):
        return await self._store.commit(*what)


async def test_a_turn_is_saved_before_it_is_returned(desk, store):
    saved = await desk.turn(WANG, started("e1"), '{"chat": 1}')

    owed = await store.owed(4e9, 10)
    assert (await kept(store)).state == "size"
    assert [(effect.id, effect.address) for effect in owed] == [("e1", '{"chat": 1}')]
    assert owed == (saved.effect,)


async def test_what_is_settled_is_owed_no_longer(desk, store):
    await desk.turn(WANG, started("e1"), "{}")
    await desk.settled(WANG, "e1")
    await store.close()

    assert await store.owed(4e9, 10) == ()


async def test_the_same_event_again_is_not_answered(desk, store):
    await desk.turn(WANG, started("e1"), "{}")
    await desk.turn(WANG, said("e2", "小茶馆"), "{}")

    assert await desk.turn(WANG, said("e2", "小茶馆"), "{}") is None
    assert (await kept(store)).state == "seats"


class Counted:
    """A store that counts how often it is asked."""

    def __init__(self, store: RedisStore) -> None:
        self._store = store
        self.asked: list[str] = []

    def __getattr__(self, name):
        self.asked.append(name)
        return getattr(self._store, name)


async def test_who_taps_on_at_once_costs_one_round_trip(home, store):
    counted = Counted(store)
    desk = desk_of(home, counted)

    for event in (started("e1"), said("e2", "小茶馆"), said("e3", "8")):
        await desk.turn(WANG, event, "{}")

    assert counted.asked == ["load", "commit", "commit", "commit"]
    assert (await kept(store)).visit.answers == {"size": "small", "seats": 8}


async def test_what_another_bot_has_changed_meanwhile_is_not_lost(home, store):
    here, there = desk_of(home, store), desk_of(home, store)

    await here.turn(WANG, started("e1"), "{}")
    await there.turn(WANG, said("e2", "小茶馆"), "{}")
    await here.turn(WANG, said("e3", "8"), "{}")

    assert (await kept(store)).visit.answers == {"size": "small", "seats": 8}


async def test_what_another_bot_has_handled_meanwhile_is_not_handled_again(home, store):
    here, there = desk_of(home, store), desk_of(home, store)

    await here.turn(WANG, started("e1"), "{}")
    await there.turn(WANG, said("e2", "小茶馆"), "{}")

    assert await here.turn(WANG, said("e2", "小茶馆"), "{}") is None


async def test_what_another_bot_has_forgotten_meanwhile_does_not_come_back(home, store):
    here, there = desk_of(home, store), desk_of(home, store)

    await here.turn(WANG, started("e1"), "{}")
    await here.turn(WANG, said("e2", "小茶馆"), "{}")
    await there.turn(WANG, Forgot(id="e3", at=NOW, sure=True), "{}")
    await here.turn(WANG, Browsed(id="e4", at=NOW), "{}")

    assert b"small" not in ((await store.load(WANG)).session or b"")


@asynccontextmanager
async def gone_back(redis_url: str) -> AsyncIterator[None]:
    """Afterwards the session is as it was before, as when another Redis takes over that had not heard of it yet."""
    async with Redis.from_url(redis_url) as redis:
        (key,) = await redis.keys("*:s:*")
        before = await redis.dump(key)
        yield
        await redis.restore(key, 0, before, replace=True)


async def test_a_redis_that_went_back_is_neither_overwritten_nor_made_to_remember(home, store, redis_url):
    here, there = desk_of(home, store), desk_of(home, store)
    await here.turn(WANG, started("e1"), "{}")
    async with gone_back(redis_url):
        await here.turn(WANG, said("e2", "小茶馆"), "{}")

    await there.turn(WANG, Forgot(id="e3", at=NOW, sure=True), "{}")
    await here.turn(WANG, Browsed(id="e4", at=NOW), "{}")

    found = await store.load(WANG)
    assert "e3" in found.seen
    assert b"small" not in (found.session or b"")


async def test_what_a_redis_that_went_back_has_forgotten_is_handled_when_it_comes_again(home, store, redis_url):
    desk = desk_of(home, store)
    await desk.turn(WANG, started("e1"), "{}")
    async with gone_back(redis_url):
        await desk.turn(WANG, said("e2", "小茶馆"), "{}")

    await desk.turn(WANG, said("e2", "小茶馆"), "{}")

    assert (await kept(store)).visit.answers == {"size": "small"}


async def test_the_same_event_twenty_times_at_once_is_answered_once(desk):
    answers = await asyncio.gather(*(desk.turn(WANG, started("e1"), "{}") for _ in range(20)))

    assert sum(answer is not None for answer in answers) == 1


async def test_events_at_the_same_time_are_all_answered(desk, store):
    await desk.turn(WANG, started("e0"), "{}")
    taps = [Ticked(id=f"e{number}", at=NOW, material="id_card", on=True) for number in range(1, 6)]

    answers = await asyncio.gather(*(desk.turn(WANG, tap, "{}") for tap in taps))

    assert None not in answers
    assert {tap.id for tap in taps} <= set((await store.load(WANG)).seen)


async def test_somebody_quicker_makes_it_think_again(desk, store):
    await desk.turn(WANG, started("e1"), "{}")
    slow = replace(desk, store=Meddled(store, desk, 3))

    message = await answer(slow, said("e2", "小茶馆"))

    assert message.state == "seats"
    assert (await store.load(WANG)).seen[:4] == ("e2", "other2", "other1", "other0")


async def test_somebody_always_quicker_is_a_conflict(desk, store):
    await desk.turn(WANG, started("e1"), "{}")
    slow = replace(desk, store=Meddled(store, desk, 10))

    with pytest.raises(Conflict):
        await slow.turn(WANG, said("e2", "小茶馆"), "{}")

    assert (await kept(store)).state == "size"


async def test_a_fault_of_ours_leaves_the_session_as_it_was_and_gets_a_number(home, store):
    (home / "messages_zh" / "tea_shop").mkdir()
    (home / "messages_zh" / "tea_shop" / "seats.j2").write_text("{{ 1 / 0 }}")
    desk = desk_of(home, store)
    await desk.turn(WANG, started("e1"), "{}")
    before = await kept(store)

    with capture_logs() as lines:
        message = await answer(desk, said("e2", "小茶馆"))

    assert await kept(store) == before
    assert [line["event"] for line in lines] == ["incident"]
    assert lines[0]["number"] in message.text
    assert "12345" in message.text
    assert "Traceback" not in message.text
    assert "ZeroDivisionError" not in message.text
    assert message.place == "new"


async def test_the_log_of_a_fault_names_neither_person_nor_words(home, store):
    (home / "messages_zh" / "ask" / "choices.j2").unlink()
    desk = desk_of(home, store)

    with capture_logs() as lines:
        await desk.turn("tg.987654.1", said("e1", "开茶馆，我是王小明"), "{}")

    assert "987654" not in str(lines)
    assert "王小明" not in str(lines)


async def test_after_a_fault_the_conversation_goes_on(home, store):
    (home / "messages_zh" / "ask" / "number.j2").rename(home / "number.j2")
    await desk_of(home, store).turn(WANG, started("e1"), "{}")
    await desk_of(home, store).turn(WANG, said("e2", "小茶馆"), "{}")
    (home / "number.j2").rename(home / "messages_zh" / "ask" / "number.j2")

    message = await answer(desk_of(home, store), said("e3", "小茶馆"))

    assert message.state == "seats"


def test_without_words_for_a_fault_there_is_no_desk(home, store):
    (home / "messages_zh" / "house" / "incident.j2").unlink()

    with pytest.raises(WordsBroken, match=r"incident\.j2"):
        desk_of(home, store)


async def test_while_the_flow_is_the_same_the_stored_state_is_used_as_it_is(desk, store):
    await desk.turn(WANG, started("e1"), "{}")
    await _store_as(store, state="ask_window")

    message = await answer(desk, started("e2", None))

    assert message.state == "ask_window"


async def test_a_changed_flow_is_followed_anew_and_the_citizen_is_told(home, desk, store):
    await desk.turn(WANG, started("e1"), "{}")
    await desk.turn(WANG, said("e2", "小茶馆"), "{}")
    change(home / "flows" / "tea" / "tea_shop.yaml", "有多少个座位？", "摆了多少个座位？")

    message = await answer(desk_of(home, store), said("e3", "八个"))

    assert "办事规定有更新" in message.text
    assert (await kept(store)).visit.answers == {"size": "small", "seats": 8}


@pytest.mark.parametrize("event", [started("e2"), Forgot(id="e2", at=NOW, sure=True)], ids=["start", "forget"])
async def test_a_session_nobody_can_read_is_given_up_by_beginning_anew(desk, store, event):
    found = await store.load(WANG)
    await store.commit(WANG, found, Change(b'{"owner": "tg.1.1", "from_the_future": 1}', "e0"))

    with capture_logs():
        refused = await answer(desk, said("e1", "你好"))
    unharmed = (await store.load(WANG)).session
    message = await answer(desk, event)

    assert "故障号" in refused.text
    assert b"from_the_future" in unharmed
    assert "故障号" not in message.text


async def test_looking_around_leaves_nothing_behind(desk, store):
    await desk.turn(WANG, started("e1", None), "{}")
    await desk.turn(WANG, Browsed(id="e2", at=NOW), "{}")

    assert (await store.load(WANG)).session is None


async def test_of_a_newcomer_no_more_is_kept_than_which_card_was_said_last(desk, store):
    await desk.turn(WANG, said("e1", "今天天气真好"), "{}")
    told = await kept(store)
    assert told == blank(WANG).model_copy(update={"card": told.card})

    await desk.turn(WANG, Forgot(id="e2", at=NOW), "{}")
    assert (await store.load(WANG)).session is None


async def test_forgetting_deletes_everything(desk, store, redis_server):
    await desk.turn(WANG, started("e1"), "{}")
    await desk.turn(WANG, said("e2", "小茶馆"), "{}")

    message = await answer(desk, Forgot(id="e3", at=NOW, sure=True))
    await desk.settled(WANG, "e3")
    await store.close()

    assert "全部删掉" in message.text
    assert (await store.load(WANG)).session is None
    assert await store.owed(4e9, 10) == ()
    assert await desk.turn(WANG, said("e2", "小茶馆"), "{}") is None


async def test_a_timer_of_a_turn_is_owed_at_its_hour_and_wakes_the_desk_once(desk, store):
    await desk.turn(WANG, started("e1"), "{}")
    await desk.turn(WANG, said("e2", "小茶馆"), "{}")
    await desk.turn(WANG, said("e3", "八个"), "{}")
    await desk.turn(WANG, Reminded(id="e4", at=NOW, on=True), "{}")
    timers = [effect for effect in await store.listed() if effect.timer]
    first = min(timers, key=lambda effect: effect.due)
    hours = (first.timer.due - NOW).total_seconds()
    assert abs(first.due - time() - hours) < 60

    evening = replace(desk, clock=lambda: first.timer.due)
    told, again = await evening.due(first), await evening.due(first)

    assert "最后一天" in told.words.text
    assert (told.owner, told.address) == (WANG, "")
    assert again is None
    assert first.id not in {effect.id for effect in await store.listed()}


async def test_a_timer_that_is_unwanted_by_then_is_let_go_in_silence(desk, store):
    await desk.turn(WANG, started("e1"), "{}")
    await desk.turn(WANG, said("e2", "小茶馆"), "{}")
    await desk.turn(WANG, said("e3", "八个"), "{}")
    await desk.turn(WANG, Reminded(id="e4", at=NOW, on=True), "{}")
    await desk.turn(WANG, Reminded(id="e5", at=NOW, on=False), "{}")

    for timer in [effect for effect in await store.listed() if effect.timer]:
        assert await desk.due(timer) is None

    assert not [effect for effect in await store.listed() if effect.timer]


async def test_a_rating_that_comes_due_twice_counts_once_and_says_nothing(desk, store):
    rating = Effect(id="rating.e1", owner=WANG, rating=Rating(flow="tea_shop", stars=4), due=time())

    assert await desk.due(rating) is None
    assert await desk.due(rating) is None

    assert await store.ratings() == (Rating(flow="tea_shop", stars=4),)


async def test_a_slot_that_could_not_be_freed_for_three_days_is_laid_aside_for_the_staff(desk, store):
    start = NOW - timedelta(days=4)
    errand = Errand(ref="K7M2P4Q8ZT", office="window", slot=Slot(id="s", start=start, end=start), act="free")
    freeing = Effect(id="free.K7M2P4Q8ZT", owner=WANG, errand=errand, due=time(), tries=900)
    await store.commit(WANG, await store.load(WANG), Change(b"", "e1", (freeing,)))

    with capture_logs():
        edition = replace(desk.edition, clerk=Clerk({"window": Away()}))
        await replace(desk, edition=edition).due(freeing)

    assert [(effect.id, effect.failed) for effect in await store.listed()] == [("free.K7M2P4Q8ZT", "away")]


async def test_a_turn_begun_before_forgetting_brings_nothing_back(desk, store):
    await desk.turn(WANG, started("e1"), "{}")
    late = await store.load(WANG)
    await desk.turn(WANG, Forgot(id="e2", at=NOW, sure=True), "{}")

    saved = await store.commit(WANG, late, Change(b"{}", "e3"))

    assert not saved
    assert (await store.load(WANG)).session is None


class Down:
    """A store that can't be reached."""

    async def load(self, owner):
        raise StoreError("the memory of the house is away")


async def test_a_store_out_of_reach_is_the_channels_to_hear(desk):
    away = replace(desk, store=Down())

    with capture_logs() as lines, pytest.raises(StoreError):
        await away.turn(WANG, started("e1"), "{}")

    assert lines == []


async def test_tapping_an_answer_of_an_older_step_changes_nothing(desk, store):
    await desk.turn(WANG, started("e1"), "{}")
    first = await kept(store)
    await desk.turn(WANG, said("e2", "小茶馆"), "{}")
    before = await kept(store)
    old = Chosen(id="e3", at=NOW, tap={"walk": first.walk, "step": first.step}, key="big")

    message = await answer(desk, old)

    assert await kept(store) == before
    assert (message.state, bool(message.toast)) == ("seats", True)


async def _store_as(store: RedisStore, **derived: str) -> None:
    found = await store.load(WANG)
    session = Session.model_validate_json(found.session).model_copy(update=derived)
    await store.commit(WANG, found, Change(session.model_dump_json(exclude_defaults=True).encode(), "stored"))
