"""Another figure in the ledger: what is written anew in the ledger's file, and what its words still say."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.editing.fitness import Unfit
from bot.editing.mention import again, number
from bot.editing.spots import put, scalar
from bot.flow.ledger import Record
from bot.flow.load import Loaded
from bot.flow.shelf import Vocabulary
from bot.flow.sources import Path

_MOST = 1e12
_WORDS = ("text", "short", "caution", "excludes")
_WHOLE = {"steps", "count", "DN"}
_HUNDRED = 100
_LEAP = 10


@dataclass(frozen=True)
class Said:
    """Words of a record that still say the old figure."""

    path: Path
    line: int
    column: int
    old: str
    new: str
    sure: bool
    """False when the number in them may be another one."""


@dataclass(frozen=True)
class Place:
    """Where a record stands."""

    file: str
    path: Path


def place(loaded: Loaded, name: str) -> Place:
    """Where the record of this id is written."""
    return Place(*loaded.sources.things["record", name])


def figure(record: Record, written: str) -> float:
    """Read a figure for this record; raises `Unfit` for what can't be its value."""
    try:
        value = float(written)
    except ValueError:
        raise Unfit("figure_digits") from None
    trouble = _trouble(record, value)
    if trouble:
        raise Unfit(trouble, id=record.id)
    return value


def _trouble(record: Record, value: float) -> str | None:
    if record.value is None:
        return "figure_none"
    if not math.isfinite(value) or value > _MOST:
        return "figure_large"
    if value < 0:
        return "figure_negative"
    if record.unit in _WHOLE and value != int(value):
        return "figure_whole"
    if record.unit == "percent" and value > _HUNDRED and record.value <= _HUNDRED:
        return "figure_share"
    return None


def odd(record: Record, value: float) -> bool:
    """Whether a figure is rather a slip of the pen: nothing at all, or ten times more or less than before."""
    old = record.value or 0
    return value != old and (not value or not old or not 1 / _LEAP < value / old < _LEAP)


def said(loaded: Loaded, record: Record, new: float, words: Vocabulary) -> tuple[Said, ...]:
    """The record's own words that hold its present figure."""
    found, stands = [], place(loaded, record.id)
    for field in _WORDS:
        old = getattr(record, field) or ""
        told = again(old, record.value or 0, new, record.unit, words)
        if told:
            path = (*stands.path, field)
            found.append(Said(path, *loaded.sources.at(stands.file, path), old, *told))
    return tuple(found)


@dataclass(frozen=True)
class Change:
    """What a record is to say from now on."""

    value: float
    checked: date
    clause: str | None = None
    words: tuple[Said, ...] = ()
    """Its words that are to be said anew."""


def changed(content: bytes, path: Path, change: Change) -> str:
    """The ledger's text with the change made; all else stays as it is, letter by letter."""
    clause = {(*path, "clause"): scalar(change.clause)} if change.clause else {}
    values: Mapping[Path, str] = {
        (*path, "value"): number(change.value),
        (*path, "checked"): change.checked.isoformat(),
        **clause,
        **{one.path: scalar(one.new) for one in change.words},
    }
    return put(content.decode(), values)
