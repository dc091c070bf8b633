"""Every screen of a path, rendered ahead: what lint looks at before a citizen does."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path as Folder

from bot.config import ZONE
from bot.engine.event import Resumed
from bot.engine.mind import Mind, show
from bot.engine.reply import Reply, Tell, Turned
from bot.engine.session import Session, Visit, walk_of
from bot.errors import WordsBroken
from bot.flow.handbook import Handbook
from bot.flow.model import Flow, Jump
from bot.flow.paths import Path, samples
from bot.message import Message, plain
from bot.render import Renderer

TEXT = 4096
"""Characters of a message (Bot API: sendMessage)."""
NOON = datetime(2026, 9, 28, 12, tzinfo=ZONE)
"""A time before a long holiday, when dates are longest."""

_OWNER = "preview"
_FIRST, _LAST = 0, -1
"""Which answer is given to each question of a life event's parts."""


class Preview:
    """Renders paths of one handbook; each screen once."""

    def __init__(self, home: Folder, handbook: Handbook) -> None:
        self._mind = Mind(handbook)
        self._renderer = Renderer(home, self._mind, rehearsal=True)
        self._samples = cache(lambda name: samples(handbook.flows[name], handbook.figures))
        self._seen: set[tuple[str, str, tuple[object, ...]]] = set()

    def __call__(self, _handbook: Handbook, flow: Flow, path: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Yield a finding's rule and data for every screen on this path that can't be sent."""
        for length in range(len(path.states)):
            key = (flow.id, path.states[length], tuple(path.answers.values())[:length])
            if key in self._seen:
                continue
            self._seen.add(key)
            try:
                yield from _faults(self.screen(flow, path, length), path.states[length])
                if flow.parts and path.states[length] == path.end:
                    yield from _faults(self.whole(flow, path, _LAST), path.end)
            except WordsBroken as error:
                yield _trouble(error, path.states[length])

    def screen(self, flow: Flow, path: Path, length: int) -> Message:
        """The message at the path's state of this number, from 0; at a life event's end, of all its parts."""
        if flow.parts and path.states[length] == path.end:
            return self.whole(flow, path, _FIRST)
        session = self._session(flow, path, length)
        reply = show(self._mind, session)
        if session.state and isinstance(flow.states[session.state], Jump):
            reply = Tell(what="jumped", data={"flow": flow.id, "state": session.state})
        return self._message(session, reply)

    def whole(self, flow: Flow, path: Path, pick: int) -> Message:
        """The message at a life event's end when every question of its parts is given the answer of this place."""
        walker = self._mind.walker
        session, _ = walker.arrived(self._session(flow, path, len(path.states)))
        while session.visit and session.state and walker.asked(session):
            session, _ = walker.answered(session, self._samples(session.visit.flow)[session.state][pick])
        return self._message(session, show(self._mind, session))

    def _session(self, flow: Flow, path: Path, length: int) -> Session:
        answers = {name: path.answers[name] for name in path.states[:length] if name in path.answers}
        visit = Visit(flow=flow.id, digest=self._mind.handbook.digests[flow.id], answers=answers)
        walked = self._mind.walker.machines[flow.id].walk(answers)
        walk = walk_of(_OWNER, flow.id)
        return Session(owner=_OWNER, walk=walk, visit=visit, state=walked.state, path=walked.path)

    def _message(self, session: Session, reply: Reply) -> Message:
        return self._renderer.message(Turned(session=session, replies=(reply,)), Resumed(id="preview", at=NOON), _OWNER)


def _faults(message: Message, state: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    if len(plain(message.text)) > TEXT:
        yield "message_too_long", {"state": state, "length": str(len(plain(message.text)))}


def _trouble(error: WordsBroken, state: str) -> tuple[str, Mapping[str, str]]:
    if error.missing:
        return "missing_template", {"state": state, "template": error.missing}
    return "template_fails", {"state": state, "error": str(error)}
