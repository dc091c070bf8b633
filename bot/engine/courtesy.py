"""Courtesies: words that ask for nothing and want a kind answer all the same."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from bot.engine.choosing import plain

Courtesy = Literal["thanks", "hello"]
_LONGEST = 16
"""Characters of a courtesy; whoever says more wants something."""


@dataclass(frozen=True)
class Courtesies:
    """The vocabulary's courtesies, and the particles that may stand around them."""

    commands: Mapping[str, tuple[str, ...]]

    def meant(self, text: str) -> Courtesy | None:
        """Which one a text is; None where it says anything else."""
        said = plain(text)
        if len(said) > _LONGEST or not self._polite.fullmatch(said):
            return None
        # A greeting often holds the words of an agreement, so those are looked for in what it leaves.
        left = self._any("hello").sub("", said)
        if self._any("thanks").search(left):
            return "thanks"
        return "hello" if left != said else None

    @cached_property
    def _polite(self) -> re.Pattern[str]:
        words = (word for kind in ("thanks", "hello", "particles") for word in self.commands.get(kind, ()))
        return re.compile(f"(?:{_either(words)})+")

    def _any(self, kind: str) -> re.Pattern[str]:
        return re.compile(_either(self.commands.get(kind, ())))


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(plain(word)) for word in sorted(words, key=len, reverse=True)) or "(?!)"
