"""Attends to what matters in a phrase: not to the words everybody says, and not to what somebody does not mean."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from bot.engine.hearing import Phrase, hear

_REACH = 8
"""Units after a denial that are denied if no turn ends it sooner."""


@dataclass(frozen=True, slots=True)
class Attention:
    """Which words are empty, which are kept although they hold empty ones, what denies and what ends a denial."""

    kept: dict[str, bool]
    """A word's face or sounds to whether it is kept; of several, the longest counts."""
    denials: Collection[str]
    turns: Collection[str]
    longest: int
    """Units of the longest of all these words."""

    @classmethod
    def on(
        cls, kept: Collection[str], empty: Collection[str], denials: Collection[str], turns: Collection[str]
    ) -> Self:
        """Attend to the kept words and pass over the empty ones."""
        known = {key: False for word in empty for key in _keys(word)} | {
            key: True for word in kept for key in _keys(word)
        }
        lengths = [len(phrase) for word in (*kept, *empty, *denials, *turns) for phrase in hear(word)]
        return cls(known, frozenset(denials), frozenset(turns), max(lengths, default=1))

    def heeds(self, phrase: Phrase) -> Sequence[bool]:
        """For each unit, whether it says anything about the matter."""
        heeds = [True] * len(phrase)
        at = 0
        while at < len(phrase):
            length, kept = self._word(phrase, at)
            heeds[at : at + length] = [kept] * length
            at += length
        return heeds

    def denies(self, phrase: Phrase) -> Sequence[bool]:
        """For each unit, whether it is named only to say that it is not meant."""
        denies = [False] * len(phrase)
        at = 0
        while at < len(phrase):
            length = self._begins(phrase, at, self.denials)
            word, _ = self._word(phrase, at)
            # A turn right before a denial asks whether; a longer known word only looks like a denial.
            asks = at > 0 and self._begins(phrase, at - 1, self.turns)
            if not length or asks or word > length:
                at += max(length, word)
                continue
            at += length
            at += self._begins(phrase, at, self.turns)
            reach = self._reach(phrase, at)
            denies[at : at + reach] = [True] * reach
            at += reach
        return denies

    def _reach(self, phrase: Phrase, start: int) -> int:
        """How many units a denial covers from here."""
        ends = range(start, min(len(phrase), start + _REACH))
        return next((at for at in ends if self._begins(phrase, at, self.turns)), ends.stop) - start

    def _word(self, phrase: Phrase, at: int) -> tuple[int, bool]:
        """Length of the longest known word here and whether it is kept; an unknown unit is kept."""
        for length in range(min(self.longest, len(phrase) - at), 0, -1):
            part = phrase[at : at + length]
            kept = self.kept.get(face(part))
            # A single character is too many words by its sound; a single typed syllable is nothing but sound.
            if kept is None and (length > 1 or not part[0].face):
                kept = self.kept.get(sounds(part))
            if kept is not None:
                return length, kept
        return 1, True

    def _begins(self, phrase: Phrase, at: int, words: Collection[str]) -> int:
        lengths = range(min(self.longest, len(phrase) - at), 0, -1)
        return next((length for length in lengths if face(phrase[at : at + length]) in words), 0)


def face(phrase: Phrase) -> str:
    """How a phrase is written; empty if any of it was typed in pinyin."""
    return "".join(unit.face for unit in phrase) if all(unit.face for unit in phrase) else ""


def sounds(phrase: Phrase) -> str:
    """How a phrase sounds: syllables after blanks, so that it never looks like a face."""
    return "".join(f" {unit.sound}" for unit in phrase)


def _keys(word: str) -> Iterable[str]:
    return (key for phrase in hear(word) for key in (face(phrase), sounds(phrase)) if key)
