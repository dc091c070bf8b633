"""Finds the procedure somebody means from what they say, offline, from the flows' own words and nothing else."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, NamedTuple

from bot.engine.attention import Attention
from bot.engine.evidence import Evidence, Lesson, Piece, pieces, wholes
from bot.engine.hearing import Phrase, hear
from bot.flow.model import End, Flow, Frozen, Jump
from bot.flow.shelf import Vocabulary

_ASK_WORD, _TITLE, _EXAMPLE, _END = 2.0, 1.0, 0.7, 0.5
"""How much a lesson counts, by where it stands in the flow."""
_DENIED = -0.25
"""What is left of a vote for a family when its words are denied; within the family a denial counts in full."""
_GENERAL = 0.5
"""So strongly must something speak for a procedure before its entrance gives way."""
_HEARD = 1.25
"""Below this strength nothing of ours was said; a single character is worth at most 0.9."""
_UNHEARD, _HARDLY, _MANY = 0.2, 0.45, 4
"""More is wanted for each unit, up to so many, on which the first one's vote stays below the second figure."""
_SURE, _AHEAD, _CLEAR = 2.2, 0.25, 0.3
"""Strength, lead over other families as a share of it, and lead within the family from which there is no need to ask."""
_NEAR = 0.3
"""Others are offered from this share of the first one's strength."""
_SECOND = 0.6
"""A second wish is one that is so nearly as strong as the first."""
_EVENT = 1.2
"""So much stronger than every single procedure must a life event be."""
_SPOKE = 0.3
_MOST = 3
_ELSEWHERE, _FOREIGN = "", 0.75
"""Stands for all that is not ours; a word of it weighs less than an ask-word, for people mention much in a story."""
_ASIDE = re.compile(r"[（(].*?[)）]")


class Guess(Frozen):
    """What somebody may mean."""

    outcome: Literal["sure", "ask", "none"]
    """The first of `ids`, one of them, or not ours."""
    ids: tuple[str, ...]
    """Procedures, never entrances or life events, the likeliest first, at most 3; empty for none."""
    opens: str | None = None
    """The flow to go straight into: the first procedure when sure, or the entrance or life event that was meant."""
    score: float
    """How sure, 0..1."""
    why: str
    """The words that spoke for the first."""


class _Heard(NamedTuple):
    """A phrase, and by family and by flow the loudest vote on each of its units."""

    phrase: Phrase
    matters: Sequence[bool]
    """For each unit, whether it says anything and is not denied."""
    families: dict[str, list[float]]
    flows: dict[str, list[float]]
    """Without what the name of an entrance covers."""
    hints: dict[str, list[float]]
    """With it, for when nothing else tells its procedures apart."""


