"""Writes the one-time notice: an outcome in the house's words, ready for the press."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.engine.joined import join
from bot.engine.outcome import Outcome, Promised, Wanted
from bot.flow.ledger import Record
from bot.flow.model import Answer
from bot.flow.shelf import Office
from bot.press.sheet import (
    Act,
    Arrival,
    Captions,
    Clause,
    Door,
    Fee,
    Given,
    LastDay,
    Later,
    Limit,
    Notice,
    Remark,
    Thing,
)

Answered = tuple[Answer, str, str]
"""An answer with the flow and the state of its question."""


class Say(Protocol):
    """Finds words: a macro of `messages_zh/sheet/words.j2`."""

    def __call__(self, name: str, *values: object) -> str:
        """The macro's words for these values, without markup."""
        ...


@dataclass(frozen=True, slots=True)
class Case:
    """What a sheet is written about."""

    main: Outcome
    """The procedure's outcome, or a life event's own."""
    parts: tuple[Outcome, ...]
    """The procedures of a life event, or the one outcome alone."""
    reference: str
    given: tuple[Answered, ...]
    at: datetime
    """When it is applied for, as far as one can tell."""
    made: datetime
    appointment: Arrival | None = None

    @property
    def event(self) -> bool:
        """Whether it is a life event."""
        return self.parts != (self.main,)

    def matter(self, part: Outcome) -> str:
        """The name of the part, where there are several."""
        return part.flow.title if self.event else ""


def notice(case: Case, say: Say) -> Notice:
    """The notice in these words."""
    laid, main = join(case.main, case.parts), case.main
    return Notice(
        matter=main.flow.title,
        title=main.end.end,
        over=say("over", main),
        say=say("prose", main.end.say),
        check=any(one.end.confidence != "high" for one in (main, *case.parts)),
        department=main.flow.department,
        answers=tuple(Given(ask=say("question", *one[1:]), answer=say("answer", *one)) for one in case.given),
        materials=tuple(_material(case, one, parts, say) for one, parts in laid.materials),
        steps=tuple(_steps(case, say)),
        limits=tuple(limit for part in case.parts for limit in _limits(case, part, say)),
        fees=tuple(fee for part in case.parts for fee in _fees(case, part, say)),
        notes=tuple(_notes(case, say)),
        later=tuple(_later(_records(case), say)),
        doors=tuple(_door(office, say) for _, office in laid.offices),
        windows=any(office.kind == "window" for _, office in laid.offices),
        clauses=tuple(_clauses(_records(case), say)),
        dates=tuple(_dates(case, say)),
        made=case.made,
        made_words=say("made", case.made),
        reference=case.reference,
        hotline=say("hotline"),
        captions=captions(main.flow.title, say, expected=case.appointment is not None),
        appointment=case.appointment,
    )


def captions(matter: str, say: Say, *, expected: bool) -> Captions:
    """What stands beside the files of a notice, or of an appointment's sheet."""
    return Captions(
        **{kind: say("caption", f"visit_{kind}" if expected else kind, matter) for kind in Captions.model_fields}
    )


def start(case: Case, part: Outcome, one: Promised, say: Say) -> str:
    """From when the limit counts; a part of a life event may begin when another is done."""
    return say("start", one, case.at, part.former)


def _material(case: Case, one: Wanted, parts: tuple[Outcome, ...], say: Say) -> Thing:
    notes = [say("prose", note) for note in (one.material.note, one.note) if note]
    return Thing(
        name=say("name", one),
        form=say("form", one),
        where=say("prose", one.material.where),
        matters=say("joined", list(dict.fromkeys(part.flow.title for part in parts))) if case.event else "",
        under=_lines(say("supply", one), *notes),
        ticked=one.ticked,
    )


def _steps(case: Case, say: Say) -> Iterator[Act]:
    for part in case.parts:
        for step, where in part.steps:
            yield Act(matter=case.matter(part), text=say("prose", step.do), places=say("places", where))


def _notes(case: Case, say: Say) -> Iterator[Remark]:
    for one in (case.main, *case.parts) if case.event else case.parts:
        matter = "" if one is case.main else case.matter(one)
        for note in one.notes:
            yield Remark(matter=matter, text=say("prose", note))


def _records(case: Case) -> tuple[Record, ...]:
    return tuple({record.id: record for one in (case.main, *case.parts) for record in one.records}.values())


def _limits(case: Case, part: Outcome, say: Say) -> Iterator[Limit]:
    for place, one in enumerate(part.limits, 1):
        yield Limit(
            matter=case.matter(part),
            item=say("item", one),
            length=say("length", one),
            start=start(case, part, one, say) if one.deadline and one.record.value else "",
            last=say("last", one) if one.deadline else "",
            under=_lines(
                *(say(name, one) for name in ("guess", "closed", "starts", "missed")),
                *_remarks(one, part.limits[place:], say),
            ),
            passed=one.passed,
        )


def _remarks(one: Promised, rest: tuple[Promised, ...], say: Say) -> Iterator[str]:
    """What the time does not cover and what to know about it; what a later limit says again is left to that one."""
    excludes, caution = one.record.excludes, one.record.caution
    if excludes and one.record.value != 0 and all(excludes != other.record.excludes for other in rest):
        yield say("prose", excludes)
    if caution and all(caution != other.record.caution for other in rest):
        yield say("prose", caution)


def _fees(case: Case, part: Outcome, say: Say) -> Iterator[Fee]:
    for one in part.fees:
        notes = [say("prose", note) for note in (one.use.note, one.record.caution) if note]
        yield Fee(
            matter=case.matter(part),
            item=one.use.item,
            amount=say("amount", one),
            free=one.use.status in {"free", "abolished"},
            under=tuple(notes),
        )


def _later(records: Iterable[Record], say: Say) -> Iterator[Later]:
    """Each word of later law once, with all that the county's plan says about its matter."""
    county: dict[str, list[str]] = {}
    first: dict[str, Record] = {}
    for record in records:
        if record.later:
            first.setdefault(record.later.text, record)
            county.setdefault(record.later.text, []).append(record.text)
    for text, record in first.items():
        yield Later(county=say("joined", county[text]), law=say("prose", text), source=say("source", record.later))


def _door(office: Office, say: Say) -> Door:
    return Door(
        kind=say("door", office),
        name=say("door_name", office),
        phone=office.phone or "",
        url=str(office.url or ""),
        use=say("prose", office.use),
    )


def _clauses(records: Iterable[Record], say: Say) -> Iterator[Clause]:
    """Each clause once, with all that rests on it."""
    facts: dict[tuple[str, str], list[str]] = {}
    for record in records:
        facts.setdefault((say("clause", record), record.owner), []).append(record.short or record.text)
    for (source, owner), texts in facts.items():
        yield Clause(source=source, owner=owner, text=say("joined", texts))


def _dates(case: Case, say: Say) -> Iterator[LastDay]:
    """The days worth an entry: those that are not over, and on which something is not done at once."""
    counts: Counter[str] = Counter()
    box = case.appointment
    named = box.entry if box and case.reference == box.ref else case.reference
    for part in case.parts:
        for one in part.limits:
            if one.deadline is None or one.deadline.at_once or one.passed:
                continue
            counts[one.record.id] += 1
            again = f".{counts[one.record.id]}" if counts[one.record.id] > 1 else ""
            yield LastDay(
                id=f"{named.lower()}.{one.record.id}{again}",
                day=one.deadline.day,
                title=say("entry", part.flow, one),
                words=say("entry_words", one, start(case, part, one, say), case.reference),
            )


def _lines(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)
