"""A citizen for tests: taps and types, and looks closely at every turn."""

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from bot.config import ZONE
from bot.engine.event import Event, Tap
from bot.engine.mind import Mind, show
from bot.engine.reply import Tell, Turned
from bot.engine.session import Session, blank
from bot.engine.step import step
from bot.flow.model import UNSURE, Answer

MONDAY = datetime(2026, 9, 28, 10, tzinfo=ZONE)

_event = TypeAdapter(Event)


def event_of(kind: str, count: int, **fields: Any) -> Event:
    """The event with this number."""
    return _event.validate_python({"kind": kind, "id": f"e{count}", "at": MONDAY, **fields})


class Citizen:
    """One person in one chat; every turn is checked to be pure, storable and replayable."""

    def __init__(self, mind: Mind, owner: str = "tg.7.7") -> None:
        self.mind = mind
        self.session = blank(owner)
        self.turned = Turned(session=self.session, replies=())
        self.count = 0

    def does(self, kind: str, **fields: Any) -> Turned:
        """Let this happen."""
        return self.meets(event_of(kind, self.count, **fields))

    def meets(self, event: Event) -> Turned:
        """Think this turn twice, and store what comes of it."""
        self.count += 1
        before = self.session.model_dump_json()
        self.turned = step(self.mind, self.session, event)

        assert self.session.model_dump_json() == before, "the input was changed"
        assert step(self.mind, self.session, event) == self.turned, "the same input gave another output"
        kept = self.turned.session or blank(self.session.owner)
        stored = kept.model_dump_json(exclude_defaults=True)
        assert Session.model_validate_json(stored) == kept, "not the same after storing"
        assert_replays(self.mind, kept)

        self.session = kept
        return self.turned

    def taps(self, kind: str, **fields: Any) -> Turned:
        """Press a button of the card at hand."""
        return self.does(kind, tap=Tap(walk=self.session.walk, step=self.session.step), **fields)

    def opens(self, flow: str, **answers: Answer) -> Turned:
        """Open a procedure, half-filled if there are answers."""
        return self.does("started", flow=flow, answers=answers)

    def answers(self, *answers: Answer) -> Turned:
        """Answer one question after the other: by button where there is one, else by typing."""
        for answer in answers:
            asked = self.mind.walker.asked(self.session)
            if asked and (asked.choices or answer == UNSURE):
                self.taps("chosen", key=answer)
            else:
                self.says(str(answer))
        return self.turned

    def says(self, text: str) -> Turned:
        """Type something."""
        return self.does("said", text=text)

    def backs(self) -> Turned:
        """One step back."""
        return self.taps("went_back")

    @property
    def at(self) -> tuple[str | None, str | None]:
        """Procedure and state at hand."""
        visit = self.session.visit
        return visit.flow if visit else None, self.session.revising or self.session.state

    @property
    def stands(self) -> Session:
        """The session without what was only said last."""
        return self.session.model_copy(update={"card": None})

    @property
    def told(self) -> list[str]:
        """What the last turn said in passing."""
        return [reply.what for reply in self.turned.replies if isinstance(reply, Tell)]

    @property
    def given(self) -> dict[tuple[str, str], Answer]:
        """The answers that count."""
        visits = {visit.flow: visit for visit in (*self.session.trail, self.session.visit) if visit}
        return {pair: visits[pair[0]].answers[pair[1]] for pair in self.mind.walker.given(self.session)}


def assert_replays(mind: Mind, session: Session) -> None:
    """State and path are what the answers come to, however they were reached."""
    if session.visit is None:
        assert (session.state, session.path, session.revising) == (None, (), None)
        return
    if any(visit.digest != mind.handbook.digests.get(visit.flow) for visit in (*session.trail, session.visit)):
        return  # the flows changed meanwhile; the next event will follow them
    walked = mind.walker.machines[session.visit.flow].walk(session.visit.answers)
    assert (walked.state, walked.path) == (session.state, session.path)
    assert session.revising is None or session.revising in session.path
    if not session.revising:
        first, *later = (*session.trail, session.visit)
        fresh = session.model_copy(
            update={"visit": first, "trail": (), "ahead": tuple(later), "path": (), "state": None}
        )
        again, _ = mind.walker.arrived(fresh)
        assert (again.state, again.path, again.trail) == (session.state, session.path, session.trail)
        assert again.visit
        assert again.visit.answers == session.visit.answers
    if getattr(asked := show(mind, session), "kind", "") == "ask":
        assert 1 <= asked.number <= asked.total
