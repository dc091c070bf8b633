"""Looks at a drawing as a reader does: what lies on what, what is cut, what is too small."""

from collections.abc import Iterator
from itertools import combinations, pairwise

from bot.draw.drawing import MARGIN, SMALLEST, Block, Drawing
from bot.draw.lettering import SIZE

_SLACK = 0.05


def faults(drawing: Drawing) -> list[str]:
    return [*_overlaps(drawing), *_cut(drawing), *_off(drawing), *_crossed(drawing), *_small(drawing)]


def blocks(drawing: Drawing) -> dict[str, Block]:
    boxes = {f"box {box.node.id}": box.block for box in drawing.boxes}
    labels = {
        f"label {one.edge.source}-{one.edge.target}": one.label for one in drawing.arrows if one.label is not None
    }
    head = drawing.heading
    samples = {f"sample {one.look}": one.text for one in head.samples}
    return {**boxes, **labels, **samples, "title": head.title, "notes": head.notes}


def _overlaps(drawing: Drawing) -> Iterator[str]:
    for (one, a), (other, b) in combinations(blocks(drawing).items(), 2):
        if (
            a.x + _SLACK < b.x + b.width
            and b.x + _SLACK < a.x + a.width
            and a.y + _SLACK < b.y + b.height
            and b.y + _SLACK < a.y + a.height
        ):
            yield f"{one} overlaps {other}"


def _cut(drawing: Drawing) -> Iterator[str]:
    for name, block in blocks(drawing).items():
        if any(line.width > block.width + _SLACK for line in block.lines):
            yield f"text of {name} is wider than it"
        if sum(line.height for line in block.lines) > block.height + _SLACK:
            yield f"text of {name} is higher than it"


def _off(drawing: Drawing) -> Iterator[str]:
    margin = MARGIN / drawing.scale - _SLACK
    for name, block in blocks(drawing).items():
        if block.x < margin or block.x + block.width > drawing.width - margin:
            yield f"{name} leaves the paper aside"
        page = block.y // drawing.height
        top, below = page * drawing.height + margin, (page + 1) * drawing.height - margin
        if block.lines and not (top <= block.y and block.y + block.height <= below and page < drawing.pages):
            yield f"{name} leaves its sheet"


def _crossed(drawing: Drawing) -> Iterator[str]:
    for arrow in drawing.arrows:
        ends = {arrow.edge.source, arrow.edge.target}
        for box in drawing.boxes:
            allowed = _SLACK if box.node.id in ends else -_SLACK
            if any(_through(a, b, box.block, allowed) for a, b in pairwise(arrow.points)):
                yield f"arrow {arrow.edge.source}-{arrow.edge.target} runs through box {box.node.id}"


def _through(a: tuple[float, float], b: tuple[float, float], block: Block, inside: float) -> bool:
    """Whether a piece, down or across, comes into the block farther than this."""
    return (
        max(a[0], b[0]) > block.x + inside
        and min(a[0], b[0]) < block.x + block.width - inside
        and max(a[1], b[1]) > block.y + inside
        and min(a[1], b[1]) < block.y + block.height - inside
    )


def _small(drawing: Drawing) -> Iterator[str]:
    if min(SIZE.values()) * drawing.scale < SMALLEST - _SLACK:
        yield "letters are too small"
