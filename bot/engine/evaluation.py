"""Judges a router on sentences whose procedure is known."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.engine.route import Guess, Router

NONE = "none"
"""Expected of a sentence that is no business of ours."""


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence and the procedures that would be right, the best first; `none` if none would."""

    text: str
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Miss:
    """A sentence that was not understood as expected."""

    case: Case
    guess: Guess


@dataclass(frozen=True, slots=True)
class Report:
    """How well a router did; rates of 0..1, and 1 where there was nothing to judge."""

    ours: int
    """Sentences that are our business."""
    others: int
    """Sentences that are not."""
    first: float
    """Of ours, how many led to the right procedure first."""
    among: float
    """Of ours, how many had the right one among the three."""
    refused: float
    """Of the others, how many were refused."""
    wrongly_sure: float
    """Of all, how many were sent somewhere wrong without asking."""
    sure: float
    """Of ours, how many went straight in."""
    misses: tuple[Miss, ...]
    """Every sentence that was not understood, in the order given."""
    confusions: tuple[tuple[str, str, int], ...]
    """Expected id, guessed id or `none`, and how often; the most frequent first."""


def read_cases(text: str) -> tuple[Case, ...]:
    """Read lines of `sentence<TAB>id`, where `id|id` accepts either and a line that begins with `#` is a remark.

    Raises ValueError, whose argument is the number of the line, where there is no tab or no id.
    """
    return tuple(
        _case(number, line)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.startswith("#")
    )


def evaluate(router: Router, cases: Iterable[Case]) -> Report:
    """Route every sentence; an expected procedure that the router does not know counts as `none`."""
    judged = [(_known(router, case), router.route(case.text)) for case in cases]
    ours = [(case, guess) for case, guess in judged if NONE not in case.expected[:1]]
    others = [(case, guess) for case, guess in judged if NONE in case.expected[:1]]
    misses = tuple(Miss(case, guess) for case, guess in judged if not _right(case, guess))
    confusions = Counter((miss.case.expected[0], (miss.guess.ids or (NONE,))[0]) for miss in misses)
    return Report(
        ours=len(ours),
        others=len(others),
        first=_rate(_right(case, guess) for case, guess in ours),
        among=_rate(bool(set(case.expected) & set(guess.ids)) for case, guess in ours),
        refused=_rate(guess.outcome == "none" for _, guess in others),
        wrongly_sure=1.0 - _rate(guess.outcome != "sure" or _right(case, guess) for case, guess in judged),
        sure=_rate(guess.outcome == "sure" for _, guess in ours),
        misses=misses,
        confusions=tuple(
            (*pair, times) for pair, times in sorted(confusions.items(), key=lambda each: (-each[1], each[0]))
        ),
    )


def _case(number: int, line: str) -> Case:
    text, tab, expected = line.partition("\t")
    if not tab or not expected.strip():
        raise ValueError(number)
    return Case(text, tuple(each.strip() for each in expected.split("|")))


def _known(router: Router, case: Case) -> Case:
    known = tuple(each for each in case.expected if each in router.family_of)
    return Case(case.text, known or (NONE,))


def _right(case: Case, guess: Guess) -> bool:
    return (guess.ids or (NONE,))[0] in case.expected


def _rate(hits: Iterable[bool]) -> float:
    marks = list(hits)
    return sum(marks) / len(marks) if marks else 1.0
