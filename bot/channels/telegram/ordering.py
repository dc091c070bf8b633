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
        self._after: dict[asyncio.Task[object], asyncio.Task[object]] = {}
        self._all: set[asyncio.Task[object]] = set()

    def join(self, name: str, work: Callable[[], Awaitable[T]]) -> asyncio.Task[T]:
        """Do the work when all that joined the same line before is over, however that ended."""
        task = asyncio.create_task(self._wait(self._last.get(name), work))
        self._last[name] = task
        self._all.add(task)
        task.add_done_callback(lambda done: self._leave(name, done))
        return task

    def follow(self, name: str, work: Callable[[], Awaitable[object]]) -> None:
        """Do the work right after the one that calls this, before all that has joined its line meanwhile; once a work."""
        caller = asyncio.current_task()
        if caller is None:
            return
        task = self._after[caller] = asyncio.create_task(self._then(caller, work))
        self._all.add(task)
        task.add_done_callback(lambda done: self._leave(name, done))

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
        while before:
            await asyncio.wait([before])
            before = self._after.pop(before, None)
        async with self._places:
            return await work()

    async def _then(self, caller: asyncio.Task[object], work: Callable[[], Awaitable[object]]) -> None:
        await asyncio.wait([caller])
        async with self._places:
            await work()

    def _leave(self, name: str, task: asyncio.Task[object]) -> None:
        self._all.discard(task)
        if self._last.get(name) is not task:
            return
        del self._last[name]
        if after := self._after.pop(task, None):
            self._last[name] = after
