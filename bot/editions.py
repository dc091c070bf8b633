"""The editions at hand: the one that citizens have, and drafts that staff have opened to try them out."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.desk import Desk
from bot.edition import Edition

_OPEN = 4
"""Drafts that are kept open; each holds a whole handbook."""
_GRACE = 60.0
"""Seconds after which nobody can be in a turn with a former edition any more."""


class Editions:
    """Puts editions in place; turns under way end with the one they began with."""

    def __init__(self, desk: Desk, opened: Callable[[Path], Edition], apart: Callable[[Path], Edition]) -> None:
        """Open homes for citizens by `opened`, those tried out by `apart`: both take their time, in another thread."""
        self._desk = desk
        self._opened = opened
        self._apart = apart
        self._drafts: OrderedDict[str, Edition] = OrderedDict()
        self._closing: dict[asyncio.Task[None], Path] = {}

    @property
    def live(self) -> Edition:
        """What citizens have now."""
        return self._desk.edition

    @property
    def homes(self) -> frozenset[Path]:
        """Where the editions lie that somebody may be in a turn with."""
        return frozenset((self.live.home, *(one.home for one in self._drafts.values()), *self._closing.values()))

    async def replace(self, home: Path) -> Edition:
        """Read this home and give it to citizens, from their next turn on; the former one is closed a minute later.

        Raises what opening raises; then nothing has changed.
        """
        edition = await asyncio.to_thread(self._opened, home)
        former, self._desk.edition = self._desk.edition, edition
        self._let_go(former, _GRACE)
        return edition

    async def tried(self, name: str, laid: Callable[[], Awaitable[Path]]) -> Edition:
        """The edition of this name that is tried out, read from where it is laid if it is not open already."""
        if name not in self._drafts:
            edition = await asyncio.to_thread(self._apart, await laid())
            if name in self._drafts:  # opened by another order meanwhile
                self._let_go(edition, 0)
            else:
                self._drafts[name] = edition
        self._drafts.move_to_end(name)
        if len(self._drafts) > _OPEN:
            self._let_go(self._drafts.popitem(last=False)[1], _GRACE)
        return self._drafts[name]

    async def close(self) -> None:
        """Close everything but what the desk has."""
        for task in self._closing:
            task.cancel()
        await asyncio.gather(*self._closing, return_exceptions=True)
        for edition in self._drafts.values():
            await edition.close()

    def _let_go(self, edition: Edition, seconds: float) -> None:
        task = asyncio.create_task(_closed(edition, seconds))
        self._closing[task] = edition.home
        task.add_done_callback(self._closing.pop)


async def _closed(edition: Edition, seconds: float) -> None:
    try:
        await asyncio.sleep(seconds)
    finally:
        await edition.close()
