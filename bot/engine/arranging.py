"""Making an appointment: office, day, slot, consent, name, phone; then the slot is asked for."""

from datetime import date, datetime, timedelta

from bot.booking.base import Person
from bot.engine.diary import Appointment, Draft, ref_of
from bot.engine.event import Act, Booked, Picked, Said, Shared
from bot.engine.mind import Mind, outcomes, show
from bot.engine.person import read_phone
from bot.engine.reply import Book, Errand, Tell, Ticket, Timer, Turned
from bot.engine.seeking import DRAFTED, asked, at_office, bookable, drafted, looking, with_diary
from bot.engine.session import Session

_MEMORY = timedelta(days=90)
"""How long a missed appointment counts."""


def errand_for(one: Appointment, act: Act) -> Errand:
    """What the provider of this appointment is asked to do."""
    return Errand(ref=one.ref, office=one.office, slot=one.slot, act=act)


def held_in(session: Session) -> Appointment | None:
    """The slot that waits to be confirmed."""
    return next((one for one in session.diary.kept if one.status == "held"), None)


def offices(mind: Mind, session: Session, at: datetime) -> tuple[str, ...]:
    """The offices of the outcome at hand that take appointments, in the order shown."""
    if session.visit is None or mind.walker.asked(session):
        return ()
    doors = (door for one in outcomes(mind, session, at) for door in one.offices)
    return tuple(dict.fromkeys(name for name, office in doors if bookable(mind, office)))


def open_draft(mind: Mind, session: Session, event: Booked) -> Turned:
    """An appointment is wanted for what is at hand."""
    flow = mind.walker.agenda.matter(session)
    found = offices(mind, session, event.at)
    if flow is None or mind.walker.asked(session):
        return _instead(mind, session, "book_later", asked=int(flow is not None))
    if not found:
        return _instead(mind, session, "no_booking")
    if sum(one.slot.end > event.at for one in session.diary.kept) >= mind.rules.at_once:
        return _instead(mind, session, "bookings_full", count=mind.rules.at_once)
    lately = [day for day in session.diary.missed if day > event.at.date() - _MEMORY]
    if len(lately) >= mind.rules.missed:
        return _instead(mind, session, "bookings_missed", count=len(lately))
    if len(found) > 1:
        return asked(session, Draft(flow=flow, stage="office", offices=found))
    return at_office(mind, session, Draft(flow=flow, stage="office"), found[0], event.at)


def change(mind: Mind, session: Session, appointment: Appointment, at: datetime) -> Turned:
    """Another slot is wanted; the one at hand stays until the new one stands."""
    one = appointment
    draft = Draft(
        flow=one.flow, stage="day", name=one.person.name, phone=one.person.phone, agreed=True, replaces=one.ref
    )
    # The card it was asked for from is the receipt, which is needed still.
    return at_office(mind, session, draft, one.office, at).model_copy(update={"fresh": True})


def pick(mind: Mind, session: Session, event: Picked) -> Turned:
    """An office, a day, a slot, or more days."""
    draft = session.diary.draft
    if draft is None:
        return _instead(mind, session, "old_step", toast=True)
    match event.what:
        case "office" if event.value in draft.offices:
            return at_office(mind, session, draft, event.value, event.at)
        case "day" if (day := _day(event.value)) and any(day == one for one, _ in draft.days):
            return looking(mind, session, draft.model_copy(update={"day": day, "stage": "slot"}), event.at)
        case "page" if event.value.isdecimal():
            return asked(session, draft.model_copy(update={"page": int(event.value), "stage": "day"}))
        case "slot" if event.value.isdecimal() and int(event.value) < len(draft.offered):
            slot = draft.offered[int(event.value)]
            return _with_slot(session, draft.model_copy(update={"slot": slot, "offered": ()}), event)
        case _:
            return _instead(mind, session, "old_step", toast=True)


def agree(mind: Mind, session: Session) -> Turned:
    """Name and phone number may be passed on."""
    draft = session.diary.draft
    if draft is None or draft.stage != "consent":
        return _instead(mind, session, "old_step", toast=True)
    return asked(session, draft.model_copy(update={"agreed": True, "stage": "name"}))


def named(mind: Mind, session: Session, draft: Draft, name: str, at: datetime) -> Turned:
    """The name is known; who goes away over the next question leaves it behind for a day at most."""
    if draft.mends:
        return mended(mind, session, draft.model_copy(update={"name": name}))
    turned = asked(session, draft.model_copy(update={"name": name, "stage": "phone"}))
    return turned.model_copy(update={"timers": (Timer(what="draft", ref=session.walk, due=at + DRAFTED),)})


