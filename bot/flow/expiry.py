"""How long a ledger record may be trusted after somebody compared it with its source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.flow.ledger import Record
from bot.flow.model import Confidence

LASTS: Mapping[Confidence, int] = {"high": 365, "medium": 180, "low": 90}
"""Days a check lasts: what is sure is looked at once a year, as documents are revised; the less sure, the sooner."""


@dataclass(frozen=True)
class Expiry:
    """A record whose check runs out."""

    record: Record
    due: date
    """The last day on which the check holds."""
    late: int
    """Days past that day; not above 0 while the check holds."""


def expiring(records: Iterable[Record], today: date, until: date) -> tuple[Expiry, ...]:
    """The records whose checks have run out or will by the end of `until`, the most overdue first."""
    found = [Expiry(record, due, (today - due).days) for record in records if (due := due_on(record)) <= until]
    return tuple(sorted(found, key=lambda one: (one.due, one.record.id)))


def due_on(record: Record) -> date:
    """The last day on which the record's check holds."""
    return record.checked + timedelta(days=LASTS[record.confidence])
