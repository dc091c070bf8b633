"""Golden conversations: compared with what the flows say today, and what of the flows they walk over."""

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from pathlib import Path as Folder
from typing import Literal

from bot.flow.model import Ask, End, Flow, Jump, State
from bot.flow.roads import roads
from bot.flow.sources import Path as Place
from bot.saved import read
from bot.stage import Journey, Stage


@dataclass(frozen=True, slots=True)
class Difference:
    """A golden file that is not as the flows make it."""

    what: Literal["missing", "changed", "left_over", "broken"]
    """Broken is a saved one that can't be read."""
    file: str
    """Relative to the folder of golden files."""
    diff: str = ""
    """What changed, as a unified diff; or what is wrong."""

    @property
    def flow(self) -> str:
        """The procedure it is of."""
        return self.file.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Missed:
    """A state or a way on over which no golden conversation walks."""

    line: int
    column: int
    state: str
    way: str
    """The choice, `unsure`, or the state a typed answer or a condition leads to; empty for the state itself."""
    words: str
    """What is asked or told there; empty where it leads to another procedure."""


@dataclass(frozen=True, slots=True)
class Covered:
    """How much of a flow the golden conversations walk over, those of other flows that lead into it included."""

    flow: str
    title: str
    file: str
    line: int
    """Of the flow's name."""
    column: int
    recorded: int
    """Its own conversations; the table of its ways is none."""
    roads: int
    """What there is to walk over: states and ways on."""
    missed: tuple[Missed, ...]
    """Down the file."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of comparing."""

    differences: tuple[Difference, ...]
    """By file."""
    agreed: tuple[str, ...]
    """Files that are as the flows make them."""
    covered: tuple[Covered, ...]
    """All flows, in their order."""


Progress = Callable[[int, int], None]
"""Told which procedure of how many is being walked."""


def _silent(_number: int, _of: int) -> None:
    """Tell nobody."""


def check(home: Folder, folder: Folder, tell: Progress = _silent) -> Checked:
    """Compare the golden files in the folder with the flows of this home, and see what they walk over."""
    told = _told(Stage(home), folder, tell)
    return told.checked(journey for journey in told.journeys if journey.file in told.kept)


def update(home: Folder, folder: Folder, tell: Progress = _silent) -> Checked:
    """Make the golden files as the flows are now; gives back what differed before.

    What was done in saved conversations stays as it was written; one that can't be read is left alone.
    """
    told = _told(Stage(home), folder, tell)
    checked = told.checked(told.journeys)
    fresh = {journey.file: journey.text for journey in told.journeys}
    for one in checked.differences:
        path = folder / one.file
        if one.what == "left_over":
            path.unlink()
        elif one.what != "broken":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(fresh[one.file], encoding="utf-8")
    return checked


@dataclass(frozen=True, slots=True)
class _Told:
    """All conversations as they go now, and the files there are."""

    stage: Stage
    journeys: tuple[Journey, ...]
    broken: tuple[Difference, ...]
    kept: Mapping[str, str]
    """Golden files; without those of conversations that can't be read."""

    def checked(self, walked: Iterable[Journey]) -> Checked:
        """What differs and what agrees, and what these conversations leave out."""
        fresh = {journey.file: journey.text for journey in self.journeys}
        found = sorted([*_compared(fresh, self.kept), *self.broken], key=lambda one: one.file)
        agreed = (file for file, text in fresh.items() if self.kept.get(file) == text)
        return Checked(tuple(found), tuple(agreed), tuple(_covered(self.stage, tuple(walked))))


def _told(stage: Stage, folder: Folder, tell: Progress) -> _Told:
    kept = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.glob("*/*.txt")}
    told: list[Journey] = []
    broken: list[Difference] = []
    for number, flow in enumerate(stage.book.flows.values(), 1):
        tell(number, len(stage.book.flows))
        told += stage.journeys(flow)
    for path in sorted(folder.glob("*/saved-*.yaml")):
        file = path.relative_to(folder).as_posix()
        try:
            told.append(stage.again(path.stem, read(file, path.read_bytes())))
        except ValueError as error:
            broken.append(Difference("broken", file, f"{path}:{error}"))
            kept.pop(file.removesuffix(".yaml") + ".txt", None)
    return _Told(stage, tuple(told), tuple(broken), kept)


def _covered(stage: Stage, walked: tuple[Journey, ...]) -> Iterator[Covered]:
    passed = {road for journey in walked for road in journey.passed}
    recorded = Counter(journey.flow for journey in walked if journey.passed)
    for name, flow in stage.book.flows.items():
        file = stage.sources.things["flow", name][0]
        missed = tuple(_missed(flow, passed, partial(stage.sources.at, file)))
        count = sum(1 for _ in roads(flow))
        yield Covered(name, flow.title, file, *stage.sources.at(file, ("id",)), recorded[name], count, missed)


def _missed(
    flow: Flow, passed: AbstractSet[tuple[str, Place]], at: Callable[[Place], tuple[int, int]]
) -> Iterator[Missed]:
    for road in roads(flow):
        if (flow.id, road.path) not in passed:
            yield Missed(*at(road.path), road.state, road.way, _words(flow.states[road.state]))


def _words(state: State) -> str:
    match state:
        case Ask(ask=words) | End(end=words):
            return words
        case Jump():
            return ""


def _compared(fresh: Mapping[str, str], kept: Mapping[str, str]) -> list[Difference]:
    found = [Difference("missing", file) for file in fresh if file not in kept]
    found += [Difference("left_over", file) for file in kept if file not in fresh]
    found += [
        Difference("changed", file, _diff(file, kept[file], text))
        for file, text in fresh.items()
        if kept.get(file, text) != text
    ]
    return found


def _diff(file: str, old: str, new: str) -> str:
    return "\n".join(difflib.unified_diff(old.splitlines(), new.splitlines(), file, file, lineterm=""))
