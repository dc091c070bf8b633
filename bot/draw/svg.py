"""A picture as SVG 1.1: boxes, lines and text, nothing from outside, understood by browsers, typst and office programs."""

from collections.abc import Iterator
from dataclasses import replace
from math import hypot
from xml.sax.saxutils import escape

from bot.draw.diagram import Kind, Mark
from bot.draw.drawing import MARGIN, Arrow, Block, Box, Drawing, Point
from bot.draw.lettering import SIZE, sound
from bot.draw.trim import Area, trimmed

_FONTS = "WenQuanYi Micro Hei, Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
_INK, _SOFT, _LINE = "#1c2430", "#4a5563", "#5b6675"
_FILL: dict[Kind | Mark, str] = {
    "question": "#e9f1fa", "end": "#ffffff", "jump": "#f1f2f4", "part": "#f6f8fb",
    Mark.added: "#e3f3e8", Mark.changed: "#fdf1d3", Mark.removed: "#fbe9e7",
}  # fmt: skip
_STROKE: dict[Kind | Mark, str] = {
    "question": "#1f5a96", "end": _INK, "jump": _LINE, "part": _INK,
    Mark.added: "#1e7a46", Mark.changed: "#9a6700", Mark.removed: "#b3261e",
}  # fmt: skip
_DASHES: dict[Mark | None, str] = {Mark.changed: "9 2 2 2", Mark.removed: "4 3"}
"""So that marks are told apart on a grey print, too."""
_ROUND: dict[Kind, float] = {"question": 9.0, "end": 1.5, "jump": 1.5, "part": 0.0}
_CORNER = 5.0
"""Radius where a line turns, in points."""
_HEAD = (7.0, 3.2)
"""An arrow's head: how long, and half as wide."""
_BAR = 3.0
"""How wide the bar of a part is, in points."""
_SLANT = 6.0
"""How far the sides of a box that leads elsewhere lean."""


def svg(drawing: Drawing, words: str, page: int | None = None) -> str:
    """The picture as a document; of several sheets one below the other, or the one with this number, from 1.

    `words` describe it to those who can't see it.
    """
    high = drawing.height
    top, shown = ((page - 1) * high, high) if page else (0.0, high * drawing.pages)
    return _document(drawing, words, (0.0, top, drawing.width, shown))


def inset(drawing: Drawing, words: str, page: int) -> str:
    """A sheet, by its number from 1, without the paper around it and without the title."""
    return _document(drawing, words, trimmed(drawing, page), titled=False)


def _document(drawing: Drawing, words: str, area: Area, *, titled: bool = True) -> str:
    x, y, width, height = map(_n, area)
    wide, high = (_n(side * drawing.scale) for side in area[2:])
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}pt" height="{high}pt"',
            f'viewBox="{x} {y} {width} {height}" role="img" font-family="{_FONTS}">',
            f"<title>{escape(sound(drawing.diagram.title))}</title>",
            f"<desc>{escape(sound(words))}</desc>",
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="#ffffff"/>',
            *(_title(drawing) if titled else ()),
            *_legend(drawing),
            # Lines first, so that words and boxes stand on them.
            *(piece for arrow in sorted(drawing.arrows, key=_layer) for piece in _line(arrow)),
            *(piece for arrow in drawing.arrows for piece in _label(arrow)),
            *(piece for box in drawing.boxes for piece in _box(box, marked=bool(drawing.diagram.marks))),
            "</svg>\n",
        )
    )


def _title(drawing: Drawing) -> Iterator[str]:
    """What the picture is called, with the numbers of the sheets if there are several."""
    title = drawing.heading.title
    yield from _text(title, title.x, "start", _INK)
    for page in range(1, drawing.pages + 1) if drawing.pages > 1 else ():
        y = page * drawing.height - MARGIN / drawing.scale / 2
        number = f"{drawing.diagram.title} · {page}/{drawing.pages}"
        yield f'<text x="{_n(title.x)}" y="{_n(y)}" font-size="9" fill="{_SOFT}">{escape(sound(number))}</text>'


def _legend(drawing: Drawing) -> Iterator[str]:
    head = drawing.heading
    marked = bool(drawing.diagram.marks)
    for sample in head.samples:
        look: Kind | Mark = sample.look
        yield _frame(sample.swatch, look, look if isinstance(look, Mark) or not marked else None)
        yield from _text(sample.text, sample.text.x, "start", _INK)
    yield from _text(head.notes, head.notes.x, "start", _SOFT)


def _box(box: Box, *, marked: bool) -> Iterator[str]:
    node, block = box.node, box.block
    yield _frame(block, node.kind, node.mark or (None if marked else node.kind))
    middle = node.kind in {"question", "jump"}
    x = block.x + (block.width / 2 if middle else (block.width - max(line.width for line in block.lines)) / 2)
    yield from _text(block, x, "middle" if middle else "start", _INK, struck=node.mark is Mark.removed)


