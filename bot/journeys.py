"""Golden journeys: every outcome of every procedure as a conversation, and every way through as a line of a table."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path as Folder
from typing import Literal

from bot.config import ZONE
from bot.engine import tap
from bot.engine.event import Chosen, Event, Said, Started
from bot.engine.mind import Mind
from bot.engine.session import Session, blank
from bot.engine.step import step
from bot.errors import FlowsBroken, HouseError
from bot.flow.load import load
from bot.flow.model import Answer, Ask, Flow
from bot.flow.paths import Path, paths, samples
from bot.message import Button, Message, plain
from bot.phrases import Phrasebook
from bot.render import Renderer

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
    """The outcome's state id, with the choice it is told for when it is not the first, or `paths` for the table."""
    text: str

    @property
    def file(self) -> str:
        """Where it lies in the folder of golden files."""
        return f"{self.flow}/{self.name}.txt"


@dataclass(frozen=True, slots=True)
class Difference:
    """A golden file that is not as the flows make it."""

    what: Literal["missing", "changed", "left_over"]
    file: str
    """Relative to the folder of golden files."""
    diff: str = ""
    """What changed, as a unified diff."""


@dataclass(frozen=True, slots=True)
class _Turn:
    how: Literal["opened", "tapped", "said"]
    words: str
    text: str
    rows: tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class _Way:
    answers: Mapping[str, Answer]
    outcome: str
    onward: str
    """Where a jump led, as flow.state; empty when there was none."""


def journeys(home: Folder) -> Iterator[Journey]:
    """Yield, flow by flow, a conversation for each outcome and choice, and the table of all ways.

    A jump is followed to its end, with the first answer to each further question. Raises `FlowsBroken`.
    """
    loaded = load(home)
    if loaded.handbook is None or loaded.findings:
        msg = f"{home / 'flows'}: {len(loaded.findings)} findings; see `guide lint`"
        raise FlowsBroken(msg)
    mind = Mind(loaded.handbook)
    renderer, phrases = Renderer(home, mind), Phrasebook(home)
    for flow in loaded.handbook.flows.values():
        ways = tuple(paths(flow, loaded.handbook))
        for name, way in _telling(flow, ways):
            talk = _Talk(mind, renderer)
            talk.walk(flow, way)
            text = phrases.say("journey/transcript.j2", flow=flow, outcome=way.end, at=TODAY, turns=talk.turns)
            yield Journey(flow.id, name, plain(text) + "\n")
        table = phrases.say("journey/paths.j2", flow=flow, ways=[_way(mind, flow, way) for way in ways])
        yield Journey(flow.id, "paths", plain(table) + "\n")


def check(home: Folder, folder: Folder) -> list[Difference]:
    """Compare the golden files in the folder with the flows of this home; empty when all is as it was."""
    return _compared({journey.file: journey.text for journey in journeys(home)}, folder)


def update(home: Folder, folder: Folder) -> list[Difference]:
    """Make the golden files as the flows are now; gives back what differed before."""
    fresh = {journey.file: journey.text for journey in journeys(home)}
    found = _compared(fresh, folder)
    for one in found:
        path = folder / one.file
        if one.what == "left_over":
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(fresh[one.file], encoding="utf-8")
    return found


def _compared(fresh: Mapping[str, str], folder: Folder) -> list[Difference]:
    kept = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.glob("*/*.txt")}
    found = [Difference("missing", file) for file in fresh if file not in kept]
    found += [Difference("left_over", file) for file in kept if file not in fresh]
    found += [
        Difference("changed", file, _diff(file, kept[file], text))
        for file, text in fresh.items()
        if kept.get(file, text) != text
    ]
    return sorted(found, key=lambda one: one.file)


def _diff(file: str, old: str, new: str) -> str:
    return "\n".join(difflib.unified_diff(old.splitlines(), new.splitlines(), file, file, lineterm=""))


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


@dataclass
class _Talk:
    """One conversation with the real engine: choices are tapped, the rest is typed."""

    mind: Mind
    renderer: Renderer
    session: Session = field(default_factory=lambda: blank(_OWNER))
    turns: list[_Turn] = field(default_factory=list)

    def walk(self, flow: Flow, way: Path) -> None:
        """Open the procedure, answer as the path does, and go on to an end."""
        message = self._turn("opened", flow.title, Started(id="0", at=TODAY, flow=flow.id))
        while not message.end:
            if len(self.turns) > _MOST or message.state is None:
                msg = f"{flow.id}: {dict(way.answers)} comes to no end"
                raise HouseError(msg)
            message = self._answer(message, way.answers.get(message.state) if message.flow == flow.id else None)

    def _answer(self, shown: Message, answer: Answer | None) -> Message:
        flow, state = self.mind.handbook.flows[shown.flow or ""], shown.state or ""
        if answer is None:
            answer = samples(flow, self.mind.handbook.figures)[state][0]
        for button in (button for row in shown.rows for button in row if button.id):
            event = tap.decode(button.id or "", id=str(len(self.turns)), at=TODAY)
            if isinstance(event, Chosen) and event.key == answer:
                return self._turn("tapped", button.label, event)
        said = str(answer)
        return self._turn("said", said, Said(id=str(len(self.turns)), at=TODAY, text=said))

    def _turn(self, how: Literal["opened", "tapped", "said"], words: str, event: Event) -> Message:
        turned = step(self.mind, self.session, event)
        self.session = turned.session or self.session
        message = self.renderer.message(turned, event, _OWNER)
        self.turns.append(_Turn(how, words, plain(message.text), message.rows))
        return message
