"""Words: figures only from the ledger, placeholders that mean something, labels that fit on a phone's button."""

import re
from collections.abc import Iterable
from itertools import chain

from bot.engine import gap
from bot.flow import parts, prose
from bot.flow.booking import LinkBooking
from bot.flow.full_width import COLON
from bot.flow.links import foreign
from bot.flow.misfit import SHORT
from bot.flow.model import Flow
from bot.flow.proof import Proof
from bot.flow.shelf import Vocabulary
from bot.flow.sources import Path

WIDTH = 20
"""Chinese characters of a label; a Latin letter counts half."""

EXAMPLES = 3
"""Example sentences a flow has at least."""

_WORDS = "flows/words.yaml"
_DIGITS = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?")
_PAPER = re.compile(r"A[34](?![0-9])")
_BRACE = re.compile(r"[{}]")
_WIDE = 0xFF
_KEY = re.compile(f"(?:{'|'.join(sorted({*SHORT.values()}))}|when|where|note){COLON}")
_SEPARATORS = re.compile("[\uff0c\u3001\uff1b]")
_STOPS = re.compile(f"(?<![0-9])[^\\w\\s{gap.GAP}]|[^\\w\\s{gap.GAP}](?![0-9])")
"""Ends a phrase: by what is typed a procedure is found phrase by phrase; but not between figures."""


def shelves(proof: Proof) -> None:
    """Areas, materials, offices, referrals and the ledger's remarks."""
    handbook = proof.handbook
    for name, area in handbook.areas.items():
        _label(proof, *_at(proof, "area", name, "title"), area.title)
    for name, material in handbook.materials.items():
        for field in ("where", "note"):
            _read(proof, *_at(proof, "material", name, field), getattr(material, field) or "")
    for name, office in handbook.offices.items():
        _read(proof, *_at(proof, "office", name, "use"), office.use)
        if isinstance(office.booking, LinkBooking):
            _read(proof, *_at(proof, "office", name, "booking", "type"), office.booking.type)
    for name, referral in handbook.words.referrals.items():
        _read(proof, _WORDS, ("referrals", name, "say"), referral.say)
        _parted(proof, _WORDS, ("referrals", name, "words"), referral.words, _STOPS)
        _gaps(proof, _WORDS, ("referrals", name, "words"), referral.words)
    for name, words in handbook.words.commands.items():
        _parted(proof, _WORDS, ("commands", name), words, _SEPARATORS)
    for name, record in handbook.records.items():
        for field in ("excludes", "caution"):
            _places(proof, *_at(proof, "record", name, field), getattr(record, field) or "")
        if record.later:
            _places(proof, *_at(proof, "record", name, "later", "text"), record.later.text)


def _at(proof: Proof, kind: str, name: str, *rest: str) -> tuple[str, Path]:
    file, path = proof.sources.things[kind, name]
    return file, (*path, *rest)


def flow(proof: Proof, file: str, flow: Flow) -> None:
    """Everything of a flow that a citizen reads."""
    for path, text in parts.prose(flow):
        _read(proof, file, path, text)
    for path, text in parts.labels(flow):
        _label(proof, file, path, text)
    _parted(proof, file, ("ask_words",), flow.ask_words, _STOPS)
    for path, words in parts.words(flow):
        _parted(proof, file, path, words, _SEPARATORS)
    _gaps(proof, file, ("ask_words",), flow.ask_words)
    if len(flow.examples) < EXAMPLES:
        proof.report(file, ("examples",), "few_examples", count=str(len(flow.examples)), least=str(EXAMPLES))


def _parted(proof: Proof, file: str, path: Path, words: Iterable[str], signs: re.Pattern[str]) -> None:
    for at, word in enumerate(words):
        stop = signs.search(word)
        if stop:
            proof.report(file, (*path, at), "word_parted", word=word, sign=stop[0])


def _gaps(proof: Proof, file: str, path: Path, words: Iterable[str]) -> None:
    for at, word in enumerate(words):
        why = gap.fault(word)
        if why:
            proof.report(file, (*path, at), "gap_unheard", word=word, why=why, most=str(gap.SIDE))


def _read(proof: Proof, file: str, path: Path, text: str) -> None:
    _keyed(proof, file, path, text)
    _places(proof, file, path, text)
    for figure in figures(text, proof.handbook.words):
        proof.report(file, path, "bare_figure", figure=figure)


def _keyed(proof: Proof, file: str, path: Path, text: str) -> None:
    """A key with a Chinese colon, which made a sentence of what was meant as a mapping."""
    if _KEY.match(text):
        proof.report(file, path, "full_width_sign", sign=COLON, meant=":")


def _places(proof: Proof, file: str, path: Path, text: str) -> None:
    if _BRACE.search(prose.bare(text)):
        proof.report(file, path, "bad_placeholder", text=" ".join(text.split())[:40])
    link = foreign(prose.bare(text), proof.hosts)
    if link:
        proof.report(file, path, "foreign_link", link=link[:40])
    boards = proof.handbook.records, proof.handbook.offices, proof.handbook.materials
    for name in prose.names(text):
        if not any(name in board for board in boards):
            proof.unknown(file, path, "unknown_placeholder", name, chain(*boards))


def _label(proof: Proof, file: str, path: Path, text: str) -> None:
    if width(text) > WIDTH:
        proof.report(file, path, "label_too_long", label=text, width=f"{width(text):g}", most=str(WIDTH))


def figures(text: str, words: Vocabulary) -> tuple[str, ...]:
    """The figures written by hand in a text, in digits or in letters."""
    bare = _PAPER.sub(" ", prose.bare(text))
    return tuple(match[0] for match in (*_DIGITS.finditer(bare), *words.figures.written.finditer(bare)))


def width(text: str) -> float:
    """How many Chinese characters wide a text is."""
    return sum(1 if ord(letter) > _WIDE else 0.5 for letter in text)
