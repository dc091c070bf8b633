"""How the handbook speaks of answers: as the words on their buttons, and numbers as ranges."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from bot.book.cases import Rule
from bot.book.volume import Said
from bot.flow import expression, parts
from bot.flow.handbook import Handbook
from bot.flow.model import UNSURE, Answer, Ask, Flow
from bot.flow.paths import samples
from bot.press.notice import Say

_MANY = 2
"""Choices that are still told one by one when all fit but one."""


@dataclass(frozen=True, slots=True)
class Words:
    """Where the words come from: the sheets' own, so that both say the same, and the handbook's."""

    sheet: Say
    """A macro of `messages_zh/sheet/words.j2`."""
    book: Say
    """A macro of `messages_zh/book/words.j2`."""


@dataclass(frozen=True)
class Wording:
    """Speaks of one procedure's questions."""

    handbook: Handbook
    flow: Flow
    words: Words

    @cached_property
    def asks(self) -> Mapping[str, Ask]:
        """The questions, in the order of the file."""
        return {name: state for name, state in self.flow.states.items() if isinstance(state, Ask)}

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """State id to the question's number, from 1."""
        return {name: number for number, name in enumerate(self.asks, 1)}

    def said(self, rule: Rule) -> tuple[Said, ...]:
        """The answers a rule wants."""
        return tuple(
            Said(number=self.numbers[name], text=self.words.book("either", [*self._texts(name, values)]))
            for name, values in rule
        )

    def when(self, rules: Sequence[Rule]) -> str:
        """For which answers; empty for all."""
        return self.words.book("when", [self.said(rule) for rule in rules]) if rules else ""

    def _texts(self, name: str, values: Sequence[Answer | None]) -> Iterator[str]:
        ask, book = self.asks[name], self.words.book
        given = [value for value in values if value is not None]
        if ask.number:
            yield from self._ranges(name, {value for value in given if not isinstance(value, str)})
        chosen = sorted((value for value in given if isinstance(value, str)), key=[*ask.choices, UNSURE].index)
        others = [choice for choice in ask.choices if choice not in chosen]
        if len(chosen) > _MANY and len(others) == 1:
            yield book("besides", ask.choices[others[0]].label)
        else:
            yield from (book("choice", self.words.sheet("answer", value, self.flow.id, name)) for value in chosen)
        if len(given) < len(values):
            yield book("unasked")

    def _ranges(self, name: str, meant: set[Any]) -> Iterator[str]:
        """The ranges that hold the numbers that are meant, and none of the others that were tried."""
        tried = [value for value in samples(self.flow, self.handbook.figures)[name] if not isinstance(value, str)]
        place = 0
        for inside, run in groupby(tried, key=meant.__contains__):
            start, place = place, place + len([*run])
            if inside:
                low = self._side(name, ("above", "least"), *tried[start - 1 : start + 1]) if start else ""
                high = self._side(name, ("most", "below"), *tried[place - 1 : place + 1]) if tried[place:] else ""
                same = place - start == 1 and low and high
                yield self._bound("exactly", name, tried[start]) if same else self.words.book("range", low, high)

    def _side(self, name: str, sides: tuple[str, str], before: Any, after: Any) -> str:
        """The border between two numbers that were tried: at the first where it is a threshold itself, else at the second."""
        first = before in self._thresholds.get(name, ())
        return self._bound(sides[0], name, before) if first else self._bound(sides[1], name, after)

    def _bound(self, side: str, name: str, value: Any) -> str:
        return self.words.book(side, self.words.sheet("answer", value, self.flow.id, name))

    @cached_property
    def _thresholds(self) -> Mapping[str, set[float]]:
        found: dict[str, set[float]] = {}
        for _, _, source in parts.conditions(self.flow):
            for name, values in expression.compile(source).thresholds(self.handbook.figures).items():
                found.setdefault(name, set()).update(values)
        return found
