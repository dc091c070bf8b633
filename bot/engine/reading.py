"""What somebody typed, read as an answer to the question at hand; what is unclear is said to be, never guessed."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from bot.engine.numeral import Figure, figures
from bot.flow.model import UNSURE, Answer, Ask, Choice, Number, Vocabulary

LIMIT = 500
"""Characters of an answer; more is no answer but a letter."""

_SAID_AS = {"yes": "yes", "no": "no", "unsure": "unsure", "unknown": "unsure"}
"""Choice keys that everybody has words for, and the list with these words."""
_SHORTEST = 2
"""Letters a word must have to be looked for inside another."""
_TYPO_FROM, _TWO_TYPOS_FROM = 3, 6
"""Letters a label must have to be read in spite of one typo, or of two."""
_READABLE = 1e15
"""A number beyond this is not repeated."""
_STOPS = re.compile(r"[\W_]+")

Forms = Mapping[str, frozenset[str]]
Commands = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Understood:
    """The answer: a choice's key, a number, or `UNSURE`."""

    value: Answer


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why it is no answer."""

    what: Literal[
        "not_a_choice", "several_choices", "not_a_number", "several_numbers", "too_small", "too_big", "negative",
        "not_whole", "wrong_unit", "too_long", "vague_number",
    ]  # fmt: skip
    data: Mapping[str, str | float] = field(default_factory=dict)
    """`heard`, where there is something to repeat: the number, the unit, the two labels."""


def read(ask: Ask, text: str, words: Vocabulary) -> Understood | Trouble:
    """Read the text as an answer to this question; any text will do, and none raises."""
    if len(text) > LIMIT:
        return Trouble("too_long")
    if ask.number:
        return _number(ask.number, text, words)
    return _choice(ask.choices, text, words.commands)


def _number(number: Number, text: str, words: Vocabulary) -> Understood | Trouble:
    found = figures(text, number.unit, words)
    if number.unsure and len(found) != 1 and _unsure(number.unsure.label, text, words.commands):
        return Understood(UNSURE)
    if not found:
        return Trouble("not_a_number")
    # With 10 kV beside 315 kVA only the latter is meant; a number without a unit may be meant too.
    meant = [figure for figure in found if figure.unit in (None, number.unit)] or list(found)
    if any(figure.vague for figure in meant):
        return Trouble("vague_number")
    if len({figure.value for figure in meant}) > 1:
        return Trouble("several_numbers")
    return _measured(number, next((figure for figure in meant if figure.unit), meant[0]))


def _unsure(label: str, text: str, commands: Commands) -> bool:
    said = plain(text)
    return said == plain(label) or any(plain(word) in said for word in commands.get("unsure", ()))


def _measured(number: Number, figure: Figure) -> Understood | Trouble:
    value = int(figure.value) if abs(figure.value) < _READABLE and figure.value.is_integer() else figure.value
    heard = {"heard": f"{value:.12g}" if isinstance(value, float) else str(value)} if abs(value) < _READABLE else {}
    if figure.beside and figure.unit != number.unit:
        return Trouble("wrong_unit", {"heard": figure.beside})
    if value < 0:
        return Trouble("negative", heard)
    if value < number.min:
        return Trouble("too_small", heard)
    if value > number.max:
        return Trouble("too_big", heard)
    if number.whole and isinstance(value, float):
        return Trouble("not_whole", heard)
    return Understood(value)


def _choice(choices: Mapping[str, Choice], text: str, commands: Commands) -> Understood | Trouble:
    for keys in filter(None, _votes(choices, text, commands)):
        if len(keys) == 1:
            return Understood(keys.pop())
        return Trouble("several_choices", {"heard": " / ".join(choices[key].label for key in choices if key in keys)})
    return Trouble("not_a_choice")


def _votes(choices: Mapping[str, Choice], text: str, commands: Commands) -> Iterator[set[str]]:
    """The choices that may be meant, the surest way of reading first."""
    said = plain(text)
    forms = {key: _forms(choice.label, choice.words) for key, choice in choices.items()}
    deny = (*commands.get("no", ()), *commands.get("deny", ()))
    yield {key for key, some in forms.items() if said in (*some, plain(key))}
    yield _by_place(list(choices), said, commands.get("ordinal", ()))
    yield _by_clause(forms, [said, *map(plain, _STOPS.split(text))], commands) | _by_part(forms, said, deny)
    yield _by_mention(forms, said, deny)
    yield _by_likeness(forms, said, deny)


@lru_cache(maxsize=1024)
def _forms(label: str, words: tuple[str, ...]) -> frozenset[str]:
    before_bracket = unicodedata.normalize("NFKC", label).partition("(")[0]
    return frozenset(filter(None, map(plain, (label, before_bracket, *words))))


def _by_place(keys: Sequence[str], said: str, patterns: Iterable[str]) -> set[str]:
    """By number or letter, as in a list: `#` in a pattern stands for it."""
    for pattern in ("#", *patterns):
        head, _, tail = pattern.partition("#")
        if said.startswith(head) and said.endswith(tail):
            place = _place(said[len(head) : len(said) - len(tail)])
            if 0 < place <= len(keys):
                return {keys[place - 1]}
    return set()


def _place(sign: str) -> int:
    if len(sign) == 1 and "a" <= sign <= "z":
        return ord(sign) - ord("a") + 1
    return int(unicodedata.numeric(sign, 0)) if len(sign) == 1 else 0


def _by_clause(forms: Forms, clauses: Iterable[str], commands: Commands) -> set[str]:
    """By a whole clause: a choice's own words, else those that everybody has for yes, no and unsure."""
    common = {key: set(map(plain, commands.get(_SAID_AS[key], ()))) for key in forms if key in _SAID_AS}
    found: set[str] = set()
    for clause in clauses:
        shorter = {clause, *(clause.removesuffix(word) for word in commands.get("around", ()))}
        own = {key for key, some in forms.items() if some & shorter}
        found |= own or {key for key, some in common.items() if some & shorter}
    return found


