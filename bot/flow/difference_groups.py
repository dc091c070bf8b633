"""Ways that changed alike, put together and said in few words: "place: rural, capacity: above 100 up to 160"."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from bot.flow.difference_card import Card, Delta, delta
from bot.flow.difference_ways import Pair, Tried
from bot.flow.model import UNSURE, Answer, Ask

_Box = Mapping[str, frozenset[Answer]]
"""Question to the answers for which something holds; the order is that of asking."""


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers from `low` to `high`."""

    low: float
    high: float
    above: bool = False
    """Whether `low` itself is left out."""
    below: bool = False
    """Whether `high` itself is left out."""


@dataclass(frozen=True, slots=True)
class Given:
    """Answers to one question."""

    state: str
    labels: tuple[str, ...]
    """Buttons, or a day."""
    spans: tuple[Span, ...] = ()
    unit: str = "none"


@dataclass(frozen=True, slots=True)
class Moved:
    """Ways on which the same is told otherwise."""

    old: Card
    new: Card
    delta: Delta
    when: tuple[tuple[Given, ...], ...]
    """One or more cases, each of answers that are given together; a case of none is every way."""
    ways: int
    """How many of the tried ways these are."""


def grouped(pairs: Sequence[Pair], asked: Mapping[str, Tried], sayings: frozenset[str]) -> Iterator[Moved]:
    """Yield the ways that end otherwise, those alike together; `sayings` as for `delta`."""
    groups: dict[tuple[tuple[str, str], tuple[str, str], Delta], list[Pair]] = {}
    for pair in pairs:
        told = delta(pair.old, pair.new, sayings)
        ends = (pair.old.kind, pair.old.name), (pair.new.kind, pair.new.name)
        if ends[0] != ends[1] or told != Delta():
            groups.setdefault((*ends, told), []).append(pair)
    where = _Where(pairs if groups else ())
    for (_, _, told), some in groups.items():
        boxes = [where.shortest(box) for box in _boxes(some)] if len(some) < len(pairs) else [{}]
        cases = tuple(dict.fromkeys(tuple(_given(name, box[name], asked[name]) for name in box) for box in boxes))
        yield Moved(some[0].old, some[0].new, told, cases, len(some))


def _boxes(pairs: Iterable[Pair]) -> Sequence[_Box]:
    """Join what differs in one question only, question by question, the last first."""
    boxes = [{name: frozenset({answer}) for name, answer in pair.answers.items()} for pair in pairs]
    for name in reversed(dict.fromkeys(name for box in boxes for name in box)):
        joined: dict[tuple[bool, tuple[tuple[str, frozenset[Answer]], ...]], dict[str, frozenset[Answer]]] = {}
        for box in boxes:
            rest = tuple(item for item in box.items() if item[0] != name)
            one = joined.setdefault((name in box, rest), dict(box))
            if name in box:
                one[name] |= box[name]
        boxes = list(joined.values())
    return boxes


class _Where:
    """Which of all ways hold an answer, as bits of a number: quick to lay over one another."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._all = (1 << len(pairs)) - 1
        self._bits: dict[tuple[str, Answer], int] = {}
        for place, pair in enumerate(pairs):
            for item in pair.answers.items():
                self._bits[item] = self._bits.get(item, 0) | 1 << place

    def shortest(self, box: _Box) -> _Box:
        """Leave out what follows from the rest: all answers there are, or a question without which others never come."""
        ways = {name: self._ways(name, answers) for name, answers in box.items()}
        meant = self._both(ways.values())
        for name in reversed(tuple(box)):
            rest = {each: bits for each, bits in ways.items() if each != name}
            if self._both(rest.values()) == meant:
                ways = rest
        return {name: box[name] for name in ways}

    def _ways(self, name: str, answers: Iterable[Answer]) -> int:
        found = 0
        for answer in answers:
            found |= self._bits[name, answer]
        return found

    def _both(self, some: Iterable[int]) -> int:
        found = self._all
        for bits in some:
            found &= bits
        return found


def _given(name: str, answers: frozenset[Answer], tried: Tried) -> Given:
    labels = tuple(_label(answer, tried) for answer in tried.answers if isinstance(answer, str) and answer in answers)
    number = tried.ask.number
    return Given(name, labels, tuple(_spans(answers, tried)), number.unit if number else "none")


def _label(answer: str, tried: Tried) -> str:
    """What the button says, as it is now or as it was; a day stands for itself."""
    for ask in (tried.ask, tried.old):
        if ask and answer in ask.choices:
            return ask.choices[answer].label
        if ask and answer == UNSURE and ask.number and ask.number.unsure:
            return ask.number.unsure.label
    return answer


def _spans(answers: frozenset[Answer], tried: Tried) -> Iterator[Span]:
    """Runs of numbers tried one after the other.

    Numbers next to each other that were tried stand for all between them, since nothing changes but at a threshold. Where
    halves make sense, a run that begins beyond a threshold begins right beyond it.
    """
    numbers = [cast("float", answer) for answer in tried.answers if not isinstance(answer, str)]
    places = [place for place, number in enumerate(numbers) if number in answers]
    for first in (place for place in places if place - 1 not in places):
        last = next(place for place in range(first, len(numbers)) if place + 1 not in places)
        yield _span(numbers, first, last, () if _whole(tried.ask) else tried.thresholds)


def _whole(ask: Ask) -> bool:
    return ask.number is not None and ask.number.whole


def _span(numbers: Sequence[float], first: int, last: int, thresholds: Iterable[float]) -> Span:
    limits = frozenset(thresholds)
    above = first > 0 and numbers[first - 1] in limits and numbers[first] not in limits
    below = last + 1 < len(numbers) and numbers[last + 1] in limits and numbers[last] not in limits
    return Span(
        numbers[first - 1] if above else numbers[first], numbers[last + 1] if below else numbers[last], above, below
    )
