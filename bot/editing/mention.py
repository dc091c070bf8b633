"""A figure said again in words: found in digits or in Chinese numerals, and said anew."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from bot.flow.shelf import Vocabulary

_FULL = 0xFEE0
"""From an ASCII digit to its full-width form."""
_DIGITS = r"(?<![0-9.\uff10-\uff19\uff0e_-])[0-9\uff10-\uff19]+(?:[.\uff0e][0-9\uff10-\uff19]+)?"
_PLACE = r"\{[a-z0-9_]*\}"


def number(value: float) -> str:
    """A figure in digits, without a needless fraction."""
    return str(int(value)) if value == int(value) else str(value)


class Again(NamedTuple):
    """Words said anew."""

    text: str
    sure: bool
    """False when a numeral in letters stands without a unit, and may as well be a part of a name."""


def again(text: str, old: float, new: float, unit: str, words: Vocabulary) -> Again | None:
    """The words with `new` wherever they say `old`; None when they do not.

    Of several such numbers only those are meant that stand with the record's own unit, or else with any unit.
    """
    found = list(_found(text, old, words))
    ours = tuple(word for word in (words.units[unit].label, *words.units[unit].words) if word)
    front = words.units[unit].before
    meant = (
        [one for one in found if _beside(text, one, ours, front=front)]
        or [one for one in found if _beside(text, one, words.figures.units, front=False)]
        or [one for one in found if not _lettered(one, words)]
    )
    told = text
    for one in reversed(meant or found):
        told = told[: one.start()] + _written(one[0], new, words) + told[one.end() :]
    return Again(told, bool(meant)) if told != text else None


def _found(text: str, value: float, words: Vocabulary) -> Iterator[re.Match[str]]:
    letters, ordinal = re.escape(words.figures.numerals), re.escape(words.figures.ordinals)
    units = "|".join(re.escape(unit) for unit in words.figures.units)  # some begin like a numeral: kilowatts
    numeral = rf"(?<![{ordinal}{letters}])(?:[{letters}]+?(?={units})|[{letters}]+)"
    for match in re.finditer(rf"(?P<place>{_PLACE})|{_DIGITS}|{numeral}", text):
        if not match["place"] and _value(match[0], words) == value:
            yield match


def _lettered(match: re.Match[str], words: Vocabulary) -> bool:
    return match[0][0] in words.figures.numerals


def _value(written: str, words: Vocabulary) -> float | None:
    if written[0] not in words.figures.numerals:
        return float(unicodedata.normalize("NFKC", written))
    if written == words.figures.half:
        return 0.5
    from cn2an import cn2an  # noqa: PLC0415  its import takes a third of a second

    try:
        return float(cn2an(written, "smart"))
    except (ValueError, KeyError):  # letters that are no number
        return None


def _beside(text: str, match: re.Match[str], units: tuple[str, ...], *, front: bool) -> bool:
    if front:
        return text[: match.start()].casefold().endswith(tuple(unit.casefold() for unit in units))
    return text[match.end() :].lstrip().casefold().startswith(units)


def _written(old: str, new: float, words: Vocabulary) -> str:
    """The new figure in the manner of the old."""
    if old[0] in words.figures.numerals:
        from cn2an import an2cn  # noqa: PLC0415  its import takes a third of a second

        return {2: words.figures.two, 0.5: words.figures.half}.get(new) or str(an2cn(number(new), "low"))
    return number(new) if old.isascii() else "".join(chr(ord(sign) + _FULL) for sign in number(new))
