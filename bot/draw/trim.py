"""A picture without the paper around it, to stand among the text of something else."""

from collections.abc import Iterator
from itertools import chain, pairwise

from bot.draw.drawing import Block, Drawing

_AROUND = 3.0
"""Points left around it, so that no stroke is cut."""

Area = tuple[float, float, float, float]
"""Left, top, width and height, in points of the picture."""


def trimmed(drawing: Drawing, page: int) -> Area:
    """The part of this sheet, from 1, where something is drawn; the title is left out, it stands in the text."""
    top, bottom = (page - 1) * drawing.height, page * drawing.height
    left, above, right, below = zip(*_drawn(drawing, top, bottom), strict=True)
    x, y = min(left) - _AROUND, max(min(above) - _AROUND, top)
    return x, y, max(right) + _AROUND - x, min(max(below) + _AROUND, bottom) - y


def _drawn(drawing: Drawing, top: float, bottom: float) -> Iterator[Area]:
    """Left, top, right and bottom of everything on the sheet."""
    head = drawing.heading
    labels = (arrow.label for arrow in drawing.arrows if arrow.label)
    samples = chain.from_iterable((one.swatch, one.text) for one in head.samples)
    for block in chain((box.block for box in drawing.boxes), labels, samples, [head.notes] if head.notes.lines else []):
        if top <= block.y < bottom:
            yield _sides(block)
    for arrow in drawing.arrows:
        for (x, y), (to_x, to_y) in pairwise(arrow.points):
            high, low = max(min(y, to_y), top), min(max(y, to_y), bottom)
            if high <= low:
                yield min(x, to_x), high, max(x, to_x), low


def _sides(block: Block) -> Area:
    return block.x, block.y, block.x + block.width, block.y + block.height
