"""Why a walk stands where it stands: answers, the condition that led here, the records behind, and where all is written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.edition import Edition
from bot.engine.mind import outcomes
from bot.engine.session import Session
from bot.flow import expression
from bot.flow.ledger import Record
from bot.flow.model import UNSURE, Answer, Ask, Flow
from bot.flow.sources import Sources
from bot.message import Message, plain
from bot.staff.shelfmark import Shelfmarks, where

_RECORDS = (25, 12, 5)
"""Answers, and ledger records, on one card: as many as it holds; a life event has more."""
_TEXT = 4096
"""Characters of a message (Bot API: sendMessage)."""


@dataclass(frozen=True, slots=True)
class Passed:
    """The last step: which question was left, by which way."""

    state: str
    when: str | None
    """The condition that held; None where the answer alone decides."""
    where: str


@dataclass(frozen=True, slots=True)
class Behind:
    """A ledger record behind what is shown."""

    record: Record
    where: str


class Reasons:
    """Tells why; the words are the staff's."""

    def __init__(self, say: Callable[..., str], marks: Shelfmarks) -> None:
        self._say = say
        self._marks = marks

    async def told(self, edition: Edition, session: Session, at: datetime) -> Message:
        """The card for this walk."""
        sources = await self._marks.sources(edition)
        walker, visit = edition.mind.walker, session.visit
        flow, state = walker.flow(session), session.revising or session.state
        if visit is None or flow is None or state is None:
            return Message(text=self._say("staff/walk_nothing_at_hand.j2"), place="new")
        records = tuple(_records(edition, session, at))
        given = [(name, step, _answer(session, name, step)) for name, step in walker.given(session)]
        for most in _RECORDS:
            text = edition.renderer.say(
                "staff/why.j2",
                flow=flow, state=state, where=where(sources, ("flow", flow.id), ("states", state)),
                template=edition.renderer.template(session),
                given=given[-most:], before=max(0, len(given) - most),
                passed=_passed(edition, session, flow, sources),
                behind=[Behind(one, where(sources, ("record", one.id), ())) for one in records[:most]],
                more=max(0, len(records) - most),
            )  # fmt: skip
            if len(plain(text)) <= _TEXT:
                break
        return Message(text=text, place="new")


def _answer(session: Session, flow: str, state: str) -> Answer:
    visits = [*session.trail, *([session.visit] if session.visit else [])]
    return next(visit.answers[state] for visit in reversed(visits) if visit.flow == flow and state in visit.answers)


def _passed(edition: Edition, session: Session, flow: Flow, sources: Sources) -> Passed | None:
    """Which way of the last question led here."""
    if not session.path or session.visit is None or session.revising:
        return None
    name = session.path[-1]
    ask, answers = flow.states[name], session.visit.answers
    if not isinstance(ask, Ask):
        return None
    thing, path = ("flow", flow.id), ("states", name, "go")
    if ask.number and answers.get(name) == UNSURE:
        return Passed(name, None, where(sources, thing, ("states", name, "number", "unsure")))
    if isinstance(ask.go, dict):
        return Passed(name, None, where(sources, thing, (*path, str(answers.get(name)))))
    if isinstance(ask.go, str):
        return Passed(name, None, where(sources, thing, path))
    figures = edition.mind.handbook.figures
    for number, way in enumerate(ask.go):
        if way.when is None or expression.compile(way.when).holds(answers, figures):
            return Passed(name, way.when, where(sources, thing, (*path, number)))
    return None


def _records(edition: Edition, session: Session, at: datetime) -> Iterator[Record]:
    """The records behind the figures of the screen at hand."""
    asked = edition.mind.walker.asked(session)
    if asked is None:
        found = {record.id: record for one in outcomes(edition.mind, session, at) for record in one.records}
        yield from found.values()
        return
    ways = asked.go if isinstance(asked.go, tuple) else ()
    names = dict.fromkeys(name for way in ways if way.when for name in expression.compile(way.when).facts)
    yield from (edition.mind.handbook.records[name] for name in names)
