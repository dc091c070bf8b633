"""Brings answers to where people are: toasts at once, cards one after the other for each person."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken

from bot.channels.base import Turns
from bot.channels.telegram.address import Address
from bot.channels.telegram.calling import Calls, Outcome
from bot.channels.telegram.ordering import Lines
from bot.channels.telegram.patience import Patience
from bot.channels.telegram.writing import keyboard, plain
from bot.errors import StoreError, Undelivered
from bot.message import Message
from bot.stores.base import Effect

_log = structlog.get_logger(__name__)

_AT_ONCE = 1024
_REMEMBERED = 16384
_TOAST = 200
"""Characters (Bot API: answerCallbackQuery)."""
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid", "no text in the message")

Write = Callable[[str, str | None], Awaitable[object]]
"""A call that still lacks its text and parse mode."""


class Delivery:
    """Says what the desk decided; whatever fails stays owed for the outbox."""

    def __init__(self, bot: Bot, turns: Turns, patience: Patience) -> None:
        self._bot = bot
        self._turns = turns
        self._calls = Calls(patience)
        self._lines = Lines(_AT_ONCE)
        self._underway: set[str] = set()
        self._said: deque[str] = deque(maxlen=_AT_ONCE)
        self._newest: OrderedDict[tuple[int, int], str] = OrderedDict()

    def say(self, effect: Effect) -> None:
        """Say what has just been committed, and settle it once it is said."""
        address = Address.model_validate_json(effect.address)
        if _edits(effect.message, address):
            self._claim(address, effect)
        self._underway.add(effect.id)
        self._lines.join(effect.owner, partial(self._say_and_settle, effect, address))
        self.answer(address, effect.message.toast)

    async def deliver(self, effect: Effect) -> None:
        """Say what is still owed; raises Undelivered when that must be tried again later."""
        if effect.id in self._said:
            return
        if effect.id in self._underway:
            raise Undelivered(effect.id)
        self._underway.add(effect.id)
        work = partial(self._say_once, effect, Address.model_validate_json(effect.address))
        # Whoever asks may lose patience; a call that has begun is finished all the same, or it might be made twice.
        if not await asyncio.shield(self._lines.join(effect.owner, work)):
            raise Undelivered(effect.id)

    def answer(self, address: Address, toast: str | None) -> None:
        """Answer the tap, so that the button stops waiting; that is worth little later, so nothing is owed."""
        if address.callback:
            self._lines.join(address.callback, partial(self._answer, address.callback, toast))

    async def idle(self) -> None:
        """Wait until nothing is being said."""
        await self._lines.idle()

    async def drop(self) -> None:
        """Leave everything unsaid to the outbox."""
        await self._lines.drop()

    async def _say_and_settle(self, effect: Effect, address: Address) -> None:
        try:
            if await self._say_once(effect, address):
                await self._turns.settled(effect.owner, effect.id)
        except StoreError:
            _log.warning("telegram_not_settled")  # the outbox will ask again, and hear that it was said

    async def _say_once(self, effect: Effect, address: Address) -> bool:
        try:
            if said := await self._say(effect.message, address, effect.id):
                self._said.append(effect.id)
            return said
        finally:
            self._underway.discard(effect.id)

    async def _answer(self, callback: str, toast: str | None) -> None:
        call = partial(self._bot.answer_callback_query, callback, text=toast[:_TOAST] if toast else None)
        try:
            await self._calls.insist(call)
        except (BadRequest, Forbidden):
            _log.info("telegram_tap_too_old")
        except InvalidToken:
            _log.error("telegram_token_refused")

    async def _say(self, message: Message, address: Address, id: str) -> bool:
        if not message.text:
            return True  # only the toast mattered
        try:
            return await self._show(message, address, id) is not Outcome.OWED
        except Forbidden:
            _log.info("telegram_not_welcome")  # blocked, removed from the group or gone
        except ChatMigrated as error:
            return await self._say(message, Address(chat=error.new_chat_id), id)
        except BadRequest as error:
            _log.error("telegram_refused", reason=_reason(error))
        except InvalidToken:
            _log.error("telegram_token_refused")
            return False
        return True

    async def _show(self, message: Message, address: Address, id: str) -> Outcome:
        if address.message is not None and message.place == "edit":
            if self._newest.get((address.chat, address.message), id) != id:
                return Outcome.DONE  # a later card has taken this one's place
            try:
                return await self._edit(message, address.chat, address.message)
            except BadRequest as error:
                if not any(words in error.message.lower() for words in _GONE):
                    raise
        return await self._send(message, address)

    async def _edit(self, message: Message, chat: int, number: int) -> Outcome:
        def write(text: str, parse_mode: str | None) -> Awaitable[object]:
            return self._bot.edit_message_text(
                text, chat, number,
                parse_mode=parse_mode, link_preview_options=_NO_PREVIEW, reply_markup=keyboard(message.rows),
            )  # fmt: skip

        try:
            return await self._written(write, message.text, chat, repeatable=True)
        except BadRequest as error:
            if "message is not modified" in error.message.lower():
                return Outcome.DONE
            raise

    async def _send(self, message: Message, address: Address) -> Outcome:
        def write(text: str, parse_mode: str | None) -> Awaitable[object]:
            return self._bot.send_message(
                address.chat, text, message_thread_id=address.thread,
                parse_mode=parse_mode, link_preview_options=_NO_PREVIEW, reply_markup=keyboard(message.rows),
            )  # fmt: skip

        return await self._written(write, message.text, address.chat, repeatable=False)

    async def _written(self, write: Write, text: str, chat: int, *, repeatable: bool) -> Outcome:
        try:
            return await self._calls.insist(partial(write, text, ParseMode.HTML), chat=chat, repeatable=repeatable)
        except BadRequest as error:
            if "can't parse entities" not in error.message.lower():
                raise
            _log.error("telegram_bad_html")
        return await self._calls.insist(partial(write, plain(text), None), chat=chat, repeatable=repeatable)

    def _claim(self, address: Address, effect: Effect) -> None:
        place = (address.chat, address.message or 0)
        self._newest[place] = effect.id
        self._newest.move_to_end(place)
        if len(self._newest) > _REMEMBERED:
            self._newest.popitem(last=False)


def _edits(message: Message, address: Address) -> bool:
    return address.message is not None and message.place == "edit" and bool(message.text)


def _reason(error: BadRequest) -> str:
    # What follows the colon may quote the text.
    return error.message.partition(":")[0]
