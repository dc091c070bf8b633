"""Hears a text: which characters and which sounds, in whatever script, width, case or spelling it came."""

import os
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

HEAD, TAIL = 200, 100
"""Characters heard from the beginning and the end of a text; a letter's middle is left out."""

_SYLLABLE = re.compile(
    "(?:[zcs]h?|[bpmfdtnlgkhjqxryw])"
    "(?:[iu]?ang?|[iu]?a|u?ai|i?ao|[iu]e|e|ei|eng?|er|i|ing?|iong|iu|o|ong|ou|u|ui|un|uo)"
    "|[nl]ve?|ai?|ang?|ao|e|ei|eng?|er|ou?"
)
_LONGEST = 6
_DIGITS = {
    "0": "ling", "1": "yi", "2": "er", "3": "san", "4": "si", "5": "wu",
    "6": "liu", "7": "qi", "8": "ba", "9": "jiu", "10": "shi",
}  # fmt: skip
_TOKEN = re.compile(
    r"(?P<han>[\u3400-\u9fff])|(?P<latin>[a-z]+)|(?P<digits>[0-9]+)|(?P<gap>\s+)|(?P<stop>.)", re.DOTALL
)


class Unit(NamedTuple):
    """One thing heard: a character, a typed syllable, a foreign word or a number."""

    face: str
    """How it is written; empty where only the sound is sure: for typed pinyin and for traditional characters."""
    sound: str
    """How it sounds, without tone."""


Phrase = tuple[Unit, ...]
Piece = tuple[str, Literal["han", "syllable", "word", "digits"]]
"""What is written of a unit, and how."""


def hear(text: str) -> tuple[Phrase, ...]:
    """Split a text at its punctuation into phrases of units; a text without words gives none."""
    return tuple(tuple(_unit(*piece) for piece in pieces) for pieces in split(text))


def split(text: str) -> tuple[tuple[Piece, ...], ...]:
    """The phrases of a text, not yet heard: a piece for each unit."""
    if len(text) > HEAD + TAIL:
        text = f"{text[:HEAD]}\0{text[-TAIL:]}"
    phrases: list[list[Piece]] = [[]]
    for token in _TOKEN.finditer(unicodedata.normalize("NFKC", text).lower()):
        if token.lastgroup == "stop":
            phrases.append([])
        else:
            phrases[-1] += _pieces(token[0], token.lastgroup)
    return tuple(tuple(phrase) for phrase in phrases if phrase)


def runs(phrase: Phrase, start: int, longest: int) -> Iterator[tuple[int, str, str]]:
    """The runs of units that begin at `start`, shortest first: length, face and sounds.

    The face is empty if any unit of the run has none; sounds stand after blanks, so that they never look
    like a face.
    """
    written, spoken, known = "", "", True
    for length, unit in enumerate(phrase[start : start + longest], start=1):
        known = known and bool(unit.face)
        written = written + unit.face if known else ""
        spoken += f" {unit.sound}"
        yield length, written, spoken


def keys(phrase: Phrase) -> tuple[str, ...]:
    """Face and sounds of a whole phrase; no face if any unit has none."""
    *_, (_, written, spoken) = runs(phrase, 0, len(phrase))
    return (written, spoken) if written else (spoken,)


def initials(phrase: Phrase) -> str:
    """The first letters of a phrase's sounds, as lazy typists write it."""
    return "".join(unit.sound[0] for unit in phrase)


def _pieces(token: str, kind: str | None) -> list[Piece]:
    match kind:
        case "han" | "digits":
            return [(token, kind)]
        case "latin":
            return [(each, "syllable") for each in _syllables(token)] or [(token, "word")]
    return []


def _unit(piece: str, kind: str) -> Unit:
    match kind:
        case "han":
            return Unit(piece if _simplified(piece) else "", _sound(piece))
        case "syllable":
            return Unit("", _folded(piece))
        case "digits":
            return Unit(piece, _folded(_DIGITS.get(piece, piece)))
    return Unit(piece, piece)


def _simplified(character: str) -> bool:
    """Whether it is one of the simplified characters in daily use (GB 2312)."""
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


@cache
def _sound(character: str) -> str:
    # Imported here, and without its phrases, because nobody who only taps should wait for its dictionaries.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return _folded(lazy_pinyin(character)[0])


def _folded(syllable: str) -> str:
    """The syllable as it is heard around here, where zh and z, -ing and -in are much the same."""
    if syllable[:2] in {"zh", "ch", "sh"}:
        syllable = syllable[0] + syllable[2:]
    return syllable[:-1] if syllable.endswith(("ing", "eng")) else syllable


def _syllables(word: str) -> tuple[str, ...]:
    """The fewest syllables that spell the whole word in pinyin, or none if it is no pinyin."""
    ways: list[tuple[str, ...] | None] = [(), *[None] * len(word)]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _LONGEST), end):
            before, last = ways[start], word[start:end]
            if before is None or not _SYLLABLE.fullmatch(last):
                continue
            best = ways[end]
            if best is None or len(before) + 1 < len(best):
                ways[end] = (*before, last)
    return ways[-1] or ()
