"""Reloading: files that change are live at once when they are sound; otherwise what was good before stays."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
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
_ANEW = 5000
"""Milliseconds after which it looks whether the folders are still the same, and tries again what failed."""

_log = structlog.get_logger(__name__)

Told = Callable[[str, Mapping[str, object]], Awaitable[None]]
"""Tells the staff something: the name of a template, and what it speaks of."""


class NotChecked(HouseError):
    """The files could not be checked now, such as on a machine that is too busy."""


class Reloading:
    """Watches a home for as long as the bot runs."""

    def __init__(self, home: Path, publisher: Publisher, told: Told) -> None:
        self._home = home
        self._publisher = publisher
        self._told = told
        self._refused: Path | None = None
        self._failed = ""
        """What could not be done at the last look, and so is to be tried again; empty when all went well."""

    async def run(self) -> None:
        """Look at the beginning and whenever something changes, until cancelled."""
        while True:
            await self.look()
            try:
                await self._watched()
            except OSError as error:  # a folder is away, or nothing can be watched: look from time to time
                _log.error("files_not_watched", error=str(error))
                await asyncio.sleep(_ANEW / 1000)

    async def _watched(self) -> None:
        """Look whenever something changes, until the folders themselves are others."""
        folders = self._folders()
        paths = (self._home / part for part in PARTS)
        watch = awatch(*paths, debounce=_LONGEST, step=_QUIET, rust_timeout=_ANEW, yield_on_timeout=True)
        armed = False
        async for changes in watch:
            # What changed between the last look and the first moment of the watch is seen when it first comes round.
            if changes or self._failed or not armed:
                await self.look()
            armed = True
            if self._folders() != folders:
                return

    def _folders(self) -> list[tuple[int, int]]:
        """Which folders these are: another one may have been put in a folder's place, and is not watched then."""
        found = [(self._home / part).stat() for part in PARTS]
        return [(about.st_dev, about.st_ino) for about in found]

    async def look(self) -> bool:
        """Give citizens what the files say now; False when that is what they have, or it is not sound."""
        async with self._publisher.turn:
            try:
                done = await self._look()
            except (OSError, HouseError) as error:
                await self._fail(str(error))
                return False
        return done

    async def _fail(self, why: str) -> None:
        """Say once that it could not be done; it is tried again."""
        _log.error("reload_failed", error=why)
        if why == self._failed:
            return
        self._failed = why
        with suppress(HouseError):  # the memory may be what is away
            await self._told("staff/reload_failed.j2", {"why": why})

    async def _look(self) -> bool:
        editions = self._publisher.editions
        folder = self._publisher.folder
        await self._publisher.laid()
        laid = await asyncio.to_thread(snapshot, self._home, folder)
        if laid == editions.live.home:
            self._refused = None  # the same fault made again is told again
        if laid in (editions.live.home, self._refused):
            self._failed = ""
            return False
        # Held against itself: who may write here may also say where bookings go.
        checked = await self._publisher.examiner.check(laid, laid)
        if isinstance(checked, Refused):
            raise NotChecked(checked.rule)
        if not checked.sound:
            return await self._refuse(laid, checked)
        await self._publisher.live(laid)
        self._refused, self._failed = None, ""
        await self._publisher.note(datetime.now(ZONE), 0, "reloaded", laid.name)
        await self._told("staff/reloaded.j2", {"version": laid.name})
        _log.info("reloaded", version=laid.name)
        await asyncio.to_thread(prune, folder, editions.homes)
        return True

    async def _refuse(self, laid: Path, checked: Checked) -> bool:
        """Say once what is wrong in the files."""
        await self._told("staff/reload_refused.j2", {"lines": checked.lines, "count": checked.count})
        await self._publisher.note(datetime.now(ZONE), 0, "refused", laid.name)
        self._refused, self._failed = laid, ""
        _log.warning("reload_refused", version=laid.name, findings=checked.count)
        return False
