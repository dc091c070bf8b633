"""Counts the votes of a phrase: by family and by flow, the loudest vote on each of its units."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import NamedTuple

from bot.engine.evidence import Evidence, Piece, gapped, pieces, wholes
from bot.engine.hearing import Phrase

_DENIED = -0.25
"""What is left of a vote for a family when its words are denied; within the family a denial counts in full."""
_SPOKE = 0.3
"""So loud a vote is worth naming."""

Loud = dict[str, list[float]]
"""Family or flow to the loudest vote on each unit of a phrase."""


class Ballot(NamedTuple):
    """A phrase and the votes on its units."""

    phrase: Phrase
    matters: Sequence[bool]
    """For each unit, whether it says anything and is not denied."""
    families: Loud
    flows: Loud
    """Within their families, and without what the name of an entrance covers."""
    hints: Loud
    """The same with it, for when nothing else tells an entrance's procedures apart."""


def cast(phrase: Phrase, evidence: Evidence, families: Mapping[str, Iterable[str]], spent: set[str]) -> Ballot:
    """Let every piece vote once; `families` names the flows of each, `spent` holds what has voted before and grows."""
    denies, heeds = evidence.attention.denies(phrase), evidence.attention.heeds(phrase)
    by_family: Loud = {}
    by_flow: Loud = {}
    general: list[tuple[str, Piece]] = []
    heard = (pieces(phrase, heeds), wholes(phrase, evidence.attention), gapped(phrase, evidence.openings))
    for piece in chain.from_iterable(heard):
        votes = evidence.votes(piece.key)
        if votes is None or piece.key in spent:
            continue
        spent.add(piece.key)
        denied = any(denies[piece.start : piece.start + piece.length])
        _vote(by_family, votes.families, piece, _DENIED if denied else 1.0, len(phrase))
        _vote(by_flow, votes.flows, piece, -1.0 if denied else 1.0, len(phrase))
        general += [(family, piece) for family in votes.general]
    hints = {flow: units.copy() for flow, units in by_flow.items()}
    for family, piece in general:
        for flow in families[family]:
            _hush(by_flow.get(flow, []), piece)
    matters = [heeded and not denied for heeded, denied in zip(heeds, denies, strict=True)]
    return Ballot(phrase, matters, by_family, by_flow, hints)


def strengths(votes: Iterable[Loud]) -> defaultdict[str, float]:
    """How much speaks for each family or flow altogether."""
    sums: defaultdict[str, float] = defaultdict(float)
    for loud in votes:
        for name, units in loud.items():
            sums[name] += sum(units)
    return sums


def beside(votes: Iterable[Loud], first: str) -> defaultdict[str, float]:
    """How much speaks for each other one on units where less speaks for the first."""
    sums: defaultdict[str, float] = defaultdict(float)
    for loud in votes:
        for name, units in loud.items():
            sums[name] += sum(
                max(0.0, vote - max(0.0, of_first))
                for vote, of_first in zip(units, loud.get(first, [0.0] * len(units)), strict=True)
            )
    return sums


def spoken(ballots: Iterable[Ballot], family: str) -> str:
    """The runs of units that spoke clearly for a family, each once."""
    return " ".join(dict.fromkeys(run for ballot in ballots for run in _runs(ballot, family)))


def _runs(ballot: Ballot, family: str) -> Iterator[str]:
    loud = ballot.families.get(family, ())
    for clear, run in groupby(zip(loud, ballot.phrase, strict=False), key=lambda each: each[0] >= _SPOKE):
        if clear:
            yield "".join(unit.face or unit.sound for _, unit in run)


def _vote(loud: Loud, votes: Iterable[tuple[str, float]], piece: Piece, part: float, size: int) -> None:
    """Let the piece speak on each of its units, where it is louder than what has spoken there before."""
    for name, vote in votes:
        units = loud.setdefault(name, [0.0] * size)
        strength = vote * piece.weight * part
        for at in range(piece.start, piece.start + piece.length):
            if abs(strength) > abs(units[at]):
                units[at] = strength


def _hush(units: list[float], piece: Piece) -> None:
    """Take back what was said on the piece's units."""
    if units:
        units[piece.start : piece.start + piece.length] = [0.0] * piece.length
