"""Holds updates of slow orders only for a moment: then they are kept in the house, and Telegram need not wait for them."""

import asyncio
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from typing import Any

import structlog

from bot.channels.base import Tray
from bot.channels.telegram.address import Address
from bot.channels.telegram.signs import Signs
from bot.errors import HouseError, StoreError

_log = structlog.get_logger(__name__)

_MOMENT = 0.5
"""Seconds after which an update still worked at is kept, and its chat sees a sign. Polling holds few updates at a time:
this is how long staff may keep citizens waiting."""


class Holding:
    """Updates of the staff's orders under way; none is lost, whatever becomes of this process."""

    def __init__(self, tray: Tray, bot: int, signs: Signs) -> None:
        self._tray = tray
        self._bot = bot
        self._signs = signs
        self._updates: dict[int, asyncio.Future[None]] = {}
        self._kept: set[int] = set()
        self._all: set[asyncio.Task[None]] = set()
        self._signals: set[asyncio.Task[None]] = set()

    def __getitem__(self, number: int) -> asyncio.Future[None] | None:
        """The update, while its order is under way."""
        return self._updates.get(number)

    def hold(self, raw: Mapping[str, Any], work: asyncio.Task[None], address: Address) -> asyncio.Future[None]:
        """The update: done when its work is, or when it is kept; like the work it fails or is cancelled before that."""
        number = int(raw["update_id"])
        update = self._updates[number] = asyncio.get_running_loop().create_future()
        _begin(self._accompany(number, raw, work), self._all)
        _begin(self._signal(address, work), self._signals)
        return update

    async def left(self) -> tuple[Mapping[str, Any], ...]:
        """Updates that were kept and never done. Raises StoreError."""
        found = await self._tray.left(self._bot)
        self._kept.update(found)
        return tuple(found.values())

    async def forget(self, number: int) -> None:
        """Keep it no longer; where that fails it is done once more after the next start, which harms nobody."""
        self._kept.discard(number)
        with suppress(StoreError):
            await self._tray.done(self._bot, number)

    async def idle(self) -> None:
        """Wait until nothing is under way; a sign is nothing to wait for."""
        while self._all:
            await asyncio.wait(self._all)

    async def drop(self) -> None:
        """Give up what is still to be kept; call it when the works have ended."""
        for task in (*self._all, *self._signals):
            task.cancel()
        await asyncio.gather(*self._all, *self._signals, return_exceptions=True)

    async def _signal(self, address: Address, work: asyncio.Task[None]) -> None:
        """Show who waits that the order is worked at, once that takes longer; kept or not."""
        await asyncio.wait([work], timeout=_MOMENT)
        if not work.done():
            await self._signs.show(address, work)

    async def _accompany(self, number: int, raw: Mapping[str, Any], work: asyncio.Task[None]) -> None:
        update = self._updates[number]
        try:
            if await self._safe(number, raw, work):
                update.set_result(None)
                await asyncio.wait([work])
                if not work.cancelled():
                    await self.forget(number)
            _end(update, work)
        finally:
            del self._updates[number]
            update.cancel()  # unless it is done; then Telegram brings it again

    async def _safe(self, number: int, raw: Mapping[str, Any], work: asyncio.Task[None]) -> bool:
        """Whether it is kept; it is not while the store is down, nor when the work was faster."""
        while number not in self._kept:
            await asyncio.wait([work], timeout=_MOMENT)
            if work.done():
                return False
            try:
                await self._tray.keep(self._bot, number, raw)
            except HouseError as error:  # no store, or no key: the update is held until the work is done
                _log.warning("telegram_order_not_kept", error=type(error).__name__)
            else:
                self._kept.add(number)
        return True


def _begin(beside: Coroutine[Any, Any, None], those: set[asyncio.Task[None]]) -> None:
    """Begin with something beside the work; it is among those while it is under way."""
    task = asyncio.create_task(beside)
    those.add(task)
    task.add_done_callback(those.discard)


def _end(update: asyncio.Future[None], work: asyncio.Task[None]) -> None:
    """Let the update end as its work did; once it is done nobody hears of a failure but the log."""
    if work.cancelled():
        return
    error = work.exception()
    if update.done():
        if error:
            _log.error("telegram_turn_failed", error=type(error).__name__)
    elif error:
        update.set_exception(error)
    else:
        update.set_result(None)
