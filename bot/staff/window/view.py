"""What of a day is looked at, and how a button of the window's cards carries it.

A button id is `!w.verb.what.page.tail`, at most 64 bytes (Bot API: callback_data): what is a day (20261126), a slot
(202611260900) or a reference; the tail is an office's id, or the words the list is narrowed by.
"""

import re
import unicodedata
from datetime import date, datetime

from bot.flow.model import Frozen
from bot.flow.shelf import Vocabulary
from bot.staff.day import day_in
from bot.staff.order import SEAL

_SHAPE = re.compile(rf"{SEAL}w\.([a-z])\.([0-9A-Z]{{8,12}})\.(\d{{1,3}})\.(.*)")
_TAIL = 44
"""Bytes left for the tail."""
_LINE = 100
"""Characters of a command that are read."""


class View(Frozen):
    """Which bookings of which day are looked at."""

    day: date
    words: str = ""
    """What procedure, area or office must contain; all of them if there are several."""
    page: int = 0


class Tapped(Frozen):
    """A button of the window's cards."""

    verb: str
    what: str
    page: int
    tail: str

    @property
    def day(self) -> date | None:
        """The day it names, or that of its slot; None for a reference, or for what is no day."""
        try:
            return datetime.strptime(self.what[:8], "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            return None

    @property
    def slot(self) -> str | None:
        """The slot it names; None when it is about the whole day."""
        return self.what if len(self.what) > len("20261126") else None


def tap(verb: str, what: str, page: int = 0, tail: str = "") -> str:
    """Write a button id."""
    return f"{SEAL}w.{verb}.{what}.{page}.{tail}"


def tapped(data: str) -> Tapped | None:
    """Read a button id; None for what is none of ours."""
    found = _SHAPE.fullmatch(data)
    if not found:
        return None
    verb, what, page, tail = found.groups()
    return Tapped(verb=verb, what=what, page=int(page), tail=tail)


def view_of(words: str, vocabulary: Vocabulary, today: date) -> View:
    """Read what follows `/today`: a day as people name it, words to narrow the list by, or both."""
    day, others = None, []
    for word in words[:_LINE].split():
        found = None if day else day_in(word, vocabulary, today)
        if found:
            day = found
        else:
            others.append(word)
    return View(day=day or today, words=_short(folded(" ".join(others))))


def folded(text: str) -> str:
    """The text as it is compared: full width and capitals do not count."""
    return unicodedata.normalize("NFKC", text).casefold()


def _short(words: str) -> str:
    """As much of it as a button can carry."""
    return words.encode()[:_TAIL].decode(errors="ignore").strip()