def _by_part(forms: Forms, said: str, deny: Iterable[str]) -> set[str]:
    """By a part of a choice's words."""
    if len(said) < _SHORTEST:
        return set()
    return {
        key for key, some in forms.items() for form in some if said in form and not _denied(form, form.find(said), deny)
    }


def _by_mention(forms: Forms, said: str, deny: Iterable[str]) -> set[str]:
    """By a choice's words inside a sentence; the longest counts, and what is denied does not."""
    spans = [
        (said.find(form), said.find(form) + len(form), key)
        for key, some in forms.items()
        for form in some
        if len(form) >= _SHORTEST and form in said
    ]
    longest = [
        (start, key)
        for start, end, key in spans
        if not any(a <= start and end <= b and end - start < b - a for a, b, _ in spans)
    ]
    return {key for start, key in longest if not _denied(said, start, deny)}


def _denied(sentence: str, start: int, deny: Iterable[str]) -> bool:
    return sentence[:start].endswith(tuple(deny))


def _by_likeness(forms: Forms, said: str, deny: Iterable[str]) -> set[str]:
    """By a choice's words with a typo; digits and denials are never a typo."""

    def sense(text: str) -> tuple[list[str], set[str]]:
        return [sign for sign in text if sign.isnumeric()], {word for word in deny if word in text}

    def alike(form: str) -> bool:
        typos = (len(form) >= _TYPO_FROM) + (len(form) >= _TWO_TYPOS_FROM)
        return OSA.distance(said, form, score_cutoff=typos) <= typos and sense(form) == sense(said)

    return {key for key, some in forms.items() if any(map(alike, some))}


def plain(text: str) -> str:
    """Give the text without case, width, punctuation, signs and spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LN")
