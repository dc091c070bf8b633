"""Keeping an appointment: confirmed, changed, called off, and what its provider answers."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from bot.booking.base import HOLD, Away, Doubtful, Expired, Gone, Receipt, Refused, Taken
from bot.engine.arranging import change, errand_for
from bot.engine.diary import BROKEN_OFF, Appointment, Diary, Draft, Stage, Status
from bot.engine.event import Act, Booked, Heard, Marked
from bot.engine.losing import looked, lost
from bot.engine.mind import Mind, show
from bot.engine.reminding import timers
from bot.engine.reply import Errand, Tell, Ticket, Timer, Turned
from bot.engine.seeking import asked, drafted, with_diary
from bot.engine.session import Session

Change = TypeVar("Change", Appointment, Draft)

_DECIDES: Mapping[Status, Act] = {
    "holding": "hold", "waiting": "confirm", "confirming": "confirm", "confirmed": "look", "freeing": "free",
}  # fmt: skip
"""To which question the answer is awaited."""
_MAY_STAND: frozenset[Status] = frozenset({"waiting", "confirming"})
"""What may be in the provider's book for good, though nobody told us."""


def keep(mind: Mind, session: Session, event: Booked) -> Turned:
    """A button on an appointment's card."""
    one = session.diary.find(event.ref)
    if one is None:
        return Turned(session=session, replies=(Tell(what="no_appointment"), show(mind, session)))
    if one.status == "confirmed" and event.at >= one.slot.start and event.what in {"change", "free", "free_sure"}:
        return Turned(session=session, replies=(Tell(what="appointment_past"), show(mind, session)))
    match event.what:
        case "confirm" if one.status == "held":
            return _confirm(mind, session, one, event.at)
        case "queue" if one.status == "holding":
            return _ask(session, one, "waiting", "confirm", Ticket(appointment=one, what="queued"))
        case "mend_name" | "mend_phone" if one.status == "held":
            return _mend(session, one, "name" if event.what == "mend_name" else "phone")
        case "change" if one.status == "confirmed":
            return change(mind, session, one, event.at)
        case "free" if one.status == "confirmed":
            return Turned(session=session, replies=(Ticket(appointment=one, what="free"),))
        case "free" | "free_sure" if one.status != "freeing":
            return _ask(session, one, "freeing", "free", Tell(what="freeing", toast=True))
        case _:
            return Turned(session=session, replies=(Ticket(appointment=one, what="shown"),))


def _mend(session: Session, one: Appointment, stage: Stage) -> Turned:
    """Name or number of a held one is asked for anew, while the slot stays."""
    draft = Draft(flow=one.flow, stage=stage, office=one.office, slot=one.slot, agreed=True, mends=one.ref)
    return asked(session, draft)


def heard(mind: Mind, session: Session, event: Heard) -> Turned:
    """What the provider answered; an appointment nobody wants any more is freed, whatever it was."""
    one = session.diary.find(event.ref)
    if one is None or (one.status == "freeing" and event.act != "free"):
        unwanted = event.act in {"hold", "confirm"} and (isinstance(event.answer, Receipt | Doubtful) or event.last)
        errands = (Errand(ref=event.ref, office=event.office, slot=event.slot, act="free"),) if unwanted else ()
        return Turned(session=session, replies=(), errands=errands)
    if not _awaited(one, event):
        return Turned(session=session, replies=())
    if event.act == "look":
        return looked(mind, session, one, event)
    match event.answer:
        case Receipt() as receipt:
            return _stands(mind, session, one, receipt, event.at)
        case Gone():
            return _gone(session, one)
        case Taken() | Expired() as answer:
            return lost(mind, session, one, event.at, answer.kind)
        case Refused(why=why):
            return _refused(mind, session, one, why)
        case Doubtful():
            asked = one.model_copy(update={"only_held": event.act == "hold"})
            return _doubtful(mind, session, asked)
        case Away():
            return _away(session, one, event)


def _awaited(one: Appointment, event: Heard) -> bool:
    """Whether this answer is the one that decides; another may come late, or after somebody else's who asked as well."""
    if one.status == "doubtful":
        return isinstance(event.answer, Receipt) and event.answer.state == "confirmed"
    return _DECIDES.get(one.status) == event.act


def _refused(mind: Mind, session: Session, one: Appointment, why: str) -> Turned:
    told = Tell(what="refused", data={"why": why, "office": one.office})
    closed = with_diary(session, session.diary.without_draft_of(one).without(one.ref))
    # An earlier try may have been done without our hearing of it.
    errands = (errand_for(one, "free"),) if one.status in _MAY_STAND else ()
    return Turned(session=closed, replies=(told, show(mind, closed)), errands=errands)


def _confirm(mind: Mind, session: Session, one: Appointment, at: datetime) -> Turned:
    if one.until and at >= one.until:
        return lost(mind, session, one, at, "expired")
    return _ask(session, one, "confirming", "confirm", Tell(what="confirming", toast=True))


def _ask(session: Session, one: Appointment, status: Status, act: Act, said: Tell | Ticket) -> Turned:
    asked = one.model_copy(update={"status": status, "told": isinstance(said, Ticket)})
    said = said.model_copy(update={"appointment": asked}) if isinstance(said, Ticket) else said
    diary = session.diary.without_draft_of(one).put(asked)
    return Turned(session=with_diary(session, diary), replies=(said,), errands=(errand_for(asked, act),))


def _stands(mind: Mind, session: Session, one: Appointment, receipt: Receipt, at: datetime) -> Turned:
    if receipt.state == "held" and one.status == "holding":
        return _held(session, one, receipt, at)
    if receipt.state == "held" or one.status == "freeing":
        return Turned(session=session, replies=())  # an answer that came too late to matter
    return confirmed(mind, session, one.model_copy(update={"slot": receipt.slot}), at)


