"""Takes updates in: each one read, thought about in its owner's order, and answered."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import structlog
from pydantic import ValidationError

from bot.channels.base import Staff, Turns
from bot.channels.telegram.address import Address, home_of
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.holding import Holding
from bot.channels.telegram.ordering import Lines
from bot.channels.telegram.patience import Patience
from bot.channels.telegram.reading import Incoming, Ordered, Ourselves, conversed, ordered, read, whence
from bot.channels.telegram.update import Update
from bot.errors import StoreError
from bot.staff.order import LARGEST, SHARED, Order
from bot.stores.base import Effect, Saved

_log = structlog.get_logger(__name__)

T = TypeVar("T")

_AT_ONCE = 256
"""Turns of different owners under way together."""


class Intake:
    """Where polling and webhook meet: both hand in updates as Telegram wrote them."""

    def __init__(
        self,
        turns: Turns,
        delivery: Delivery,
        me: Ourselves,
        clock: Callable[[], datetime],
        staff: Staff | None = None,
    ) -> None:
        self._turns = turns
        self._staff = staff
        self._holding = Holding(staff.tray, me.id, delivery.signs) if staff else None
        self._delivery = delivery
        self._me = me
        self._clock = clock
        self._lines = Lines(_AT_ONCE)
        self._albums: OrderedDict[str, int] = OrderedDict()
        """Albums last seen, to the update that is answered for each; it may come again."""

    def take(self, raw: Mapping[str, Any], patience: Patience | None = None) -> asyncio.Future[None] | None:
        """Begin with an update; the future ends when it is committed, and there is none when there is nothing to do.

        It raises StoreError when nothing could be saved; with patience it is tried on until something is. An order of
        the staff's may take as long as it wants: it counts as committed once it is kept in the staff's tray.
        """
        update = self._read(raw)
        if update is None:
            return None
        at = self._clock()
        meant, incoming = ordered(update, me=self._me, at=at), read(update, me=self._me, at=at)
        order = self._admitted(meant, incoming, update)
        if self._is_rest_of_album(update) and not (order and order.file):  # of the staff's files each is a draft
            return None
        if self._staff and self._holding and order:
            return self._ordered(self._staff, self._holding, order, incoming, raw, patience)
        if meant and self._is_theirs(meant):
            self._delivery.answer(meant.address, None)
            return None
        return self._lines.join(incoming.owner, partial(self._turn, incoming, patience)) if incoming else None

    def _admitted(self, meant: Ordered | None, incoming: Incoming | None, update: Update) -> Ordered | None:
        """The order, when who gave it is staff: as such, or as a step in a walk."""
        place = whence(update)
        # First of all, since nearly everybody is a citizen, and each turn would pay for the rest.
        if self._staff is None or place is None or not self._staff.admits(*place):
            return None
        if meant is None and incoming and (order := conversed(incoming, update)):
            return Ordered(order, incoming.address)
        return meant

    def _is_theirs(self, meant: Ordered) -> bool:
        """Whether silence answers what only staff could order: in a group nobody else is to learn that there are orders.

        `/why` is everybody's, and so is a file, but for the staff's own groups.
        """
        order = meant.order
        if order.chat == order.person:
            return False
        if order.file:
            return self._staff is not None and order.chat in self._staff.chats
        return bool(order.tap) or order.command not in SHARED

    async def resume(self) -> None:
        """Begin with what was kept and not done before the last stop; waits until the store is there."""
        if self._holding is None:
            return
        try:
            left = await self._holding.left()
        except StoreError:
            left = await _saved(self._holding.left, Patience().waits())
        for raw in left:
            self.take(raw, Patience())
            number = int(raw["update_id"])
            if not self._holding[number]:  # who gave it is none of the staff any more
                await self._holding.forget(number)

    async def idle(self) -> None:
        """Wait until no update is being thought about."""
        await self._lines.idle()
        if self._holding:
            await self._holding.idle()

    async def drop(self) -> None:
        """Give up what is not committed; Telegram brings it again."""
        await self._lines.drop()
        if self._holding:
            await self._holding.drop()

    def _ordered(  # noqa: PLR0913 - all that is known of an order
        self,
        staff: Staff,
        holding: Holding,
        order: Ordered,
        incoming: Incoming | None,
        raw: Mapping[str, Any],
        patience: Patience | None,
    ) -> asyncio.Future[None]:
        """Begin with an order; a step in a conversation is quick, and committed when it is saved."""
        if under_way := holding[int(raw["update_id"])]:
            return under_way
        step = bool(order.order.event)
        # An order goes on when its update is done, and Telegram would bring it no more.
        work = partial(self._staffed, staff, order, incoming, patience if step else patience or Patience())
        task = self._lines.join(_line(order, incoming), work)
        return task if step else holding.hold(raw, task, order.address)

    def _read(self, raw: Mapping[str, Any]) -> Update | None:
        try:
            return Update.model_validate(raw)
        except ValidationError as error:
            # Of a shape unknown today: nobody could ever read it, and it must not stop the others.
            _log.error("telegram_update_unreadable", error=type(error).__name__)
            return None

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
        saved: Saved | None = None
        try:
            saved = await self._think(incoming, address, patience)
        finally:
            if saved is None or saved.effect is None:
                self._delivery.answer(incoming.address, None)
        if saved is None:
            return
        if saved.effect:
            self._delivery.say(saved.effect, incoming.address)
        if saved.errands:
            # Behind this turn and before the owner's next, so that a second tap finds what the first one brought; the
            # update itself is done, and Telegram need not wait for other people's counters.
            self._lines.follow(incoming.owner, partial(self._follow, saved.errands, incoming.address, address))

    async def _follow(self, errands: tuple[Effect, ...], place: Address, address: str) -> None:
        for errand in errands:
            try:
                said = await self._turns.follow(errand, address)
            except StoreError:
                _log.warning("telegram_errand_not_saved")  # it is owed, and done again by the outbox
                continue
            if said:
                self._delivery.say(said, place.model_copy(update={"callback": None}))

    async def _think(self, incoming: Incoming, address: str, patience: Patience | None) -> Saved | None:
        turn = partial(self._turns.turn, incoming.owner, incoming.event, address)
        return await self._insist(turn, incoming.address, patience)

    async def _staffed(
        self, staff: Staff, meant: Ordered, incoming: Incoming | None, patience: Patience | None
    ) -> None:
        """Let the staff's rooms have it; what is none of theirs is a citizen's turn like any other."""
        order = await self._fetched(meant)
        try:
            obeyed = await self._insist(partial(staff.obey, order), meant.address, patience)
        except StoreError:
            self._delivery.answer(meant.address, None)
            raise
        if obeyed is None:
            await self._fallen_through(meant, incoming, patience)
            return
        card = Effect(id=meant.order.id, owner=_line(meant, incoming), message=obeyed.message)
        self._delivery.bring(card, meant.address, obeyed.papers)
        for effect in obeyed.told:
            if home := home_of(effect.owner):
                self._delivery.say(effect, home)

    async def _fallen_through(self, meant: Ordered, incoming: Incoming | None, patience: Patience | None) -> None:
        if incoming:
            await self._turn(incoming, patience)
        else:
            self._delivery.answer(meant.address, None)

    async def _fetched(self, meant: Ordered) -> Order:
        """The order with the content of its file, unless that is too large, or Telegram does not give it."""
        order, file = meant.order, meant.order.file
        if file is None or meant.file is None or file.size > LARGEST:
            return order
        content = await self._delivery.fetched(meant.file)
        return order.model_copy(update={"file": file.model_copy(update={"content": content})})

    async def _insist(self, turn: Callable[[], Awaitable[T]], place: Address, patience: Patience | None) -> T:
        """Take the turn; with patience, until what it changes is saved."""
        if not patience:
            return await turn()
        try:
            return await turn()
        except StoreError:
            self._delivery.answer(place, None)  # this will take a while, the button need not wait
        return await _saved(turn, patience.waits())


def _line(meant: Ordered, incoming: Incoming | None) -> str:
    """All orders of a chat stand in one line, so that its cards show the latest; each walker has a line of their own."""
    return incoming.owner if meant.order.event and incoming else f"staff.{meant.order.chat}"


async def _saved(turn: Callable[[], Awaitable[T]], waits: Iterator[float]) -> T:
    while True:
        _log.warning("telegram_turn_not_saved")
        await asyncio.sleep(next(waits))
        with suppress(StoreError):
            return await turn()