def _frame(block: Block, shape: Kind | Mark, look: Kind | Mark | None) -> str:
    fill, stroke = (_FILL[look], _STROKE[look]) if look else ("#ffffff", _LINE)
    style = f'fill="{fill}" stroke="{stroke}" stroke-width="{1.6 if shape == "end" or isinstance(look, Mark) else 1}"'
    if isinstance(look, Mark) and look in _DASHES:
        style += f' stroke-dasharray="{_DASHES[look]}"'
    if shape == "jump":
        x, y, right, below = block.x, block.y, block.x + block.width, block.y + block.height
        lean = min(_SLANT, block.width / 4)
        corners = ((x, y), (right - lean, y), (right, (y + below) / 2), (right - lean, below), (x, below))
        return f'<polygon points="{" ".join(f"{_n(a)},{_n(b)}" for a, b in corners)}" {style}/>'
    radius = 3.0 if isinstance(shape, Mark) else min(_ROUND[shape], block.height / 2)
    rect = f'<rect {_area(block)} rx="{_n(radius)}" {style}/>'
    return f'{rect}<rect {_area(replace(block, width=_BAR))} fill="{stroke}"/>' if shape == "part" else rect


def _layer(arrow: Arrow) -> int:
    """Where arrows share a piece of their way, that of what went lies below, and what came or changed on top."""
    return {Mark.removed: 0, None: 1}.get(arrow.edge.mark, 2)


def _line(arrow: Arrow) -> Iterator[str]:
    mark = arrow.edge.mark
    colour = _STROKE[mark] if mark else _LINE
    dashes = f' stroke-dasharray="{_DASHES[mark]}"' if mark in _DASHES else ""
    yield f'<path d="{_path(arrow.points)}" fill="none" stroke="{colour}" stroke-width="1"{dashes}/>'
    yield f'<polygon points="{_head(arrow.points)}" fill="{colour}"/>'


def _label(arrow: Arrow) -> Iterator[str]:
    if arrow.label:
        mark = arrow.edge.mark
        yield f'<rect {_area(arrow.label)} rx="3" fill="{_FILL[mark] if mark else "#ffffff"}"/>'
        middle = arrow.label.x + arrow.label.width / 2
        yield from _text(arrow.label, middle, "middle", _STROKE[mark] if mark else _INK, struck=mark is Mark.removed)


def _text(block: Block, x: float, anchor: str, ink: str, *, struck: bool = False) -> Iterator[str]:
    used = sum(line.height for line in block.lines)
    y = block.y + (block.height - used) / 2
    for line in block.lines:
        size = SIZE[line.style]
        style = f'font-size="{_n(size)}" fill="{ink}" text-anchor="{anchor}"'
        if line.style in {"head", "title"}:
            # The sheets' font has no bold face; a thin outline makes one.
            style += f' stroke="{ink}" stroke-width="{_n(size * 0.028)}"'
        base = y + line.height / 2 + size * 0.36
        yield f'<text x="{_n(x)}" y="{_n(base)}" {style}>{escape(line.text)}</text>'
        if struck:
            left = x - line.width / 2 if anchor == "middle" else x
            through = y + line.height / 2
            yield (
                f'<path d="M{_n(left)} {_n(through)}H{_n(left + line.width)}" stroke="{_STROKE[Mark.removed]}" '
                'stroke-width="0.8"/>'
            )
        y += line.height


def _path(points: tuple[Point, ...]) -> str:
    """The line with round corners, ending where the head begins."""
    (x, y), (tip_x, tip_y) = points[-2:]
    length = hypot(tip_x - x, tip_y - y) or 1.0
    short = (tip_x - (tip_x - x) / length * _HEAD[0] * 0.8, tip_y - (tip_y - y) / length * _HEAD[0] * 0.8)
    line = (*points[:-1], short)
    steps = [f"M{_n(line[0][0])} {_n(line[0][1])}"]
    for before, corner, after in zip(line, line[1:], line[2:], strict=False):
        start, end = _toward(corner, before), _toward(corner, after)
        steps.append(f"L{_n(start[0])} {_n(start[1])}Q{_n(corner[0])} {_n(corner[1])} {_n(end[0])} {_n(end[1])}")
    steps.append(f"L{_n(line[-1][0])} {_n(line[-1][1])}")
    return "".join(steps)


def _toward(corner: Point, other: Point) -> Point:
    """The point on the way to the other where the corner's rounding ends."""
    length = hypot(other[0] - corner[0], other[1] - corner[1])
    share = min(_CORNER, length / 2) / length if length else 0.0
    return corner[0] + (other[0] - corner[0]) * share, corner[1] + (other[1] - corner[1]) * share


def _head(points: tuple[Point, ...]) -> str:
    (x, y), (tip_x, tip_y) = points[-2:]
    length = hypot(tip_x - x, tip_y - y) or 1.0
    ahead = ((tip_x - x) / length, (tip_y - y) / length)
    back = tip_x - ahead[0] * _HEAD[0], tip_y - ahead[1] * _HEAD[0]
    aside = -ahead[1] * _HEAD[1], ahead[0] * _HEAD[1]
    corners = ((tip_x, tip_y), (back[0] + aside[0], back[1] + aside[1]), (back[0] - aside[0], back[1] - aside[1]))
    return " ".join(f"{_n(a)},{_n(b)}" for a, b in corners)


def _area(block: Block) -> str:
    return f'x="{_n(block.x)}" y="{_n(block.y)}" width="{_n(block.width)}" height="{_n(block.height)}"'


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
