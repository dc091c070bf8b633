"""Writes the box at the head of an appointment's sheet: when somebody is expected, where, and with what."""

from bot.config import ZONE
from bot.engine.diary import Appointment
from bot.engine.outcome import Wanted
from bot.engine.person import masked
from bot.flow.handbook import Handbook
from bot.press.notice import Say
from bot.press.sheet import Arrival


def arrival(book: Handbook, one: Appointment, left: tuple[Wanted, ...], say: Say) -> Arrival:
    """The box in these words; `left` are the materials that are not ticked off."""
    office, flow = book.offices.get(one.office), book.flows.get(one.flow)
    matter = flow.title if flow else one.flow
    slot = one.slot.model_copy(update={"start": one.slot.start.astimezone(ZONE), "end": one.slot.end.astimezone(ZONE)})
    advice = (say("report"), say("way", office), say("off"))
    return Arrival(
        ref=one.ref,
        entry=one.entry or one.ref,
        changes=one.changes,
        day=say("day_of", slot),
        clock=say("clock_of", slot),
        office=say("door_name", office),
        matter=matter,
        name=masked(one.person)[0],
        trial=say("untried", office),
        lacking=say("lacking", left),
        missing=tuple(say("name", each) for each in left),
        advice=tuple(line for line in advice if line),
        start=slot.start,
        end=slot.end,
        title=say("visit", office, matter),
        words=say("visit_words", one.ref, office, slot, left),
    )
