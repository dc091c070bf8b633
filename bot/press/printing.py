"""Sets sheets with typst: from plain data to PDF and PNG; what the data says is never read as markup."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from threading import local
from typing import Literal

import orjson
import segno
import typst

from bot.press.font import FAMILY, Font
from bot.press.picture import Timeline
from bot.press.sheet import Notice, Slip

Template = Literal["notice", "timeline", "slip"]

WIDTH: Mapping[Template, int] = {"notice": 720, "timeline": 1080, "slip": 1080}
"""Pixels of a picture's width: that of a phone held upright; a notice is long, and must be made quickly."""
HEIGHT = 8900
"""Pixels a picture may be high, so that with its width it may still be sent as a photo (Bot API: sendPhoto)."""
SCREEN = 1560
"""Pixels of a notice's page for a chat: a little more than a phone's screen; what is longer is shown smaller there."""

_POINTS = 360
"""A picture's width in the templates."""
_MODULE = 16
"""Pixels of a code's smallest square, where the code is a picture of its own."""


@dataclass(frozen=True)
class Printer:
    """Prints in any number of threads; each keeps warm compilers of its own, about 20 MB."""

    home: Path
    font: Font
    _own: local = field(default_factory=local, compare=False, repr=False)

    def pdf(self, sheet: Notice | Slip) -> bytes:
        """The sheet on A4, for paper."""
        template: Template = "notice" if isinstance(sheet, Notice) else "slip"
        return self._made(template, _with_codes(sheet), paper="a4", made=int(sheet.made.timestamp()))[0]

    def png(self, notice: Notice) -> tuple[bytes, ...]:
        """The notice for the phone as one long picture, or more where it would be higher than `HEIGHT`."""
        return self._pictures("notice", _with_codes(notice))

    def screens(self, sheet: Notice | Slip) -> tuple[bytes, ...]:
        """The sheet for a chat, page by page as a phone's screen shows it."""
        if isinstance(sheet, Slip):
            return self._pictures("slip", _with_codes(sheet))
        return self._made("notice", _with_codes(sheet), paper="phone", height=SCREEN)

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


def code_picture(text: str) -> bytes:
    """A QR code as a PNG of its own, with the quiet zone around it that readers want (ISO/IEC 18004, 4 modules)."""
    picture = BytesIO()
    _coded(text).save(picture, kind="png", scale=_MODULE, border=4)
    return picture.getvalue()


def _with_codes(sheet: Notice | Slip) -> str:
    """The sheet as JSON, with a QR code for each address in it and for the appointment's reference."""
    texts = [door.url for door in sheet.doors if door.url] if isinstance(sheet, Notice) else []
    if sheet.appointment:
        texts.append(sheet.appointment.ref)
    drawn = {text: _coded(text).svg_inline(border=0, omitsize=True) for text in texts}
    return orjson.dumps({**sheet.model_dump(mode="json"), "codes": drawn}).decode()


def _coded(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="m")


def height_of(picture: bytes) -> int:
    """A PNG's height in pixels, which stands in its head."""
    return int.from_bytes(picture[20:24])
