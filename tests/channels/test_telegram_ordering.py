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


async def test_an_empty_line_vanishes():
    lines = Lines(1)
    await lines.join("a", lambda: asyncio.sleep(0))

    await lines.idle()

    assert not lines._last


async def test_what_is_dropped_ends_at_once():
    lines = Lines(1)
    tasks = [lines.join("a", asyncio.Event().wait) for _ in range(3)]
    await asyncio.sleep(0)

    await lines.drop()

    assert all(task.cancelled() for task in tasks)
