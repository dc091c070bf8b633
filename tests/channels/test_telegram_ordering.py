"""Lines: in order within, at once across, and gone when empty."""

import asyncio

import pytest

from bot.channels.telegram.ordering import Lines


async def test_no_more_than_the_places_run_at_once_and_those_in_line_take_none():
    lines = Lines(3)
    running, most = 0, 0

    async def work() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1

    for number in range(30):
        lines.join(f"{number % 10}", work)
    await lines.idle()

    assert most == 3


async def test_a_failure_does_not_stop_the_line():
    lines = Lines(1)

    async def fail() -> None:
        raise ValueError

    async def succeed() -> str:
        return "done"

    failed, later = lines.join("a", fail), lines.join("a", succeed)

    assert await later == "done"
    with pytest.raises(ValueError):
        await failed


async def test_what_follows_a_work_comes_before_all_that_joined_behind_it_and_nobody_waits_for_it():
    lines, done, gate = Lines(2), [], asyncio.Event()

    async def first() -> None:
        lines.follow("a", follows)
        await asyncio.sleep(0)
        done.append("first")

    async def follows() -> None:
        await gate.wait()
        done.append("follows")

    async def note(word: str) -> None:
        done.append(word)

    begun, behind = lines.join("a", first), lines.join("a", lambda: note("behind"))
    await begun
    later, other = lines.join("a", lambda: note("later")), lines.join("b", lambda: note("other"))
    await other
    assert done == ["first", "other"]

    gate.set()
    await asyncio.wait([behind, later])
    assert done == ["first", "other", "follows", "behind", "later"]


async def test_what_joins_when_a_work_is_over_waits_for_what_follows_it():
    lines, done, gate = Lines(1), [], asyncio.Event()

    async def first() -> None:
        lines.follow("a", follows)

    async def follows() -> None:
        await gate.wait()
        done.append("follows")

    async def later() -> None:
        done.append("later")

    await lines.join("a", first)
    joined = lines.join("a", later)
    gate.set()
    await joined

    assert done == ["follows", "later"]


@pytest.mark.parametrize("follows", [False, True])
async def test_an_empty_line_vanishes(follows):
    lines = Lines(1)

    async def work() -> None:
        if follows:
            lines.follow("a", lambda: asyncio.sleep(0))

    await lines.join("a", work)
    await lines.idle()

    assert not lines._last
    assert not lines._after


async def test_what_is_dropped_ends_at_once():
    lines = Lines(1)
    tasks = [lines.join("a", asyncio.Event().wait) for _ in range(3)]
    await asyncio.sleep(0)

    await lines.drop()

    assert all(task.cancelled() for task in tasks)
