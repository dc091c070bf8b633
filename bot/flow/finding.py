"""A finding: what is wrong in a maintainer's file, and where; the words stand in `messages_zh/lint/<rule>.j2`."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True)
class Finding:
    """One thing to mend."""

    file: str
    """Relative to the home, with forward slashes."""
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    place: str
    """Where in the file's own words, such as `states.capacity.go[0].when`; empty for the file as a whole."""
    rule: str
    """Which rule, and which template explains it."""
    data: Mapping[str, str] = field(default_factory=dict)
    """What the template mentions."""

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """By file, then down the page."""
        return self.file, self.line, self.column, self.rule, self.place


class Format(StrEnum):
    """How findings are written."""

    text = "text"
    json = "json"
    github = "github"


def nearest(word: str, known: Sequence[str]) -> str:
    """Give the known word that was probably meant, or nothing."""
    plain = {each.casefold(): each for each in known}
    return next((plain[each] for each in difflib.get_close_matches(word.casefold(), plain, 1)), "")
