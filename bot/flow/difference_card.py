"""What a citizen is told at the end of a way, as lines that can be laid beside those of another version.

Read without trust: a version that has findings is compared as well, and a name it does not know stands for itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.flow import expression
from bot.flow.expression import ExpressionError
from bot.flow.handbook import Handbook
from bot.flow.ledger import Record
from bot.flow.model import Answer, End, FeeUse, Flow, LimitUse, MaterialUse, Note, Part, Step

Answers = Mapping[str, Answer]
_Use = Step | MaterialUse | LimitUse | FeeUse | Note | Part


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is told."""

    kind: Literal["part", "limit", "fee", "material", "office", "step", "note"]
    key: str
    """What makes it the same thing in another version: an id, a fee's item, a sentence."""
    name: str
    """What it is called."""
    value: float | None = None
    """A limit's length, or how many of a material."""
    unit: str = "none"
    operator: str | None = None
    average: bool = False
    status: str = ""
    """A fee's status, a material's form, an office's number or address."""
    day: date | None = None
    """The limit's last day, where it was asked for."""


@dataclass(frozen=True, slots=True)
class Card:
    """Where a way ends, and what is told there."""

    kind: Literal["end", "jump", "nowhere", "unfit"]
    """unfit: an answer that this version does not take."""
    name: str
    """An end's title, the procedure jumped to, or the question that goes nowhere."""
    lines: tuple[Line, ...] = ()
    title: str = field(default="", compare=False)
    """The name for people where it is an id."""


Teller = Callable[[Handbook, Flow, End, Answers], tuple[Line, ...]]
"""Gives the lines of an end for these answers."""


def plainly(book: Handbook, flow: Flow, end: End, answers: Answers) -> tuple[Line, ...]:
    """The lines of an end for these answers, without any dates."""
    return tuple(_lines(book, flow, end, answers))


def _lines(book: Handbook, flow: Flow, end: End, answers: Answers) -> Iterator[Line]:
    for part in flow.parts:
        if _holds(part, answers, book):
            yield Line("part", part.flow, book.flows[part.flow].title if part.flow in book.flows else part.flow)
    for limit in end.limits:
        if _holds(limit, answers, book):
            yield _limit(limit, book.records.get(limit.fact))
    for fee in end.fees:
        if _holds(fee, answers, book):
            yield Line("fee", fee.item, fee.item, status=fee.status)
    for use in end.materials:
        if _holds(use, answers, book):
            yield _material(use.use, book)
    yield from (_office(name, book) for name in end.offices)
    yield from (Line("step", step.do, step.do) for step in end.steps if _holds(step, answers, book))
    yield from (Line("note", note.say, note.say) for note in end.notes if _holds(note, answers, book))


def _holds(use: _Use, answers: Answers, book: Handbook) -> bool:
    """Whether it is told for these answers; what can't be judged is not."""
    try:
        return use.when is None or expression.compile(use.when).holds(answers, book.figures)
    except ExpressionError:
        return False


def _limit(use: LimitUse, record: Record | None) -> Line:
    if record is None:
        return Line("limit", use.fact, use.item or use.fact)
    name = use.item or record.short or record.text
    return Line("limit", use.fact, name, record.value, record.unit, record.operator, record.average)


def _material(name: str, book: Handbook) -> Line:
    material = book.materials.get(name)
    if material is None:
        return Line("material", name, name)
    return Line("material", name, material.name, material.count, status=material.form)


def _office(name: str, book: Handbook) -> Line:
    office = book.offices.get(name)
    return Line(
        "office", name, office.name if office else name, status=str(office.phone or office.url or "") if office else ""
    )


@dataclass(frozen=True, slots=True)
class Delta:
    """What is told otherwise of two cards."""

    lost: tuple[Line, ...] = ()
    gained: tuple[Line, ...] = ()
    changed: tuple[tuple[Line, Line], ...] = ()
    """The same thing, told otherwise."""


def delta(old: Card, new: Card, sayings: Iterable[str]) -> Delta:
    """Compare what two cards tell.

    Of steps and notes only those in `sayings` count: a sentence that is in one version alone was written, changed or
    deleted, which is told once where it stands and not again for every way that leads past it.
    """
    said = frozenset(sayings)
    before, after = (
        {(one.kind, one.key): one for one in card.lines if one.kind not in {"step", "note"} or one.key in said}
        for card in (old, new)
    )
    return Delta(
        tuple(one for key, one in before.items() if key not in after),
        tuple(one for key, one in after.items() if key not in before),
        tuple((before[key], one) for key, one in after.items() if key in before and before[key] != one),
    )
