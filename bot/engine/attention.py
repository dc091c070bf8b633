"""Attends to what matters in a phrase: not to the words everybody says, and not to what somebody does not mean."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from bot.engine.hearing import Phrase, hear, keys, runs

_REACH = 8
"""Units after a denial that are denied if no turn ends it sooner."""


@dataclass(frozen=True, slots=True)
class Attention:
    """Which words are empty, which are kept although they hold empty ones, what denies and what ends a denial."""

    kept: dict[str, bool]
    """A word's face or sounds to whether it is kept; of several, the longest counts."""
    denials: Collection[str]
    turns: Collection[str]
    longest: Mapping[str, int]
    """Face or sound of a first unit to the length of the longest kept or empty word that begins with it."""
    longest_turn: Mapping[str, int]
    """The same for denials and turns."""

    @classmethod
    def on(
        cls, kept: Collection[str], empty: Collection[str], denials: Collection[str], turns: Collection[str]
    ) -> Self:
        """Attend to the kept words and pass over the empty ones."""
        kept_phrases, empty_phrases = ([phrase for word in words for phrase in hear(word)] for words in (kept, empty))
        silent = {key: False for phrase in empty_phrases for key in keys(phrase)}
        known = silent | {key: True for phrase in kept_phrases for key in keys(phrase)}
        turning = [phrase for word in (*denials, *turns) for phrase in hear(word)]
        longest = _longest((*kept_phrases, *empty_phrases))
        return cls(known, frozenset(denials), frozenset(turns), longest, _longest(turning))

    def reach(self, phrase: Phrase, at: int) -> int:
        """Units from here within which a kept or empty word that begins here would end."""
        return _reach(self.longest, phrase, at)

    def heeds(self, phrase: Phrase) -> Sequence[bool]:
        """For each unit, whether it says anything about the matter."""
        heeds = [True] * len(phrase)
        at = 0
        while at < len(phrase):
            length, kept = self._word(phrase, at)
            heeds[at : at + length] = [kept] * length
            at += length
        return heeds

    def denies(self, phrase: Phrase, *, literally: bool = False) -> Sequence[bool]:
        """For each unit, whether it is named only to say that it is not meant.

        A longer known word that only looks like a denial is none, unless it is taken literally.
        """
        denies = [False] * len(phrase)
        at = 0
        while at < len(phrase):
            length = self._begins(phrase, at, self.denials)
            if not length or self._asks(phrase, at, length) or (not literally and self._word(phrase, at)[0] > length):
                at += max(length, 1)
                continue
            single = length == 1
            at += length
            at += 0 if single else self._begins(phrase, at, self.turns)
            # A single character denies but the word that follows, if we know one.
            reach = self._kept(phrase, at) if single else self._covers(phrase, at)
            denies[at : at + reach] = [True] * reach
            at += reach
        return denies

    def _asks(self, phrase: Phrase, at: int, length: int) -> bool:
        """Whether a denial only asks: right after a turn, or between twice the same."""
        around = phrase[at - 1 : at], phrase[at + length : at + length + 1]
        return at > 0 and (around[0] == around[1] or self._begins(phrase, at - 1, self.turns) > 0)

    def _covers(self, phrase: Phrase, start: int) -> int:
        """How many units a denial covers from here."""
        ends = range(start, min(len(phrase), start + _REACH))
        return next((at for at in ends if self._begins(phrase, at, self.turns)), ends.stop) - start

    def _kept(self, phrase: Phrase, at: int) -> int:
        """Length of the longest kept word here; 0 if there is none."""
        within = runs(phrase, at, self.reach(phrase, at))
        return max((length for length, written, spoken in within if self.kept.get(written or spoken)), default=0)

    def _word(self, phrase: Phrase, at: int) -> tuple[int, bool]:
        """Length of the longest known word here and whether it is kept; an unknown unit is kept."""
        best = (1, True)
        for length, written, spoken in runs(phrase, at, self.reach(phrase, at)):
            kept = self.kept.get(written) if written else None
            # A single character is too many words by its sound; a single typed syllable is nothing but sound.
            if kept is None and (length > 1 or not written):
                kept = self.kept.get(spoken)
            if kept is not None:
                best = (length, kept)
        return best

    def _begins(self, phrase: Phrase, at: int, words: Collection[str]) -> int:
        longest = _reach(self.longest_turn, phrase, at)
        return longest and max(
            (length for length, written, _ in runs(phrase, at, longest) if written in words), default=0
        )


def _longest(phrases: Iterable[Phrase]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for phrase in phrases:
        for opener in phrase[0]:
            longest[opener] = max(longest.get(opener, 0), len(phrase))
    return longest


def _reach(longest: Mapping[str, int], phrase: Phrase, at: int) -> int:
    if at == len(phrase):
        return 0
    face, sound = phrase[at]
    return max(longest.get(face, 0), longest.get(sound, 0))
