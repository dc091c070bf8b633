"""Ask-words with a gap, as in “open a … shop”: they fit whatever stands in it, for trades are too many to list."""

import re
from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from bot.engine.hearing import Phrase, hear, keys, runs, split

GAP = "…"
_GAPS = re.compile(f"{GAP}+")
"""A gap, however many dots it was written with."""
_ROOM = 4
"""Units that a gap holds at most; at least one."""
SIDE = 6
"""Units heard on either side of it at most."""


class Stretch(NamedTuple):
    """A run of units that may be a word with a gap."""

    key: str
    start: int
    length: int
    written: bool
    """False where only the sound is sure."""


def sides(word: str) -> tuple[Phrase, ...]:
    """What stands before and after a word's gap; empty if it has none, or nothing on one side of it."""
    before, _, after = (hear(part) for part in word.partition(GAP))
    return (before[-1], after[0]) if before and after else ()


def fault(word: str) -> Literal["", "bare", "long", "twice"]:
    """Why a word with a gap is never heard as it is written: nothing or too much on one side, or another gap; else empty."""
    if GAP not in word:
        return ""
    if len(_GAPS.split(word)) > 2:  # noqa: PLR2004 - what stands before it, and after it
        return "twice"
    before, _, after = (split(part) for part in word.partition(GAP))
    if not (before and after):
        return "bare"
    return "long" if max(len(before[-1]), len(after[0])) > SIDE else ""


def gap_keys(before: Phrase, after: Phrase) -> set[str]:
    """The keys under which a word with a gap is found: by face and by sound."""
    return {_key(keys(before)[at], keys(after)[at]) for at in (0, -1)}


def stretches(phrase: Phrase, openings: Collection[str]) -> Iterator[Stretch]:
    """The stretches that begin with one of the openings, which are faces and sounds.

    By sound only where characters are not sure: what ends a stretch is often a single one, and many sound like it.
    """
    for start in range(len(phrase)):
        for before, *opening in runs(phrase, start, SIDE):
            if opening[0] in openings or opening[1] in openings:
                yield from _closed(phrase, start, start + before + 1, opening)


def _closed(phrase: Phrase, start: int, first: int, opening: list[str]) -> Iterator[Stretch]:
    for at in range(first, min(first + _ROOM, len(phrase))):
        for after, *closing in runs(phrase, at, SIDE):
            written = bool(opening[0] and closing[0])
            by = 0 if written else 1
            yield Stretch(_key(opening[by], closing[by]), start, at + after - start, written)


def _key(opening: str, closing: str) -> str:
    return f"{opening}{GAP}{closing}"
