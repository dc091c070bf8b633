"""Writes the sheets for a session that stands at an end, in the house's words."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot import tickets
from bot.engine.diary import Appointment
from bot.engine.mind import Mind, outcomes
from bot.engine.outcome import Outcome
from bot.engine.session import Session
from bot.flow.shelf import Office
from bot.message import Attachment, Kind
from bot.press.arrival import arrival
from bot.press.notice import Case, Say, captions, notice
from bot.press.picture import Timeline
from bot.press.sheet import Arrival, Link, Notice, Slip
from bot.press.timeline import timeline

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\\/:*?"<>|\s]+')


@dataclass(frozen=True, slots=True)
class Writer:
    """Finds what stands on a sheet."""

    mind: Mind
    say: Say

    def notice(self, session: Session, at: datetime) -> Notice:
        """The one-time notice."""
        return notice(self._case(session, at, at), self.say)

    def timeline(self, session: Session, at: datetime) -> Timeline | None:
        """The picture of the time limits; None when no limit has a last day."""
        return timeline(self._case(session, at, at), self.mind.resolver.calendar, self.say)

    def receipt(self, session: Session, one: Appointment, at: datetime) -> Notice | Slip:
        """The sheet of an appointment: the notice with a box at its head, or the box alone."""
        box = arrival(self.mind.handbook, one, tickets.left(self.mind, session, one.flow, at), self.say)
        whole = tickets.walked(self.mind, session, one.flow)
        if whole is None:
            return self._slip(box, at)
        case = self._case(whole, one.slot.start, at)
        # What lies on the shelf has no reference of its own.
        reference = case.reference if whole is session else one.ref
        return notice(replace(case, reference=reference, appointment=box), self.say)

    def link(self, office: Office) -> Link:
        """The page on which one books with this office."""
        return Link(url=tickets.page(office), office=office.name, caption=self.say("caption", "link", office.name))

    def answers(self, session: Session) -> tuple[tuple[str, str], ...]:
        """The questions with their answers, in words."""
        visits = {visit.flow: visit for visit in self.mind.walker.agenda.visits(session)}
        given = [(visits[flow].answers[name], flow, name) for flow, name in self.mind.walker.given(session)]
        return tuple((self.say("question", *one[1:]), self.say("answer", *one)) for one in given)

    def attachment(self, kind: Kind, sheet: Notice | Slip | Timeline | Link, instead: str) -> Attachment:
        """The sheet as it goes along with a message, and what is said where it can't be printed."""
        name = _NOT_IN_NAMES.sub("-", self.say("file", kind, *_about(sheet)))
        return Attachment(kind=kind, name=name, sheet=sheet.model_dump_json(), instead=instead)

    def _slip(self, box: Arrival, at: datetime) -> Slip:
        return Slip(
            appointment=box,
            made=at,
            made_words=self.say("made", at),
            hotline=self.say("hotline"),
            captions=captions(box.matter, self.say, expected=True),
        )

    def _case(self, session: Session, at: datetime, made: datetime) -> Case:
        main, *parts = (_seen(one, made.date()) for one in outcomes(self.mind, session, at))
        visits = {visit.flow: visit for visit in self.mind.walker.agenda.visits(session)}
        given = self.mind.walker.given(session)
        return Case(
            main=main,
            parts=tuple(parts) or (main,),
            reference=session.walk.upper(),
            given=tuple((visits[flow].answers[name], flow, name) for flow, name in given),
            at=at,
            made=made,
        )


def _seen(one: Outcome, today: date) -> Outcome:
    """The outcome as it is seen today: a last day before the appointment is not over yet."""
    limits = (replace(limit, passed=bool(limit.deadline and limit.deadline.day < today)) for limit in one.limits)
    return replace(one, limits=tuple(limits))


def _about(sheet: Notice | Slip | Timeline | Link) -> tuple[str, str]:
    """What the sheet is about, and its reference."""
    match sheet:
        case Link():
            return sheet.office, ""
        case Slip(appointment=box) | Notice(appointment=Arrival() as box):
            return box.matter, box.ref
        case _:
            return sheet.matter, sheet.reference
