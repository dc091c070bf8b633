"""Takes updates in: each one read, thought about in its owner's order, and answered."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from pydantic import ValidationError

from bot.channels.base import Turns
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.ordering import Lines
from bot.channels.telegram.patience import Patience
from bot.channels.telegram.reading import Incoming, Ourselves, read
from bot.channels.telegram.update import Update
from bot.errors import StoreError
from bot.message import Message
from bot.stores.base import Effect

_log = structlog.get_logger(__name__)

_AT_ONCE = 256
"""Turns of different owners under way together."""


class Intake:
    """Where polling and webhook meet: both hand in updates as Telegram wrote them."""

    def __init__(self, turns: Turns, delivery: Delivery, me: Ourselves, clock: Callable[[], datetime]) -> None:
        self._turns = turns
        self._delivery = delivery
        self._me = me
        self._clock = clock
        self._lines = Lines(_AT_ONCE)
        self._albums: OrderedDict[str, int] = OrderedDict()
        """Albums last seen, to the update that is answered for each; it may come again."""

    def take(self, raw: Mapping[str, Any], patience: Patience | None = None) -> asyncio.Task[None] | None:
        """Begin with an update; the task ends when it is committed, and there is none when there is nothing to do.

        The task raises StoreError when nothing could be saved; with patience it tries on until something is.
        """
        incoming = self._read(raw)
        return self._lines.join(incoming.owner, partial(self._turn, incoming, patience)) if incoming else None

    async def idle(self) -> None:
        """Wait until no update is being thought about."""
        await self._lines.idle()

    async def drop(self) -> None:
        """Give up what is not committed; Telegram brings it again."""
        await self._lines.drop()

    def _read(self, raw: Mapping[str, Any]) -> Incoming | None:
        try:
            update = Update.model_validate(raw)
        except ValidationError as error:
            # Of a shape unknown today: nobody could ever read it, and it must not stop the others.
            _log.error("telegram_update_unreadable", error=type(error).__name__)
            return None
        return None if self._is_rest_of_album(update) else read(update, me=self._me, at=self._clock())

    def _is_rest_of_album(self, update: Update) -> bool:
        """Nine pictures sent together are nine updates, and deserve one answer."""
        album = update.message.media_group_id if update.message else None
        if album is None:
            return False
        answered = self._albums.setdefault(album, update.update_id)
        if len(self._albums) > _AT_ONCE:
            self._albums.popitem(last=False)
        return answered != update.update_id

    async def _turn(self, incoming: Incoming, patience: Patience | None) -> None:
        # Without the tap's id, which is worth nothing later: so all taps on one card have one address.
        address = incoming.address.model_dump_json(exclude_none=True, exclude={"callback"})
        message: Message | None = None
        try:
            message = await self._think(incoming, address, patience)
        finally:
            if message is None:
                self._delivery.answer(incoming.address, None)
        if message:
            event = incoming.event
            effect = Effect(id=event.id, owner=incoming.owner, address=address, message=message)
            self._delivery.say(effect, incoming.address)

    async def _think(self, incoming: Incoming, address: str, patience: Patience | None) -> Message | None:
        turn = partial(self._turns.turn, incoming.owner, incoming.event, address)
        if not patience:
            return await turn()
        try:
            return await turn()
        except StoreError:
            self._delivery.answer(incoming.address, None)  # this will take a while, the button need not wait
        return await _saved(turn, patience.waits())


async def _saved(turn: Callable[[], Awaitable[Message | None]], waits: Iterator[float]) -> Message | None:
    while True:
        _log.warning("telegram_turn_not_saved")
        await asyncio.sleep(next(waits))
        with suppress(StoreError):
            return await turn()
