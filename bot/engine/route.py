"""Finds the procedure somebody means from what they say, offline, from the flows' own words and nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.engine.attention import Attention
from bot.engine.ballot import Ballot, beside, cast, spoken, strengths
from bot.engine.evidence import Evidence
from bot.engine.gap import sides
from bot.engine.hearing import Phrase, hear, keys
from bot.engine.lessons import lessons, of_word
from bot.flow.model import Flow, Frozen, Jump
from bot.flow.shelf import Referral, Vocabulary

_GENERAL = 0.5
"""So strongly must something speak for a procedure before its entrance gives way."""
_HEARD = 1.25
"""Below this strength nothing of ours was said; a single character is worth at most 0.9."""
_UNHEARD, _HARDLY, _MANY = 0.3, 0.45, 4
"""More is wanted for each unit, up to so many, on which the first one's vote stays below the second figure."""
_SURE, _AHEAD, _CLEAR = 2.0, 0.25, 0.3
"""Strength, lead over other families as a share of it, and lead within the family from which there is no need to ask."""
_BESIDE = 2.0
"""So much besides what the first one covers is a second wish."""
_EVENT = 1.2
"""So much stronger than every single procedure must a life event be."""
_NEAR = 0.3
"""Others are offered from this share of the first one's strength."""
_MOST = 3
_ELSEWHERE, _FOREIGN = "", 0.8
"""Stands for all that is not ours; its words weigh less than ask-words, for people mention much in a story."""
_REFERRED = 2.0
"""So strongly must a matter of others be heard before it is told whom to ask."""


class Guess(Frozen):
    """What somebody may mean."""

    outcome: Literal["sure", "ask", "none"]
    """The first of `ids`, one of them, or not ours."""
    ids: tuple[str, ...]
    """Procedures, never entrances or life events, the likeliest first, at most 3; empty for none."""
    opens: str | None = None
    """The flow to go straight into: the procedure when sure, or the entrance or life event that was clearly meant."""
    score: float
    """How sure, 0..1."""
    why: str
    """The words that spoke for the first, or that named it."""
    by: Literal["title", "words"] = "words"
    """Whether it was called by its title, or guessed from words."""
    refer: str | None = None
    """When none: the matter of others that was heard, if we know whom to ask about it."""


_NONE = Guess(outcome="none", ids=(), score=0.0, why="")


