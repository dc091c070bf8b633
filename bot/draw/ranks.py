"""Which row each box stands in, and what an arrow passes on its way: the first half of a layered drawing.

After Sugiyama, Tagawa, Toda: Methods for visual understanding of hierarchical system structures, 1981. Boxes stand in the
even bands, the words of arrows in the odd ones; where an arrow passes a band of boxes it has a narrow place of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Link = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layers:
    """Boxes and places of arrows by bands; both are numbers, the boxes first."""

    boxes: int
    bands: tuple[tuple[int, ...], ...]
    """Top down, each in no special order."""
    chains: tuple[tuple[int, ...], ...]
    """For each arrow what it passes, top down: a box, the place of its words, places in other bands, a box."""
    upward: frozenset[int]
    """Arrows that lead up, because they would close a circle; their chains still go top down."""

    @property
    def links(self) -> tuple[Link, ...]:
        """What is joined by a line, the upper one first."""
        return tuple(dict.fromkeys(pair for chain in self.chains for pair in pairwise(chain)))


def layers(boxes: int, arrows: Sequence[Link], most: int) -> Layers:
    """Place the boxes in rows of at most `most`, each below all that lead to it."""
    upward = _upward(boxes, arrows)
    down = [(end, start) if at in upward else (start, end) for at, (start, end) in enumerate(arrows)]
    rank = _ranks(boxes, down, most)
    bands: list[list[int]] = [[] for _ in range(2 * max(rank, default=0) + 1)]
    for box, row in enumerate(rank):
        bands[2 * row].append(box)
    chains, free = [], boxes
    for start, end in down:
        passed = range(2 * rank[start] + 1, 2 * rank[end])
        places = range(free, free + len(passed))
        free += len(passed)
        for band, place in zip(passed, places, strict=True):
            bands[band].append(place)
        chains.append((start, *places, end))
    return Layers(boxes, tuple(map(tuple, bands)), tuple(chains), upward)


def _upward(boxes: int, arrows: Sequence[Link]) -> frozenset[int]:
    """The arrows that close a circle, found by walking down from each box in turn."""
    below = _by_start(boxes, arrows)
    found: set[int] = set()
    done: set[int] = set()
    above: set[int] = set()
    for root in range(boxes):
        path = [(root, iter(below[root]))] if root not in done else []
        above = {root}
        while path:
            box, left = path[-1]
            arrow = next(left, None)
            if arrow is None:
                path.pop()
                above.discard(box)
                done.add(box)
                continue
            end = arrows[arrow][1]
            if end in above:
                found.add(arrow)
            elif end not in done:
                above.add(end)
                path.append((end, iter(below[end])))
    return frozenset(found)


def _ranks(boxes: int, down: Sequence[Link], most: int) -> list[int]:
    """Row by row what has nothing above it any more, as in list scheduling; what leads on goes first."""
    below = _by_start(boxes, down)
    waits = [0] * boxes
    for _, end in down:
        waits[end] += 1
    rank = [0] * boxes
    ready = [box for box in range(boxes) if not waits[box]]
    row = 0
    while ready:
        ready.sort(key=lambda box: not below[box])  # outcomes can wait
        now, ready = ready[:most], ready[most:]
        for box in now:
            rank[box] = row
            for arrow in below[box]:
                end = down[arrow][1]
                waits[end] -= 1
                if not waits[end]:
                    ready.append(end)
        row += 1
    return rank


def _by_start(boxes: int, arrows: Iterable[Link]) -> list[list[int]]:
    below: list[list[int]] = [[] for _ in range(boxes)]
    for at, (start, _) in enumerate(arrows):
        below[start].append(at)
    return below
