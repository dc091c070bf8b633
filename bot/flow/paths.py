"""All ways through a flow, walked on paper: every choice, every number at its thresholds, and not knowing."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Literal

from bot.flow import expression, parts
from bot.flow.expression import ExpressionError
from bot.flow.handbook import Handbook
from bot.flow.model import UNSURE, Answer, Ask, Flow, Jump, Number
from bot.flow.way import follow

DAYS = ("2026-09-25", "2020-02-29")
"""Days worth trying: one whose limits still run at the time of the preview, and one whose limits have long passed."""
LIMIT = 20_000
"""Paths of one flow that are looked at; a flow with more is too tangled to check."""


@dataclass(frozen=True)
class Path:
    """One way from the first question to an outcome."""

    answers: Mapping[str, Answer]
    """In the order asked."""
    states: tuple[str, ...]
    """The questions, then the outcome."""
    end: str
    """The outcome's state id."""
    kind: Literal["end", "jump"]
    """Whether the outcome is an answer or another procedure."""


@dataclass(frozen=True)
class DeadEnd:
    """A way that leads nowhere: no condition holds, or one can't be answered, or the next state is missing or old."""

    answers: Mapping[str, Answer]
    states: tuple[str, ...]
    """The last one is where it ends."""
    code: str
    """no_way, unanswered, unknown_fact, not_comparable, zero_division, bad_expression, unknown_state or loop."""
    detail: str


def paths(flow: Flow, handbook: Handbook) -> Iterator[Path]:
    """Yield each way to an outcome, at most `LIMIT`; dead ends are left out."""
    return (way for way in explore(flow, handbook.figures) if isinstance(way, Path))


def explore(
    flow: Flow, figures: Mapping[str, float], known: Mapping[str, Answer] = MappingProxyType({})
) -> Iterator[Path | DeadEnd]:
    """Yield each way through, at most `LIMIT`, in the order of the file; what is `known` is answered only so."""
    return islice(_Explorer(flow, figures, known).walk(flow.start, {}, ()), LIMIT)


def samples(flow: Flow, figures: Mapping[str, float]) -> Mapping[str, tuple[Answer, ...]]:
    """State id to the answers worth trying: each choice; numbers at both limits and around each threshold; days; unsure."""
    found = thresholds(flow, figures)
    asks = {name: state for name, state in flow.states.items() if isinstance(state, Ask)}
    return {name: tried(ask, found.get(name, frozenset())) for name, ask in asks.items()}


def thresholds(flow: Flow, figures: Mapping[str, float]) -> Mapping[str, frozenset[float]]:
    """State id to the numbers its answer is compared with, anywhere in the flow."""
    found: dict[str, set[float]] = {}
    for _, _, source in parts.conditions(flow):
        for name, numbers in _thresholds(source, figures).items():
            found.setdefault(name, set()).update(numbers)
    return {name: frozenset(numbers) for name, numbers in found.items()}


def tried(ask: Ask, thresholds: frozenset[float]) -> tuple[Answer, ...]:
    """The answers worth trying to one question whose number is compared with these."""
    if ask.day:
        return DAYS
    return _numbers(ask.number, thresholds) if ask.number else tuple(ask.choices)


def _thresholds(source: str, figures: Mapping[str, float]) -> Mapping[str, tuple[float, ...]]:
    try:
        return expression.compile(source).thresholds(figures)
    except ExpressionError:
        return {}


def _numbers(number: Number, thresholds: frozenset[float]) -> tuple[Answer, ...]:
    points = {number.min, number.max, *(point + step for point in thresholds for step in (-1, 0, 1))}
    if number.whole:
        points = {float(side) for point in points for side in (math.floor(point), math.ceil(point))}
    inside = sorted(point for point in points if number.min <= point <= number.max)
    return (
        *(int(point) if point.is_integer() else point for point in map(float, inside)),
        *([UNSURE] if number.unsure else []),
    )


class _Explorer:
    """A walk that remembers where the answers that matter to a question led."""

    def __init__(self, flow: Flow, figures: Mapping[str, float], known: Mapping[str, Answer]) -> None:
        self._flow = flow
        self._figures = figures
        self._samples = {**samples(flow, figures), **{name: (answer,) for name, answer in known.items()}}
        self._names = {name: _looked_at(name, state) for name, state in flow.states.items() if isinstance(state, Ask)}
        self._known: dict[tuple[str, tuple[Answer | None, ...]], str | ExpressionError] = {}

    def walk(self, name: str, answers: dict[str, Answer], before: tuple[str, ...]) -> Iterator[Path | DeadEnd]:
        states = (*before, name)
        state = self._flow.states.get(name)
        if state is None:
            yield DeadEnd(answers, before, "unknown_state", name)
        elif name in before:
            yield DeadEnd(answers, states, "loop", name)
        elif not isinstance(state, Ask):
            yield Path(answers, states, name, "jump" if isinstance(state, Jump) else "end")
        else:
            for answer in self._samples[name]:
                given = {**answers, name: answer}
                target = self._next(name, state, given)
                if isinstance(target, ExpressionError):
                    yield DeadEnd(given, states, target.code, target.detail)
                else:
                    yield from self.walk(target, given, states)

    def _next(self, name: str, ask: Ask, answers: Mapping[str, Answer]) -> str | ExpressionError:
        key = name, tuple(answers.get(each) for each in self._names[name])
        if key not in self._known:
            try:
                self._known[key] = follow(ask, name, answers, self._figures)
            except ExpressionError as error:
                self._known[key] = error
        return self._known[key]


def _looked_at(name: str, ask: Ask) -> tuple[str, ...]:
    """List the answers that decide where a question leads."""
    ways = ask.go if isinstance(ask.go, tuple) else ()
    names = [name]
    for way in ways:
        try:
            names += expression.compile(way.when).names if way.when else ()
        except ExpressionError:
            continue
    return tuple(dict.fromkeys(names))
