"""Reloading: files that change are live at once when they are sound; otherwise what was good before stays."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path

import structlog
from watchfiles import awatch

from bot.config import ZONE
from bot.drafts.refusal import Refused
from bot.drafts.verdict import Checked
from bot.errors import HouseError
from bot.snapshot import PARTS, prune, snapshot
from bot.staff.publishing.publisher import Publisher

_QUIET, _LONGEST = 400, 4000
"""Milliseconds without a change after which all that was saved, or came with another branch, is one; and the most waited."""

_log = structlog.get_logger(__name__)

Told = Callable[[str, Mapping[str, object]], Awaitable[None]]
"""Tells the staff something: the name of a template, and what it speaks of."""


class Reloading:
    """Watches a home for as long as the bot runs."""

    def __init__(self, home: Path, publisher: Publisher, told: Told) -> None:
        self._home = home
        self._publisher = publisher
        self._told = told
        self._refused: Path | None = None

    async def run(self) -> None:
        """Look whenever something changes, until cancelled; where nothing can be watched the log says so."""
        try:
            async for _ in awatch(*(self._home / part for part in PARTS), debounce=_LONGEST, step=_QUIET):
                await self.look()
        except OSError as error:
            _log.error("files_not_watched", error=str(error))

    async def look(self) -> bool:
        """Give citizens what the files say now; False when that is what they have, or it is not sound."""
        async with self._publisher.turn:
            try:
                return await self._look()
            except (OSError, HouseError) as error:
                _log.error("reload_failed", error=str(error))
                return False

    async def _look(self) -> bool:
        editions = self._publisher.editions
        folder = self._publisher.folder
        laid = await asyncio.to_thread(snapshot, self._home, folder)
        if laid == editions.live.home:
            self._refused = None  # the same fault made again is told again
        if laid in (editions.live.home, self._refused):
            return False
        # Held against itself: who may write here may also say where bookings go.
        checked = await self._publisher.examiner.check(laid, laid)
        if isinstance(checked, Refused):
            _log.error("reload_not_checked", rule=checked.rule)
            return False
        if not checked.sound:
            return await self._refuse(laid, checked)
        await editions.replace(laid)
        self._refused = None
        await self._publisher.note(datetime.now(ZONE), 0, "reloaded", laid.name)
        await self._told("staff/reloaded.j2", {"version": laid.name})
        _log.info("reloaded", version=laid.name)
        await asyncio.to_thread(prune, folder, editions.homes)
        return True

    async def _refuse(self, laid: Path, checked: Checked) -> bool:
        """Say once what is wrong in the files."""
        self._refused = laid
        await self._publisher.note(datetime.now(ZONE), 0, "refused", laid.name)
        await self._told("staff/reload_refused.j2", {"lines": checked.lines, "count": checked.count})
        _log.warning("reload_refused", version=laid.name, findings=checked.count)
        return False
