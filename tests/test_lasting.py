"""What goes on beside the channel: its death is told at once, and it is begun again."""

import asyncio
from datetime import date

import pytest
from structlog.testing import capture_logs

from bot.clerk import Clerk
from bot.lasting import lasting

PAUSE = 0.001


class Life:
    """Dies so many times, then ends well."""

    def __init__(self, deaths):
        self.deaths, self.lives = deaths, 0

    async def live(self):
        self.lives += 1
        if self.lives <= self.deaths:
            raise ExceptionGroup("an outbox", [ValueError("王小明")])


async def test_a_life_that_dies_is_told_at_once_and_begun_again_after_a_pause_that_grows():
    life = Life(3)

    with capture_logs() as log:
        await asyncio.wait_for(lasting("outbox", life.live, PAUSE), 10)

    assert life.lives == 4
    assert [(line["event"], line["log_level"], line["task"]) for line in log] == [("task_died", "error", "outbox")] * 3
    assert [line["again_in"] for line in log] == [PAUSE, 2 * PAUSE, 4 * PAUSE]


async def test_a_life_that_ends_by_itself_is_not_begun_again():
    life = Life(0)

    with capture_logs() as log:
        await lasting("files", life.live, PAUSE)

    assert (life.lives, log) == (1, [])


async def test_a_life_that_is_cancelled_ends():
    begun = asyncio.Event()

    async def live():
        begun.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(lasting("sweep", live))
    await begun.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


class Office:
    def __init__(self, fault=None):
        self.fault, self.swept = fault, []

    async def sweep(self, before):
        if self.fault:
            raise self.fault
        self.swept.append(before)


async def test_an_office_whose_sweeping_fails_keeps_no_other_from_being_swept():
    first, last, day = Office(), Office(), date(2026, 3, 2)
    clerk = Clerk(
        {"first": first, "broken": Office(ValueError("王小明")), "slow": Office(TimeoutError()), "last": last}
    )

    with capture_logs() as log:
        await clerk.sweep(day)

    assert first.swept == last.swept == [day]
    assert [(line["event"], line["office"]) for line in log] == [
        ("sweep_failed", "broken"), ("sweep_too_slow", "slow"),
    ]  # fmt: skip
    assert "王小明" not in str(log)
