"""Numbers as people type them, in digits or in Chinese numerals, each with what stands beside it."""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from bot.flow.lettering import Figures
from bot.flow.shelf import Vocabulary

_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:e[+-]?\d{1,4}(?![a-z\d]))?|\.\d+"
_EDGE = "\0"
_LISTS = ("vague", "negative", "around")
_UnitWords = tuple[str, str, tuple[str, ...], bool]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number in a text."""

    value: float
    """What it says; of no meaning when vague."""
    unit: str | None
    """The unit's name in the vocabulary, if a known one stands with it."""
    beside: str
    """The unit as typed, or an unknown word that clings to the number."""
    vague: bool
    """True when it is less than a number, such as a hundred and something."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    match: re.Match[str]
    glued: bool
    """True when no space stands before it."""

    @property
    def text(self) -> str:
        return self.match[0]

    @property
    def clings(self) -> bool:
        return self.glued and self.kind in ("letter", "latin")


@dataclass(frozen=True, slots=True)
class _Lexicon:
    pattern: re.Pattern[str]
    kinds: dict[str, str]
    units: dict[str, str]
    before: frozenset[str]
    powers: dict[str, int]
    numerals: dict[str, int]
    """All letters of numbers: digits and powers."""
    point: str
    guess: re.Pattern[str]
    """Two digits in a row, as in three-four-hundred; three or more and nothing else are digits dictated."""


def figures(text: str, own: str, words: Vocabulary) -> tuple[Figure, ...]:
    """Find the numbers in a text, in order; a word that two units share means the unit `own`."""
    lists = tuple(words.commands.get(name, ()) for name in _LISTS)
    units = tuple((name, unit.label, unit.words, unit.before) for name, unit in words.units.items())
    lexicon = _lexicon(own, words.figures.key, units, lists)
    row = list(_tokens(lexicon, _folded(text)))
    found = (_figure(*four, lexicon) for four in zip(row, row[1:], row[2:], row[3:], strict=False))
    return tuple(figure for figure in found if figure)


def _folded(text: str) -> str:
    # A full-width comma separates numbers, an ASCII one groups thousands; NFKC would make them the same.
    plain = unicodedata.normalize("NFKC", text.replace("\uff0c", "\u3001")).casefold().replace("\u2212", "-")
    return "".join(sign for sign in plain if unicodedata.category(sign) not in ("Mn", "Me", "Cf"))


@lru_cache(maxsize=64)
def _lexicon(own: str, source: str, units: tuple[_UnitWords, ...], lists: tuple[tuple[str, ...], ...]) -> _Lexicon:
    letters = Figures.model_validate_json(source)
    kinds = {_folded(word): kind for kind, some in zip(_LISTS, lists, strict=True) for word in some}
    own_last = sorted(units, key=lambda unit: unit[0] == own)
    known = {_folded(word): name for name, label, some, _ in own_last for word in (label, *some) if word}
    kinds |= dict.fromkeys(known, "unit")
    in_front = {name for name, *_, before in units if before}
    digits, powers = _turned(letters.digits), _turned(letters.powers)
    return _Lexicon(
        _pattern(kinds, letters),
        kinds,
        known,
        frozenset(word for word in known if known[word] in in_front),
        powers,
        digits | powers,
        letters.point,
        _guess(letters),
    )


def _turned(letters: Mapping[int, str]) -> dict[str, int]:
    return {letter: number for number, some in letters.items() for letter in some}


def _pattern(words: Iterable[str], letters: Figures) -> re.Pattern[str]:
    word = "|".join(map(_bounded, sorted(words, key=len, reverse=True))) or "(?!)"
    digit, any_power = _any(letters.digits.values()), _any(letters.powers.values())
    power = rf"(?:(?!{word}){any_power})"
    numeral = rf"(?:(?!{word})(?:{digit}|{any_power}))"
    decimals = rf"(?:{re.escape(letters.point)}{digit}+)?"
    arabic = rf"(?P<sign>(?<![\da-z])-)?(?P<arabic>{_ARABIC})(?:\s?(?P<times>{power}+)(?P<tail>(?:\d|{numeral})*))?"
    chinese = rf"(?P<chinese>(?P<whole>{numeral}+){decimals})(?P<scale>{power}*)"
    rest = r"(?P<latin>[a-z]+)|(?P<letter>[^\W\d_])|(?P<gap>\s+)|(?P<stop>.)"
    return re.compile(f"(?P<word>{word})|(?P<number>{arabic}|{chinese})|{rest}", re.DOTALL)


def _guess(letters: Figures) -> re.Pattern[str]:
    one_to_nine = _any(some for digit, some in letters.digits.items() if digit)
    return re.compile(rf"(?:{one_to_nine}){{2}}(?=$|{_any(letters.powers.values())})")


def _any(letters: Iterable[str]) -> str:
    """Any of the letters; without letters nothing fits."""
    signs = re.escape("".join(letters))
    return f"[{signs}]" if signs else "(?!)"


def _bounded(word: str) -> str:
    left = r"(?<![a-z])" if word[0].isascii() and word[0].isalpha() else ""
    right = r"(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else ""
    return left + re.escape(word) + right


def _tokens(lexicon: _Lexicon, text: str) -> Iterator[_Token]:
    glued = False
    for match in lexicon.pattern.finditer(f"{_EDGE}{text}{_EDGE}{_EDGE}"):
        kind = match.lastgroup or ""
        if kind != "gap":
            yield _Token(lexicon.kinds[match[0]] if kind == "word" else kind, match, glued)
        glued = kind != "gap"


def _figure(left: _Token, token: _Token, right: _Token, beyond: _Token, lexicon: _Lexicon) -> Figure | None:
    if token.kind != "number" or _part_of_a_word(left, token, right):
        return None
    value = _value(token.match, lexicon)
    vague = "vague" in (left.kind, right.kind) or (right.kind == "unit" and beyond.kind == "vague")
    if value is None and not vague:
        return None
    beside = _beside(left, token, right, lexicon)
    minus = left.kind == "negative" or token.match["sign"]
    return Figure(
        -value if minus and value else value or 0.0,
        lexicon.units.get(beside),
        beside,
        vague or math.isnan(value or 0.0),
    )


def _part_of_a_word(left: _Token, token: _Token, right: _Token) -> bool:
    """A single Chinese numeral among other characters is no number: it stands in hundreds of ordinary words."""
    alone = bool(token.match["chinese"]) and len(token.text) == 1
    return alone and ((left.kind == "letter" and token.glued) or right.clings)


def _beside(left: _Token, token: _Token, right: _Token, lexicon: _Lexicon) -> str:
    if right.kind == "unit" or right.clings:
        return right.text
    if left.text in lexicon.before or (left.kind == "latin" and token.glued):
        return left.text
    return ""


def _value(match: re.Match[str], lexicon: _Lexicon) -> float | None:
    """Give the number; None when the characters are none, NaN when they are a guess."""
    arabic, times, tail, chinese, scale = match.group("arabic", "times", "tail", "chinese", "scale")
    if arabic and not tail:
        return float(Decimal(arabic.replace(",", "")) * _power(times, lexicon))
    spelt = chinese or f"{arabic}{times}{tail}"
    whole = match["whole"] or spelt
    if lexicon.guess.search(whole) and (len(whole) == len("56") or not lexicon.powers.keys().isdisjoint(whole)):
        return math.nan
    return _from_chinese(_plain(spelt, lexicon), _power(scale, lexicon))


def _power(numerals: str | None, lexicon: _Lexicon) -> int:
    return math.prod(lexicon.powers[numeral] for numeral in numerals or "")


def _plain(numeral: str, lexicon: _Lexicon) -> str:
    """In the letters that cn2an knows, whichever the vocabulary has."""
    point = _spelt(0.1)[1]
    known = lexicon.numerals
    signs = numeral.replace(lexicon.point, point)
    return "".join(_letters(known[sign]) if sign in known else sign for sign in signs)


def _letters(number: int) -> str:
    return _spelt(number).removeprefix(_spelt(1) if number > 1 else "")


@cache
def _spelt(number: float) -> str:
    from cn2an import an2cn  # noqa: PLC0415  its import takes a third of a second, and few people spell numbers

    return str(an2cn(number))


def _from_chinese(numeral: str, power: int) -> float | None:
    from cn2an import cn2an  # noqa: PLC0415  as above

    try:
        return float(Decimal(str(cn2an(numeral, "smart"))) * power)
    except (ValueError, KeyError):  # KeyError: its answer to a nought after a ten
        return None
