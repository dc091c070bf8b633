"""Keeps each one's affairs in order while everybody's go on at once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


class Lines:
    """One line a name: work joins at its end, and a line vanishes when it is empty."""

    def __init__(self, places: int) -> None:
        """Let at most this many works of all lines run at once; those that wait in line take no place."""
        self._places = asyncio.Semaphore(places)
        self._last: dict[str, asyncio.Task[object]] = {}
        self._all: set[asyncio.Task[object]] = set()

    def join(self, name: str, work: Callable[[], Awaitable[T]]) -> asyncio.Task[T]:
        """Do the work when all that joined the same line before is over, however that ended."""
        task = asyncio.create_task(self._wait(self._last.get(name), work))
        self._last[name] = task
        self._all.add(task)
        task.add_done_callback(lambda done: self._leave(name, done))
        return task

    async def idle(self) -> None:
        """Wait until nothing is in line."""
        while self._all:
            await asyncio.wait(self._all)

    async def drop(self) -> None:
        """Give up all that is still in line."""
        for task in self._all:
            task.cancel()
        await self.idle()

    async def _wait(self, before: asyncio.Task[object] | None, work: Callable[[], Awaitable[T]]) -> T:
        if before:
            await asyncio.wait([before])
        async with self._places:
            return await work()

    def _leave(self, name: str, task: asyncio.Task[object]) -> None:
        self._all.discard(task)
        if self._last.get(name) is task:
            del self._last[name]