@dataclass(frozen=True, slots=True)
class Router:
    """Knows the flows' words; the same words always lead to the same guess."""

    evidence: Evidence
    family_of: Mapping[str, str]
    """Flow to family; the entrance, if there is one, gives it the name."""
    families: Mapping[str, tuple[str, ...]]
    """Family to its flows."""
    leads: Mapping[str, tuple[str, ...]]
    """Entrance or life event to the flows behind it, in its own order."""
    events: frozenset[str]
    """The life events, each a family of its own."""
    titles: Mapping[str, str]
    """Face or sounds of a title, without empty words around it, to its flow."""
    referrals: Mapping[str, Referral]
    """Matters of others of which we know whom to ask."""

    def route(self, text: str) -> Guess:
        """Guess what a text is about; any text will do, and none raises."""
        phrases = hear(text)
        spent: set[str] = set()
        ballots = [cast(phrase, self.evidence, self.families, spent) for phrase in phrases]
        families, flows = strengths(each.families for each in ballots), strengths(each.flows for each in ballots)
        refer = self._referral(flows)
        if refer and self.referrals[refer].urgent:
            return _NONE.model_copy(update={"refer": refer})
        called = _called(phrases, self.evidence.attention)
        titled = next((self.titles[key] for key in called if key in self.titles), None)
        return self._by_title(titled, called[0]) if titled else self._by_words(ballots, families, flows, refer)

    def _by_title(self, flow: str, title: str) -> Guess:
        """What somebody calls by its name is meant, however much its words may say of others."""
        ids = tuple(self._behind(flow, defaultdict(float)))[:_MOST]
        outcome: Literal["sure", "ask"] = "ask" if flow in self.leads else "sure"
        return Guess(outcome=outcome, ids=ids, opens=flow, score=1.0, why=title, by="title")

    def _by_words(
        self, ballots: Sequence[Ballot], families: Mapping[str, float], flows: Mapping[str, float], refer: str | None
    ) -> Guess:
        ranked = self._ranked(families, flows)
        first, strength = ranked[0] if ranked else (_ELSEWHERE, 0.0)
        margin = self._margin(ballots, self.family_of.get(first, first))
        if not ranked or margin < _HEARD:
            return _NONE.model_copy(update={"refer": refer})
        outside, inside = self._rivals(ranked)
        second = self._second(ballots, ranked)
        ahead = 1.0 - outside / strength
        clear = margin >= _SURE and ahead >= _AHEAD and strength - inside >= _CLEAR and not second
        hints = strengths(each.hints for each in ballots)
        hints.update({flow: families[family] + hints[flow] for flow, family in self.family_of.items()})
        return Guess(
            outcome="sure" if clear and first not in self.leads else "ask",
            ids=self._procedures(ranked, second, hints),
            opens=first if clear else None,
            score=round(strength / (strength + 1.0) * min(1.0, 0.5 + ahead), 3),
            why=spoken(ballots, self.family_of[first]),
        )

    def _referral(self, flows: Mapping[str, float]) -> str | None:
        """The matter of others that was heard best, if it was heard at all."""
        heard = {name: flows.get(_beyond(name), 0.0) for name in self.referrals}
        best = max(heard, key=lambda name: heard[name], default=None)
        return best if best and heard[best] >= _REFERRED else None

    def _ranked(self, families: Mapping[str, float], flows: Mapping[str, float]) -> list[tuple[str, float]]:
        """Flows by strength: the best of a family has the family's, the others fall behind it."""
        single = max((families.get(each, 0.0) for each in self.families if each not in self.events), default=0.0)
        ranked: list[tuple[str, float]] = []
        for family, of in self.families.items():
            strength = families.get(family, 0.0)
            if family in self.events and strength < single * _EVENT:
                continue
            leans = {flow: _GENERAL if flow == family else flows.get(flow, 0.0) for flow in of}
            best = max(leans.values())
            ranked += [(flow, strength + lean - best) for flow, lean in leans.items()]
        return sorted(ranked, key=lambda each: (-each[1], each[0]))

    def _margin(self, ballots: Iterable[Ballot], family: str) -> float:
        """What speaks for the family in phrases where it is not drowned by a matter of others, less what is unheard."""
        strength, unheard = 0.0, 0
        for ballot in ballots:
            loud = ballot.families.get(family, [0.0] * len(ballot.phrase))
            if sum(loud) >= _FOREIGN * sum(ballot.families.get(_ELSEWHERE, ())):
                strength += sum(loud)
                unheard += sum(heeded and vote < _HARDLY for heeded, vote in zip(ballot.matters, loud, strict=True))
        return strength - _UNHEARD * min(unheard, _MANY)

    def _rivals(self, ranked: Sequence[tuple[str, float]]) -> tuple[float, float]:
        """The strongest rival of the first outside its family, and within; an entrance has none within, an event none.

        What an event joins speaks for the event.
        """
        (first, _), *others = ranked
        family = self.family_of[first]
        outside = (strength for flow, strength in others if self.family_of[flow] != family and first not in self.events)
        inside = (strength for flow, strength in others if self.family_of[flow] == family and first != family)
        return max(outside, default=0.0), max(inside, default=0.0)

    def _second(self, ballots: Sequence[Ballot], ranked: Sequence[tuple[str, float]]) -> str | None:
        """The flow of a second wish, if besides the first there is one."""
        first, _ = ranked[0]
        if first in self.events:
            return None
        family = self.family_of[first]
        others = beside((each.families for each in ballots), family)
        within = beside((each.flows for each in ballots), first)
        wishes = {each: others[each] for each in self.families if each not in self.events}
        wishes |= {each: within[each] for each in self.families[family] if family != first}
        best = max(wishes, key=lambda each: (wishes[each], each))
        if wishes[best] < _BESIDE:
            return None
        return next(flow for flow, _ in ranked if best in (flow, self.family_of[flow]))

    def _procedures(
        self, ranked: Sequence[tuple[str, float]], second: str | None, hints: Mapping[str, float]
    ) -> tuple[str, ...]:
        """The first, a second wish and the near ones, where an entrance or event stands for what is behind it."""
        near = [flow for flow, strength in ranked if strength >= ranked[0][1] * _NEAR]
        ids = [one for flow in near for one in self._behind(flow, hints)]
        if second:
            ids.insert(1, self._behind(second, hints)[0])
        return tuple(dict.fromkeys(ids))[:_MOST]

    def _behind(self, flow: str, hints: Mapping[str, float]) -> list[str]:
        """The flow, or the procedures behind an entrance or event, by what was heard and then in its own order."""
        if flow not in self.leads:
            return [flow]
        behind = [self._behind(each, hints)[0] for each in self.leads[flow]]
        return sorted(dict.fromkeys(behind), key=lambda each: -hints[each])


