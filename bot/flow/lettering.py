"""How days and figures are written in letters: parts of the vocabulary from which patterns are made."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Annotated

from pydantic import Field

from bot.flow.ground import Frozen, Words

Ahead = Annotated[int, Field(ge=-3660, le=3660)]
"""Days, months or years from today that stay within the calendar."""


class _Keyed(Frozen):
    @cached_property
    def key(self) -> str:
        """Its JSON, under which what is made of it is kept: a model that holds mappings has no hash."""
        return self.model_dump_json()


class Dates(_Keyed):
    """The words in which people name a day; what they mean is counted from today."""

    numerals: dict[Annotated[int, Field(ge=0, le=100)], Words]
    """A number to the letters for it in a date: digits up to nine, and beyond them tens and the like."""
    weekdays: dict[Annotated[int, Field(ge=1, le=7)], Words]
    """A weekday's number to its letters."""
    large: tuple[Words, ...] = ()
    """Words after a number that make it a sum and no day."""
    days: dict[Words, Ahead] = Field(default_factory=dict)
    """Words for a day, to how many days it lies ahead: yesterday is -1."""
    years: dict[Words, Ahead] = Field(default_factory=dict)
    """Words for a year, to how many years it lies ahead."""
    shifts: dict[Words, Ahead] = Field(default_factory=dict)
    """Words before a week or a month, to how many of them it lies ahead; said twice, they add up."""
    in_days: dict[Words, Ahead] = Field(default_factory=dict)
    """Units after a count, to their length in days."""
    in_months: dict[Words, Ahead] = Field(default_factory=dict)
    """Units after a count, to their length in months."""
    ago: dict[Words, Ahead] = Field(default_factory=dict)
    """Words after a count and its unit: -1 looks back, 1 ahead."""
    year: tuple[Words, ...] = ()
    """Marks after a year."""
    month: tuple[Words, ...] = ()
    """Marks after a month, and words for a month after a shift."""
    day: tuple[Words, ...] = ()
    """Marks after a day of the month."""
    week: tuple[Words, ...] = ()
    """Words for a week, before the weekday's number."""
    sunday: tuple[Words, ...] = ()
    """What stands for the number on a Sunday."""
    links: tuple[Words, ...] = ()
    """Words that join the parts of one date and mean nothing."""
    ranges: tuple[Words, ...] = ()
    """Words between the first and the last of several days."""
    pairs: tuple[Words, ...] = ()
    """Words between two days."""
    numbered: tuple[Words, ...] = ()
    """Signs before a number with a day's mark that is no day, such as a document's."""
    lookalikes: tuple[Words, ...] = ()
    """Words that would be taken for a part of a date."""
    lunar: tuple[Words, ...] = ()
    """Words of the lunar calendar, which is not converted."""


class Figures(_Keyed):
    """How figures are written out in letters: what people type is read by it, and figures of no ledger are found."""

    digits: dict[Annotated[int, Field(ge=0, le=9)], Words]
    """A digit to its letters, in typed numbers."""
    powers: dict[Annotated[int, Field(ge=10, le=10**12)], Words]
    """A power of ten to its letters, in typed numbers."""
    point: Words
    """What stands between a number and its decimals."""
    two: Words | None = None
    """Two of something, where it is written otherwise than the digit."""
    half: Words | None = None
    """Half of something."""
    numerals: Words
    """The letters of numerals."""
    about: Words
    """Letters after a numeral that make it a rough one."""
    units: tuple[Words, ...] = Field(min_length=1)
    """What stands after a numeral that is a figure."""
    ordinals: Words
    """Letters before a numeral that say which one, and not how many."""
    lookalikes: tuple[Words, ...] = Field(min_length=1)
    """Words that begin like a unit and are none."""
    that: Words
    """Letters after which `once` is no figure, as in: the same day."""
    once: tuple[Words, ...] = Field(min_length=1)
    """Numeral and unit that are no figure there."""

    @cached_property
    def written(self) -> re.Pattern[str]:
        """What finds them."""
        letters, before, after = (re.escape(some) for some in (self.numerals, self.ordinals, self.about))
        numeral = f"(?<![{before}{letters}])[{letters}]+[{after}]?"
        unit = f"(?!{_either(self.lookalikes)}){_either(self.units)}"
        return re.compile(f"(?!(?<=[{re.escape(self.that)}]){_either(self.once)}){numeral}{unit}")


def _either(words: Iterable[str]) -> str:
    """A pattern for any of these, the longest first."""
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})"
