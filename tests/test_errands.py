"""What is done at a booking provider is done once, heard once, and never lost, whatever fails in between."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.booking.base import Away, Doubtful, Gone, Receipt, Request, Slot, State
from bot.clerk import Clerk
from bot.desk import Desk
from bot.edition import Edition
from bot.engine.event import Booked, Forgot, Marked, Picked, Said, Started
from bot.engine.mind import Rules
from bot.engine.tap import decode
from bot.errors import Undelivered
from bot.outbox import Outbox
from bot.press.press import Press
from bot.render import Renderer
from bot.stores.base import Change, Effect, Saved
from bot.stores.redis import RedisStore
from bot.vault import Vault, is_sealed
from tests.engine.caller import SLOTS, home
from tests.houses import NOON, change
from tests.houses import mind as mind_of

OWNER = "tg.1.1"


@dataclass
class Counter:
    """A provider that keeps a book and answers as told; `puts` counts what reached it."""

    repeatable: bool = True
    answers: list = field(default_factory=list)
    puts: list[str] = field(default_factory=list)
    deletes: list[str] = field(default_factory=list)
    book: dict[str, State] = field(default_factory=dict)
    away: bool = False
    """Whether looking gets no answer."""
    waits: asyncio.Event | None = None
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def availability(self, service, begin, end) -> tuple[Slot, ...]:
        return SLOTS

    async def put(self, request: Request, state: State):
        self.puts.append(request.ref)
        if self.waits:
            self.reached.set()
            await self.waits.wait()
        if self.answers:
            return self.answers.pop(0)
        self.book[request.ref] = state
        return Receipt(ref=request.ref, state=state, slot=request.slot)

    async def get(self, ref, slot):
        if self.away:
            return Away()
        return Receipt(ref=ref, state=self.book[ref], slot=slot) if ref in self.book else Gone()

    async def delete(self, ref, slot):
        self.deletes.append(ref)
        self.book.pop(ref, None)
        return Gone()

    async def sweep(self, before): ...

    async def close(self): ...


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return home(tmp_path)


@pytest.fixture
async def desk(house: Path, store: RedisStore, counter: Counter) -> Desk:
    return desk_of(house, store, counter)


def desk_of(house: Path, store: RedisStore, counter: Counter) -> Desk:
    thinking = mind_of(house)
    thinking = type(thinking)(thinking.handbook, Rules())
    press, vault = Press(house, thinking.handbook), Vault(lambda: bytes(32))
    clerk = Clerk({"window": counter})
    edition = Edition(house, thinking, Renderer(house, thinking), press, clerk)
    return Desk(store, edition, vault, lambda: NOON, ('{"chat":-9}',))


async def does(desk: Desk, kind: type, **what: object) -> Saved:
    saved = await desk.turn(OWNER, kind(id=f"e{time.monotonic_ns()}", at=NOON, **what), "{}")
    assert saved
    return saved


async def held(desk: Desk) -> str:
    """As far as a slot that is held; its reference."""
    saved = await does(desk, Started, flow="tea_hall")
    while not saved.effect.words.end:
        answer = decode(saved.effect.words.rows[0][0].id, id=f"e{time.monotonic_ns()}", at=NOON)
        saved = await desk.turn(OWNER, answer, "{}")
    await does(desk, Booked, what="open")
    await does(desk, Picked, what="day", value=f"{SLOTS[0].start:%Y%m%d}")
    await does(desk, Picked, what="slot", value="0")
    await does(desk, Booked, what="agree")
    await does(desk, Said, text="孙大川")
    saved = await does(desk, Said, text="13987654321")
    said = await desk.follow(saved.errands[0], "{}")
    assert "确认预约" in str(said.words.rows)
    return saved.errands[0].errand.ref


async def confirming(desk: Desk, ref: str) -> Effect:
    return (await does(desk, Booked, what="confirm", ref=ref)).errands[0]


@asynccontextmanager
async def answered_late(desk: Desk, counter: Counter, *answers: object) -> AsyncIterator[str]:
    """While this lasts a confirmation waits at the provider, and then gets these answers; its reference."""
    ref = await held(desk)
    errand = await confirming(desk, ref)
    counter.waits, counter.answers = asyncio.Event(), list(answers)
    under_way = asyncio.create_task(desk.follow(errand, "{}"))
    await counter.reached.wait()
    yield ref
    counter.waits.set()
    await under_way


async def owed(store: RedisStore, kind: str = "errand") -> list[Effect]:
    return [effect for effect in await store.listed() if getattr(effect, kind)]


async def rounds(desk: Desk, store: RedisStore, said: list[Effect], *, ahead: float = 3600) -> None:
    async def deliver(effect: Effect) -> None:
        said.append(effect)

    await Outbox(store, desk, deliver, lambda: time.time() + ahead, OWNER).round()


async def readable(redis_url: str) -> str:
    """What Redis holds of owed and dead messages that anybody can read there, one after the other."""
    async with Redis.from_url(redis_url) as redis:
        owed = [await redis.hvals(key) for kind in "ox" for key in await redis.keys(f"*:{kind}")]
    effects = [Effect.model_validate_json(value) for values in owed for value in values]
    assert any(effect.sealed for effect in effects)
    return "".join(effect.words.model_dump_json() for effect in effects)


def tells(text: str, ref: str) -> bool:
    return any(word in text for word in ("孙", "川", "4321", ref))


async def test_what_is_owed_to_who_gave_a_name_lies_sealed_and_is_said_all_the_same(desk, store, redis_url):
    ref = await held(desk)
    said = await desk.follow(await confirming(desk, ref), "{}")
    assert "约好了" in said.words.text

    assert not tells(await readable(redis_url), ref)
    heard: list[Effect] = []
    await rounds(desk, store, heard)

    assert said in heard
    assert next(one for one in heard if one.id == said.id).words == said.words


async def test_what_could_not_be_said_stays_sealed_until_it_is_dead_and_after(desk, store, redis_url):
    ref = await held(desk)
    await desk.follow(await confirming(desk, ref), "{}")

    async def refuse(effect: Effect) -> None:
        raise Undelivered(effect.id)

    for hours in (1, 2):
        await Outbox(store, desk, refuse, partial(_later, hours), OWNER).round()
    found = await owed(store, "says")
    assert any(effect.tries for effect in found)
    for effect in found:
        await store.postpone(effect.model_copy(update={"failed": "undelivered"}))

    assert not tells(await readable(redis_url), ref)


def _later(hours: int) -> float:
    return time.time() + hours * 3600


async def test_what_the_staff_must_look_up_lies_sealed_as_well(desk, store, counter, redis_url):
    async with answered_late(desk, counter, Doubtful()) as ref:
        pass

    to_staff = [effect for effect in await store.listed() if effect.staff]

    assert [effect.message for effect in to_staff] == [None]
    assert "待人工核实" in (await desk.due(to_staff[0])).words.text
    assert not tells(await readable(redis_url), ref)


async def test_the_last_words_of_who_called_off_lie_sealed_though_nothing_personal_is_left(desk, store, redis_url):
    ref = await held(desk)
    saved = await does(desk, Booked, what="free_sure", ref=ref)
    await desk.follow(saved.errands[0], "{}")

    assert not is_sealed((await store.load(OWNER)).session)
    assert not tells(await readable(redis_url), ref)


@pytest.mark.parametrize("free", [True, False])
async def test_forgetting_wipes_who_waited_for_a_booking_in_doubt(desk, counter, free):
    async with answered_late(desk, counter, Doubtful()) as ref:
        pass
    assert await desk.whose(ref) == OWNER

    await does(desk, Forgot, sure=True, free=free)

    assert await desk.whose(ref) is None


async def test_a_doubtful_answer_that_comes_after_forgetting_notes_nobody(desk, counter):
    async with answered_late(desk, counter, Doubtful()) as ref:
        await desk.store.doubt(ref, desk.vault.seal(OWNER.encode()))  # by a turn that was overtaken in its last step
        await does(desk, Forgot, sure=True, free=False)

    assert await desk.whose(ref) is None


@pytest.mark.parametrize(("free", "left"), [(True, None), (False, OWNER)])
async def test_a_booking_found_and_kept_while_forgetting_stays_known_to_the_window(desk, counter, free, left):
    async with answered_late(desk, counter, Doubtful()) as ref:
        pass
    await does(desk, Marked, ref=ref, what="found")

    await does(desk, Forgot, sure=True, free=free)

    assert await desk.whose(ref) == left


async def test_an_answer_that_can_not_be_told_is_asked_for_again(desk, store, counter, house):
    ref = await held(desk)
    change(house / "messages_zh" / "booking" / "receipt.j2", "约好了", "{{ nobody_knows }}")
    broken = desk_of(house, store, counter)

    said = await broken.follow(await confirming(broken, ref), "{}")
    assert "编号" in said.words.text or "号" in said.words.text
    assert [effect.errand.act for effect in await owed(store)] == ["confirm"]

    change(house / "messages_zh" / "booking" / "receipt.j2", "{{ nobody_knows }}", "约好了")
    heard: list[Effect] = []
    await rounds(desk_of(house, store, counter), store, heard)
    assert any("约好了" in effect.words.text for effect in heard)
    assert await owed(store) == []
    assert counter.book == {ref: "confirmed"}


@pytest.mark.parametrize(
    ("office", "heard"),
    [("has it", [1, 0]), ("deleted it", [0, 1]), ("is away", [1, 0])],
)
async def test_before_it_reminds_the_house_asks_the_office(desk, store, counter, office, heard):
    ref = await held(desk)
    await desk.follow(await confirming(desk, ref), "{}")
    if office == "deleted it":
        counter.book.clear()
    counter.away = office == "is away"
    said: list[Effect] = []
    for _ in range(3):
        await rounds(desk, store, said, ahead=8 * 3600)

    told = "".join({one.id: one.words.text for one in said}.values())
    assert [told.count(words) for words in ("明天去办事", "窗口那边查不到您的预约了")] == heard
    assert [effect for effect in await owed(store) if effect.errand.act == "look"] == []


async def test_an_errand_somebody_died_over_is_not_done_again_where_that_could_book_twice(desk, store, counter):
    ref = await held(desk)
    counter.repeatable = False
    errand = await confirming(desk, ref)
    counter.waits = asyncio.Event()
    dying = asyncio.create_task(desk.follow(errand, "{}"))
    await counter.reached.wait()
    dying.cancel()
    counter.waits = None

    heard: list[Effect] = []
    await rounds(desk, store, heard)
    assert len(counter.puts) == 2
    assert any("待人工核实" in effect.words.text for effect in heard)


async def test_an_errand_is_done_by_one_of_two_who_hold_it(desk, store, counter):
    errand = await confirming(desk, await held(desk))
    said = await asyncio.gather(desk.follow(errand, "{}"), desk.follow(errand, "{}"))

    assert len(counter.puts) == 2
    assert sum(one is not None for one in said) == 1


@pytest.mark.parametrize("leaving", ["forgets", "calls it off"])
async def test_a_booking_called_off_while_nobody_answered_is_not_tried_again(desk, store, counter, leaving):
    async with answered_late(desk, counter, Away()) as ref:
        if leaving == "forgets":
            await does(desk, Forgot, sure=True, free=True)
        else:
            await does(desk, Booked, what="free", ref=ref)

    assert [effect.errand.act for effect in await owed(store)] == ["free"]
    await rounds(desk, store, [])
    assert await owed(store) == []
    assert counter.book == {}


async def test_a_second_freeing_of_the_same_slot_comes_to_an_end(desk, store, counter):
    async with answered_late(desk, counter) as ref:
        await does(desk, Booked, what="free", ref=ref)
        await rounds(desk, store, [])
    await rounds(desk, store, [])

    assert counter.deletes == [ref, ref]
    assert await owed(store) == []
    assert counter.book == {}


async def test_a_doubtful_answer_for_who_has_left_is_freed(desk, store, counter):
    async with answered_late(desk, counter, Doubtful()) as ref:
        await does(desk, Booked, what="free", ref=ref)
        await rounds(desk, store, [])
    await rounds(desk, store, [])

    assert counter.deletes == [ref, ref]


async def test_an_office_that_is_gone_frees_by_people_and_nothing_vanishes(desk, store, house, counter):
    ref = await held(desk)
    await desk.follow(await confirming(desk, ref), "{}")
    closed = desk_of(house, store, counter)
    closed.edition = replace(closed.edition, clerk=Clerk({}))
    saved = await does(closed, Booked, what="free_sure", ref=ref)
    said = await closed.follow(saved.errands[0], "{}")

    assert "取消的事记下了" in said.words.text
    assert [effect.errand.act for effect in await owed(store)] == ["free"]


async def test_what_can_not_be_opened_stops_nothing_behind_it(desk, store, counter):
    errand = await confirming(desk, await held(desk))
    found = await store.load(OWNER)
    poison = errand.model_copy(update={"id": "confirm.X", "request": "AAAA", "due": 1.0})
    await store.commit(OWNER, found, Change(found.session, "poison", (poison,)))
    heard: list[Effect] = []
    await rounds(desk, store, heard)

    assert [(effect.id, effect.tries > 0) for effect in await owed(store)] == [("confirm.X", True)]
    assert any("约好了" in effect.words.text for effect in heard)


async def test_the_staffs_notice_outlives_forgetting_and_is_not_shown_to_the_citizen(desk, store, counter):
    ref = await held(desk)
    counter.answers = [Doubtful()]
    await desk.follow(await confirming(desk, ref), "{}")
    await does(desk, Forgot, sure=True)
    heard: list[Effect] = []
    await rounds(desk, store, heard)

    assert not [effect for effect in heard if effect.staff]
    assert [effect.address for effect in await owed(store, "staff")] == ['{"chat":-9}']
