"""Sets sheets with typst: from plain data to PDF and PNG; what the data says is never read as markup."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import local
from typing import Literal

import orjson
import segno
import typst

from bot.press.font import FAMILY, Font
from bot.press.sheet import Notice, Timeline

WIDTH = 1080
"""Pixels of a picture's width: that of a phone held upright."""
HEIGHT = 8900
"""Pixels a picture may be high; with its width it may be shown as a photo (Bot API: sendPhoto, 10000 together)."""

_POINTS = 360
"""A picture's width in the templates."""

Template = Literal["notice", "timeline"]
Paper = Literal["a4", "phone"]


@dataclass(frozen=True)
class Printer:
    """Prints in any number of threads; each keeps warm compilers of its own, about 20 MB."""

    home: Path
    font: Font
    _own: local = field(default_factory=local, compare=False, repr=False)

    def pdf(self, notice: Notice) -> bytes:
        """The notice on A4, for paper."""
        return self._set("notice", "a4", _with_codes(notice))[0]

    def png(self, notice: Notice) -> tuple[bytes, ...]:
        """The notice for the phone: one long picture, or more where that would be too high to be shown as a photo."""
        return self._set("notice", "phone", _with_codes(notice))

    def picture(self, timeline: Timeline) -> bytes:
        """The picture of the time limits, for the phone."""
        return self._set("timeline", "phone", timeline.model_dump_json())[0]

    def _set(self, template: Template, paper: Paper, sheet: str) -> tuple[bytes, ...]:
        ppi = 72 * WIDTH / _POINTS if paper == "phone" else None
        inputs = {"sheet": sheet, "paper": paper, "font": FAMILY, "height": str(HEIGHT * _POINTS / WIDTH)}
        made = self._compiler(template).compile(
            format="png" if paper == "phone" else "pdf", ppi=ppi, sys_inputs=inputs
        )
        return tuple(made) if isinstance(made, list) else (made or b"",)

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