def asked_again(mind: Mind, session: Session, *, closed: bool = False) -> Turned:
    """What was typed is no answer: what is wanted, and the same card again; or the draft is given up."""
    draft = session.diary.draft
    if closed or draft is None:
        left = drafted(session, None)
        return Turned(session=left, replies=(Tell(what="draft_closed"), show(mind, left)))
    what = draft.stage if draft.stage in {"name", "phone"} else "pick"
    return Turned(session=session, replies=(Tell(what=f"no_{what}"), Book()))


def shared(mind: Mind, session: Session, event: Shared) -> Turned:
    """The phone number, by the channel's own button."""
    draft = session.diary.draft
    if draft is None or draft.stage != "phone":
        return Turned(session=session, replies=(Tell(what="received", data={"what": "contact"}), show(mind, session)))
    phone = read_phone(event.phone if event.phone.startswith("+") else f"+{event.phone}") or read_phone(event.phone)
    if not event.own or phone is None:
        return _no("phone", session)
    return numbered(mind, session, draft.model_copy(update={"phone": phone}), event)


def numbered(mind: Mind, session: Session, draft: Draft, event: Said | Shared) -> Turned:
    """The number is known, and with it all that is needed."""
    return mended(mind, session, draft) if draft.mends else hold(session, draft, event)


def mended(mind: Mind, session: Session, draft: Draft) -> Turned:
    """The held appointment again, with what was typed anew; its provider hears of that when it is confirmed."""
    closed = drafted(session, None)
    one = closed.diary.find(draft.mends)
    if one is None:
        return Turned(session=closed, replies=(Tell(what="no_appointment"), show(mind, closed)))
    person = Person(name=draft.name or one.person.name, phone=draft.phone or one.person.phone)
    held = one.model_copy(update={"person": person})
    moved = with_diary(session, closed.diary.put(held))
    # The card masks both, so that a mended one can't be told there from what it was.
    said = (Tell(what="mended", data={"what": "name" if draft.name else "phone"}),) if person != one.person else ()
    return Turned(session=moved, replies=(*said, Ticket(appointment=held, what="held")))


def back_in(mind: Mind, session: Session, draft: Draft, at: datetime) -> Turned:
    """One step back in the draft; from its first, back to what was at hand."""
    if draft.mends:
        return mended(mind, session, draft)
    match draft.stage:
        case "slot" | "next":
            return looking(mind, session, draft.model_copy(update={"stage": "day", "offered": (), "page": 0}), at)
        case "consent":
            return looking(mind, session, draft.model_copy(update={"stage": "slot"}), at)
        case "name":
            return asked(session, draft.model_copy(update={"stage": "consent"}))
        case "phone":
            return asked(session, draft.model_copy(update={"stage": "name"}))
        case _:
            closed = drafted(session, None)
            return Turned(session=closed, replies=(show(mind, closed),))


def _with_slot(session: Session, draft: Draft, event: Picked) -> Turned:
    if draft.name and draft.phone and draft.agreed:
        return hold(session, draft, event)
    return asked(session, draft.model_copy(update={"stage": "consent"}))


def hold(session: Session, draft: Draft, event: Said | Shared | Picked) -> Turned:
    """The slot is asked for, unless that is under way already."""
    slot = draft.slot
    under_way = next((one for one in session.diary.kept if one.status == "holding"), None)
    if slot is None or under_way:
        return Turned(session=session, replies=(Ticket(appointment=under_way, what="slow") if under_way else Book(),))
    appointment = Appointment(
        ref=ref_of(session.owner, event.id), office=draft.office, flow=draft.flow, slot=slot,
        person=Person(name=draft.name, phone=draft.phone), status="holding", replaces=draft.replaces,
        entry=draft.entry, changes=draft.changes,
    )  # fmt: skip
    diary = session.diary.put(appointment).model_copy(update={"draft": draft})
    errand = errand_for(appointment, "hold")
    return Turned(session=with_diary(session, diary), replies=(Tell(what="holding", toast=True),), errands=(errand,))


def _no(what: str, session: Session) -> Turned:
    return Turned(session=session, replies=(Tell(what=f"no_{what}"), Book()))


def _instead(mind: Mind, session: Session, why: str, *, toast: bool = False, **data: int) -> Turned:
    return Turned(session=session, replies=(Tell(what=why, data={**data}, toast=toast), show(mind, session)))


def _day(value: str) -> date | None:
    try:
        return datetime.strptime(value, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
