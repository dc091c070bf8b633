"""The policy ledger: every figure a citizen sees, with document and clause."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from bot.flow.model import Confidence, Frozen, Key, Prose, Words

UnitName = Literal[
    "working_days", "calendar_days", "days", "hours", "months", "years",
    "steps", "count", "kVA", "kV", "kW", "DN", "CNY", "percent", "none",
]  # fmt: skip

_LONGEST = {"working_days": 3660, "calendar_days": 3660, "days": 3660, "hours": 87840, "months": 240, "years": 50}
"""No time limit is longer; a date counted from it stays within the calendar."""


class Later(Frozen):
    """What law that came after the document says instead."""

    text: Prose
    """In plain words."""
    source: Words
    """Document and clause."""
    since: Words | None = None
    """From when it holds."""
    confidence: Confidence
    """How sure we are."""


class Record(Frozen):
    """One checkable fact with its source."""

    id: Key
    """Its name in flows, such as a03_03."""
    text: Words
    """The fact in our own words."""
    short: Words | None = None
    """A few words for a line on the phone, such as the name of what takes this long; the text if left out."""
    kind: Words
    """What sort of fact: limit, fee_free, material, channel, threshold …"""
    value: Annotated[float | int, Field(ge=0, le=1e12)] | None = None
    """The figure; none when the source gives none."""
    unit: UnitName = "none"
    """The figure's unit; `days` are calendar days unless `doubt` says otherwise."""
    operator: Literal["<=", ">=", "=="] | None = None
    """At most, at least, exactly."""
    average: bool = False
    """True when the figure is an average and no limit for the single case."""
    clause: Words
    """Where it stands in the document."""
    applies_to: Words
    """For whom."""
    owner: Words
    """The department that answers for it."""
    support: tuple[Words, ...] = ()
    """Departments that help."""
    excludes: Prose | None = None
    """What the time does not cover, in plain words; shown beside it."""
    caution: Prose | None = None
    """What a citizen should know or confirm about it; shown beside it."""
    doubt: Words | None = None
    """What is unclear in the source; for maintainers."""
    corrected_ocr: bool = False
    """True when a scan error was corrected."""
    later: Later | None = None
    """Law that came later and differs."""
    inner: Words | None = None
    """Why this is the offices' own business and no applicant's; then no flow shows it."""
    confidence: Confidence
    """How sure we are."""
    checked: date
    """When somebody last compared it with the source."""
    document: Key = "unknown"
    """The document's id; set by the loader from the file's head, never written by hand."""

    @model_validator(mode="after")
    def _within_reach(self) -> "Record":
        if self.value is not None and self.value > _LONGEST.get(self.unit, self.value):
            msg = "time_too_long"
            raise ValueError(msg)
        return self


class Document(Frozen):
    """The source of a ledger file's records."""

    id: Key
    """Its short name."""
    title: Words
    """Its full title, or what the collection holds."""
    number: Words | None = None
    """Its official number."""
    issued: date | None = None
    """When it was issued."""
    issuer: Words | None = None
    """Who issued it."""
    promise: bool = False
    """True when it is the county's promise rather than law: later law is then shown beside it."""
    sections: dict[Key, Words] = Field(default_factory=dict)
    """Its areas in their order: the first part of their records' ids, such as a03, to a title."""


class LedgerFile(Frozen):
    """A file of `flows/policy/`."""

    document: Document
    """The source."""
    records: tuple[Record, ...]
    """What it says."""
