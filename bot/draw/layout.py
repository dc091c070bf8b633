"""Where everything stands on the paper: several ways are tried, and the one that can be read best is taken."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from bot.complaint import wrong
from bot.draw import heading
from bot.draw.align import aligned
from bot.draw.channel import Channel, channel
from bot.draw.diagram import Diagram, Line
from bot.draw.drawing import MARGIN, PAPER, SMALLEST, Arrow, Block, Box, Drawing, Heading, Point
from bot.draw.lettering import SIZE, Written, written
from bot.draw.order import Bands, ordered
from bot.draw.ranks import Layers, layers

LARGEST = 200
"""Boxes and arrows that are drawn; a picture with more can't be read."""

_WIDTHS = ((168.0, 90.0), (126.0, 76.0), (100.0, 64.0))
"""Points for the text of a box, and for the words of an arrow."""
_ABREAST = (LARGEST, 6, 4, 3, 2)
"""Boxes in a row."""
_BOX = (10.0, 7.0)
"""Points around the text of a box, aside and above."""
_LABEL = (4.0, 2.0)
_APART = {True: 9.0, False: 5.0}
"""Half the points between boxes, and between other things."""
_LINE = 3.0
"""Half the points for an arrow that passes a band."""
_BEFORE, _STEP = 8.0, 7.0
"""Points above the first track, and between tracks."""
_INTO = {True: 14.0, False: 7.0}
"""Points below the last track: before boxes, where the heads of arrows are, and before words."""
_LETTERS = 6
"""Lines of an arrow's words."""
_LEAST, _MOST = SMALLEST / min(SIZE.values()), 1.25
"""How small and how large the picture may be made."""
_WIDEST = PAPER[1] / _LEAST
"""Points abreast for which no paper is wide enough."""
_NO_BETTER = (1, -20, False)
"""The cost of a way that need not be bettered: one sheet upright, nothing made smaller."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """Everything by its number: boxes, then places of arrows."""

    found: Layers
    bands: Bands
    text: Mapping[int, tuple[Written, ...]]
    size: Mapping[int, Point]
    at: Mapping[int, float]
    channels: tuple[Channel, ...]

    @property
    def left(self) -> float:
        return min(at - self.size[one][0] / 2 for one, at in self.at.items())

    @property
    def width(self) -> float:
        return max(at + self.size[one][0] / 2 for one, at in self.at.items()) - self.left

    def band_height(self, band: int) -> float:
        return max((self.size[one][1] for one in self.bands[band]), default=0.0)

    def gap(self, band: int) -> float:
        """The room above a band for the tracks of the lines that come down to it."""
        if band == 0:
            return 0.0
        return _BEFORE + max(self.channels[band - 1].tracks - 1, 0) * _STEP + _INTO[band % 2 == 0]


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A way to lay it out that fits on the paper."""

    laid: _Laid
    landscape: bool
    scale: float
    pages: int
    heading: Heading
    tops: tuple[float, ...]
    """Where each band begins."""


def layout(diagram: Diagram) -> Drawing:
    """The picture on A4. Raises SettingError when nobody could read it: too many boxes, or too much abreast."""
    arrows = [edge for edge in diagram.edges if edge.source != edge.target]
    if len(diagram.nodes) + len(arrows) > LARGEST:
        raise wrong(diagram.id, "draw_large", most=LARGEST)
    fitted: list[_Fitted] = []
    for laid in _ways(diagram):
        fitted += _fits(diagram, laid)
        if any(_cost(fit) <= _NO_BETTER for fit in fitted):
            break
    if not fitted:
        raise wrong(diagram.id, "draw_wide", smallest=f"{SMALLEST:g}")
    return _drawing(diagram, min(fitted, key=_cost))


def _cost(fit: _Fitted) -> tuple[int, int, bool]:
    """What is much smaller is worse; what is a little smaller but simpler, and so comes first, is not."""
    return fit.pages, -round(min(fit.scale, 1) * 20), fit.landscape


def _ways(diagram: Diagram) -> Iterator[_Laid]:
    number = {node.id: at for at, node in enumerate(diagram.nodes)}
    arrows = [(number[edge.source], number[edge.target]) for edge in diagram.edges if edge.source != edge.target]
    seen = set()
    for most in _ABREAST:
        found = layers(len(diagram.nodes), arrows, most)
        if found.bands in seen:
            continue
        seen.add(found.bands)
        bands = ordered(found)
        for box, label in _WIDTHS:
            text = _texts(diagram, found, box, label)
            size = {one: _size(text.get(one, ()), found, one) for band in bands for one in band}
            half = {one: size[one][0] / 2 + _APART[one < found.boxes] for one in size}
            if max(2 * sum(half[one] for one in band) for band in bands) > _WIDEST:
                continue
            at = aligned(found, bands, half)
            yield _Laid(found, bands, text, size, at, tuple(_channels(found, bands, at)))


