"""The lines between two bands: down, across on a track of their own, down again; lines of one source or target share one.

Tracks are given out as in channel routing (Hashimoto and Stevens, 1971): no two lines lie on one another, they only cross.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.draw.ranks import Link

_NEAR = 5.0
"""Points between lines that run side by side."""
_STRAIGHT = 0.6
"""Points aside that nobody sees."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Lines that share a track: all that leave one thing, or all that reach one."""

    links: tuple[Link, ...]
    above: tuple[float, ...]
    """Where they begin, in points from the left."""
    below: tuple[float, ...]
    """Where they end."""

    @property
    def span(self) -> tuple[float, float]:
        """From where to where they run across."""
        ends = (*self.above, *self.below)
        return min(ends), max(ends)


@dataclass(frozen=True, slots=True)
class Channel:
    """The room between two bands."""

    track: Mapping[Link, int | None]
    """Which track each line takes, from 0 at the top; None for one that runs straight down."""
    tracks: int


def channel(links: Sequence[Link], at: Mapping[int, float], *, fanned: bool) -> Channel:
    """Give out the tracks; lines are bundled by where they come from when `fanned`, else by where they go."""
    groups: dict[int, list[Link]] = {}
    for link in links:
        groups.setdefault(link[0] if fanned else link[1], []).append(link)
    bundles = [
        Bundle(tuple(group), tuple(at[upper] for upper, _ in group), tuple(at[lower] for _, lower in group))
        for group in groups.values()
    ]
    across = [one for one in bundles if one.span[1] - one.span[0] > _STRAIGHT]
    tracks = _tracks(across)
    found: dict[Link, int | None] = dict.fromkeys(links)
    for bundle, track in zip(across, tracks, strict=True):
        found |= dict.fromkeys(bundle.links, track)
    return Channel(found, max(tracks, default=-1) + 1)


def _tracks(bundles: Sequence[Bundle]) -> list[int]:
    """The highest track for each that is free along its way, below those that come down where it goes on."""
    over = [
        [other for other in range(len(bundles)) if other != one and _over(bundles[other], bundles[one])]
        for one in range(len(bundles))
    ]
    track: dict[int, int] = {}
    for one in _turns(bundles, over):
        low, high = bundles[one].span
        taken = {
            track[other]
            for other in track
            if bundles[other].span[0] < high + _NEAR and low < bundles[other].span[1] + _NEAR
        }
        first = max((track[other] + 1 for other in over[one] if other in track), default=0)
        track[one] = next(each for each in range(first, first + len(taken) + 1) if each not in taken)
    return [track[one] for one in range(len(bundles))]


def _over(upper: Bundle, lower: Bundle) -> bool:
    """Whether one must run above the other: its way down from above lies where the other's goes on down."""
    return any(abs(start - end) < _NEAR for start in upper.above for end in lower.below)


def _turns(bundles: Sequence[Bundle], over: Sequence[Sequence[int]]) -> list[int]:
    """Those with nothing over them first; where they stand in a circle, the leftmost first."""
    left = dict.fromkeys(sorted(range(len(bundles)), key=lambda one: bundles[one].span))
    turns: list[int] = []
    while left:
        free = next((one for one in left if left.keys().isdisjoint(over[one])), next(iter(left)))
        del left[free]
        turns.append(free)
    return turns
