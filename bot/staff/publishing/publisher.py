"""The publisher: checks files laid over what citizens have, and puts them in its place."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import structlog

from bot.archive import Archive, Overtaken, Version
from bot.audit import Act, Audit, Deed
from bot.drafts.checking import Examiner
from bot.drafts.refusal import Refused
from bot.drafts.verdict import Checked
from bot.editions import Editions
from bot.snapshot import prune, remember, snapshot

_log = structlog.get_logger(__name__)

_FOUND = 8
"""Checks that are remembered: a draft is dropped, proposed and agreed to, and is the same all the while."""

Files = Mapping[str, bytes | None]


@dataclass(frozen=True, slots=True)
class Examined:
    """Files that were laid out and checked."""

    home: Path
    """Where they lie over what citizens have."""
    checked: Checked


class Verdicts:
    """What the last checks said, by what was checked and what it was laid over: snapshots are named by their content."""

    def __init__(self, most: int = _FOUND) -> None:
        self._most = most
        self._said: OrderedDict[tuple[str, str], Checked] = OrderedDict()

    def of(self, home: Path, live: Path) -> Checked | None:
        """What was said of this home over that one; None where that is not known, or not any more."""
        return self._said.get((home.name, live.name))

    def keep(self, home: Path, live: Path, checked: Checked) -> None:
        """Remember it, until that many others are known."""
        self._said[home.name, live.name] = checked
        if len(self._said) > self._most:
            self._said.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Publisher:
    """One thing at a time: nobody publishes while another does, or while changed files are being read."""

    archive: Archive
    editions: Editions
    examiner: Examiner
    audit: Audit
    folder: Path
    """Where snapshots are kept, and drafts laid out."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _verdicts: Verdicts = field(default_factory=Verdicts, init=False, repr=False)

    async def examined(self, files: Files) -> Examined | Refused:
        """Lay the files over what citizens have now, and check the whole, unless just this was checked before."""
        live = self.editions.live.home
        home = await asyncio.to_thread(snapshot, live, self.folder, files)
        await asyncio.to_thread(prune, self.folder, self.editions.homes | {home})
        if known := self._verdicts.of(home, live):
            return Examined(home, known)
        checked = await self.examiner.check(home, live)
        if isinstance(checked, Refused):
            return checked
        self._verdicts.keep(home, live, checked)
        return Examined(home, checked)

    async def publish(  # noqa: PLR0913 - all that a version says
        self, files: Files, base: Mapping[str, str], at: datetime, by: int, second: int, what: str, asked: str
    ) -> Version | Overtaken | Checked | Refused:
        """Put the files before citizens; or why not: others were faster, or they are not sound any more.

        From the moment the version is written it holds, also if the bot is killed right after: whatever is still to be
        done then is done by the next reload or start. Raises OSError where the disk refuses; citizens then have what they had.
        """
        async with self.turn:
            found = await self.examined(files)
            if isinstance(found, Refused):
                return found
            if not found.checked.sound:
                return found.checked
            try:
                version = await asyncio.to_thread(
                    self.archive.publish, files, base, at=at, by=by, second=second, what=what, asked=asked
                )
            except Overtaken as overtaken:
                return overtaken
            await self.laid()
            await self.live(found.home)
            return version

    async def live(self, home: Path) -> None:
        """Give a snapshot to citizens, and to the next start. Raises what opening and writing raise."""
        await self.editions.replace(home)
        await asyncio.to_thread(remember, self.folder, home)

    async def laid(self) -> None:
        """Lay out in the home what is published and not there yet. Raises OSError; then it is tried again before any reload."""
        if left := await asyncio.to_thread(self.archive.finish):
            _log.warning("changed_by_hand_meanwhile", files=left)

    async def note(self, at: datetime, who: int, deed: Deed, about: str) -> None:
        """Write down who did what."""
        await asyncio.to_thread(self.audit.add, Act(at=at, who=who, deed=deed, about=about))
