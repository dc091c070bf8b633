"""A refusal: why a draft is not taken, with nothing harmed; the words stand in `messages_zh/draft/<rule>.j2`."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

_TOLD = 40


@dataclass(frozen=True)
class Refused:
    """A draft that is not taken."""

    rule: str
    """Which rule, and which template tells it."""
    data: Mapping[str, str] = field(default_factory=dict)
    """What the template mentions; safe to show."""


def shown(name: str) -> str:
    """A name from outside as it may be shown: one short line without letters that nobody sees."""
    letters = (letter if unicodedata.category(letter)[0] not in "CZ" else " " for letter in name[: 2 * _TOLD])
    line = " ".join("".join(letters).split())
    return line if len(line) <= _TOLD else f"{line[:_TOLD]}…"
