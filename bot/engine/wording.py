"""Which button is meant by words: those that stand on it, or how they begin."""

import re
import unicodedata
from collections.abc import Iterable
from typing import TypeVar

from bot.engine.choosing import plain

SHORTEST = 2
"""Characters by which a longer word is told."""
_PLACE = re.compile(r"\s*\d{1,2}\s*[.、)．:：]\s*(?=\D)")
"""The number before what is listed, as a terminal shows it."""

Meant = TypeVar("Meant")


def meant_by(text: str, buttons: Iterable[tuple[Iterable[str], Meant]]) -> Meant | None:
    """What the button with these words stands for: the first that is called so, else the only one that begins so.

    `buttons` are pairs of a button's words and what it stands for. Signs, spaces and a number before it don't count.
    """
    known = [(frozenset(map(plain, words)), meant) for words, meant in buttons]
    for said in (plain(text), plain(unnumbered(text))):
        exact = next((meant for words, meant in known if said in words), None)
        if exact is not None:
            return exact
        begun = [meant for words, meant in known if any(word.startswith(said) for word in words)]
        if len(said) >= SHORTEST and begun and all(one == begun[0] for one in begun):
            return begun[0]
    return None


def unnumbered(text: str) -> str:
    """The text without the number of its place in a list."""
    return _PLACE.sub("", unicodedata.normalize("NFKC", text), count=1) if _PLACE.match(text) else text
