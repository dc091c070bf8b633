"""Prints pictures that are drawn already: SVG to PNG and PDF, a sheet of paper each."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import orjson
import typst

from bot.press.font import FAMILY, Font

_DOTS = 150
"""Dots per inch of a PNG: sharp on a screen, and on paper good enough."""


@dataclass(frozen=True, slots=True)
class Plate:
    """A picture the size of its paper."""

    svg: str
    width: float
    """Points of the paper."""
    height: float
    words: str
    """What it shows, for those who can't see it."""


def printed(
    home: Path, font: Font, title: str, plates: Sequence[Plate], form: Literal["pdf", "png"]
) -> tuple[bytes, ...]:
    """One PDF with all plates, or a PNG for each."""
    folder = home / "messages_zh" / "draw"
    compiler = typst.Compiler(
        folder / "picture.typ", root=folder, font_paths=[font.file.parent], ignore_system_fonts=True
    )
    inputs = {"pictures": orjson.dumps([asdict(one) for one in plates]).decode(), "font": FAMILY, "title": title}
    done = compiler.compile(format=form, ppi=_DOTS, sys_inputs=inputs)
    return tuple(done) if isinstance(done, list) else (done or b"",)
