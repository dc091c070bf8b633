"""Weighs words: how much each piece of what people say speaks for a family of procedures, and for one within it."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from bot.engine.attention import Attention
from bot.engine.gap import gap_keys, stretches
from bot.engine.hearing import Phrase, initials, keys, runs

LONGEST = 4
_BY_LENGTH = (0.0, 0.9, 1.1, 1.2, 1.2)
"""Weight of a piece of so many units; tuned, like the figures below, on examples held out in turn."""
_BY_SOUND = 0.65
"""What is left of a weight when only the sound agrees."""
_WHOLE = 1.3
"""Weight of a whole ask-word."""
_GAPPED = 0.8
"""Weight of an ask-word with a gap: it covers much that it does not know."""
_HALF = 2.0
"""So often must a piece be learned for half its weight."""
_INITIALS = 3
"""Fewer initials than these could be anything."""
_COMMON = 0.5
"""The weight of a piece known to all, where one known to a single family or member weighs 1."""


class Piece(NamedTuple):
    """A run of units that may mean something."""

    key: str
    start: int
    length: int
    weight: float


class Lesson(NamedTuple):
    """A text to learn from."""

    flow: str
    phrases: tuple[Phrase, ...]
    weight: float
    """How much it counts beside others."""
    whole: bool = False
    """True for an ask-word: it speaks as a whole, too."""
    pieced: bool = True
    """False where a part of it says nothing of the matter, as gas says nothing of a leak."""
    gapped: bool = False
    """True for an ask-word with a gap, whose phrases are its two sides: it speaks as a whole only."""
    general: bool = False
    """True for the name of an entrance: what it says tells none of its procedures apart."""


class Votes(NamedTuple):
    """What a piece says: for each family, and for each flow within its family; weights of 0..1."""

    families: tuple[tuple[str, float], ...]
    flows: tuple[tuple[str, float], ...]
    general: tuple[str, ...] = ()
    """Families whose entrance says the same: within them, what it covers tells nothing."""


@dataclass(slots=True)
class Evidence:
    """Gathers lessons, then weighs their pieces; a piece is weighed when it is first heard."""

    attention: Attention
    families: Mapping[str, str]
    """Flow to family; a family is an entrance with its procedures, or a procedure alone."""
    aside: frozenset[str] = frozenset()
    """Families that never make a piece less rare for the others."""
    counts: defaultdict[str, list[tuple[str, float]]] = field(default_factory=lambda: defaultdict(list))
    """Piece to the flow and weight of each lesson that holds it."""
    openings: set[str] = field(default_factory=set)
    """Faces and sounds of what stands before a gap."""
    general: set[tuple[str, str]] = field(default_factory=set)
    sizes: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    members: Counter[str] = field(init=False)
    typical: float = 0.0
    weighed: dict[str, Votes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Count the families' members."""
        self.members = Counter(self.families.values())

    def gather(self, lessons: Iterable[Lesson]) -> None:
        """Count each piece once for each lesson that holds it."""
        for lesson in lessons:
            said, family = (lesson.flow, lesson.weight), self.families[lesson.flow]
            learned = self._keys(lesson)
            for key in learned:
                self.counts[key].append(said)
            if lesson.general:
                self.general |= {(key, family) for key in learned}
            if lesson.gapped:
                self.openings.update(keys(lesson.phrases[0]))
            self.sizes[family] += lesson.weight
        self.weighed.clear()
        self.typical = 0.0

    def votes(self, key: str) -> Votes | None:
        """A piece's votes: the more often learned and the fewer know it, the louder; none if nobody knows it."""
        if key not in self.weighed and key in self.counts:
            self.weighed[key] = self._weigh(key)
        return self.weighed.get(key)

    def _keys(self, lesson: Lesson) -> set[str]:
        if lesson.gapped:
            return {f"={key}" for key in gap_keys(*lesson.phrases)}
        keys = set(whole_keys(lesson.phrases)) if lesson.whole else set()
        for phrase in lesson.phrases if lesson.pieced else ():
            denies = self.attention.denies(phrase, literally=True)
            heeds = [heeded and not denied for heeded, denied in zip(self.attention.heeds(phrase), denies, strict=True)]
            keys.update(piece.key for piece in pieces(phrase, heeds))
            # A single character is found by its sound where that is all there is: typed in pinyin, or traditional.
            keys.update(f" {unit.sound}" for unit, heeded in zip(phrase, heeds, strict=True) if heeded)
        return keys

    def _weigh(self, key: str) -> Votes:
        known: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for flow, weight in self.counts[key]:
            known[self.families[flow]][flow] += weight
        whole = key.startswith("=")
        # An ask-word that is but a part of others' words tells little, so those who know it as a part count too.
        parts = {self.families[flow] for flow, _ in self.counts.get(key[1:], ())} if whole else set()
        rare = _rarity(max(1, len((parts | {*known}) - self.aside)), len(self.members) - len(self.aside))
        families = [(each, rare * (1.0 if whole else self._loud(each, sum(of.values())))) for each, of in known.items()]
        flows = [
            (flow, _rarity(len(of), self.members[each]) * (1.0 if whole else _loud(count)))
            for each, of in known.items()
            if self.members[each] > 1
            for flow, count in of.items()
            if flow != each
        ]
        return Votes(tuple(families), tuple(flows), tuple(each for each in known if (key, each) in self.general))

    def _loud(self, family: str, count: float) -> float:
        """A family that has learned more must have learned a piece more often, too."""
        if not self.typical:
            self.typical = median(self.sizes.values())
        return _loud(count, math.sqrt(self.sizes[family] / self.typical))


def pieces(phrase: Phrase, heeds: Sequence[bool]) -> Iterator[Piece]:
    """Runs of up to four units that begin and end with one that matters, by face and by sound; one alone by either."""
    for start, heeded in enumerate(heeds):
        for length, written, spoken in runs(phrase, start, LONGEST if heeded else 0):
            if not heeds[start + length - 1]:
                continue
            if written:
                yield Piece(written, start, length, _BY_LENGTH[length])
            if length > 1 or not written:
                yield Piece(spoken, start, length, _BY_LENGTH[length] * _BY_SOUND)


def wholes(phrase: Phrase, attention: Attention) -> Iterator[Piece]:
    """All runs of units that may be a whole ask-word, by face and by sound."""
    for start in range(len(phrase)):
        for length, written, spoken in runs(phrase, start, max(1, attention.reach(phrase, start))):
            if written:
                yield Piece(f"={written}", start, length, _WHOLE)
            if length > 1:
                yield Piece(f"={spoken}", start, length, _WHOLE * _BY_SOUND)


def gapped(phrase: Phrase, openings: Collection[str]) -> Iterator[Piece]:
    """All stretches of units that may be an ask-word with a gap."""
    for key, start, length, written in stretches(phrase, openings):
        yield Piece(f"={key}", start, length, _GAPPED * (1.0 if written else _BY_SOUND))


def whole_keys(phrases: Iterable[Phrase]) -> Iterator[str]:
    """The keys under which whole words are found: by face, by sound and by the initials that lazy typists write."""
    for phrase in phrases:
        yield from (f"={key}" for key in keys(phrase))
        if len(phrase) >= _INITIALS:
            yield f"={initials(phrase)}"


def _rarity(knowing: int, all_of_them: int) -> float:
    return 1.0 - (1.0 - _COMMON) * math.log(knowing) / math.log(all_of_them + 0.5)


def _loud(count: float, room: float = 1.0) -> float:
    return count / (count + _HALF * room)
