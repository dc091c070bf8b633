"""What somebody typed, read as an answer to the question at hand; what is unclear is said to be, never guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.engine.choosing import chosen, plain
from bot.engine.dating import NoDay, read_day
from bot.engine.numeral import Figure, figures
from bot.flow.model import UNSURE, Answer, Ask, Choice, Day, Number
from bot.flow.shelf import Vocabulary

LIMIT = 500
"""Characters of an answer; more is no answer but a letter."""

_READABLE = 1e15
"""A number beyond this is not repeated."""


@dataclass(frozen=True, slots=True)
class Understood:
    """The answer: a choice's key, a number, a day as `2026-11-24`, or `UNSURE`."""

    value: Answer


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why it is no answer."""

    what: Literal[
        "not_a_choice", "several_choices", "not_a_number", "several_numbers", "too_small", "too_big", "negative",
        "not_whole", "wrong_unit", "too_long", "vague_number",
        "not_a_day", "no_such_day", "future_day", "far_day", "several_days",
    ]  # fmt: skip
    data: Mapping[str, str | float] = field(default_factory=dict)
    """`heard`, where there is something to repeat: the number, the unit, the two labels, the words for the day."""


def read(ask: Ask, text: str, words: Vocabulary, today: date) -> Understood | Trouble:
    """Read the text as an answer to this question; any text will do, and none raises."""
    if len(text) > LIMIT:
        return Trouble("too_long")
    if ask.number:
        return _number(ask.number, text, words)
    if ask.day:
        return _day(ask.day, text, words, today)
    return _choice(ask.choices, text, words)


def _day(day: Day, text: str, words: Vocabulary, today: date) -> Understood | Trouble:
    named = read_day(day, text, words, today)
    if isinstance(named, NoDay):
        return Trouble(named.what, {"heard": named.heard} if named.heard else {})
    return Understood(named.isoformat())


def _number(number: Number, text: str, words: Vocabulary) -> Understood | Trouble:
    found = figures(text, number.unit, words)
    clear = [figure for figure in found if not figure.vague]
    if number.unsure and len(clear) != 1 and _unsure(number.unsure.label, text, words):
        return Understood(UNSURE)
    if not found:
        return Trouble("not_a_number")
    # With 10 kV beside 315 kVA only the latter is meant; a number without a unit may be meant too.
    meant = [figure for figure in found if figure.unit in (None, number.unit)] or list(found)
    if any(figure.vague for figure in meant):
        return Trouble("vague_number")
    if len({figure.value for figure in meant}) > 1:
        return Trouble("several_numbers")
    return _measured(number, next((figure for figure in meant if figure.unit), meant[0]))


def _unsure(label: str, text: str, words: Vocabulary) -> bool:
    said = plain(text)
    return said == plain(label) or any(plain(word) in said for word in words.commands.get("unsure", ()))


def _measured(number: Number, figure: Figure) -> Understood | Trouble:
    value = int(figure.value) if abs(figure.value) < _READABLE and figure.value.is_integer() else figure.value
    heard = {"heard": f"{value:.12g}" if isinstance(value, float) else str(value)} if abs(value) < _READABLE else {}
    if figure.beside and figure.unit != number.unit:
        return Trouble("wrong_unit", {"heard": figure.beside})
    if value < 0:
        return Trouble("negative", heard)
    if value < number.min:
        return Trouble("too_small", heard)
    if value > number.max:
        return Trouble("too_big", heard)
    if number.whole and isinstance(value, float):
        return Trouble("not_whole", heard)
    return Understood(value)


def _choice(choices: Mapping[str, Choice], text: str, words: Vocabulary) -> Understood | Trouble:
    keys = chosen(choices, text, words.commands)
    if len(keys) > 1:
        labels = (choice.label for key, choice in choices.items() if key in keys)
        return Trouble("several_choices", {"heard": " / ".join(labels)})
    return Understood(keys.pop()) if keys else Trouble("not_a_choice")
