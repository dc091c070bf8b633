"""Makes one Bot API call until it is done, refused, or clearly somebody else's turn to try."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from enum import Enum

import httpx
import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.pace import Pace
from bot.channels.telegram.patience import Patience

_log = structlog.get_logger(__name__)

_REFUSALS = (BadRequest, ChatMigrated, Forbidden, InvalidToken)
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Outcome(Enum):
    """What became of a call."""

    DONE = "done"
    """Telegram has done it."""
    UNSURE = "unsure"
    """Telegram may have done it, and doing it again could show it twice."""
    OWED = "owed"
    """Telegram has not done it."""


class Calls:
    """Repeats what may be repeated, with growing waits; refusals are raised as they come."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._pace = Pace(patience)

    async def insist(
        self, call: Callable[[], Awaitable[object]], *, chat: int | None = None, repeatable: bool = True
    ) -> Outcome:
        """Make the call, at the chat's pace if there is one; unrepeatable ones only while surely nothing has happened."""
        waits = self._patience.waits()
        for _ in range(self._patience.tries):
            if chat is not None and not await self._pace.wait(chat):
                return Outcome.OWED
            try:
                await call()
            except RetryAfter as error:
                if not await self._rest(chat, seconds_of(error)):
                    return Outcome.OWED
            except _REFUSALS:
                raise
            except TelegramError as error:
                _log.warning("telegram_call_failed", error=_kind(error))
                if not repeatable and _may_have_happened(error):
                    return Outcome.UNSURE
                await asyncio.sleep(next(waits))
            else:
                return Outcome.DONE
        return Outcome.OWED

    async def _rest(self, chat: int | None, seconds: float) -> bool:
        _log.warning("telegram_too_fast", seconds=seconds)
        if chat is not None:
            self._pace.rest(chat, seconds)
            return True  # the pace waits before the next try
        if seconds > self._patience.longest:
            return False
        await asyncio.sleep(seconds)
        return True


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    rest = error.retry_after
    return rest.total_seconds() if isinstance(rest, timedelta) else float(rest)


def _may_have_happened(error: TelegramError) -> bool:
    # PTB keeps httpx's exception as the cause; without one Telegram itself answered, with a 5xx.
    cause = error.__cause__
    return cause is not None and not isinstance(cause, _UNSENT)


def _kind(error: TelegramError) -> str:
    return type(error.__cause__ or error).__name__
