"""Letters of numbers: each stands for one number, and in typed numbers for the one that cn2an takes it for."""

from collections.abc import Iterable, Mapping

from bot.flow.lettering import Figures
from bot.flow.proof import Proof
from bot.flow.sources import Path

_FILE = "flows/words.yaml"
_ONE = "1"
"""Stands before a power, which not every reader takes by itself."""
_PARTED, _DECIMAL = "1%s5", 1.5
_SUNDAY = 7
_Row = tuple[tuple[Path, int, str], ...]
"""Where letters stand, the number they stand for, and they."""


def shelves(proof: Proof) -> None:
    """The letters of typed numbers, of numbers in dates and of weekdays."""
    dates, figures = proof.handbook.words.dates, proof.handbook.words.figures
    digits, powers = _row(figures.digits, "figures", "digits"), _row(figures.powers, "figures", "powers")
    sundays = ((("dates", "sunday", at), _SUNDAY, word) for at, word in enumerate(dates.sunday) if len(word) == 1)
    _single(proof, (*digits, *powers))
    _single(proof, _row(dates.numerals, "dates", "numerals"))
    _single(proof, (*_row(dates.weekdays, "dates", "weekdays"), *sundays))
    _readable(proof, digits, "")
    _readable(proof, powers, _ONE)
    _parted(proof, figures)


def _row(letters: Mapping[int, str], *place: str) -> _Row:
    return tuple(((*place, str(number)), number, some) for number, some in letters.items())


def _single(proof: Proof, row: _Row) -> None:
    seen: dict[str, int] = {}
    for path, number, letters in row:
        letter = next((each for each in letters if seen.setdefault(each, number) != number), None)
        if letter:
            proof.report(_FILE, path, "letter_twice", letter=letter, number=str(number), other=str(seen[letter]))


def _readable(proof: Proof, row: _Row, before: str) -> None:
    for path, number, letters in row:
        letter = _strange(letters, before, number)
        if letter:
            proof.report(_FILE, path, "letter_unread", letter=letter, number=str(number))


def _strange(letters: Iterable[str], before: str, number: int) -> str | None:
    """The first that is not read as this number: each is read once, for a draft may hold any lot of them."""
    return next((letter for letter in dict.fromkeys(letters) if _read(before + letter) != number), None)


def _parted(proof: Proof, figures: Figures) -> None:
    if _read(_PARTED % figures.point) != _DECIMAL:
        proof.report(_FILE, ("figures", "point"), "letter_unread", letter=figures.point, number="")


def _read(numeral: str) -> float | None:
    from cn2an import cn2an  # noqa: PLC0415 - its import takes a third of a second

    try:
        return float(cn2an(numeral, "smart"))
    except (ValueError, KeyError):
        return None
