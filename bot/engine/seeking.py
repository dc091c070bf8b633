"""Looking for a free slot: days, times of a day, and the next ones after one that is gone."""

from collections import Counter
from datetime import date, datetime, timedelta

from bot.booking.base import Away, Slot
from bot.engine.diary import Diary, Draft
from bot.engine.event import Listed
from bot.engine.mind import Mind, show
from bot.engine.reply import Book, Lookup, Tell, Ticket, Turned
from bot.engine.session import Session
from bot.flow.booking import LinkBooking
from bot.flow.shelf import Office

DAYS = 6
"""Days shown on one screen."""
SLOTS = 24
"""Slots shown of one day."""
NEXT = 3
"""Slots offered in place of one that is gone."""
DRAFTED = timedelta(days=1)
"""How long a name that was typed waits for the rest."""


def with_diary(session: Session, diary: Diary) -> Session:
    """The session with this diary; its next card is a new step."""
    return session.model_copy(update={"diary": diary, "step": session.step + 1})


def drafted(session: Session, draft: Draft | None) -> Session:
    """The session with this draft."""
    return with_diary(session, session.diary.model_copy(update={"draft": draft}))


def bookable(mind: Mind, office: Office | None) -> bool:
    """Whether appointments with this office are offered here."""
    return bool(office and office.booking and (mind.rules.trial or not office.booking.trial))


def listed(mind: Mind, session: Session, event: Listed) -> Turned:
    """The free slots came, or no answer."""
    draft = session.diary.draft
    if draft is None:
        return Turned(session=session, replies=(show(mind, session),))
    if isinstance(event.slots, Away):
        return given_up(mind, session, draft, "office_away")
    slots = [slot for slot in event.slots if slot.start > event.at and slot.free > 0]
    free: Counter[date] = Counter()
    for slot in slots:
        free[slot.start.date()] += slot.free
    days = tuple(sorted(free.items()))
    if not days:
        return given_up(mind, session, draft, "no_slots")
    found = draft.model_copy(update={"days": days})
    match draft.stage:
        case "slot" if offered := tuple(slot for slot in slots if slot.start.date() == draft.day)[:SLOTS]:
            return asked(session, found.model_copy(update={"offered": offered}))
        case "next":
            return asked(session, found.model_copy(update={"offered": _nearest(slots, draft.slot)}))
        case "slot":
            moved = found.model_copy(update={"stage": "day"})
            return asked(session, moved, Tell(what="day_full", toast=True))
        case _:
            return asked(session, found)


def again(mind: Mind, session: Session, draft: Draft, at: datetime, *said: Tell | Ticket) -> Turned:
    """Another slot is looked for, with these words above."""
    moved = draft.model_copy(update={"stage": "next", "offered": ()})
    return looking(mind, session, moved, at, *said)


def _nearest(slots: list[Slot], wished: Slot | None) -> tuple[Slot, ...]:
    """The next ones after the wished time, or the first ones when there is none later."""
    later = [slot for slot in slots if wished and slot.start >= wished.start]
    return tuple((later or slots)[:NEXT])


def at_office(mind: Mind, session: Session, draft: Draft, office: str, at: datetime) -> Turned:
    """The office is known: its days are looked up, or its own page is shown."""
    booking = mind.handbook.offices[office].booking if office in mind.handbook.offices else None
    if isinstance(booking, LinkBooking):
        return asked(session, draft.model_copy(update={"office": office, "stage": "link"}))
    return looking(mind, session, draft.model_copy(update={"office": office, "stage": "day", "page": 0}), at)


def looking(mind: Mind, session: Session, draft: Draft, at: datetime, *said: Tell | Ticket) -> Turned:
    """The free slots are wanted, with these words above."""
    booking = mind.handbook.offices[draft.office].booking if draft.office in mind.handbook.offices else None
    if booking is None or isinstance(booking, LinkBooking):
        return given_up(mind, session, draft, "no_booking", *said)
    today = at.date()
    lookup = Lookup(office=draft.office, service=draft.flow, begin=today, end=today + timedelta(days=booking.ahead))
    moved = session.model_copy(update={"diary": session.diary.model_copy(update={"draft": draft})})
    return Turned(session=moved, replies=said, lookup=lookup)


def asked(session: Session, draft: Draft, *said: Tell) -> Turned:
    """The draft's next question."""
    return Turned(session=drafted(session, draft), replies=(*said, Book()))


def given_up(mind: Mind, session: Session, draft: Draft, why: str, *said: Tell | Ticket) -> Turned:
    """No slot can be offered: say so, with whom to ask, and go back to what was at hand."""
    closed = drafted(session, None)
    told = Tell(what=why, data={"office": draft.office, "kept": int(draft.replaces is not None)})
    return Turned(session=closed, replies=(*said, told, show(mind, closed)))
