"""An appointment that is lost, or that the office moved: what is said, and what is offered instead."""

from datetime import datetime

from bot.booking.base import Gone, Receipt, Slot
from bot.engine.diary import Appointment, Draft
from bot.engine.event import Heard
from bot.engine.mind import Mind, show
from bot.engine.reminding import reminded, timers
from bot.engine.reply import Tell, Ticket, Timer, Turned
from bot.engine.seeking import DRAFTED, again, with_diary
from bot.engine.session import Session


def lost(mind: Mind, session: Session, one: Appointment, at: datetime, why: str) -> Turned:
    """The slot is another's, or nobody's: the next ones are offered, and nothing has to be typed again."""
    draft = Draft(
        flow=one.flow, stage="next", office=one.office, slot=one.slot, name=one.person.name,
        phone=one.person.phone, agreed=True, replaces=one.replaces,
        entry=one.entry, changes=one.changes,
    )  # fmt: skip
    if one.status == "confirmed":
        draft = draft.model_copy(update=one.moved())
    start = one.slot.start
    clock = f"{start.hour}:{start.minute:02d}"
    told = Tell(
        what=f"slot_{why}",
        data={"ref": one.ref, "office": one.office, "day": start.date().isoformat(), "clock": clock},
    )
    other = session.diary.draft is not None and session.diary.draft.slot != one.slot
    left = with_diary(session, session.diary.without(one.ref))
    if other:  # who is making another appointment goes on with that one
        return Turned(session=left, replies=(told, show(mind, left)))
    timer = Timer(what="draft", ref=session.walk, due=at + DRAFTED)
    return again(mind, left, draft, at, told).model_copy(update={"timers": (timer,)})


def looked(mind: Mind, session: Session, one: Appointment, event: Heard) -> Turned:
    """What the office says of it before a reminder; one that does not answer is no reason not to remind."""
    if event.at >= one.slot.start:
        return Turned(session=session, replies=())
    match event.answer:
        case Gone():
            return lost(mind, session, one, event.at, "withdrawn").model_copy(update={"fresh": True})
        case Receipt(slot=slot) if slot.start != one.slot.start:
            return _moved(mind, session, one, slot, event.at)
        case _:
            return reminded(session, one, event.at)


def _moved(mind: Mind, session: Session, one: Appointment, slot: Slot, at: datetime) -> Turned:
    moved = one.model_copy(update={"slot": slot, "changes": one.changes + 1})
    return Turned(
        session=with_diary(session, session.diary.put(moved)),
        replies=(Ticket(appointment=moved, what="moved"),),
        timers=timers(mind, moved, at),
        fresh=True,
    )
