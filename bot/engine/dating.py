"""Days as people name them, in figures, in Chinese numerals or counted from today; what is unclear is no day.

- Without a year, or with nothing but a day of the month or a weekday, the nearest such day in the past is meant, today
  included; where the day may lie ahead, the nearest to today, and of two the earlier.
- Weeks begin on Monday. A month ago is the same day of last month, or its last where that is missing.
- No day: what is vague (ten-odd days or half a month ago, before the 20th, the end of a month), a month or a week
  alone, and every date of the lunar calendar.
- A weekday beside a date confirms it; one that contradicts it makes two days.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.engine.dateform import Grammar, grammar, parts
from bot.flow.model import Day
from bot.flow.shelf import Vocabulary
from bot.workdays import months_after

_TEN_YEARS = 120
"""Months beyond which a date is taken for a slip of the pen."""
_LONGEST = 40
_SIGNS = {**dict.fromkeys(range(0x2010, 0x2016), "-"), 0x2212: "-", 0x301C: "~", 0x25CB: "\N{IDEOGRAPHIC NUMBER ZERO}"}
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
    told: frozenset[str]
    """What it was told by, such as month and day."""

    @property
    def confirms(self) -> bool:
        """Whether it is no more than a weekday."""
        return self.told == {"weekday"}

    @property
    def complete(self) -> bool:
        """Whether its year was told, so that nothing around it can change it."""
        return bool(self.told & {"year", "years"})


def read_day(day: Day, text: str, words: Vocabulary, today: date) -> date | NoDay:
    """Read the one day that a text names; any text will do, and none raises."""
    rules = grammar(words)
    said = rules.lookalike.sub("\0", _folded(text))
    found, rest = _found(rules, said, today, ahead=day.future)
    loose = any(not one.complete for one in found) and rules.part.search(rest)
    if not found or loose or rules.lunar.search(said):
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
            told = parts(rules, match)
            if told:
                found.append(_named(match, told, _meant(told, today, ahead=ahead)))
                said = said[: match.start()] + "\0" * len(match[0]) + said[match.end() :]
    return found, said


def _named(match: re.Match[str], told: Iterable[str], day: date | None) -> _Named:
    several = any(match.groupdict().get(name) for name in ("begin", "beyond"))
    return _Named(day, " ".join(match[0].split())[:_LONGEST], several, frozenset(told))


def _meant(told: Mapping[str, int], today: date, *, ahead: bool) -> date | None:
    eve = today - timedelta(days=today.isoweekday())  # the Sunday before this week, as weekdays count from 1
    match told:
        case {"year": year, "month": month, "day": day}:
            return _existing(year, month, day)
        case {"years": years, "month": month, "day": day}:
            return _existing(today.year + years, month, day)
        case {"months": months, "day": day}:
            return _in_month(today, months, day)
        case {"month": month, "day": day}:
            return _nearest((_existing(today.year + years, month, day) for years in (-1, 0, 1)), today, ahead=ahead)
        case {"day": day}:
            return _nearest((_in_month(today, months, day) for months in (-2, -1, 0, 1, 2)), today, ahead=ahead)
        case {"weeks": weeks, "weekday": weekday}:
            return eve + timedelta(weeks=weeks, days=weekday)
        case {"weekday": weekday}:
            days = (eve + timedelta(weeks=weeks, days=weekday) for weeks in (-1, 0, 1))
            return _nearest(days, today, ahead=ahead)
        case {"count": count, "in_days": length, "ago": direction}:
            return today + timedelta(days=count * length * direction)
        case {"count": count, "in_months": length, "ago": direction}:
            return _counted(today, count * length * direction)
        case _:
            return today + timedelta(days=told["days"])


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _counted(today: date, months: int) -> date | None:
    try:
        return months_after(today, months)
    except ValueError:
        return None


def _in_month(today: date, months: int, day: int) -> date | None:
    month = months_after(today, months)
    return _existing(month.year, month.month, day)


def _nearest(days: Iterable[date | None], today: date, *, ahead: bool) -> date | None:
    possible = [day for day in days if day and (ahead or day <= today)]
    return min(possible, key=lambda day: abs(day - today), default=None)


def _agreed(found: Iterable[_Named]) -> set[date]:
    """The days that are meant; a weekday on which another of them falls is no further one."""
    dates = {one.day for one in found if one.day and not one.confirms}
    weekdays = {day.weekday() for day in dates}
    return dates | {one.day for one in found if one.day and one.confirms and one.day.weekday() not in weekdays}
