"""What an end state comes to for these answers: materials, deadlines, fees, doors and clauses, still without words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from bot.engine.machine import Answers
from bot.flow import expression, prose
from bot.flow.handbook import Handbook
from bot.flow.ledger import Record
from bot.flow.model import Answer, Confidence, End, FeeUse, Flow, LimitUse, MaterialUse, Note, Step
from bot.flow.shelf import Material, Office
from bot.workdays import Deadline, WorkCalendar

Use = TypeVar("Use", Step, MaterialUse, LimitUse, FeeUse, Note)
"""A line of an end state, which may be there only for some answers."""

_COUNTED = ("steps", "count")
"""Units of limits that are no time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A material on the list."""

    id: str
    material: Material
    note: str | None
    ticked: bool


@dataclass(frozen=True, slots=True)
class Promised:
    """A time limit and, where it can be computed, its last day."""

    use: LimitUse
    record: Record
    deadline: Deadline | None
    passed: bool = False
    """True when that day is over; only possible where it counts from a day the citizen told."""
    near: bool = False
    """True when that day is today or tomorrow, and counts from a day the citizen told."""


@dataclass(frozen=True, slots=True)
class Charged:
    """A fee and the record behind it."""

    use: FeeUse
    record: Record


@dataclass(frozen=True, slots=True)
class Former:
    """The part of a life event that must be done before this one begins."""

    title: str
    day: date | None
    """Its last day; None where that can't be told."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that is shown of an end state."""

    flow: Flow
    end: End
    steps: tuple[tuple[Step, tuple[Office, ...]], ...]
    materials: tuple[Wanted, ...]
    limits: tuple[Promised, ...]
    fees: tuple[Charged, ...]
    offices: tuple[tuple[str, Office], ...]
    notes: tuple[str, ...]
    records: tuple[Record, ...]
    """Every ledger record behind it, each once."""
    confidence: Confidence
    former: Former | None = None

    @property
    def dated(self) -> bool:
        """Whether a limit, other than what is done at once, has a last day."""
        return any(one.deadline and one.record.value for one in self.limits)

    @property
    def over(self) -> Promised | None:
        """The last limit whose day is over and of which it is known what can still be done; that is told first.

        A wait that is over is none: that is what was waited for.
        """
        gone = (one for one in reversed(self.limits) if one.passed and one.use.missed and one.record.operator != ">=")
        return next(gone, None)

    @property
    def near(self) -> Promised | None:
        """The last limit of which today or tomorrow is the last day, counted from a day the citizen told."""
        return next((one for one in reversed(self.limits) if one.near and one.record.operator != ">="), None)

    @property
    def undated(self) -> bool:
        """Whether a limit that is a time has no last day."""
        return any(one.deadline is None and one.record.unit not in _COUNTED for one in self.limits)


@dataclass(frozen=True, slots=True)
class Resolver:
    """Turns end states into outcomes for one handbook."""

    handbook: Handbook
    calendar: WorkCalendar

    def resolve(  # noqa: PLR0913 - all that an outcome depends on
        self,
        flow: Flow,
        end: End,
        answers: Answers,
        ticked: Iterable[str],
        at: datetime,
        former: Former | None = None,
    ) -> Outcome:
        """The outcome of this end for these answers, with deadlines counted from `at` or the last day of the former."""
        book, done = self.handbook, frozenset(ticked)
        uses, steps = self._holding(end.materials, answers), self._holding(end.steps, answers)
        materials = tuple(Wanted(use.use, book.materials[use.use], use.note, use.use in done) for use in uses)
        limits = tuple(self._limits(self._holding(end.limits, answers), answers, self._start(at, former), at.date()))
        fees = tuple(Charged(use, book.records[use.fact]) for use in self._holding(end.fees, answers))
        notes = tuple(note.say for note in self._holding(end.notes, answers))
        figures = [*(one.record.id for one in limits), *(one.use.fact for one in fees)]
        figures += [one.material.fact for one in materials]
        texts = (end.say, *(step.do for step in steps), *notes)
        records = self._records(figures, texts, (*end.basis, *flow.later))
        return Outcome(
            flow=flow,
            end=end,
            steps=tuple((step, tuple(book.offices[name] for name in step.where)) for step in steps),
            materials=materials,
            limits=limits,
            fees=fees,
            offices=tuple((name, book.offices[name]) for name in end.offices),
            notes=notes,
            records=records,
            confidence=_lowest((end.confidence, *(record.confidence for record in records))),
            former=former,
        )

    def _holding(self, uses: Iterable[Use], answers: Answers) -> tuple[Use, ...]:
        """Those of the end's lines that hold for these answers."""
        figures = self.handbook.figures
        return tuple(use for use in uses if use.when is None or expression.compile(use.when).holds(answers, figures))

    def _records(self, figures: Iterable[str], texts: Iterable[str], basis: Iterable[str]) -> tuple[Record, ...]:
        """The ledger records behind an outcome, each once: of its figures, named in its texts, and its basis."""
        book = self.handbook.records
        named = (name for text in texts for name in prose.names(text) if name in book)
        return tuple(book[name] for name in dict.fromkeys((*figures, *named, *basis)))

    def _start(self, at: datetime, former: Former | None) -> datetime | None:
        """When it can be applied for; None if nobody can tell."""
        if former is None:
            return at
        closing = self.handbook.calendar.closes_at
        return max(at, datetime.combine(former.day, closing, at.tzinfo)) if former.day else None

    def _limits(
        self, uses: Iterable[LimitUse], answers: Answers, start: datetime | None, today: date
    ) -> Iterator[Promised]:
        ends: dict[str, Deadline | None] = {}
        for use in uses:
            record = self.handbook.records[use.fact]
            before = ends.get(use.after or "") or _told(answers.get(use.since or ""))
            ends[use.fact] = end = self._deadline(use, record, before, start)
            left = (end.day - today).days if end else None
            near = bool(use.since) and left in {0, 1}
            yield Promised(use, record, end, passed=left is not None and left < 0, near=near)

    def _deadline(
        self, use: LimitUse, record: Record, before: Deadline | date | None, start: datetime | None
    ) -> Deadline | None:
        if use.starts or record.value is None:
            return None
        match before:
            case Deadline():
                return self.calendar.deadline_after(before, record.value, record.unit)
            case date():
                return self.calendar.deadline_since(before, record.value, record.unit)
            case None if use.after or use.since:
                return None
        return self.calendar.deadline(start, record.value, record.unit) if start else None


def _told(answer: Answer | None) -> date | None:
    return date.fromisoformat(answer) if isinstance(answer, str) else None


_RANK: Mapping[Confidence, int] = {"low": 0, "medium": 1, "high": 2}


def _lowest(levels: Iterable[Confidence]) -> Confidence:
    return min(levels, key=_RANK.__getitem__)
