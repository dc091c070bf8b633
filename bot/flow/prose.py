"""Placeholders in prose: `{name}` stands for a figure, an office or a material; a literal brace can't be written."""

import re
from collections.abc import Callable

_PLACE = re.compile(r"\{([a-z][a-z0-9_]{0,31})\}")


def names(text: str) -> tuple[str, ...]:
    """Names of the placeholders, in the order written."""
    return tuple(_PLACE.findall(text))


def fill(text: str, lookup: Callable[[str], str]) -> str:
    """Put what `lookup` says in the place of each placeholder; everything else stays as it is."""
    return _PLACE.sub(lambda match: lookup(match[1]), text)


def bare(text: str) -> str:
    """Give the text without its placeholders, which stay as a space."""
    return _PLACE.sub(" ", text)
