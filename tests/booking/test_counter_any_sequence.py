"""Whatever is done in whatever order, the counts of a book and what is written in it agree."""

import asyncio
from collections import Counter as Tally

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.booking.base import Receipt
from bot.booking.counter import Counter
from bot.stores.slots import SlotBook
from tests.booking.office import CALENDAR, OFFICE, SERVICE, TODAY, Clock, asks, counting, slot
from tests.booking.with_counter import KEEP, VAULT

SLOTS = [slot(TODAY, 10), slot(TODAY, 10, 30), slot(TODAY, 11)]
refs, slots = st.sampled_from("abcdef"), st.sampled_from(SLOTS)
PHONES = {ref: f"1380000000{number // 2}" for number, ref in enumerate("abcdef")}
actions = st.one_of(
    st.tuples(st.just("put"), refs, slots, st.sampled_from(["held", "confirmed"])),
    st.tuples(st.just("delete"), refs),
    st.tuples(st.just("close"), slots),
    st.tuples(st.just("open"), slots),
    st.tuples(st.just("wait"), st.sampled_from([60, 600])),
)


async def does(action, counter, book, clock):
    match action:
        case "put", ref, where, state:
            answer = await counter.put(asks(ref, where, PHONES[ref]), state)
            if isinstance(answer, Receipt):
                assert await counter.get(ref, where) == answer.model_copy(update={"new": False})
        case "delete", ref:
            await counter.delete(ref, SLOTS[0])
        case "close", where:
            await book.close(OFFICE, TODAY, where.id)
        case "open", where:
            await book.open(OFFICE, TODAY, where.id)
        case "wait", seconds:
            clock.forward(seconds=seconds)


async def agrees(counter, book, closed):
    entries = await book.day(OFFICE, TODAY)
    taken = Tally(entry.slot for entry in entries)
    free = {each.id: each.free for each in await counter.availability(SERVICE, TODAY, TODAY)}
    for each in SLOTS:
        assert taken[each.id] <= 2
        assert free.get(each.id, 0) == (0 if each.id in closed else 2 - taken[each.id])
    assert all(count <= 1 for count in Tally(entry.request.person.phone for entry in entries).values())


async def walk(url, steps):
    clock, closed = Clock(), set()
    book = SlotBook(url, VAULT, clock, KEEP)
    counter = Counter(OFFICE, counting(windows=2, per_person=1), CALENDAR, book, clock)
    try:
        for step in steps:
            await does(step, counter, book, clock)
            if step[0] in {"close", "open"}:
                (closed.add if step[0] == "close" else closed.discard)(step[1].id)
            await agrees(counter, book, closed)
    finally:
        await book.aclose()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(actions, max_size=30).filter(lambda steps: sum(s[1] for s in steps if s[0] == "wait") < 7200))
def test_after_every_step_the_book_agrees_with_itself(redis_server, steps):
    redis_server.ask("FLUSHALL")

    asyncio.run(walk(redis_server.url, steps))
