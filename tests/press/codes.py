"""Reads the squares of a QR code off a picture, as a camera would: by the three corners (ISO/IEC 18004, 12)."""

import subprocess
import zlib
from collections.abc import Iterator
from itertools import groupby

Rows = list[list[bool]]
"""True where it is dark."""

_CORNER = (1, 1, 3, 1, 1)
_LEAST = 8
"""Pixels of a square; what is smaller is part of a letter."""


def printed(pdf: bytes, dpi: int = 300) -> Rows:
    """The first page as a printer without colours puts it on paper."""
    ran = subprocess.run(["pdftoppm", "-gray", "-r", f"{dpi}", "-l", "1"], input=pdf, capture_output=True, check=True)
    _, size, _, grey = ran.stdout.split(b"\n", 3)
    width, height = map(int, size.split())
    return [[shade < 128 for shade in grey[row * width : (row + 1) * width]] for row in range(height)]


def drawn(png: bytes) -> Rows:
    """A PNG of one bit a pixel, such as a code alone is (RFC 2083: rows as they are, or told by the one above)."""
    width, parts, at = int.from_bytes(png[16:20]), b"", 8
    while at < len(png):
        size, kind = int.from_bytes(png[at : at + 4]), png[at + 4 : at + 8]
        parts += png[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += size + 12
    flat, step = zlib.decompress(parts), (width + 7) // 8 + 1
    above, lines = bytes(step - 1), []
    for start in range(0, len(flat), step):
        told, line = flat[start], flat[start + 1 : start + step]
        assert told in {0, 2}
        above = bytes((new + old) % 256 for new, old in zip(line, above, strict=True)) if told else line
        lines.append(above)
    return [[not line[x // 8] >> (7 - x % 8) & 1 for x in range(width)] for line in lines]


def squares(rows: Rows) -> tuple[tuple[int, ...], ...]:
    """The code's squares row by row, 1 where dark; for a picture with one upright code."""
    found = list(_corners(rows))
    left, top = min(one[0] for one in found), min(one[1] for one in found)
    width = max(one[0] + one[2] for one in found) - left
    count = round(7 * width / min(one[2] for one in found))
    middles = [(place + 0.5) * width / count for place in range(count)]
    return tuple(tuple(int(rows[int(top + y)][int(left + x)]) for x in middles) for y in middles)


def _corners(rows: Rows) -> Iterator[tuple[int, int, int]]:
    """Left, top and width of what looks like a corner both from left to right and from top to bottom."""
    for y, row in enumerate(rows):
        for left, width in _marks(row):
            column = [line[left + width // 2] for line in rows]
            for top, height in _marks(column):
                if top <= y < top + height and abs(height - width) < width / 7:
                    yield left, top, width


def _marks(line: list[bool]) -> Iterator[tuple[int, int]]:
    runs, at = [], 0
    for dark, pixels in groupby(line):
        length = len(list(pixels))
        runs.append((dark, at, length))
        at += length
    for place in range(len(runs) - 4):
        five = runs[place : place + 5]
        square = sum(length for _, _, length in five) / 7
        near = all(abs(length - one * square) < square / 2 for (*_, length), one in zip(five, _CORNER, strict=True))
        if five[0][0] and square >= _LEAST and near:
            yield five[0][1], round(7 * square)
