"""Sets sheets with typst: from plain data to PDF and PNG; what the data says is never read as markup."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import local
from typing import Literal

import orjson
import segno
import typst

from bot.press.font import FAMILY, Font
from bot.press.sheet import Notice, Timeline

Template = Literal["notice", "timeline"]

WIDTH: Mapping[Template, int] = {"notice": 720, "timeline": 1080}
"""Pixels of a picture's width: that of a phone held upright; a notice is long, and must be made quickly."""
HEIGHT = 8900
"""Pixels a picture may be high, so that with its width it may still be sent as a photo (Bot API: sendPhoto)."""
SCREEN = 1560
"""Pixels of a notice's page for a chat: a little more than a phone's screen; what is longer is shown smaller there."""

_POINTS = 360
"""A picture's width in the templates."""


@dataclass(frozen=True)
class Printer:
    """Prints in any number of threads; each keeps warm compilers of its own, about 20 MB."""

    home: Path
    font: Font
    _own: local = field(default_factory=local, compare=False, repr=False)

    def pdf(self, notice: Notice) -> bytes:
        """The notice on A4, for paper."""
        return self._made("notice", _with_codes(notice), paper="a4", made=int(notice.made.timestamp()))[0]

    def png(self, notice: Notice) -> tuple[bytes, ...]:
        """The notice for the phone as one long picture, or more where it would be higher than `HEIGHT`."""
        return self._pictures("notice", _with_codes(notice))

    def screens(self, notice: Notice) -> tuple[bytes, ...]:
        """The notice for a chat, page by page as a phone's screen shows it."""
        return self._made("notice", _with_codes(notice), paper="phone", height=SCREEN)

    def picture(self, timeline: Timeline) -> tuple[bytes, ...]:
        """The picture of the time limits, for the phone; as `png`."""
        return self._pictures("timeline", timeline.model_dump_json())

    def _pictures(self, template: Template, sheet: str) -> tuple[bytes, ...]:
        whole = self._made(template, sheet, paper="phone")
        return whole if height_of(whole[0]) <= HEIGHT else self._made(template, sheet, paper="phone", height=HEIGHT)

    def _made(
        self, template: Template, sheet: str, *, paper: str, height: int | None = None, made: int | None = None
    ) -> tuple[bytes, ...]:
        points = str(height * _POINTS / WIDTH[template]) if height else "auto"
        inputs = {"sheet": sheet, "font": FAMILY, "paper": paper, "height": points}
        compiler, ppi = self._compiler(template), 72 * WIDTH[template] / _POINTS
        done = (
            compiler.compile(format="pdf", sys_inputs=inputs, timestamp=made)
            if paper == "a4"
            else compiler.compile(format="png", ppi=ppi, sys_inputs=inputs)
        )
        return tuple(done) if isinstance(done, list) else (done or b"",)

    def _compiler(self, template: Template) -> typst.Compiler:
        found: typst.Compiler | None = getattr(self._own, template, None)
        if found is None:
            folder = self.home / "messages_zh" / "sheet"
            found = typst.Compiler(
                folder / f"{template}.typ", root=folder, font_paths=[self.font.file.parent], ignore_system_fonts=True
            )
            setattr(self._own, template, found)
        return found


def _with_codes(notice: Notice) -> str:
    """The notice as JSON, with a QR code for each address in it."""
    sheet = notice.model_dump(mode="json")
    sheet["codes"] = {door.url: _code(door.url) for door in notice.doors if door.url}
    return orjson.dumps(sheet).decode()


def _code(url: str) -> str:
    drawn: str = segno.make_qr(url, error="m").svg_inline(border=0, omitsize=True)
    return drawn


def height_of(picture: bytes) -> int:
    """A PNG's height in pixels, which stands in its head."""
    return int.from_bytes(picture[20:24])
