"""Every way through two versions of a flow at once: the same answers, and where each version leads with them.

A question is asked as soon as either version asks it; numbers are tried around the thresholds of both, so that one
which moved is met on either side.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from bot.flow import expression, parts, paths, way
from bot.flow.difference_card import Answers, Card, Teller
from bot.flow.expression import ExpressionError
from bot.flow.handbook import Handbook
from bot.flow.model import Answer, Ask, End, Flow, Jump
from bot.flow.way import follow

_APART = 2
"""Thresholds that are this far apart have a number between them that is tried for both."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The same answers in both versions."""

    answers: Mapping[str, Answer]
    """By the new names of the states, in the order asked."""
    old: Card
    new: Card


class Side:
    """One version of a flow, its states called by the names of the new one."""

    def __init__(self, book: Handbook, flow: Flow, renamed: Mapping[str, str], tell: Teller) -> None:
        own = {new: old for old, new in renamed.items()}
        self.names = {name: renamed.get(name, name) for name in flow.states}
        self.asks = {self.names[name]: state for name, state in flow.states.items() if isinstance(state, Ask)}
        found = paths.thresholds(flow, book.figures)
        self.thresholds = {name: found.get(own.get(name, name), frozenset()) for name in self.asks}
        self._own, self._book, self._flow, self._tell = own, book, flow, tell
        self._looked_at = {name: _looked_at(flow, name) for name in flow.states}
        self._cards: dict[tuple[str, tuple[tuple[str, Answer | None], ...]], Card] = {}

    @property
    def start(self) -> str:
        """The first state."""
        return self.names[self._flow.start]

    def moved(self, at: str | Card, answers: Answers) -> str | Card:
        """From a state on to the first question without an answer, or to the end."""
        first = at
        for _ in range(len(self._flow.states) + 2):
            if isinstance(at, Card) or (at in self.asks and at not in answers):
                return at
            at = self._next(at, answers)
        return Card("nowhere", str(first))  # round and round

    def _next(self, at: str, answers: Answers) -> str | Card:
        ask = self.asks.get(at)
        if ask is None:
            return self._card(at, answers)
        if not way.fits(ask, answers[at]):
            return Card("unfit", at, title=ask.ask)
        try:
            target = follow(ask, self._own.get(at, at), self._given(answers), self._book.figures)
        except ExpressionError:
            return Card("nowhere", at, title=ask.ask)
        return self.names.get(target, target)

    def _given(self, answers: Answers) -> dict[str, Answer]:
        return {self._own.get(name, name): answer for name, answer in answers.items() if name in self.asks}

    def _card(self, at: str, answers: Answers) -> Card:
        state = self._flow.states.get(self._own.get(at, at))
        if isinstance(state, Jump):
            target = self._book.flows.get(state.jump)
            return Card("jump", state.jump, title=target.title if target else state.jump)
        if not isinstance(state, End):
            return Card("nowhere", at)
        given = self._given(answers)
        key = at, tuple((name, given.get(name)) for name in self._looked_at[self._own.get(at, at)])
        if key not in self._cards:
            self._cards[key] = Card("end", state.end, self._tell(self._book, self._flow, state, given))
        return self._cards[key]


def _looked_at(flow: Flow, name: str) -> tuple[str, ...]:
    """The answers on which depends what an end tells."""
    state = flow.states[name]
    found = [limit.since for limit in state.limits if limit.since] if isinstance(state, End) else []
    for place, _, source in parts.conditions(flow):
        try:
            found += expression.compile(source).names if place in {"", name} else ()
        except ExpressionError:
            continue
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Tried:
    """What is tried at one question."""

    ask: Ask
    """As it is now, or as it was where it is asked no longer."""
    old: Ask | None
    """As it was, if it was asked."""
    answers: tuple[Answer, ...]
    """Choices in their order, numbers ascending, then not knowing."""
    thresholds: frozenset[float]


def tried(old: Side, new: Side, day: str) -> Mapping[str, Tried]:
    """Question to what is tried of it; of a date only this `day`, since no way depends on one."""
    found: dict[str, Tried] = {}
    for name in dict.fromkeys((*new.asks, *old.asks)):
        asks = [side.asks[name] for side in (new, old) if name in side.asks]
        limits = frozenset(limit for side in (new, old) for limit in side.thresholds.get(name, ()))
        answers = dict.fromkeys(answer for ask in asks for answer in ((day,) if ask.day else _worth(ask, limits)))
        ordered = sorted(
            answers, key=lambda answer: (isinstance(answer, str), 0 if isinstance(answer, str) else answer)
        )
        found[name] = Tried(asks[0], old.asks.get(name), tuple(ordered), limits)
    return found


def _worth(ask: Ask, limits: frozenset[float]) -> Iterator[Answer]:
    """The answers worth trying, with one between thresholds so close that none of theirs lies there."""
    yield from paths.tried(ask, limits)
    for low, high in pairwise(sorted(limits)):
        between = (low + high) / 2
        if high - low < _APART and ask.number and way.fits(ask, between):
            yield between


def pairs(old: Side, new: Side, asked: Mapping[str, Tried]) -> Iterator[Pair]:
    """Yield each way through both versions, in the order of the new one."""
    return _walked(old, new, asked, {}, old.start, new.start)


def _walked(  # noqa: PLR0913 - two versions, and where each stands
    old: Side, new: Side, asked: Mapping[str, Tried], answers: Answers, before: str | Card, after: str | Card
) -> Iterator[Pair]:
    before, after = old.moved(before, answers), new.moved(after, answers)
    if isinstance(before, Card) and isinstance(after, Card):
        yield Pair(answers, before, after)
        return
    question = after if isinstance(after, str) else str(before)
    for answer in asked[question].answers:
        yield from _walked(old, new, asked, {**answers, question: answer}, before, after)
