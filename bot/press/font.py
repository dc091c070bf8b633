"""The font of the sheets: whether it is there, and whether it can write what the house has to say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError
from pydantic import BaseModel

from bot.flow.handbook import Handbook

PACKAGE = "fonts-wqy-microhei"
"""The Debian package that brings it."""
FAMILY = "WenQuanYi Micro Hei"
FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")


@dataclass(frozen=True, slots=True)
class Font:
    """A font file that has been looked at."""

    file: Path
    signs: frozenset[int]
    """The code points it has a glyph for."""

    def missing(self, texts: Iterable[str]) -> str:
        """The signs in these texts that it can't write, in order; white space is none."""
        used = {sign for text in texts for sign in text if not sign.isspace()}
        return "".join(sorted(sign for sign in used if ord(sign) not in self.signs))


def find(file: Path = FONT) -> Font | None:
    """Look at the font file; None when it is missing or is no such font."""
    try:
        with file.open("rb") as opened, TTFont(opened, fontNumber=0, lazy=True) as font:
            family = font["name"].getDebugName(1)
            return Font(file, frozenset(font.getBestCmap())) if family == FAMILY else None
    except (OSError, TTLibError):
        return None


def printed(book: Handbook, home: Path) -> Iterator[str]:
    """Every text that may come onto a sheet: of flows, ledger, materials and offices, and the sheets' own words."""
    for shelf in (book.flows, book.records, book.documents, book.materials, book.offices):
        for one in shelf.values():
            yield from _texts(one)
    yield from (unit.label for unit in book.words.units.values())
    for file in sorted((home / "messages_zh" / "sheet").iterdir()):
        yield file.read_text(encoding="utf-8")


def _texts(one: BaseModel) -> Iterator[str]:
    yield one.model_dump_json()