def learn(flows: Iterable[Flow], words: Vocabulary) -> Router:
    """Learn titles, ask-words, examples and end titles; `words` tells which words say nothing and which deny."""
    flows = tuple(flows)
    known = {flow.id for flow in flows}
    leads = {flow.id: tuple(each for each in _leads_to(flow) if each in known) for flow in flows}
    leads = {flow: behind for flow, behind in leads.items() if behind}
    family_of = {flow.id: flow.id for flow in flows}
    family_of |= {each: flow.id for flow in flows if flow.entrance for each in leads.get(flow.id, ())}
    families = {each: tuple(flow for flow, of in family_of.items() if of == each) for each in family_of.values()}
    events = frozenset(flow.id for flow in flows if flow.parts)
    others = [of_word(_ELSEWHERE, word) for word in words.elsewhere]
    pointed = {word: name for name, referral in words.referrals.items() for word in referral.words}
    others += [of_word(_beyond(name), word, pieced=False) for word, name in pointed.items()]
    said = (*(word for flow in flows for word in flow.ask_words), *words.elsewhere, *pointed)
    attention = Attention.on([word for word in said if not sides(word)], words.empty, words.denials, words.turns)
    beyond = dict.fromkeys((_ELSEWHERE, *map(_beyond, words.referrals)), _ELSEWHERE)
    evidence = Evidence(attention, {**family_of, **beyond}, aside=events | {_ELSEWHERE})
    evidence.gather(lesson for flow in flows for lesson in lessons(flow))
    evidence.gather(others)
    titles = {key: flow.id for flow in flows for key in _called(hear(flow.title), attention)}
    return Router(evidence, family_of, families, leads, events, titles, words.referrals)


def _beyond(referral: str) -> str:
    """The name under which a matter of others votes; no flow can be called so."""
    return f".{referral}"


def _called(phrases: Iterable[Phrase], attention: Attention) -> tuple[str, ...]:
    """Face and sounds of a text from its first word that says something to its last; none if there is no such word."""
    units = tuple(unit for phrase in phrases for unit in phrase)
    said = [at for at, heeded in enumerate(attention.heeds(units)) if heeded]
    return keys(units[said[0] : said[-1] + 1]) if said else ()


def _leads_to(flow: Flow) -> Iterable[str]:
    if flow.parts:
        return dict.fromkeys(part.flow for part in flow.parts)
    return dict.fromkeys(state.jump for state in flow.states.values() if isinstance(state, Jump) and flow.entrance)
