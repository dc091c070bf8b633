"""Writes the sheets for a session that stands at an end, in the house's words."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.engine.mind import Mind, outcomes
from bot.engine.session import Session
from bot.message import Attachment
from bot.press.notice import Case, Say, notice
from bot.press.sheet import Notice, Timeline
from bot.press.timeline import timeline

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\\/:*?"<>|\s]+')


@dataclass(frozen=True, slots=True)
class Writer:
    """Finds what stands on a sheet."""

    mind: Mind
    say: Say

    def notice(self, session: Session, at: datetime) -> Notice:
        """The one-time notice."""
        return notice(self._case(session, at), self.say)

    def timeline(self, session: Session, at: datetime) -> Timeline | None:
        """The picture of the time limits; None when no limit has a last day."""
        return timeline(self._case(session, at), self.mind.resolver.calendar, self.say)

    def attachment(self, kind: Literal["notice", "timeline"], sheet: Notice | Timeline, instead: str) -> Attachment:
        """The sheet as it goes along with a message, and what is said where it can't be printed."""
        name = _NOT_IN_NAMES.sub("-", self.say("file", kind, sheet.matter, sheet.reference))
        return Attachment(kind=kind, name=name, sheet=sheet.model_dump_json(), instead=instead)

    def _case(self, session: Session, at: datetime) -> Case:
        main, *parts = outcomes(self.mind, session, at)
        visits = {visit.flow: visit for visit in self.mind.walker.agenda.visits(session)}
        given = self.mind.walker.given(session)
        return Case(
            main=main,
            parts=tuple(parts) or (main,),
            reference=session.walk.upper(),
            given=tuple((visits[flow].answers[name], flow, name) for flow, name in given),
            at=at,
        )
