"""In which order things stand in their bands: so that few lines cross, and answers stay as the file has them.

Barycentres swept down and up (Sugiyama and others, 1981); crossings are counted after Barth, Mutzel, Jünger: Simple and
efficient bilayer cross counting, 2004.
"""

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from itertools import pairwise

from bot.draw.ranks import Layers

_SWEEPS = 12

Bands = tuple[tuple[int, ...], ...]


def ordered(found: Layers) -> Bands:
    """The bands, each from left to right."""
    above, below = _neighbours(found)
    best = bands = _walked(found, below)
    fewest = _crossings(bands, below)
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        bands = _swept(bands, above) if sweep % 2 == 0 else _swept(bands[::-1], below)[::-1]
        count = _crossings(bands, below)
        if count < fewest:
            best, fewest = bands, count
    return best


def _neighbours(found: Layers) -> tuple[Mapping[int, list[int]], Mapping[int, list[int]]]:
    above: dict[int, list[int]] = {one: [] for band in found.bands for one in band}
    below: dict[int, list[int]] = {one: [] for band in found.bands for one in band}
    for upper, lower in found.links:
        above[lower].append(upper)
        below[upper].append(lower)
    return above, below


def _walked(found: Layers, below: Mapping[int, Sequence[int]]) -> Bands:
    """The order in which a walk along the arrows, the first answer first, meets things."""
    met: dict[int, None] = {}
    for band in found.bands:
        for root in band:
            waiting = [root]
            while waiting:
                one = waiting.pop()
                if one not in met:
                    met[one] = None
                    waiting += reversed(below[one])
    turn = {one: number for number, one in enumerate(met)}
    return tuple(tuple(sorted(band, key=turn.__getitem__)) for band in found.bands)


def _swept(bands: Bands, fixed: Mapping[int, Sequence[int]]) -> Bands:
    """Each band sorted by where its neighbours stand in the one before."""
    done: list[tuple[int, ...]] = [bands[0]]
    for band in bands[1:]:
        place = {one: number for number, one in enumerate(done[-1])}
        ends = {one: [place[other] for other in fixed[one]] for one in band}
        middle = {one: sum(at) / len(at) for one, at in ends.items() if at}
        done.append(_merged(band, middle))
    return tuple(done)


def _merged(band: tuple[int, ...], middle: Mapping[int, float]) -> tuple[int, ...]:
    """Sorted; what has no neighbour keeps its place."""
    moving = iter(sorted((one for one in band if one in middle), key=middle.__getitem__))
    return tuple(next(moving) if one in middle else one for one in band)


def _crossings(bands: Bands, below: Mapping[int, Sequence[int]]) -> int:
    count = 0
    for upper, lower in pairwise(bands):
        place = {one: number for number, one in enumerate(lower)}
        seen: list[int] = []
        for one in upper:
            ends = sorted(place[other] for other in below[one])
            count += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return count
