"""The press as the channels see it: a few sheets at a time, off the event loop, and never an error to a citizen."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

import structlog

from bot.flow.handbook import Handbook
from bot.message import Attachment
from bot.press.paper import Paper

if TYPE_CHECKING:
    from bot.press.compositor import Compositor

__all__ = ["AT_ONCE", "WAITING", "Paper", "Press"]

AT_ONCE = 2
"""Sheets set at the same time."""
WAITING = 30
"""Sheets that may wait for their turn; what comes then is told in words."""
PATIENCE = 8.0
"""Seconds after which a sheet that is not ready is told in words."""

_log = structlog.get_logger(__name__)


class Press:
    """Prints what a message brings along, in the house's font unless another file is given."""

    def __init__(self, home: Path, handbook: Handbook, file: Path | None = None) -> None:
        self._home = home
        self._handbook = handbook
        self._file = file
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="press")
        self._opening = Lock()
        self._compositor: Compositor | None = None
        self._underway = 0

    async def check(self) -> bool:
        """Look whether everything that may be said can be written in the font; done by itself at the first sheet."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._ready)

    async def papers(self, attachment: Attachment) -> tuple[Paper, ...]:
        """The files of this sheet; none when it can't be printed now, which the log explains."""
        if self._underway >= AT_ONCE + WAITING:
            _log.warning("press_overrun")
            return ()
        self._underway += 1
        try:
            work = partial(self._papers, attachment, monotonic() + PATIENCE)
            async with asyncio.timeout(PATIENCE):
                return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        except TimeoutError:
            _log.warning("press_too_slow", kind=attachment.kind)
        finally:
            self._underway -= 1
        return ()

    def close(self) -> None:
        """Let go of the threads; what is being set is finished."""
        self._pool.shutdown(cancel_futures=True)

    def _papers(self, attachment: Attachment, until: float) -> tuple[Paper, ...]:
        return self._opened().papers(attachment) if monotonic() < until else ()

    def _ready(self) -> bool:
        return self._opened().printer() is not None

    def _opened(self) -> "Compositor":
        """Call the compositor when the first sheet is wanted; whoever only talks need not wait for all it brings."""
        from bot.press.compositor import Compositor  # noqa: PLC0415 - see above

        with self._opening:
            self._compositor = self._compositor or Compositor(self._home, self._handbook, self._file)
            return self._compositor
