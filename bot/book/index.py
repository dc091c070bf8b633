"""Looks things up the other way round: which procedures need a material, name an office, rest on a clause or go by a word."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, groupby

from pypinyin import lazy_pinyin

from bot.book.volume import Entry, Index, Listed, Target
from bot.book.wording import Words
from bot.flow import parts
from bot.flow.handbook import Handbook
from bot.flow.ledger import Record
from bot.flow.shelf import Material, Office
from bot.flow.uses import named

_NO_LETTER = "#"
"""The head of words that begin with a figure or a sign; they come last."""


def materials(book: Handbook, entries: Iterable[Entry], words: Words) -> Index:
    """Every material with the procedures that ask for it, by its sound."""

    def listed(one: Material, targets: tuple[Target, ...]) -> Listed:
        return Listed(name=one.name, note=words.sheet("prose", one.where), targets=targets)

    used = _users(entries, lambda entry: (name for _, name in parts.materials(book.flows[entry.id])))
    lines = [listed(book.materials[name], targets) for name, targets in used.items()]
    return Index(
        title=words.book("index_of", "materials"), lines=tuple(sorted(lines, key=lambda one: _sound(one.name)))
    )


def offices(book: Handbook, entries: Iterable[Entry], words: Words) -> Index:
    """Every office with the procedures that name it: hotlines first, then windows, then online channels."""

    def listed(one: Office, targets: tuple[Target, ...]) -> Listed:
        return Listed(name=words.sheet("door_name", one), note=one.phone or str(one.url or ""), targets=targets)

    def mentioned(entry: Entry) -> Iterator[str]:
        flow = book.flows[entry.id]
        return (name for _, name in chain(parts.offices(flow), named(book, flow)) if name in book.offices)

    kinds = ("phone", "window", "online")
    used = sorted(_users(entries, mentioned).items(), key=lambda each: kinds.index(book.offices[each[0]].kind))
    lines = tuple(listed(book.offices[name], targets) for name, targets in used)
    return Index(title=words.book("index_of", "offices"), lines=lines)


def clauses(book: Handbook, entries: Iterable[Entry], words: Words) -> Iterator[Index]:
    """Every record with the procedures that rest on it, by document."""
    used = _users(entries, lambda entry: (one.id for one in entry.grounds), "basis:")

    def listed(one: Record) -> Listed:
        return Listed(name=words.book("cited", one.clause, one.id), note=one.text, targets=used[one.id])

    records = (record for record in book.records.values() if record.id in used)
    for document, some in groupby(records, key=lambda record: record.document):
        title = " ".join(each for each in (book.documents[document].title, book.documents[document].number) if each)
        yield Index(title=title, lines=tuple(listed(one) for one in some))


def ask_words(entries: Iterable[Entry]) -> Iterator[Index]:
    """Every word that points to a procedure, by its sound, under the first letter of that."""
    used = _users(entries, lambda entry: entry.words)
    ordered = sorted(used, key=_sound)
    for letter, some in groupby(ordered, key=lambda word: _sound(word)[1]):
        yield Index(
            title=letter or _NO_LETTER, lines=tuple(Listed(name=word, note="", targets=used[word]) for word in some)
        )


def _users(
    entries: Iterable[Entry], things: Callable[[Entry], Iterable[str]], before: str = ""
) -> dict[str, tuple[Target, ...]]:
    found: dict[str, dict[Target, None]] = {}
    for entry in entries:
        for name in things(entry):
            found.setdefault(name, {})[Target(title=entry.title, to=f"{before}{entry.id}")] = None
    return {name: tuple(targets) for name, targets in found.items()}


@cache
def _sound(word: str) -> tuple[bool, str, list[str], str]:
    """What words are sorted by: first letter, empty where it has none, then how they sound."""
    sounds = lazy_pinyin(word.casefold())
    first = sounds[0][:1].upper()
    letter = first if first.isascii() and first.isalpha() else ""
    return not letter, letter, sounds, word
