"""Signs of life: where an order is worked at, the chat sees «typing», for as long as that lasts."""

import asyncio

import structlog
from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.address import Address
from bot.channels.telegram.calling import seconds_of

_log = structlog.get_logger(__name__)

_HOPELESS = (BadRequest, ChatMigrated, Forbidden, InvalidToken)


class Signs:
    """Shows one sign a place, whatever goes on there; it is nothing but a kindness, so it never fails and owes nothing.

    Telegram takes it away with the answer, or by itself a few seconds after a crash.
    """

    def __init__(self, bot: Bot, every: float) -> None:
        self._bot = bot
        self._every = every
        self._works: dict[tuple[int, int | None], set[asyncio.Task[None]]] = {}

    async def show(self, address: Address, work: asyncio.Task[None]) -> None:
        """Show it in this chat and topic until the work is done; where it is shown already, for longer."""
        place = (address.chat, address.thread)
        if others := self._works.get(place):
            others.add(work)
            return
        works = self._works[place] = {work}
        showing = asyncio.create_task(self._repeated(*place))
        try:
            while left := [one for one in works if not one.done()]:
                await asyncio.wait(left)
        finally:
            del self._works[place]
            showing.cancel()  # also while it hangs: after the answer it would tell of work that is done
            await asyncio.wait([showing])

    async def _repeated(self, chat: int, thread: int | None) -> None:
        seconds = await self._shown(chat, thread)
        while seconds is not None:
            await asyncio.sleep(seconds)
            seconds = await self._shown(chat, thread)

    async def _shown(self, chat: int, thread: int | None) -> float | None:
        """Show it once; gives the seconds after which to do so again, None for where that is of no use."""
        try:
            async with asyncio.timeout(self._every):
                await self._bot.send_chat_action(chat, ChatAction.TYPING, message_thread_id=thread)
        except RetryAfter as error:
            return max(seconds_of(error), self._every)
        except _HOPELESS as error:
            _log.info("telegram_no_sign", error=type(error).__name__)
            return None
        except (TelegramError, TimeoutError):
            pass
        return self._every