@dataclass(frozen=True, slots=True)
class Router:
    """Knows the flows' words; the same words always lead to the same guess."""

    attention: Attention
    evidence: Evidence
    family_of: Mapping[str, str]
    """Flow to family; the entrance, if there is one, gives it the name."""
    families: Mapping[str, tuple[str, ...]]
    """Family to its flows."""
    leads: Mapping[str, tuple[str, ...]]
    """Entrance or life event to the flows behind it, in its own order."""

    def route(self, text: str) -> Guess:
        """Guess what a text is about; any text will do, and none raises."""
        spent: set[str] = set()
        heard = [self._heard(phrase, spent) for phrase in hear(text)]
        families = _strengths(each.families for each in heard)
        ranked = self._ranked(families, _strengths(each.flows for each in heard))
        if not ranked or not self._ours(heard, self.family_of[ranked[0][0]]):
            return Guess(outcome="none", ids=(), score=0.0, why="")
        first, strength = ranked[0]
        outside, inside = self._rivals(ranked)
        ahead = 1.0 - outside / strength
        clear = strength >= _SURE and ahead >= _AHEAD and strength - inside >= _CLEAR
        inside_hints = _strengths(each.hints for each in heard)
        hints = {flow: families[family] + inside_hints[flow] for flow, family in self.family_of.items()}
        return Guess(
            outcome="sure" if clear and first not in self.leads else "ask",
            ids=self._procedures(ranked, hints),
            opens=first if clear else None,
            score=round(strength / (strength + 1.0) * min(1.0, 0.5 + ahead), 3),
            why=" ".join(dict.fromkeys(word for each in heard for word in _spoken(each, self.family_of[first]))),
        )

    def _ours(self, heard: Iterable[_Heard], family: str) -> bool:
        """Whether enough speaks for the family, in phrases where it is not drowned by a matter of others."""
        strength, unheard = 0.0, 0
        for phrase, matters, families, *_ in heard:
            loud = families.get(family, [0.0] * len(phrase))
            if sum(loud) >= _FOREIGN * sum(families.get(_ELSEWHERE, ())):
                strength += sum(loud)
                unheard += sum(heeded and vote < _HARDLY for heeded, vote in zip(matters, loud, strict=True))
        return strength >= _HEARD + _UNHEARD * min(unheard, _MANY)

    def _rivals(self, ranked: Sequence[tuple[str, float]]) -> tuple[float, float]:
        """The strongest rival of the first outside its family, and within; an entrance has none within."""
        (first, _), *others = ranked
        family = self.family_of[first]
        outside = max((strength for flow, strength in others if self.family_of[flow] != family), default=0.0)
        inside = max((strength for flow, strength in others if self.family_of[flow] == family), default=0.0)
        if self._joins(first):
            return 0.0, 0.0
        return outside, 0.0 if first == family else inside

    def _joins(self, flow: str) -> bool:
        return flow in self.leads and len(self.families[self.family_of[flow]]) == 1

    def _procedures(self, ranked: Sequence[tuple[str, float]], hints: Mapping[str, float]) -> tuple[str, ...]:
        """The near ones, where an entrance or event stands for what is behind it; a second wish keeps a place."""
        first, strength = ranked[0]
        ids = [one for flow, other in ranked if other >= strength * _NEAR for one in self._behind(flow, hints)]
        ids = list(dict.fromkeys(ids))
        family = self.family_of[first]
        second = next(
            (flow for flow, other in ranked if self.family_of[flow] != family and other >= strength * _SECOND), None
        )
        if second and not self._joins(first):
            other = self._behind(second, hints)[0]
            if other not in ids[:_MOST]:
                ids.insert(_MOST - 1, other)
        return tuple(ids[:_MOST])

    def _behind(self, flow: str, hints: Mapping[str, float]) -> list[str]:
        """The flow, or the procedures behind an entrance or event, by what was heard and then in its own order."""
        if flow not in self.leads:
            return [flow]
        behind = self.leads[flow]
        if self._joins(flow):
            behind = tuple(self._behind(each, hints)[0] for each in behind)
        return sorted(dict.fromkeys(behind), key=lambda each: -hints[each])

    def _heard(self, phrase: Phrase, spent: set[str]) -> _Heard:
        """Let every piece vote once; `spent` holds what has voted in this text and grows."""
        families: dict[str, list[float]] = {}
        flows: dict[str, list[float]] = {}
        denies = self.attention.denies(phrase)
        general: list[tuple[str, Piece]] = []
        heeds = self.attention.heeds(phrase)
        for piece in (*pieces(phrase, heeds), *wholes(phrase, self.attention)):
            votes = self.evidence.votes(piece.key)
            if votes is None or piece.key in spent:
                continue
            spent.add(piece.key)
            denied = any(denies[piece.start : piece.start + piece.length])
            _vote(families, votes.families, piece, _DENIED if denied else 1.0, len(phrase))
            _vote(flows, votes.flows, piece, -1.0 if denied else 1.0, len(phrase))
            general += [(family, piece) for family in votes.general]
        hints = {flow: units.copy() for flow, units in flows.items()}
        for family, piece in general:
            for flow in self.families[family]:
                _hush(flows.get(flow, []), piece)
        matters = [heeded and not denied for heeded, denied in zip(heeds, denies, strict=True)]
        return _Heard(phrase, matters, families, flows, hints)

    def _ranked(self, families: Mapping[str, float], flows: Mapping[str, float]) -> list[tuple[str, float]]:
        """Flows by strength: the best of a family has the family's, the others fall behind it."""
        ranked: list[tuple[str, float]] = []
        plain = max(
            (strength for family, strength in families.items() if family and not self._joins(family)), default=0.0
        )
        for family, of in self.families.items():
            strength = families.get(family, 0.0)
            if self._joins(family) and strength < plain * _EVENT:
                continue
            leans = {flow: _GENERAL if flow == family else flows.get(flow, 0.0) for flow in of}
            best = max(leans.values())
            ranked += [(flow, strength + lean - best) for flow, lean in leans.items()]
        return sorted(ranked, key=lambda each: (-each[1], each[0]))


