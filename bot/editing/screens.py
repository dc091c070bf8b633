"""What citizens read, before and after a change: every screen of every way, compared line by line."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path as Folder
from typing import NamedTuple

from bot.flow.handbook import Handbook
from bot.flow.model import Answer, Flow
from bot.flow.paths import Path, explore, paths
from bot.message import Message, plain
from bot.preview import Preview


class Spot(NamedTuple):
    """One screen: the state, and what was answered before."""

    flow: str
    state: str
    becomes: str
    """The state the same answers lead to afterwards."""
    answers: tuple[tuple[str, Answer], ...]


@dataclass(frozen=True)
class Told:
    """Lines that read differently, with every screen on which they do."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class House:
    """A home as it was read."""

    home: Folder
    book: Handbook


def compare(old: House, new: House) -> tuple[Told, ...]:
    """The changes, equal ones together, the most frequent first; both must hold the same flows, without findings."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], dict[Spot, None]] = {}
    views = Preview(old.home, old.book), Preview(new.home, new.book)
    for name, flow in old.book.flows.items():
        seen: set[Spot] = set()
        for before, after in _pairs(flow, new.book.flows[name], old.book, new.book):
            for spot, *lines in _compared(views, (flow, new.book.flows[name]), (before, after), seen):
                for change in _lines(*lines):
                    found.setdefault(change, {})[spot] = None
    told = (Told(*change, tuple(spots)) for change, spots in found.items())
    return tuple(sorted(told, key=lambda one: -len(one.spots)))


def _pairs(flow: Flow, later: Flow, old: Handbook, new: Handbook) -> Iterator[tuple[Path, Path]]:
    """The same answers given before and after; at a threshold that moved they lead elsewhere."""
    before, after = _ways(paths(flow, old)), _ways(paths(later, new))
    for answers in dict.fromkeys((*before, *after)):
        was = before.get(answers) or _walked(flow, old, dict(answers))
        becomes = after.get(answers) or _walked(later, new, dict(answers))
        if was and becomes:
            yield was, becomes


def _ways(walked: Iterable[Path]) -> Mapping[tuple[tuple[str, Answer], ...], Path]:
    return {tuple(way.answers.items()): way for way in walked}


def _walked(flow: Flow, book: Handbook, answers: Mapping[str, Answer]) -> Path | None:
    return next((way for way in explore(flow, book.figures, answers) if isinstance(way, Path)), None)


def _compared(
    views: tuple[Preview, Preview], flows: tuple[Flow, Flow], ways: tuple[Path, Path], seen: set[Spot]
) -> Iterator[tuple[Spot, str, str]]:
    for length, states in enumerate(zip(ways[0].states, ways[1].states, strict=False)):
        spot = Spot(flows[0].id, *states, tuple(ways[0].answers.items())[:length])
        if spot in seen:
            continue
        seen.add(spot)
        before = _text(views[0].screen(flows[0], ways[0], length))
        after = _text(views[1].screen(flows[1], ways[1], length))
        if states[0] != states[1]:  # another screen altogether: where they part will do
            yield spot, *_parting(before, after)
            return
        if before != after:
            yield spot, before, after


def _parting(before: str, after: str) -> tuple[str, str]:
    lines = zip(before.split("\n"), after.split("\n"), strict=False)
    return next((pair for pair in lines if pair[0] != pair[1]), (before, after))


def _text(message: Message) -> str:
    return "\n".join((plain(message.text), *(button.label for row in message.rows for button in row)))


def _lines(before: str, after: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The stretches that differ."""
    old, new = before.split("\n"), after.split("\n")
    for kind, *ends in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield tuple(old[ends[0] : ends[1]]), tuple(new[ends[2] : ends[3]])
