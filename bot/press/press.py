"""The press as the channels see it: a few sheets at a time, off the event loop, and never an error to a citizen."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Literal

import structlog
import typst
from pydantic import ValidationError

from bot.flow.handbook import Handbook
from bot.message import Attachment
from bot.press import font
from bot.press.deadlines import calendar
from bot.press.printing import Printer
from bot.press.sheet import Notice, Timeline

AT_ONCE = 2
"""Sheets set at the same time."""
WAITING = 30
"""Sheets that may wait for their turn; what comes then is told in words."""
PATIENCE = 8.0
"""Seconds after which a sheet that is not ready is told in words."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file, ready to be sent."""

    name: str
    content: bytes
    caption: str
    form: Literal["document", "photo"]


class Press:
    """Prints what a message brings along. Without the font it says so once in the log, and prints nothing."""

    def __init__(self, home: Path, handbook: Handbook, file: Path = font.FONT) -> None:
        self._home = home
        self._handbook = handbook
        self._file = file
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="press")
        self._looking = Lock()
        self._looked = False
        self._printer: Printer | None = None
        self._underway = 0

    async def check(self) -> bool:
        """Look whether everything that may be said can be written in the font; done by itself at the first sheet."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._ready) is not None

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
        except (typst.TypstError, ValidationError, OSError) as error:
            # A sheet in words of an older version, or a template that somebody has just changed.
            _log.error("press_failed", kind=attachment.kind, error=type(error).__name__)
        finally:
            self._underway -= 1
        return ()

    def close(self) -> None:
        """Let go of the threads; what is being set is finished."""
        self._pool.shutdown(cancel_futures=True)

    def _papers(self, attachment: Attachment, until: float) -> tuple[Paper, ...]:
        printer = self._ready() if monotonic() < until else None
        if printer is None:
            return ()
        make: Callable[[Printer, str, str], Iterator[Paper]] = _notice if attachment.kind == "notice" else _timeline
        return tuple(make(printer, attachment.name, attachment.sheet))

    def _ready(self) -> Printer | None:
        with self._looking:
            if not self._looked:
                self._printer = self._look()
                self._looked = True
            return self._printer

    def _look(self) -> Printer | None:
        found = font.find(self._file)
        if found is None:
            _log.warning("press_without_font", package=font.PACKAGE)
            return None
        if missing := found.missing(font.printed(self._handbook, self._home)):
            _log.warning("press_lacks_glyphs", signs=missing, package=font.PACKAGE)
        return Printer(self._home, found)


def _notice(printer: Printer, name: str, sheet: str) -> Iterator[Paper]:
    notice = Notice.model_validate_json(sheet)
    yield Paper(f"{name}.pdf", printer.pdf(notice), notice.captions.pdf, "document")
    if notice.dates:
        yield Paper(f"{name}.ics", calendar(notice), notice.captions.ics, "document")
    yield from _photos(printer.screens(notice), name, notice.captions.png)


def _timeline(printer: Printer, name: str, sheet: str) -> Iterator[Paper]:
    timeline = Timeline.model_validate_json(sheet)
    yield from _photos(printer.picture(timeline), name, timeline.captions.png)


def _photos(pictures: tuple[bytes, ...], name: str, caption: str) -> Iterator[Paper]:
    for number, picture in enumerate(pictures, 1):
        again = f".{number}" if len(pictures) > 1 else ""
        yield Paper(f"{name}{again}.png", picture, caption, "photo")
