"""Letters of numbers: each stands for one number, and for none but its own where Unicode knows it."""

from collections.abc import Mapping
from unicodedata import numeric

from bot.flow.proof import Proof
from bot.flow.sources import Path

_FILE = "flows/words.yaml"
_SUNDAY = 7
_Row = tuple[tuple[Path, int, str], ...]
"""Where letters stand, the number they stand for, and they."""


def shelves(proof: Proof) -> None:
    """The letters of typed numbers, of numbers in dates and of weekdays."""
    dates, figures = proof.handbook.words.dates, proof.handbook.words.figures
    sundays = ((("dates", "sunday", at), _SUNDAY, word) for at, word in enumerate(dates.sunday) if len(word) == 1)
    for row in (
        (*_row(figures.digits, "figures", "digits"), *_row(figures.powers, "figures", "powers")),
        _row(dates.numerals, "dates", "numerals"),
        (*_row(dates.weekdays, "dates", "weekdays"), *sundays),
    ):
        _single(proof, row)
        _true(proof, row)


def _row(letters: Mapping[int, str], *place: str) -> _Row:
    return tuple(((*place, str(number)), number, some) for number, some in letters.items())


def _single(proof: Proof, row: _Row) -> None:
    seen: dict[str, int] = {}
    for path, number, letters in row:
        letter = next((each for each in letters if seen.setdefault(each, number) != number), None)
        if letter:
            proof.report(_FILE, path, "letter_twice", letter=letter, number=str(number), other=str(seen[letter]))


def _true(proof: Proof, row: _Row) -> None:
    for path, number, letters in row:
        letter = next((each for each in letters if numeric(each, number) != number), None)
        if letter:
            other = f"{numeric(letter):.15g}"
            proof.report(_FILE, path, "letter_false", letter=letter, number=str(number), other=other)
