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
    """Give the known word that was probably meant, or nothing.

    Of those that look alike it is the one with the fewest slips; then one whose letters are only swapped; then the one
    that begins alike for longest.
    """
    typed, plain = word.casefold(), {each.casefold(): each for each in known}
    alike = difflib.get_close_matches(typed, plain, max(len(plain), 1))
    return plain[min(alike, key=lambda each: _far(typed, each))] if alike else ""


def _far(typed: str, meant: str) -> tuple[int, bool, int]:
    from rapidfuzz.distance import OSA, Prefix  # noqa: PLC0415 - takes a while to open, and most files have no slips

    return OSA.distance(typed, meant), sorted(typed) != sorted(meant), -Prefix.similarity(typed, meant)
