"""What is owed: delivers what was saved but never said, because the worker that saved it is gone."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable

import structlog

from bot.stores.base import Effect, Store

GRACE = 15
"""Seconds in which the worker that saved an effect delivers it itself."""
EVERY = 1.0
"""Seconds between two looks."""
LIMIT = 100
"""Effects taken at a time."""
LEASE = 25
"""Seconds for delivering what was taken; safely less than the store's lease, after which others may take it."""

log = structlog.get_logger()


class Outbox:
    """Delivers every effect at least once, one owner's in order; what fails is tried again after its lease.

    `clock` tells the real time in Unix seconds, also in a rehearsal.
    """

    def __init__(self, store: Store, deliver: Callable[[Effect], Awaitable[None]], clock: Callable[[], float]) -> None:
        self._store = store
        self._deliver = deliver
        self._clock = clock

    async def run(self) -> None:
        """Look every second, until cancelled."""
        while True:
            await self._round()
            await asyncio.sleep(EVERY)

    async def _round(self) -> None:
        try:
            effects = await self._store.owed(self._clock() - GRACE, LIMIT)
        except Exception as error:  # noqa: BLE001 - the loop outlives whatever fails in it
            log.warning("outbox_not_read", error=type(error).__name__)
            return
        owners: dict[str, list[Effect]] = defaultdict(list)
        for effect in effects:
            owners[effect.owner].append(effect)
        async with asyncio.TaskGroup() as group:
            for owed in owners.values():
                group.create_task(self._deliver_all(owed))

    async def _deliver_all(self, owed: list[Effect]) -> None:
        """Stops at the first that fails: what comes after it must not be heard before it."""
        current = owed[0]
        try:
            async with asyncio.timeout(LEASE):
                for current in owed:
                    await self._deliver(current)
                    await self._store.settle(current.owner, current.id)
        except Exception as error:  # noqa: BLE001 - one failed delivery must not stop the others
            # The error's own words may hold an address or a token, so only its kind is written down.
            log.warning("effect_not_delivered", effect=current.id, error=type(error).__name__)
