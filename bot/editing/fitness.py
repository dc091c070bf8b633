"""What a maintainer answers when a new procedure is written, checked at once."""

from collections.abc import Collection, Iterable, Mapping

from bot.flow import prose
from bot.flow.handbook import Handbook
from bot.flow.lint_names import spoken
from bot.flow.lint_words import WIDTH, figures, width

MOST = 9
"""Buttons of the first question; more belong in a second question."""

_KEY = 32
"""Letters of an id."""
_RESERVED = frozenset({"area", "policy", "schema"})


class Unfit(ValueError):
    """An answer that will not do; `rule` names the words in `messages_zh/new/unfit.txt`, `data` what they mention."""

    def __init__(self, rule: str, **data: object) -> None:
        super().__init__(rule)
        self.rule = rule
        self.data: Mapping[str, object] = data


def words(text: str) -> str:
    """Words of any kind."""
    if not text:
        raise Unfit("empty")
    return text


def reads(book: Handbook, text: str) -> str:
    """A sentence for citizens: no figure by hand, and no placeholder nobody knows."""
    found = figures(words(text), book.words)
    if found:
        raise Unfit("figure", figure=found[0])
    unknown = [one for one in prose.names(text) if not any(one in shelf for shelf in _shelves(book))]
    if unknown or "{" in prose.bare(text) or "}" in prose.bare(text):
        raise Unfit("place", name=unknown[0] if unknown else text)
    return text


def _shelves(book: Handbook) -> tuple[Collection[str], ...]:
    return book.records, book.offices, book.materials


def label(book: Handbook, text: str) -> str:
    """Words that fit on a button."""
    if width(text) > WIDTH:
        raise Unfit("long", width=f"{width(text):g}", most=WIDTH)
    return reads(book, text)


def title(book: Handbook, taken: Iterable[str], text: str) -> str:
    """A label that none of these titles sounds like."""
    found = label(book, text)
    if spoken(found) in map(spoken, taken):
        raise Unfit("taken", value=found)
    return found


def choices(book: Handbook, text: str) -> tuple[str, ...]:
    """Labels of buttons, separated by commas of any kind."""
    found = tuple(label(book, one.strip()) for one in text.replace("\uff0c", ",").replace("\u3001", ",").split(","))
    if not 1 < len(set(found)) == len(found) <= MOST:
        raise Unfit("choices", most=MOST)
    return found


def spelt(text: str, taken: Iterable[str] = ()) -> str:
    """An id made of the sound of the words, that is free."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  its dictionary is only wanted here

    letters = "".join(one if one.isascii() and one.isalnum() else "_" for one in "_".join(lazy_pinyin(text)).lower())
    sound = "_".join(part for part in letters.split("_") if part)
    stem = (sound if sound[:1].isalpha() else f"x_{sound}".rstrip("_"))[: _KEY - 3].rstrip("_")
    found = [stem, *(f"{stem}_{number}" for number in range(2, 99))]
    return next(one for one in found if one not in {*taken, *_RESERVED})
