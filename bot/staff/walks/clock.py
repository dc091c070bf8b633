"""The clock of a walk: a time as the county writes it, or a day as people name it."""

import re
from datetime import date, datetime, time

from bot.config import YEARS, ZONE
from bot.flow.shelf import Vocabulary
from bot.staff.day import day_in

_OPENING = time(9)
"""The time of a day that is named alone: windows are open then, and what is brought counts from that day."""
_TIME = re.compile(r"(.*?)\s*(\d{1,2})[:\N{FULLWIDTH COLON}](\d{2})", re.DOTALL)


def clock_of(words: str, vocabulary: Vocabulary, today: date) -> datetime | None:
    """The time that is meant; None for what is none, or none of our years."""
    found = _written(words) or _named(words, vocabulary, today)
    return found if found and YEARS[0] <= found.year <= YEARS[1] else None


def _written(words: str) -> datetime | None:
    """As ISO 8601 writes it, with a time."""
    if ":" not in words:
        return None
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=ZONE)).astimezone(ZONE)


def _named(words: str, vocabulary: Vocabulary, today: date) -> datetime | None:
    told = _TIME.fullmatch(words)
    of_day = _of_day(int(told[2]), int(told[3])) if told else _OPENING
    name = told[1] if told else words
    day = day_in(name, vocabulary, today) if name else today
    return datetime.combine(day, of_day, ZONE) if day and of_day else None


def _of_day(hour: int, minute: int) -> time | None:
    try:
        return time(hour, minute)
    except ValueError:
        return None
