"""The staff's binder: nothing in it without an end, nothing done by halves, nothing unreadable that hides the rest."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.flow.model import Frozen
from bot.stores.binder import Binder
from bot.stores.connection import connect
from tests.stores.proxy import Wire

LONG = 1000


class Leaf(Frozen):
    text: str


class Other(Frozen):
    number: int


@pytest.fixture
async def binder(house):
    opened = Binder(house)
    yield opened
    await opened.close()


@pytest.fixture
async def ask(house):
    client = connect(house)
    yield client.ask
    await client.aclose()


async def _ends(ask):
    """Every key of the binder, with the seconds it has left; -1 is for ever."""
    return {key.decode(): await ask("TTL", key) for key in await ask("KEYS", "guide:{staff}:*")}


async def _everything(binder):
    await binder.keep("note", "a", Leaf(text="一"), LONG)
    await binder.append("trail", "a", Leaf(text="一"), LONG, 2)
    await binder.mark("tried", "a", ("x", "y"), LONG)


async def test_what_is_kept_is_found_in_the_order_of_the_names(binder):
    for name in ("b", "c", "a"):
        await binder.keep("note", name, Leaf(text=name), LONG)
    await binder.keep("note", "b", Leaf(text="anew"), LONG)
    await binder.drop("note", "c")

    assert [one.text for one in await binder.leaves("note", Leaf)] == ["a", "anew"]
    assert await binder.leaf("note", "b", Leaf) == Leaf(text="anew")
    assert await binder.leaf("note", "c", Leaf) is None
    assert await binder.leaves("draft", Leaf) == ()


async def test_of_two_leaves_of_one_name_the_first_stays_where_it_is_asked_for(binder):
    assert await binder.add("draft", "a", Leaf(text="first"), LONG)
    assert not await binder.add("draft", "a", Leaf(text="second"), LONG)

    assert await binder.leaves("draft", Leaf) == (Leaf(text="first"),)


async def test_a_file_keeps_its_order_and_its_latest(binder):
    for number in range(4):
        await binder.append("trail", "a", Leaf(text=f"{number}"), LONG, 3)

    assert [one.text for one in await binder.file("trail", "a", Leaf)] == ["1", "2", "3"]


async def test_marks_add_up(binder):
    await binder.mark("tried", "a", ("x",), LONG)
    await binder.mark("tried", "a", ("x", "y"), LONG)

    assert await binder.marks("tried", "a") == {"x", "y"}


async def test_nothing_is_kept_for_ever(binder, ask):
    await _everything(binder)
    await binder.keep("note", "b", Leaf(text="shorter"), LONG // 2)

    ends = await _ends(ask)

    assert len(ends) == 5, ends
    assert all(LONG // 2 - 60 < left <= LONG for left in ends.values()), ends
    index = next(left for key, left in ends.items() if "note:" not in key and "note" in key)
    assert index > LONG - 60


async def test_of_what_has_ended_not_even_the_name_is_left(binder, ask):
    await binder.keep("walk", "-1001.0.4711", Leaf(text="x"), 1)
    await binder.keep("walk", "-1001.0.4712", Leaf(text="y"), LONG)
    (index,) = [key for key in await _ends(ask) if "4711" not in key and "4712" not in key]

    async with asyncio.timeout(10):
        while "4711" in str(await ask("ZRANGE", index, 0, -1)):
            await binder.leaves("walk", Leaf)
            await asyncio.sleep(0.05)

    assert await binder.leaves("walk", Leaf) == (Leaf(text="y"),)


@pytest.mark.parametrize("deed", ["keep", "append", "mark", "drop"])
async def test_a_kill_in_the_middle_leaves_nothing_by_halves(tcp_server, deed):
    """The answer to the first thing said is lost, and nothing can be said after it."""
    async with Wire(tcp_server.port) as wire:
        binder, client = Binder(wire.url), connect(tcp_server.url)
        await _everything(binder)
        await binder.drop("note", "-")
        does = {
            "keep": lambda: binder.keep("note", "b", Leaf(text="二"), LONG),
            "append": lambda: binder.append("trail", "b", Leaf(text="二"), LONG, 2),
            "mark": lambda: binder.mark("tried", "b", ("x",), LONG),
            "drop": lambda: binder.drop("note", "a"),
        }
        wire.cut = True
        task = asyncio.create_task(does[deed]())
        async with asyncio.timeout(10):
            while not wire.lost:  # noqa: ASYNC110 - the wire sends no word
                await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])

        ends = await _ends(client.ask)
        assert -1 not in ends.values(), ends
        names = [name.decode() for name in await client.ask("ZRANGE", "guide:{staff}:ends:note", 0, -1)]
        assert names == {"keep": ["a", "b"], "drop": []}.get(deed, ["a"])
        await binder.close()
        await client.aclose()


async def test_a_leaf_nobody_can_read_any_more_hides_no_other_and_is_told(binder):
    await binder.keep("note", "a", Other(number=1), LONG)
    await binder.keep("note", "b", Leaf(text="good"), LONG)

    with capture_logs() as logs:
        assert await binder.leaves("note", Leaf) == (Leaf(text="good"),)
        assert await binder.leaf("note", "a", Leaf) is None

    assert [(one["event"], one["of"]) for one in logs] == [("leaf_unreadable", "note")] * 2


async def test_a_line_of_a_file_nobody_can_read_any_more_is_passed_over(binder):
    await binder.append("trail", "a", Other(number=1), LONG, 9)
    await binder.append("trail", "a", Leaf(text="good"), LONG, 9)

    assert await binder.file("trail", "a", Leaf) == (Leaf(text="good"),)