def learn(flows: Iterable[Flow], words: Vocabulary) -> Router:
    """Learn titles, ask-words, examples and end titles; `words` tells which words say nothing and which deny."""
    flows = tuple(flows)
    known = {flow.id for flow in flows}
    leads = {
        flow.id: tuple(to for to in _leads_to(flow) if to in known) for flow in flows if flow.entrance or flow.parts
    }
    family_of = {flow.id: flow.id for flow in flows}
    family_of |= {to: flow.id for flow in flows if flow.entrance for to in leads[flow.id]}
    ask_words = [word for flow in flows for word in flow.ask_words]
    attention = Attention.on((*ask_words, *words.elsewhere), words.empty, words.denials, words.turns)
    aside = {_ELSEWHERE, *(flow.id for flow in flows if flow.parts)}
    evidence = Evidence(attention, {**family_of, _ELSEWHERE: _ELSEWHERE}, frozenset(aside))
    evidence.gather(lesson for flow in flows for lesson in _lessons(flow))
    evidence.gather(Lesson(_ELSEWHERE, hear(word), _ASK_WORD, whole=True) for word in words.elsewhere)
    families = {each: tuple(flow for flow, of in family_of.items() if of == each) for each in family_of.values()}
    return Router(attention, evidence, family_of, families, leads)


def _leads_to(flow: Flow) -> Iterator[str]:
    jumps = (state.jump for state in flow.states.values() if isinstance(state, Jump))
    return iter(dict.fromkeys((*(part.flow for part in flow.parts), *jumps)))


def _lessons(flow: Flow) -> Iterator[Lesson]:
    ends = {_ASIDE.sub("", state.end) for state in flow.states.values() if isinstance(state, End)}
    yield Lesson(flow.id, hear(flow.title), _TITLE, general=flow.entrance)
    for word in flow.ask_words:
        yield Lesson(flow.id, hear(word), _ASK_WORD, whole=True, general=flow.entrance)
    for example in flow.examples:
        yield Lesson(flow.id, hear(example), _EXAMPLE)
    for end in sorted(ends):
        yield Lesson(flow.id, hear(end), _END)


def _vote(
    loudest: dict[str, list[float]], votes: Iterable[tuple[str, float]], piece: Piece, part: float, size: int
) -> None:
    """Let the piece speak on each of its units, where it is louder than what has spoken there before."""
    for name, vote in votes:
        units = loudest.setdefault(name, [0.0] * size)
        loud = vote * piece.weight * part
        for at in range(piece.start, piece.start + piece.length):
            if abs(loud) > abs(units[at]):
                units[at] = loud


def _hush(units: list[float], piece: Piece) -> None:
    """Take back what was said on the piece's units."""
    if units:
        units[piece.start : piece.start + piece.length] = [0.0] * piece.length


def _strengths(heard: Iterable[Mapping[str, list[float]]]) -> defaultdict[str, float]:
    strengths: defaultdict[str, float] = defaultdict(float)
    for loudest in heard:
        for name, units in loudest.items():
            strengths[name] += sum(units)
    return strengths


def _spoken(heard: _Heard, family: str) -> Iterator[str]:
    """The runs of units that spoke clearly for a family."""
    loudest = heard.families.get(family, ())
    for clear, run in groupby(zip(loudest, heard.phrase, strict=False), key=lambda each: each[0] >= _SPOKE):
        if clear:
            yield "".join(unit.face or unit.sound for _, unit in run)
