"""How much room text takes: widths and breaks, for Chinese with a few letters and figures in it.

Widths are those of the sheets' font or a little more, so that other fonts of the kind fit as well.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category, east_asian_width

from bot.draw.diagram import Line, Style

SIZE: dict[Style, float] = {"head": 16.0, "title": 11.0, "plain": 10.0, "small": 9.0}
"""Points a line's letters are high, before the picture is made smaller."""
LEADING = 1.4
"""The distance of two lines, in sizes."""
CUT = 150
"""Letters of a line that are shown; what is longer ends in dots."""

_NARROW = frozenset("!'(),-./:;I[]`fijl{|}rt ")
_WIDE = frozenset("%@MWmw")
_NOT_FIRST = frozenset("，。、；：／？！）》」』”’…—·%＊,.;:?!)]}")
_BREAKS = (
    re.compile(r"[^／]+／?|／"),
    re.compile(r"（[^（）]*）[、，；：／]*|(?:\d+、)?[^、，；：／（]+[、，；：／”」）]*|."),
    re.compile(r"“?[^“”]+”?[、，；：／]*|."),
)
"""What is kept on one line if it fits: a choice among others, else a clause of it, else what stands in quotes."""
_NOT_LAST = frozenset("（《「『“‘([{")


@dataclass(frozen=True, slots=True)
class Written:
    """A line as it is written, with its width in points."""

    text: str
    style: Style
    width: float

    @property
    def height(self) -> float:
        """Its share of the box, in points."""
        return SIZE[self.style] * LEADING


@lru_cache(maxsize=4096)
def width(text: str) -> float:
    """The width of a text in sizes of its letters."""
    return sum(map(_width, text))


def sound(text: str) -> str:
    """The text on one line, without signs that XML does not take and nobody can see."""
    return " ".join("".join(" " if category(each) in {"Cc", "Cs", "Cn"} else each for each in text).split())


def written(line: Line, room: float) -> tuple[Written, ...]:
    """The line broken into as few as fit into this many points, each about as long as the others."""
    size = SIZE[line.style]
    return tuple(Written(text, line.style, width(text) * size) for text in _broken(_cut(line.text), room / size))


@lru_cache(maxsize=4096)
def _broken(text: str, room: float) -> tuple[str, ...]:
    pieces = tuple(_sized(text, room))
    widest = max((width(piece) for piece in pieces), default=0.0)
    lines = _filled(pieces, max(room, widest))
    narrower = max(room, widest)
    while len(lines) > 1 and narrower - 0.5 >= widest:
        narrower -= 0.5
        fewer = _filled(pieces, narrower)
        if len(fewer) > len(lines):
            break
        lines = fewer
    return lines


def _sized(text: str, room: float, breaks: tuple[re.Pattern[str], ...] = _BREAKS) -> Iterator[str]:
    """The text in parts that fit into a line, as large as they can be: so no answer is torn."""
    if not breaks:
        yield from _pieces(text)
        return
    for part in breaks[0].findall(text):
        yield from (part,) if width(part) <= room else _sized(part, room, breaks[1:])


def _filled(pieces: tuple[str, ...], room: float) -> tuple[str, ...]:
    lines: list[str] = []
    line, used = "", 0.0
    for piece in pieces:
        wide = width(piece)
        if line and used + wide > room:
            lines.append(line.strip())
            line, used = "", 0.0
        line += piece
        used += wide
    return tuple(each for each in (*lines, line.strip()) if each)


@lru_cache(maxsize=1024)
def _pieces(text: str) -> tuple[str, ...]:
    """What can't be parted: figures and words, and signs with the letter they belong to."""
    pieces: list[str] = []
    for letter in text:
        if pieces and _belongs(pieces[-1], letter):
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return tuple(pieces)


def _belongs(piece: str, letter: str) -> bool:
    # No piece grows without end, whatever somebody writes.
    return len(piece) < 12 and (  # noqa: PLR2004 - letters of the longest word kept whole
        letter in _NOT_FIRST or piece[-1] in _NOT_LAST or (_latin(piece[-1]) and _latin(letter)) or piece == "≤"
    )


def _latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _cut(text: str) -> str:
    whole = sound(text[: 2 * CUT])
    return whole if len(whole) <= CUT and len(text) <= 2 * CUT else whole[: CUT - 1] + "…"


def _width(letter: str) -> float:
    if not letter.isascii():
        return 1.0 if east_asian_width(letter) in {"W", "F", "A"} else 0.75
    if letter in _NARROW:
        return 0.42
    return 0.92 if letter in _WIDE else 0.76 if letter.isupper() or letter in "#&" else 0.62