def _held(session: Session, one: Appointment, receipt: Receipt, at: datetime) -> Turned:
    held = one.model_copy(update={"status": "held", "until": receipt.until, "slot": receipt.slot})
    until = receipt.until or at + timedelta(seconds=HOLD)
    diary = session.diary.without_draft_of(one).put(held)
    return Turned(
        session=with_diary(session, diary),
        replies=(Ticket(appointment=held, what="held"),),
        timers=(Timer(what="hold_ended", ref=one.ref, due=until),),
    )


def confirmed(mind: Mind, session: Session, one: Appointment, at: datetime) -> Turned:
    """It stands: here is the receipt; what it takes the place of is freed now, and not before."""
    stands = one.model_copy(update={"status": "confirmed", "until": None, "replaces": None, "told": False})
    former = session.diary.find(one.replaces)
    if former:
        stands = stands.model_copy(update=former.moved())
    diary = session.diary.put(stands)
    errands: tuple[Errand, ...] = ()
    if one.replaces:
        diary = _handed_on(diary, one.replaces, stands.ref)
    if former and former.status != "freeing":
        freeing = former.model_copy(update={"status": "freeing"})
        diary, errands = diary.put(freeing), (errand_for(freeing, "free"),)
    return Turned(
        session=with_diary(session, diary),
        replies=(Ticket(appointment=stands, what="receipt"),),
        errands=errands,
        timers=timers(mind, stands, at),
        fresh=True,
    )


def _handed_on(diary: Diary, former: str, stands: str) -> Diary:
    """Whatever else was to take the former one's place now takes that of the one that stands."""
    kept = tuple(_replacing(one, former, stands) for one in diary.kept)
    draft = _replacing(diary.draft, former, stands) if diary.draft else None
    return diary.model_copy(update={"kept": kept, "draft": draft})


def _replacing(one: Change, former: str, stands: str) -> Change:
    return one.model_copy(update={"replaces": stands}) if one.replaces == former else one


def _gone(session: Session, one: Appointment) -> Turned:
    """It is freed."""
    closed = with_diary(session, session.diary.without(one.ref))
    return Turned(session=closed, replies=(Ticket(appointment=one, what="gone"),))


def _doubtful(mind: Mind, session: Session, one: Appointment) -> Turned:
    doubtful = one.model_copy(update={"status": "doubtful"})
    diary = session.diary.without_draft_of(one).put(doubtful)
    return Turned(
        session=with_diary(session, diary),
        replies=(Ticket(appointment=doubtful, what="doubtful"),),
        timers=(Timer(what="wipe", ref=one.ref, due=one.slot.end + timedelta(days=mind.rules.days)),),
        staff=(Tell(what="staff_doubtful", data={"ref": one.ref, "office": one.office}),),
    )


def _away(session: Session, one: Appointment, event: Heard) -> Turned:
    """No answer. A hold is not tried again unasked, as the citizen waits; what was promised is, until it is decided."""
    if event.last:
        return _hopeless(session, one)
    if one.told:
        return Turned(session=session, replies=())
    told = one.model_copy(update={"told": True})
    diary = session.diary.without_draft_of(one).put(told)
    timer = Timer(what="hold_ended", ref=one.ref, due=event.at + timedelta(seconds=HOLD))
    return Turned(
        session=with_diary(session, diary),
        replies=(Ticket(appointment=told, what="away"),),
        timers=(timer,) if one.status == "holding" else (),
    )


def _hopeless(session: Session, one: Appointment) -> Turned:
    """Tried to the end: it is called off, so that nothing stands there that nobody knows of."""
    staff = Tell(what="staff_hopeless", data={"ref": one.ref, "office": one.office, "act": one.status})
    closed = with_diary(session, session.diary.without(one.ref))
    errands = () if one.status == "freeing" else (errand_for(one, "free"),)
    return Turned(session=closed, replies=(Ticket(appointment=one, what="ended"),), errands=errands, staff=(staff,))


def marked(mind: Mind, session: Session, one: Appointment | None, event: Marked) -> Turned:
    """What the window noted; what nobody has to hear is not said."""
    match event.what, one:
        case "closed" | "cancelled", Appointment():
            left = lost(mind, session, one, event.at, event.what)
            return left.model_copy(update={"errands": (errand_for(one, "free"),), "fresh": True})
        case "missed", Appointment():
            missed = (*session.diary.missed, one.slot.start.date())[-mind.rules.missed :]
            diary = session.diary.without(one.ref).model_copy(update={"missed": missed})
            return Turned(
                session=with_diary(session, diary), replies=(Ticket(appointment=one, what="missed"),), fresh=True
            )
        case "found", Appointment(status="doubtful", only_held=True):
            receipt = Receipt(ref=one.ref, state="held", slot=one.slot)
            return _held(session, one.model_copy(update={"only_held": False}), receipt, event.at)
        case "found", Appointment(status="doubtful"):
            return confirmed(mind, session, one, event.at)
        case "not_found", Appointment(status="doubtful"):
            return lost(mind, session, one, event.at, "not_found")
        case _:
            return Turned(session=session, replies=())


def ended(session: Session, one: Appointment | None) -> Turned:
    """A hold that nobody confirmed is given back."""
    if one is None or one.status not in BROKEN_OFF:
        return Turned(session=session, replies=())
    draft = session.diary.draft
    left = drafted(session, draft if draft and draft.slot != one.slot else None)
    left = left.model_copy(update={"diary": left.diary.without(one.ref)})
    errand = errand_for(one, "free")
    return Turned(session=left, replies=(Ticket(appointment=one, what="ended"),), errands=(errand,))
