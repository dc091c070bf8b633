"""Which choice of a question a text means: by its words, its place in the list, a part, a mention, or a likeness."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from bot.flow.model import Choice

_SAID_AS = {"yes": "yes", "no": "no", "unsure": "unsure", "unknown": "unsure"}
"""Choice keys that everybody has words for, and the list with these words."""
_SHORTEST = 2
"""Letters a word must have to be looked for inside another."""
_TYPO_FROM, _TWO_TYPOS_FROM = 3, 6
"""Letters a word must have to be read in spite of one typo, or of two."""
_STOPS = re.compile(r"[\W_]+")

Commands = Mapping[str, tuple[str, ...]]
Forms = Mapping[str, frozenset[str]]


def chosen(choices: Mapping[str, Choice], text: str, commands: Commands) -> set[str]:
    """Give the keys of the choices that may be meant: one when it is clear, none when nothing fits."""
    return next(filter(None, _votes(choices, text, commands)), set())


def said_outright(choices: Mapping[str, Choice], text: str, commands: Commands) -> set[str]:
    """The keys of the choices that a whole clause of the text stands for: their own words, or everybody's yes and no."""
    forms = {key: _forms(choice.label, choice.words) for key, choice in choices.items()}
    return _by_clause(forms, [plain(text), *map(plain, _STOPS.split(text))], commands)


def heard(choices: Mapping[str, Choice], text: str, commands: Commands) -> str | None:
    """The one choice that may be meant, in words that were no answer; None if others are named, or it is also denied."""
    said, deny = plain(text), (*commands.get("no", ()), *commands.get("deny", ()))
    forms = {key: _forms(choice.label, choice.words) for key, choice in choices.items()}
    spots = _spots(forms, said)
    keys = chosen(choices, text, commands) | {key for _, key in spots}
    doubtful = any(_denied(said, start, deny) for start, _ in spots)
    return keys.pop() if len(keys) == 1 and not doubtful and not keys & _SAID_AS.keys() else None


def _votes(choices: Mapping[str, Choice], text: str, commands: Commands) -> Iterator[set[str]]:
    """What each way of reading comes to, the surest first."""
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
        shorter = set(_shortened(clause, commands.get("around", ())))
        own = {key for key, some in forms.items() if some & shorter}
        found |= own or {key for key, some in common.items() if some & shorter}
    return found


def _shortened(clause: str, endings: tuple[str, ...]) -> Iterator[str]:
    """The clause, then without one ending after another."""
    while clause:
        yield clause
        ending = next(filter(clause.endswith, endings), clause)
        clause = clause.removesuffix(ending)


def _by_part(forms: Forms, said: str, deny: Iterable[str]) -> set[str]:
    """By a part of a choice's words."""
    if len(said) < _SHORTEST:
        return set()
    return {
        key for key, some in forms.items() for form in some if said in form and not _denied(form, form.find(said), deny)
    }


def _by_mention(forms: Forms, said: str, deny: Iterable[str]) -> set[str]:
    """By a choice's words inside a sentence; the longest counts, and what is denied does not."""
    return {key for start, key in _spots(forms, said) if not _denied(said, start, deny)}


def _spots(forms: Forms, said: str) -> list[tuple[int, str]]:
    """Where each choice's words begin, wherever they stand; but not inside longer ones."""
    spans = [
        (start, start + len(form), key)
        for key, some in forms.items()
        for form in some
        if len(form) >= _SHORTEST
        for start in _starts(form, said)
    ]
    return [
        (start, key)
        for start, end, key in spans
        if not any(a <= start and end <= b and end - start < b - a for a, b, _ in spans)
    ]


def _starts(form: str, said: str) -> Iterator[int]:
    start = said.find(form)
    while start >= 0:
        yield start
        start = said.find(form, start + 1)


def _denied(sentence: str, start: int, deny: Iterable[str]) -> bool:
    return sentence[:start].endswith(tuple(deny))


def _by_likeness(forms: Forms, said: str, deny: Iterable[str]) -> set[str]:
    """By a choice's words with a typo; digits and denials are never a typo."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - takes a while to open, and most people tap

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
