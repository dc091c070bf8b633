"""Makes the files of a sheet: finds the font once, and then sets whatever comes."""

from collections.abc import Iterator
from pathlib import Path
from threading import Lock

import structlog
import typst
from pydantic import TypeAdapter, ValidationError

from bot.flow.handbook import Handbook
from bot.message import Attachment
from bot.press import font
from bot.press.deadlines import calendar
from bot.press.paper import Paper
from bot.press.picture import Timeline
from bot.press.printing import Printer, code_picture
from bot.press.sheet import Link, Notice, Slip

_log = structlog.get_logger(__name__)
_PAPER: TypeAdapter[Notice | Slip] = TypeAdapter(Notice | Slip)


class Compositor:
    """Sets sheets in any number of threads. Without the font it says so once in the log, and sets nothing."""

    def __init__(self, home: Path, handbook: Handbook, file: Path | None) -> None:
        self._home = home
        self._handbook = handbook
        self._file = file or font.FONT
        self._looking = Lock()
        self._looked = False
        self._printer: Printer | None = None

    def printer(self) -> Printer | None:
        """The way to paper; None without the font."""
        with self._looking:
            if not self._looked:
                self._printer = self._look()
                self._looked = True
            return self._printer

    def papers(self, attachment: Attachment) -> tuple[Paper, ...]:
        """The files of this sheet; none when it can't be set, which the log explains."""
        try:
            if attachment.kind == "link":
                return _link(attachment)
            printer = self.printer()
            return tuple(_printed(printer, attachment)) if printer else ()
        except (typst.TypstError, ValidationError, OSError) as error:
            # A sheet in words of an older version, or a template that somebody has just changed.
            _log.error("press_failed", kind=attachment.kind, error=type(error).__name__)
            return ()

    def _look(self) -> Printer | None:
        found = font.find(self._file)
        if found is None:
            _log.warning("press_without_font", package=font.PACKAGE)
            return None
        if missing := found.missing(font.printed(self._handbook, self._home)):
            _log.warning("press_lacks_glyphs", signs=missing, package=font.PACKAGE)
        return Printer(self._home, found)


def _link(attachment: Attachment) -> tuple[Paper, ...]:
    """The page's QR code, which needs no font."""
    link = Link.model_validate_json(attachment.sheet)
    return (Paper(f"{attachment.name}.png", code_picture(link.url), link.caption, "photo"),)


def _printed(printer: Printer, attachment: Attachment) -> Iterator[Paper]:
    name = attachment.name
    if attachment.kind == "timeline":
        timeline = Timeline.model_validate_json(attachment.sheet)
        yield from _photos(printer.picture(timeline), name, timeline.captions.png)
        return
    sheet = _PAPER.validate_json(attachment.sheet)
    yield Paper(f"{name}.pdf", printer.pdf(sheet), sheet.captions.pdf, "document")
    if sheet.appointment or (isinstance(sheet, Notice) and sheet.dates):
        yield Paper(f"{name}.ics", calendar(sheet), sheet.captions.ics, "document")
    yield from _photos(printer.screens(sheet), name, sheet.captions.png)


def _photos(pictures: tuple[bytes, ...], name: str, caption: str) -> Iterator[Paper]:
    for number, picture in enumerate(pictures, 1):
        again = f".{number}" if len(pictures) > 1 else ""
        yield Paper(f"{name}{again}.png", picture, caption, "photo")
