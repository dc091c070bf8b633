"""A booking as an entry of a calendar (RFC 5545): what we write into one, and what we read out of anybody's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from icalendar import Calendar, Event

from bot.booking.base import Slot, State
from bot.config import ZONE

_MAKER = "-//xiaxian-guide//booking//ZH"
_PLACE = "xiaxian-guide"
"""Makes an entry's id one of this house's."""
_REF, _UNTIL, _PHONE, _BEFORE = "X-XIAXIAN-REF", "X-XIAXIAN-UNTIL", "X-XIAXIAN-PHONE", "X-XIAXIAN-BEFORE"
_NEVER = datetime.min.replace(tzinfo=UTC)
_STATUS = {"held": "TENTATIVE", "confirmed": "CONFIRMED"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody wrote into the calendar; of a series, one time of it."""

    name: str
    """The last part of its address."""
    etag: str
    uid: str
    begin: datetime
    end: datetime
    state: State = "confirmed"
    off: bool = False
    """True when it was called off or takes no time (STATUS, TRANSP)."""
    series: bool = False
    """True when it comes again by a rule, and only the times that stand there by date are known."""
    until: datetime | None = None
    """When our hold ends by itself."""
    phone: str | None = None
    before: tuple[str, ...] = ()
    """References whose holds ended at this place."""
    unread: bool = False
    """True when it can't be understood: nothing but its address is known, and it takes only what has that address."""

    @property
    def ref(self) -> str | None:
        """Our reference, which a copy that staff made does not have, since it has an id of its own."""
        ref, _, place = self.uid.rpartition("@")
        return ref if place == _PLACE else None

    def ended(self, now: datetime) -> bool:
        """Tell whether it is a hold of ours that is over."""
        return self.state == "held" and self.until is not None and self.until <= now

    def overlaps(self, begin: datetime, end: datetime) -> bool:
        """Tell whether it takes any of this time; one without an end takes its moment (RFC 4791, 9.9)."""
        return not self.off and self.begin < end and (begin < self.end or begin == self.begin)


def uid(ref: str) -> str:
    """The id of a booking's entry; a server lets no other in its calendar have it (RFC 4791, 5.3.2.1)."""
    return f"{ref}@{_PLACE}"


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry as we want it."""

    ref: str
    slot: Slot
    state: State
    until: datetime | None
    summary: str
    description: str
    phone: str
    before: tuple[str, ...]


def write(draft: Draft, now: datetime) -> bytes:
    """The entry as a calendar file; what people typed stays text, whatever is in it."""
    event = Event()
    event.add("UID", uid(draft.ref))
    event.add("DTSTAMP", now.astimezone(UTC))
    event.add("DTSTART", draft.slot.start.astimezone(UTC))
    event.add("DTEND", draft.slot.end.astimezone(UTC))
    event.add("STATUS", _STATUS[draft.state])
    event.add("SUMMARY", _plain(draft.summary))
    event.add("DESCRIPTION", _plain(draft.description))
    event.add(_REF, draft.ref)
    event.add(_PHONE, _plain(draft.phone))
    if draft.until:
        event.add(_UNTIL, draft.until.isoformat())
    if draft.before:
        event.add(_BEFORE, " ".join(draft.before))
    made = Calendar()
    made.add("PRODID", _MAKER)
    made.add("VERSION", "2.0")
    made.add_component(event)
    written: bytes = made.to_ical()
    return written


def read(name: str, etag: str, text: str) -> tuple[Entry, ...]:
    """What stands in a calendar file."""
    try:
        return tuple(_entries(name, etag, text))
    except (ValueError, OverflowError, LookupError, TypeError, AttributeError):
        return (Entry(name, etag, uid="", begin=_NEVER, end=_NEVER, off=True, unread=True),)


def _entries(name: str, etag: str, text: str) -> Iterator[Entry]:
    for event in Calendar.from_ical(text).events:
        for begin, end in _times(event):
            yield Entry(
                name=name,
                etag=etag,
                uid=_text(event, "UID") or "",
                begin=_moment(begin),
                end=_moment(end),
                state="held" if _text(event, "STATUS") == "TENTATIVE" else "confirmed",
                off=_text(event, "STATUS") == "CANCELLED" or _text(event, "TRANSP") == "TRANSPARENT",
                series="RRULE" in event,
                until=_until(event),
                phone=_text(event, _PHONE),
                before=tuple((_text(event, _BEFORE) or "").split()),
            )


def _times(event: Event) -> Iterator[tuple[date, date]]:
    """Its own time and those listed by date, which not every server takes apart with a series."""
    length = event.end - event.start
    listed = ((begin, end or begin + length) for begin, end in event.rdates)
    return (each for each in ((event.start, event.end), *listed) if each[0] not in event.exdates)


def _text(event: Event, name: str) -> str | None:
    found = event.get(name)
    return None if found is None else str(found)


def _until(event: Event) -> datetime | None:
    written = _text(event, _UNTIL)
    return _moment(datetime.fromisoformat(written)) if written else None


def _moment(found: date | datetime) -> datetime:
    """A day without a time begins at midnight, and a time without a zone is by our clock."""
    at = found if isinstance(found, datetime) else datetime.combine(found, time.min)
    return at if at.tzinfo else at.replace(tzinfo=ZONE)


def _plain(text: str) -> str:
    """The text without control characters: more than one reader takes U+2028 or U+0085 for the end of a line."""
    return "".join(each if each.isprintable() or each == "\n" else " " for each in text.replace("\r\n", "\n"))
