"""What somebody looks for on a shelf: numbers of what was listed, or words; several at once."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from bot.editing.fitness import Unfit
from bot.editing.shelved import Thing

_BETWEEN = re.compile("[,、;\n]+")  # after NFKC, in which full-width commas and semicolons are plain ones
_NUMBER = re.compile("[0-9]{1,2}")


class Looked(NamedTuple):
    """What comes of it; all empty when nothing was looked for."""

    picked: tuple[str, ...] = ()
    """Ids of what was meant for certain."""
    offered: tuple[str, ...] = ()
    """Ids among which one has to choose."""
    missing: tuple[str, ...] = ()
    """Words under which there is nothing."""


def looked(text: str, shelf: Mapping[str, Thing], listed: Sequence[str]) -> Looked:
    """Look up each term between commas; numbers may stand between spaces, too.

    A number is that of something listed; a name in full or an id is that thing alone; other words are looked for.
    Raises `Unfit` for a number under which nothing is listed: then nothing at all is picked.
    """
    terms = [term.strip() for term in _BETWEEN.split(unicodedata.normalize("NFKC", text)) if term.strip()]
    found = [_found(each, shelf, listed) for term in terms for each in _split(term)]
    return Looked(*(tuple(dict.fromkeys(name for one in found for name in one[part])) for part in range(3)))


def sought(words: Iterable[str], shelf: Mapping[str, Thing]) -> tuple[str, ...]:
    """Ids of the things that are found under each of these words."""
    plain = [_plain(word) for word in words]
    return tuple(
        key for key, one in shelf.items() if all(word in _plain(f"{key} {one.name} {one.also}") for word in plain)
    )


def _split(term: str) -> list[str]:
    words = term.split()
    return words if all(_NUMBER.fullmatch(word) for word in words) else [term]


def _found(term: str, shelf: Mapping[str, Thing], listed: Sequence[str]) -> Looked:
    if _NUMBER.fullmatch(term):
        if not 0 < int(term) <= len(listed):
            raise Unfit("number", value=term, most=len(listed)) if listed else Unfit("digit", value=term)
        return Looked(picked=(listed[int(term) - 1],))
    if term in shelf:
        return Looked(picked=(term,))
    found = tuple(key for key, one in shelf.items() if _plain(one.name) == term) or sought(term.split(), shelf)
    if not found:
        return Looked(missing=(term,))
    return Looked(picked=found) if len(found) == 1 else Looked(offered=found)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name)
