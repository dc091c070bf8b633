"""One conversation with the real engine and the real words, kept turn by turn."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.engine import tap
from bot.engine.event import Event, Said, Started
from bot.engine.mind import Mind
from bot.engine.session import Session, blank
from bot.engine.step import step
from bot.flow import roads
from bot.flow.model import Answer
from bot.flow.sources import Path
from bot.message import Button, Message, plain
from bot.render import Renderer

_OWNER = "journey"

How = Literal["opened", "tapped", "said"]
"""What the citizen did."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the citizen did, and the card that came of it."""

    how: How
    words: str
    """A procedure's title, a button's label, or what was typed."""
    text: str
    rows: tuple[tuple[Button, ...], ...]
    toast: str


@dataclass
class Talk:
    """A conversation that begins with somebody unknown; all of it happens at one time."""

    mind: Mind
    renderer: Renderer
    at: datetime
    session: Session = field(default_factory=lambda: blank(_OWNER))
    turns: list[Spoken] = field(default_factory=list)
    passed: set[tuple[str, Path]] = field(default_factory=set)
    """Flow, and what of it was walked over."""

    def open(self, flow: str | None, answers: dict[str, Answer]) -> Message:
        """Open a procedure, or the house when none is named."""
        known = self.mind.handbook.flows.get(flow or "")
        words = known.title if known else flow or ""
        return self._turn("opened", words, Started(id=self._id, at=self.at, flow=flow, answers=answers))

    def press(self, button: Button) -> Message:
        """Press a button that is shown."""
        return self._turn("tapped", button.label, tap.decode(button.id or "", id=self._id, at=self.at))

    def tap(self, what: str) -> Message:
        """Press what stands for `what`, such as `c.small`, now, whether or not it is shown."""
        event = tap.decode(f"{self.session.walk or 0}.{self.session.step}.{what}", id=self._id, at=self.at)
        shown = (button for turn in reversed(self.turns) for row in turn.rows for button in row)
        labels = (button.label for button in shown if (button.id or "").split(".", 2)[-1] == what)
        return self._turn("tapped", next(labels, what), event)

    def say(self, text: str) -> Message:
        """Type something."""
        return self._turn("said", text, Said(id=self._id, at=self.at, text=text))

    def _turn(self, how: How, words: str, event: Event) -> Message:
        """Let this happen, and keep what comes of it."""
        turned = step(self.mind, self.session, event)
        self.session = turned.session or blank(_OWNER)
        message = self.renderer.message(turned, event, _OWNER)
        self.turns.append(Spoken(how, words, plain(message.text), message.rows, message.toast or ""))
        self._passes()
        return message

    @property
    def _id(self) -> str:
        return str(len(self.turns))

    def _passes(self) -> None:
        visits = (*self.session.trail, *([self.session.visit] if self.session.visit else []))
        for visit in visits:
            walked = self.mind.walker.machines[visit.flow].walk(visit.answers)
            flow = self.mind.handbook.flows[visit.flow]
            given = {name: visit.answers[name] for name in walked.path}
            found = roads.walked(flow, (*walked.path, walked.state), given, self.mind.handbook.figures)
            self.passed.update((visit.flow, path) for path in found)