def _texts(diagram: Diagram, found: Layers, box: float, label: float) -> Mapping[int, tuple[Written, ...]]:
    texts = {
        at: tuple(one for line in node.lines for one in written(line, box)) for at, node in enumerate(diagram.nodes)
    }
    edges = [edge for edge in diagram.edges if edge.source != edge.target]
    for edge, chain in zip(edges, found.chains, strict=True):
        lines = written(Line(edge.text, "small"), label)
        if lines:
            texts[chain[1]] = lines if len(lines) <= _LETTERS else written(Line(edge.text, "small"), 2 * label)
    return texts


def _size(text: tuple[Written, ...], found: Layers, one: int) -> Point:
    if not text:
        return 2 * _LINE, 0.0
    aside, above = _BOX if one < found.boxes else _LABEL
    return max(line.width for line in text) + 2 * aside, sum(line.height for line in text) + 2 * above


def _channels(found: Layers, bands: Bands, at: Mapping[int, float]) -> Iterator[Channel]:
    band_of = {one: number for number, band in enumerate(bands) for one in band}
    links: list[list[tuple[int, int]]] = [[] for _ in bands]
    for link in found.links:
        links[band_of[link[0]]].append(link)
    for number in range(len(bands) - 1):
        yield channel(links[number], at, fanned=number % 2 == 0)


def _fits(diagram: Diagram, laid: _Laid) -> Iterator[_Fitted]:
    for landscape in (False, True):
        wide, high = (side - 2 * MARGIN for side in (PAPER[::-1] if landscape else PAPER))
        widest = min(_MOST, wide / laid.width)
        if widest < _LEAST:
            continue
        whole = heading.height(heading.heading(diagram, wide / widest)) + sum(
            laid.gap(band) + laid.band_height(band) for band in range(len(laid.bands))
        )
        one_page = min(widest, high / whole)
        for scale in (one_page,) if one_page >= _LEAST else (widest, _LEAST):
            yield _paged(diagram, laid, scale, landscape=landscape)


def _paged(diagram: Diagram, laid: _Laid, scale: float, *, landscape: bool) -> _Fitted:
    """Set the bands one below the other; one that would be cut begins the next sheet."""
    wide, high = (side / scale for side in (PAPER[::-1] if landscape else PAPER))
    margin = MARGIN / scale
    head = heading.heading(diagram, wide - 2 * margin)
    y, page, tops = margin + heading.height(head), 1, []
    for band in range(len(laid.bands)):
        needed = laid.gap(band) + laid.band_height(band)
        if y + needed > page * high - margin + 0.01:  # what floats get wrong
            y, page = page * high + margin, page + 1
        tops.append(y + laid.gap(band))
        y += needed
    return _Fitted(laid, landscape, scale, page, head, tuple(tops))


def _drawing(diagram: Diagram, best: _Fitted) -> Drawing:
    laid = best.laid
    wide = PAPER[1 if best.landscape else 0] / best.scale
    aside = (wide - laid.width) / 2 - laid.left
    blocks = {
        one: Block(
            laid.at[one] + aside - laid.size[one][0] / 2, best.tops[band], *laid.size[one], laid.text.get(one, ())
        )
        for band, things in enumerate(laid.bands)
        for one in things
    }
    edges = [edge for edge in diagram.edges if edge.source != edge.target]
    return Drawing(
        diagram=diagram,
        landscape=best.landscape,
        scale=best.scale,
        pages=best.pages,
        heading=heading.moved(best.heading, MARGIN / best.scale),
        boxes=tuple(Box(node, blocks[at]) for at, node in enumerate(diagram.nodes)),
        arrows=tuple(
            Arrow(
                edge,
                _points(best, chain, blocks, aside, upward=at in laid.found.upward),
                blocks[chain[1]] if chain[1] in laid.text else None,
            )
            for at, (edge, chain) in enumerate(zip(edges, laid.found.chains, strict=True))
        ),
    )


def _points(
    best: _Fitted, chain: tuple[int, ...], blocks: Mapping[int, Block], aside: float, *, upward: bool
) -> tuple[Point, ...]:
    """The line of an arrow, from its source to its head."""
    laid = best.laid
    start, end = blocks[chain[0]], blocks[chain[-1]]
    points = [(laid.at[chain[0]] + aside, start.y + start.height)]
    first = next(band for band, things in enumerate(laid.bands) if chain[0] in things)
    for band, link in enumerate(pairwise(chain), first):
        track = laid.channels[band].track[link]
        if track is not None:
            y = best.tops[band + 1] - laid.gap(band + 1) + _BEFORE + track * _STEP
            points += [(laid.at[one] + aside, y) for one in link]
    points.append((laid.at[chain[-1]] + aside, end.y))
    return tuple(points[::-1] if upward else points)
