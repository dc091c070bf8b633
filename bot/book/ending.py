"""Writes an outcome as the sheets would for every citizen who gets there, and lays what they say side by side."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from bot.book.cases import Case, rules
from bot.book.volume import Bring, Do, Ending, Heed, Line, Pay, Wait, place
from bot.book.wording import Wording
from bot.engine.mind import Mind
from bot.engine.outcome import Outcome
from bot.flow import expression
from bot.flow.model import Answer, End
from bot.flow.paths import Path
from bot.press.notice import Case as Matter
from bot.press.notice import notice
from bot.press.sheet import Notice

Row = TypeVar("Row", bound=Line)

_SHELVES = ("steps", "materials", "limits", "fees", "notes")


@dataclass(frozen=True, slots=True)
class _Variant:
    """What one citizen is told."""

    outcome: Outcome
    notice: Notice
    waits: tuple[Wait, ...]
    pays: tuple[Pay, ...]
    brings: tuple[Bring, ...]
    steps: tuple[Do, ...]
    heeds: tuple[Heed, ...]


@dataclass(frozen=True)
class Teller:
    """Writes outcomes of one procedure."""

    mind: Mind
    wording: Wording
    at: datetime
    dated: bool
    """Whether last days are told, counted from `at`."""

    def ending(self, name: str, number: int, ways: Iterable[Path]) -> Ending:
        """The outcome `name`, which these ways reach, with all it may say and for whom."""
        end = self.wording.flow.states[name]
        assert isinstance(end, End)  # noqa: S101 - paths lead to outcomes
        names = self._decisive(end)
        cases = {tuple(way.answers.get(each) for each in names): way.answers for way in ways}
        told = [self._variant(end, answers) for answers in cases.values()]
        known = [dict(zip(names, values, strict=True)) for values in cases]
        first = told[0].notice
        return Ending(
            to=place(self.wording.flow.id, name),
            number=number,
            title=first.title,
            say=first.say,
            check=first.check,
            waits=tuple(self._held([one.waits for one in told], known, _matter)),
            pays=tuple(self._held([one.pays for one in told], known)),
            brings=tuple(self._held([one.brings for one in told], known)),
            steps=tuple(self._held(_numbered([one.steps for one in told]), known)),
            heeds=tuple(self._held([one.heeds for one in told], known)),
            laters=self._sheet(_joined([one.outcome for one in told])).later,
            doors=first.doors,
            windows=first.windows,
        )

    def _decisive(self, end: End) -> tuple[str, ...]:
        """The questions on whose answers a line of this outcome depends, in the order of the file."""
        lines = (line for shelf in _SHELVES for line in getattr(end, shelf) if line.when)
        looked = {name for line in lines for name in expression.compile(line.when).names}
        return tuple(name for name in self.wording.asks if name in looked)

    def _variant(self, end: End, answers: Mapping[str, Answer]) -> _Variant:
        """What is told to whoever answers so; a day that was only tried out must not be counted from."""
        given = {name: answer for name, answer in answers.items() if not self.wording.asks[name].day}
        one = self.mind.resolver.resolve(self.wording.flow, end, given, (), self.at)
        one = one if self.dated else _undated(one)
        say, sheet = self.wording.words.sheet, self._sheet(one)
        book = self.mind.handbook.records
        wanted = {each.id: book[each.material.fact] for each in one.materials}
        return _Variant(
            outcome=one,
            notice=sheet,
            waits=tuple(self._waits(one, sheet)),
            pays=tuple(
                Pay(when="", clause=say("clause", fee.record), one=each)
                for fee, each in zip(one.fees, sheet.fees, strict=True)
            ),
            brings=tuple(
                Bring(when="", clause=say("clause", record), one=each)
                for record, each in zip(wanted.values(), sheet.materials, strict=True)
            ),
            steps=tuple(Do(when="", clause="", number="", one=each) for each in sheet.steps),
            heeds=tuple(Heed(when="", clause="", one=each) for each in sheet.notes),
        )

    def _sheet(self, one: Outcome) -> Notice:
        matter = Matter(main=one, parts=(one,), reference="", given=(), at=self.at, made=self.at)
        return notice(matter, self.wording.words.sheet)

    def _waits(self, one: Outcome, sheet: Notice) -> Iterator[Wait]:
        words, numbers = self.wording.words, self.wording.numbers
        items = {limit.record.id: words.sheet("item", limit) for limit in one.limits}
        for limit, each in zip(one.limits, sheet.limits, strict=True):
            counts = words.book("counts", limit, items.get(limit.use.after or ""), numbers.get(limit.use.since or ""))
            start = each.model_copy(update={"start": each.start or counts})
            yield Wait(when="", clause=words.sheet("clause", limit.record), one=start)

    def _held(
        self, told: Sequence[Sequence[Row]], cases: Sequence[Case], key: Callable[[Row], Hashable] = lambda one: one
    ) -> Iterator[Row]:
        """Every line once, with the answers for which it is there."""
        names = tuple(name for name in self.wording.asks if name in cases[0])
        for line, held in _laid(told, key):
            yield line.model_copy(update={"when": self.wording.when(rules(cases, held, names))})


def _undated(one: Outcome) -> Outcome:
    return replace(one, limits=tuple(replace(limit, deadline=None, passed=False) for limit in one.limits))


def _joined(told: Sequence[Outcome]) -> Outcome:
    """The first outcome with the records behind all of them: later law is told for all answers at once."""
    records = {record.id: record for one in told for record in one.records}
    return replace(told[0], records=tuple(records.values()))


def _matter(wait: Wait) -> Hashable:
    """The limit itself; what to know about it is told with the last of several, so not always with the same."""
    return wait.model_copy(update={"one": wait.one.model_copy(update={"under": ()})})


def _numbered(told: Sequence[Sequence[Do]]) -> list[list[Do]]:
    """Steps with their number, or from the least to the most where it depends on the answers."""
    places: dict[Any, set[int]] = {}
    for steps in told:
        for number, step in enumerate(steps, 1):
            places.setdefault(step, set()).add(number)
    numbers = {step: "–".join(map(str, sorted({min(found), max(found)}))) for step, found in places.items()}
    return [[step.model_copy(update={"number": numbers[step]}) for step in steps] for steps in told]


def _laid(told: Sequence[Sequence[Row]], key: Callable[[Row], Hashable]) -> list[tuple[Row, set[int]]]:
    """The lines of several lists in one order that fits them all, each with the lists it is in; of equals the fullest."""
    order: list[Hashable] = []
    found: dict[Hashable, tuple[Row, set[int]]] = {}
    for index, lines in enumerate(told):
        keys = [key(line) for line in lines]
        for place_, (name, line) in enumerate(zip(keys, lines, strict=True)):
            if name not in found:
                known = (order.index(other) for other in keys[place_:] if other in found)
                order.insert(next(known, len(order)), name)
            before, held = found.get(name, (line, set[int]()))
            found[name] = max(before, line, key=lambda one: len(one.model_dump_json())), {*held, index}
    return [found[name] for name in order]
