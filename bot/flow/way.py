"""Where an answer leads: the rule of the road that the engine, the paths and the checks share."""

from collections.abc import Iterator, Mapping
from datetime import date

from bot.flow import expression
from bot.flow.expression import ExpressionError
from bot.flow.model import UNSURE, Answer, Ask, Way


def follow(ask: Ask, name: str, answers: Mapping[str, Answer], figures: Mapping[str, float]) -> str:
    """Give the state after `name`, whose answer is among `answers`.

    Not knowing the number goes its own way; otherwise one state, the choice's state, or the first way whose condition
    holds. `ExpressionError` no_way when none does, and those of `Condition.holds`.
    """
    answer = answers[name]
    if ask.number and answer == UNSURE and ask.number.unsure:
        return ask.number.unsure.to
    match ask.go:
        case str(target):
            return target
        case dict(targets) if answer in targets:
            return targets[str(answer)]
        case tuple(ways):
            return _first(ways, name, answers, figures)
    raise ExpressionError(code="no_way", detail=name)


def _first(ways: tuple[Way, ...], name: str, answers: Mapping[str, Answer], figures: Mapping[str, float]) -> str:
    for way in ways:
        if way.when is None or expression.compile(way.when).holds(answers, figures):
            return way.to
    raise ExpressionError(code="no_way", detail=name)


def exits(ask: Ask) -> Iterator[str]:
    """Every state that some answer may lead to."""
    match ask.go:
        case str(target):
            yield target
        case dict(targets):
            yield from targets.values()
        case ways:
            yield from (way.to for way in ways)
    if ask.number and ask.number.unsure:
        yield ask.number.unsure.to


def fits(ask: Ask, answer: Answer) -> bool:
    """Whether a question can be answered so."""
    number = ask.number
    if ask.day:
        return isinstance(answer, str) and _is_day(answer)
    if number is None:
        return answer in ask.choices
    if isinstance(answer, str):
        return answer == UNSURE and number.unsure is not None
    return number.min <= answer <= number.max and (not number.whole or float(answer).is_integer())


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
