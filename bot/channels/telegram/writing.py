"""Writes for Telegram: Message → Bot API calls, each saying what became of it."""

from collections.abc import Awaitable, Callable
from functools import partial

import orjson
import structlog
from telegram import Bot, InputFile, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.channels.telegram.calling import Calls, Outcome
from bot.channels.telegram.patience import Patience
from bot.message import Button, Message, plain
from bot.press.paper import Paper

_log = structlog.get_logger(__name__)

_TOAST = 200
"""Characters (Bot API: answerCallbackQuery)."""
_CAPTION = 1024
"""Characters (Bot API: sendDocument, sendPhoto)."""
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid", "no text in the message")
_PLAIN_LINKS = {"link_preview_options": LinkPreviewOptions(is_disabled=True).to_json()}

Write = Callable[[str, str | None], Awaitable[object]]
"""A call that still lacks its text and parse mode."""


class Pen:
    """Writes cards and toasts; what Telegram refuses for other reasons than those below is raised as PTB raises it."""

    def __init__(self, bot: Bot, patience: Patience) -> None:
        self._bot = bot
        self._calls = Calls(patience)

    async def send(self, message: Message, chat: int, thread: int | None) -> Outcome:
        """Write a new card; never twice, not even when Telegram's answer was lost."""

        def write(text: str, parse_mode: str | None) -> Awaitable[object]:
            return self._bot.send_message(
                chat, text, message_thread_id=thread, disable_notification=message.quiet or None,
                parse_mode=parse_mode, api_kwargs={**_PLAIN_LINKS, "reply_markup": _markup(message, chat)},
            )  # fmt: skip

        return await self._written(write, message.text, chat, repeatable=False)

    async def edit(self, message: Message, chat: int, number: int) -> Outcome | None:
        """Let a card become this one; None when it is gone, and done when it is this one already."""

        def write(text: str, parse_mode: str | None) -> Awaitable[object]:
            return self._bot.edit_message_text(
                text, chat, number,
                parse_mode=parse_mode, api_kwargs={**_PLAIN_LINKS, "reply_markup": keyboard(message.rows)},
            )  # fmt: skip

        try:
            return await self._written(write, message.text, chat, repeatable=True)
        except BadRequest as error:
            if _says(error, "message is not modified"):
                return Outcome.DONE
            if _says(error, *_GONE):
                return None
            raise

    async def post(self, paper: Paper, chat: int, thread: int | None) -> Outcome:
        """Send a file; never twice, as with a card."""
        send = self._bot.send_photo if paper.form == "photo" else self._bot.send_document
        call = partial(
            send, chat, InputFile(paper.content, paper.name),
            caption=paper.caption[:_CAPTION], message_thread_id=thread,
        )  # fmt: skip
        return await self._calls.insist(call, chat=chat, repeatable=False)

    async def fetched(self, file: str) -> bytes | None:
        """Fetch what somebody sent (Bot API: getFile, at most 20 MB); None when Telegram does not give it."""
        content: list[bytearray] = []

        async def fetch() -> None:
            content.append(await (await self._bot.get_file(file)).download_as_bytearray())

        try:
            await self._calls.insist(fetch)
        except TelegramError as error:
            _log.warning("telegram_file_not_fetched", error=type(error).__name__)
        return bytes(content[-1]) if content else None

    async def answer(self, callback: str, toast: str | None) -> None:
        """Answer a tap, so that the button stops waiting; soon it is too late for that, which harms nobody."""
        call = partial(self._bot.answer_callback_query, callback, text=toast[:_TOAST] if toast else None)
        try:
            await self._calls.insist(call)
        except (BadRequest, Forbidden, InvalidToken) as error:
            _log.info("telegram_tap_not_answered", error=type(error).__name__)

    async def _written(self, write: Write, text: str, chat: int, *, repeatable: bool) -> Outcome:
        try:
            return await self._calls.insist(partial(write, text, ParseMode.HTML), chat=chat, repeatable=repeatable)
        except BadRequest as error:
            if not _says(error, "can't parse entities"):
                raise
            _log.error("telegram_bad_html")
        return await self._calls.insist(partial(write, plain(text), None), chat=chat, repeatable=repeatable)


def keyboard(rows: tuple[tuple[Button, ...], ...]) -> str:
    """Write a keyboard as JSON (Bot API: InlineKeyboardMarkup); by hand, since each step has buttons of its own."""
    return orjson.dumps({"inline_keyboard": [[_button(button) for button in row] for row in rows]}).decode()


def _markup(message: Message, chat: int) -> str:
    """The keyboard of a new card; only in a private chat can a phone number be shared (Bot API: KeyboardButton)."""
    if message.shared:
        return orjson.dumps({"remove_keyboard": True}).decode()
    if not message.share or chat < 0:
        return keyboard(message.rows)
    # Beside such a button no others can stand below the card; these come back as typed words, which mean the same.
    typed = [{"text": button.label} for button in message.rows[-1]] if message.rows else []
    rows = [[{"text": message.share, "request_contact": True}], typed]
    return orjson.dumps({"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}).decode()


def _button(button: Button) -> dict[str, object]:
    if button.url is not None:
        return {"text": button.label, "url": button.url}
    if button.copied is not None:
        return {"text": button.label, "copy_text": {"text": button.copied}}
    return {"text": button.label, "callback_data": button.id}


def _says(error: BadRequest, *words: str) -> bool:
    # PTB changes the case of some of Telegram's sentences on the way.
    return any(word in error.message.lower() for word in words)
