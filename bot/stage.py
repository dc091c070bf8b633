"""Where conversations are told: each outcome of a procedure as one, all its ways as a table, and saved ones again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path as Folder

from bot.config import ZONE
from bot.engine.event import Started
from bot.engine.mind import Mind
from bot.engine.session import blank
from bot.engine.step import step
from bot.errors import FlowsBroken, HouseError
from bot.flow.load import load
from bot.flow.model import Answer, Ask, Flow
from bot.flow.paths import Path, paths, samples
from bot.flow.sources import Path as Place
from bot.message import Message, plain
from bot.phrases import Phrasebook
from bot.render import Renderer
from bot.saved import Saved, play
from bot.talk import Talk

TODAY = datetime(2026, 9, 28, 10, tzinfo=ZONE)
"""A Monday morning before a long holiday: working days and calendar days part at once."""

_OWNER = "journey"
_MOST = 40
"""Questions of one conversation; more is a circle."""


@dataclass(frozen=True, slots=True)
class Journey:
    """One golden file."""

    flow: str
    name: str
    """The outcome's state id, with the choice it is told for when it is not the first, `paths` for the table, or `saved-` and its name."""
    text: str
    passed: frozenset[tuple[str, Place]] = frozenset()
    """Flow, and what of it was walked over."""

    @property
    def file(self) -> str:
        """Where it lies in the folder of golden files."""
        return f"{self.flow}/{self.name}.txt"


@dataclass(frozen=True, slots=True)
class _Way:
    answers: Mapping[str, Answer]
    outcome: str
    onward: str
    """Where a jump led, as flow.state; empty when there was none."""


class Stage:
    """Where conversations are told: one home's flows and words. Raises `FlowsBroken`."""

    def __init__(self, home: Folder) -> None:
        loaded = load(home)
        if loaded.handbook is None or loaded.findings:
            msg = f"{home / 'flows'}: {len(loaded.findings)} findings; see `guide lint`"
            raise FlowsBroken(msg)
        self.book, self.sources = loaded.handbook, loaded.sources
        self.mind = Mind(self.book)
        self.renderer = Renderer(home, self.mind)
        self._phrases = Phrasebook(home)

    def journeys(self, flow: Flow) -> Iterator[Journey]:
        """Yield a conversation for each outcome and choice of a procedure, and the table of all its ways.

        A jump is followed to its end, with the first answer to each further question.
        """
        ways = tuple(paths(flow, self.book))
        for name, way in _telling(flow, ways):
            talk = Talk(self.mind, self.renderer, TODAY)
            self._walk(talk, flow, way)
            text = self._transcript(talk, flow.title, way.end)
            yield Journey(flow.id, name, text, frozenset(talk.passed))
        table = self._phrases.say("journey/paths.j2", flow=flow, ways=[_way(self.mind, flow, way) for way in ways])
        yield Journey(flow.id, "paths", plain(table) + "\n")

    def again(self, name: str, saved: Saved) -> Journey:
        """A saved conversation as it goes now; the name is that of its file, without the ending."""
        talk = play(saved, self.mind, self.renderer)
        flow = self.book.flows.get(saved.flow)
        text = self._transcript(talk, flow.title if flow else saved.flow, talk.session.state or "")
        return Journey(saved.flow, name, text, frozenset(talk.passed))

    def _transcript(self, talk: Talk, title: str, outcome: str) -> str:
        words = {"title": title, "outcome": outcome, "at": talk.at, "turns": talk.turns}
        return plain(self._phrases.say("journey/transcript.j2", **words)) + "\n"

    def _walk(self, talk: Talk, flow: Flow, way: Path) -> None:
        """Open the procedure, answer as the path does, and go on to an end."""
        message = talk.open(flow.id, {})
        while not message.end:
            if len(talk.turns) > _MOST or message.state is None:
                msg = f"{flow.id}: {dict(way.answers)} comes to no end"
                raise HouseError(msg)
            message = self._answer(talk, message, way.answers.get(message.state) if message.flow == flow.id else None)

    def _answer(self, talk: Talk, shown: Message, answer: Answer | None) -> Message:
        """Choices are tapped, the rest is typed."""
        flow, state = self.book.flows[shown.flow or ""], shown.state or ""
        if answer is None:
            answer = samples(flow, self.book.figures)[state][0]
        button = next((one for row in shown.rows for one in row if (one.id or "").endswith(f".c.{answer}")), None)
        return talk.press(button) if button else talk.say(str(answer))


def _telling(flow: Flow, ways: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Name the ways worth telling: the first to each outcome, and the first with each choice not yet told."""
    told: set[tuple[str, Answer]] = set()
    ends: set[str] = set()
    for way in ways:
        new = [(name, answer) for name, answer in way.answers.items() if answer in _choices(flow, name)]
        new = [pair for pair in new if pair not in told]
        if way.end not in ends:
            yield way.end, way
        elif new:
            yield "-".join((way.end, *map(str, new[-1]))), way
        ends.add(way.end)
        told.update(new)


def _choices(flow: Flow, name: str) -> tuple[Answer, ...]:
    state = flow.states[name]
    return tuple(state.choices) if isinstance(state, Ask) else ()


def _way(mind: Mind, flow: Flow, way: Path) -> _Way:
    opened = Started(id=flow.id, at=TODAY, flow=flow.id, answers=dict(way.answers))
    session = step(mind, blank(_OWNER), opened).session
    onward = f"{session.visit.flow}.{session.state}" if session and session.visit and way.kind == "jump" else ""
    return _Way(way.answers, way.end, onward)
