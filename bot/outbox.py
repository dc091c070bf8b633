"""What is owed: does what is due, and delivers what was saved but never said, because its worker is gone."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Protocol

import structlog

from bot.errors import StoreError
from bot.stores.base import Effect, Line, Store

EVERY = 1.0
"""Seconds between two looks."""
LIMIT = 100
"""Lines under way at a time, and effects taken at a time."""
LEASE = 25
"""Seconds for doing what was taken; safely less than the store's lease, after which others may take it."""
_FIRST, _LONGEST = 15.0, 900.0
"""Seconds between two tries to bring a message: the first pause, doubled each time, and the longest."""
_MOST = 300
"""Tries to bring a message, about three days; then it is laid aside as dead."""

log = structlog.get_logger()


class Worker(Protocol):
    """The desk, as the outbox sees it."""

    async def due(self, effect: Effect) -> Effect | None:
        """Do something whose time has come; returns what is to be said of it."""
        ...


class Outbox:
    """Does every effect at least once, one owner's in order; what fails is tried again.

    `clock` tells the real time in Unix seconds, also in a rehearsal. With an `owner` it looks after that one alone.
    """

    def __init__(
        self,
        store: Store,
        desk: Worker,
        deliver: Callable[[Effect], Awaitable[None]],
        clock: Callable[[], float],
        owner: str | None = None,
    ) -> None:
        self._store = store
        self._desk = desk
        self._deliver = deliver
        self._clock = clock
        self._owner = owner
        self._under_way: set[Line] = set()

    async def run(self) -> None:
        """Look every second, until cancelled; who is slow keeps nobody else waiting."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._look(group)
                await asyncio.sleep(EVERY)

    async def round(self) -> None:
        """Do what is due now, to its end."""
        async with asyncio.TaskGroup() as group:
            await self._look(group)

    async def _look(self, group: asyncio.TaskGroup) -> None:
        """Begin with what is due now; what is due to those still under way waits for a later look."""
        room = LIMIT - len(self._under_way)
        if not room:
            return
        try:
            effects = await self._store.owed(self._clock(), room, self._owner, self._under_way)
        except StoreError:
            log.warning("outbox_not_read")
            return
        lines: dict[Line, list[Effect]] = defaultdict(list)
        for effect in effects:
            lines[effect.line].append(effect)
        for line, owed in lines.items():
            self._under_way.add(line)
            group.create_task(self._do_all(owed)).add_done_callback(partial(self._ended, line))

    def _ended(self, line: Line, _: asyncio.Task[None]) -> None:
        self._under_way.discard(line)

    async def _do_all(self, owed: list[Effect]) -> None:
        """Stops at the first message that fails: what comes after it must not be heard before it."""
        try:
            async with asyncio.timeout(LEASE):
                for effect in owed:
                    if not await self._done(effect) and effect.says:
                        return
        except TimeoutError:
            log.warning("outbox_too_slow")

    async def _done(self, effect: Effect) -> bool:
        said: Effect | None = effect
        try:
            said = await self._desk.due(effect)
            if said:
                await self._deliver(said)
                await self._store.settle(said.owner, said.id)
        except Exception as error:  # noqa: BLE001 - one failure must not stop the others
            # The error's own words may hold an address or a token, so only its kind is written down.
            log.warning("effect_not_done", effect=effect.id, error=type(error).__name__)
            with suppress(StoreError):  # then its lease ends, and it is tried as it is
                await self._later(said or effect)
            return False
        return True

    async def _later(self, effect: Effect) -> None:
        pause = min(_FIRST * 2 ** min(effect.tries, 10), _LONGEST) * random.uniform(0.75, 1.25)  # noqa: S311 - spreads the load, guards nothing
        failed = "undelivered" if effect.tries >= _MOST else None
        # What failed may have been done: an errand stays marked as begun.
        begun = effect.errand is not None
        update = {"tries": effect.tries + 1, "due": self._clock() + pause, "failed": failed, "begun": begun}
        await self._store.postpone(effect.model_copy(update=update))
