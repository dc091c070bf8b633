"""Days as people name them, in figures, in Chinese numerals or counted from today; what is unclear is no day.

- Without a year, or with nothing but a day of the month or a weekday, the nearest such day in the past is meant, today
  included; where the day may lie ahead, the nearest to today, and of two the earlier.
- Weeks begin on Monday. A month ago is the same day of last month, or its last where that is missing.
- No day: what is vague (ten-odd days or half a month ago, before the 20th, the end of a month), a month or a week
  alone, and every date of the lunar calendar.
- A weekday beside a date confirms it; one that contradicts it makes two days.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.engine.dateform import Grammar, grammar
from bot.flow.model import Day, Vocabulary
from bot.workdays import months_after

_CENTURY = 2000
_TEN_YEARS = 120
"""Months beyond which a date is taken for a slip of the pen."""
_SUNDAY = 7
_LONGEST = 40
_SIGNS = {**dict.fromkeys(range(0x2010, 0x2016), "-"), 0x2212: "-", 0x301C: "~", 0x25CB: "\u3007"}
"""Dashes and the circle that is written for a nought; what else looks alike NFKC makes alike."""


@dataclass(frozen=True, slots=True)
class NoDay:
    """Why it is no day."""

    what: Literal["not_a_day", "no_such_day", "future_day", "far_day", "several_days"]
    heard: str = ""
    """The words that were taken for the day, if any."""


@dataclass(frozen=True, slots=True)
class _Named:
    day: date | None
    """None when the calendar has no such day."""
    heard: str
    several: bool
    confirms: bool
    """True when it is no more than a weekday."""


def read_day(day: Day, text: str, words: Vocabulary, today: date) -> date | NoDay:
    """Read the one day that a text names; any text will do, and none raises."""
    rules = grammar(words)
    said = rules.lookalike.sub("\0", _folded(text))
    found, rest = _found(rules, said, today, ahead=day.future)
    if not found or rules.lunar.search(said) or rules.part.search(rest):
        return NoDay("not_a_day")
    missing = next((one for one in found if one.day is None), None)
    if missing:
        return NoDay("no_such_day", missing.heard)
    days = _agreed(found)
    if len(days) > 1 or any(one.several for one in found):
        return NoDay("several_days")
    return _checked(days.pop(), found[0].heard, today, ahead=day.future)


def _checked(day: date, heard: str, today: date, *, ahead: bool) -> date | NoDay:
    if not months_after(today, -_TEN_YEARS) <= day <= months_after(today, _TEN_YEARS):
        return NoDay("far_day", heard)
    return NoDay("future_day", heard) if day > today and not ahead else day


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS)).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign) not in ("Mn", "Me", "Cf"))


def _found(rules: Grammar, said: str, today: date, *, ahead: bool) -> tuple[list[_Named], str]:
    """The days named, and the text without them."""
    found = []
    for form in rules.forms:
        for match in form.finditer(said):
            groups = {name: part for name, part in match.groupdict().items() if part and name != "by"}
            several = bool({"begin", "beyond"} & groups.keys())
            numbers = {name: _number(rules, name, part) for name, part in groups.items()}
            parts = {name: number for name, number in numbers.items() if number is not None}
            if parts.keys() == numbers.keys() - {"begin", "beyond"}:
                heard = " ".join(match[0].split())[:_LONGEST]
                found.append(_Named(_meant(parts, today, ahead=ahead), heard, several, parts.keys() == {"weekday"}))
                said = said[: match.start()] + "\0" * len(match[0]) + said[match.end() :]
    return found, said
