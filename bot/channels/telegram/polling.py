"""Fetches updates, and acknowledges each one only when it is committed (Bot API: getUpdates)."""

import asyncio
import json
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.channels.telegram.calling import seconds_of
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.patience import Patience
from bot.channels.telegram.reading import WANTED

_log = structlog.get_logger(__name__)

_WINDOW = 30
"""Updates not acknowledged at a time; fewer than the event ids the store remembers of one owner, so that a backlog all
of one person, brought again after a crash, is known to the last."""

_LAST_WORD = 1.5
"""Seconds for the last acknowledgement."""


class Polling:
    """The loop; the offset stands at the lowest update not yet committed, so a kill at any moment loses none."""

    def __init__(self, bot: Bot, request: BaseRequest, patience: Patience) -> None:
        self._bot = bot
        self._request = request
        self._patience = patience
        self._offset = 0
        self._taken: dict[int, asyncio.Future[None] | None] = {}
        self._waits = patience.waits()
        self._rival = False

    async def run(self, intake: Intake) -> None:
        """Fetch for ever; raises InvalidToken when the token is no longer good."""
        while True:
            for raw in await self._fetched():
                self._take(raw, intake)
            under_way = [task for task in self._taken.values() if task and not task.done()]
            if under_way:
                # Asking again brings the same ones back at once, so give them a moment.
                await asyncio.wait(under_way, timeout=self._patience.look)
            self._advance()

    async def acknowledge(self) -> None:
        """Tell Telegram once more how far we are, so that nothing done is brought again."""
        self._advance()
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(_LAST_WORD):
                await self._ask(wait=0, limit=1)

    async def _fetched(self) -> list[dict[str, Any]]:
        try:
            updates = await self._ask(wait=self._patience.poll, limit=_WINDOW)
        except RetryAfter as error:
            await asyncio.sleep(seconds_of(error))
        except InvalidToken:
            raise
        except Conflict:
            if not self._rival:
                _log.error(
                    "telegram_conflict", hint="another program fetches updates with this token; stop one of them"
                )
            self._rival = True
            await asyncio.sleep(next(self._waits))
        except TelegramError as error:
            _log.warning("telegram_polling_failed", error=type(error.__cause__ or error).__name__)
            await asyncio.sleep(next(self._waits))
        else:
            self._waits = self._patience.waits()
            self._rival = False
            return updates
        return []

    async def _ask(self, *, wait: int, limit: int) -> list[dict[str, Any]]:
        # Not Bot.get_updates: that reads all updates or, when one is of an unknown shape, none of them.
        query = {"offset": self._offset, "timeout": wait, "limit": limit, "allowed_updates": json.dumps(WANTED)}
        answer = await self._request.post(
            f"{self._bot.base_url}/getUpdates?{urlencode(query)}", read_timeout=wait + self._patience.answer
        )
        return list(answer) if isinstance(answer, list) else []

    def _take(self, raw: dict[str, Any], intake: Intake) -> None:
        number = int(raw["update_id"])
        if number not in self._taken:
            self._taken[number] = intake.take(raw, self._patience)

    def _advance(self) -> None:
        for number, task in sorted(self._taken.items()):
            if task and (not task.done() or task.cancelled()):
                return
            if task and (error := task.exception()):
                # The desk lets nothing but StoreError out; should it ever, one update must not stop all others.
                _log.error("telegram_turn_failed", error=type(error).__name__)
            self._offset = number + 1
            del self._taken[number]
