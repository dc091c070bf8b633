"""How far from the left each thing stands: near what it is joined with, arrows straight, neighbours apart.

The sum of the squared lengths across is made small, band by band in turn; within a band this is a regression with an order
to keep (pool adjacent violators: Ayer and others, 1955), and so the whole comes as near to the best as one likes. Then what
is nearly straight is made straight.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.draw.order import Bands
from bot.draw.ranks import Layers, Link

_ROUNDS, _STEPS = 80, 8000
"""Rounds over all bands, and things that are placed in all of them together: a large picture is done in fewer rounds."""
_STILL = 0.2
"""Points; when nothing moves more, it is done."""
_STRONG, _FIRM, _LOOSE = 40.0, 20.0, 1.0
"""How much a line wants to be straight: within an arrow, to a box that nothing else is joined to on this side, other."""
_GIVE = 2.0
"""Points by which two may come nearer so that a line is straight."""
_NEARLY = 24.0
"""Points aside that can be straightened."""

Gaps = Mapping[int, float]


def aligned(found: Layers, bands: Bands, half: Gaps) -> dict[int, float]:
    """The middle of each thing in points; `half` is half the room each needs, so that two stand the sum of theirs apart."""
    at = {one: place for band in bands for one, place in zip(band, _packed(band, half), strict=True)}
    pulls = _pulls(found)
    for turn in range(min(_ROUNDS, _STEPS // len(at) + 1)):
        moved = 0.0
        for band in bands if turn % 2 == 0 else bands[::-1]:
            places = _settled(band, half, at, pulls)
            moved = max([moved, *(abs(at[one] - place) for one, place in zip(band, places, strict=True))])
            at.update(zip(band, places, strict=True))
        if moved < _STILL:
            break
    return _straightened(bands, half, at, _wishes(found))


def _packed(band: Sequence[int], half: Gaps) -> Iterator[float]:
    """Side by side, the middle of the band at 0."""
    left = -sum(half[one] for one in band)
    for one in band:
        yield left + half[one]
        left += 2 * half[one]


def _pulls(found: Layers) -> Mapping[int, Sequence[tuple[int, float]]]:
    pulls: dict[int, list[tuple[int, float]]] = {one: [] for band in found.bands for one in band}
    for (upper, lower), weight in _weights(found).items():
        pulls[upper].append((lower, weight))
        pulls[lower].append((upper, weight))
    return pulls


def _weights(found: Layers) -> Mapping[Link, float]:
    outs: dict[int, int] = {}
    ins: dict[int, int] = {}
    for upper, lower in found.links:
        outs[upper] = outs.get(upper, 0) + 1
        ins[lower] = ins.get(lower, 0) + 1
    return {
        (upper, lower): _STRONG
        if min(upper, lower) >= found.boxes
        else _FIRM
        if outs[upper] == ins[lower] == 1
        else _LOOSE
        for upper, lower in found.links
    }


def _settled(
    band: Sequence[int], half: Gaps, at: Mapping[int, float], pulls: Mapping[int, Sequence[tuple[int, float]]]
) -> list[float]:
    """Where the band's things stand best while all others stay."""
    pools: list[tuple[float, float, int]] = []  # the wish, how strong, and for how many things
    offset, offsets = 0.0, []
    for number, one in enumerate(band):
        offset += half[band[number - 1]] + half[one] if number else 0.0
        offsets.append(offset)
        strength = sum(weight for _, weight in pulls[one])
        wish = sum(at[other] * weight for other, weight in pulls[one]) / strength if strength else at[one]
        pool = wish - offset, strength or _LOOSE, 1
        while pools and pools[-1][0] > pool[0]:
            pool = _pooled(pools.pop(), pool)
        pools.append(pool)
    wishes = [wish for wish, _, count in pools for _ in range(count)]
    return [wish + offset for wish, offset in zip(wishes, offsets, strict=True)]


def _pooled(one: tuple[float, float, int], other: tuple[float, float, int]) -> tuple[float, float, int]:
    strength = one[1] + other[1]
    return (one[0] * one[1] + other[0] * other[1]) / strength, strength, one[2] + other[2]


def _wishes(found: Layers) -> list[Link]:
    """The lines that may be made straight, those that want it most first."""
    weights = _weights(found)
    return sorted(weights, key=lambda link: -weights[link])


@dataclass(slots=True)
class _Columns:
    """Things that stand straight below one another, and so move together."""

    column: dict[int, tuple[int, ...]]
    beside: Mapping[int, tuple[int | None, int | None]]
    half: Gaps
    at: dict[int, float]

    def straighten(self, upper: int, lower: int) -> None:
        """Make two columns one where little is wanted for it: by moving either, or both half the way."""
        aside = self.at[lower] - self.at[upper]
        if abs(aside) > _NEARLY or self.column[upper] is self.column[lower]:
            return
        for share in (1.0, 0.0, 0.5):
            moves = dict.fromkeys(self.column[upper], aside * share)
            moves |= dict.fromkeys(self.column[lower], aside * (share - 1))
            if all(self._free(one, self.at[one] + move) for one, move in moves.items() if move):
                self.at.update({one: self.at[one] + move for one, move in moves.items()})
                self.column.update(dict.fromkeys(moves, tuple(moves)))
                return

    def _free(self, one: int, place: float) -> bool:
        left, right = self.beside[one]
        return (left is None or place - self.at[left] >= self.half[left] + self.half[one] - _GIVE) and (
            right is None or self.at[right] - place >= self.half[right] + self.half[one] - _GIVE
        )


def _straightened(bands: Bands, half: Gaps, at: dict[int, float], links: Sequence[Link]) -> dict[int, float]:
    beside = {
        one: (band[number - 1] if number else None, band[number + 1] if number + 1 < len(band) else None)
        for band in bands
        for number, one in enumerate(band)
    }
    columns = _Columns({one: (one,) for one in at}, beside, half, at)
    # What moves makes room for others, so those that could not are asked once more.
    for upper, lower in (*links, *links):
        columns.straighten(upper, lower)
    return at
