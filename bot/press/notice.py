"""Writes the one-time notice: an outcome in the house's words, ready for the press."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from bot.engine.outcome import Outcome, Promised
from bot.engine.session import Session
from bot.flow.ledger import Record
from bot.flow.model import Office
from bot.press.sheet import Act, Clause, Door, Fee, Given, LastDay, Later, Limit, Notice, Thing


class Say(Protocol):
    """Finds words: a macro of `messages_zh/sheet/words.j2`."""

    def __call__(self, name: str, *values: object) -> str:
        """The macro's words for these values, without markup."""
        ...


def notice(outcome: Outcome, session: Session, given: Iterable[tuple[str, str]], at: datetime, say: Say) -> Notice:
    """The notice of this outcome; `given` are flow and state of the answers that count."""
    reference = session.walk.upper()
    return Notice(
        matter=outcome.flow.title,
        title=outcome.end.end,
        say=say("prose", outcome.end.say),
        check=outcome.end.confidence != "high",
        department=outcome.flow.department,
        answers=tuple(_answers(session, given, say)),
        materials=tuple(_materials(outcome, say)),
        steps=tuple(Act(text=say("prose", step.do), places=say("places", where)) for step, where in outcome.steps),
        limits=tuple(_limits(outcome.limits, at, say)),
        fees=tuple(_fees(outcome, say)),
        notes=tuple(say("prose", note) for note in outcome.notes),
        later=tuple(_later(outcome.records, say)),
        doors=tuple(_door(office, say) for _, office in outcome.offices),
        windows=any(office.kind == "window" for _, office in outcome.offices),
        clauses=tuple(_clauses(outcome.records, say)),
        dates=tuple(_dates(outcome, reference, at, say)),
        made=at,
        made_words=say("made", at),
        reference=reference,
        hotline=say("hotline"),
    )


def _answers(session: Session, given: Iterable[tuple[str, str]], say: Say) -> Iterator[Given]:
    visits = {visit.flow: visit for visit in (*session.trail, session.visit) if visit}
    for flow, state in given:
        value = visits[flow].answers[state]
        yield Given(ask=say("question", flow, state), answer=say("answer", value, flow, state))


def _materials(outcome: Outcome, say: Say) -> Iterator[Thing]:
    for one in outcome.materials:
        notes = [say("prose", note) for note in (one.material.note, one.note) if note]
        yield Thing(
            name=say("name", one),
            form=say("form", one),
            where=say("prose", one.material.where),
            under=_lines(say("supply", one), *notes),
            ticked=one.ticked,
        )


def _limits(limits: tuple[Promised, ...], at: datetime, say: Say) -> Iterator[Limit]:
    for place, one in enumerate(limits, 1):
        dated = one.deadline is not None and not one.use.starts
        yield Limit(
            item=say("item", one),
            length=say("length", one),
            start=say("start", one, at) if dated and one.record.value else "",
            last=say("last", one) if dated else "",
            under=_lines(say("guess", one), say("starts", one), say("missed", one), *_remarks(one, limits[place:], say)),
            passed=one.passed,
        )


def _remarks(one: Promised, rest: tuple[Promised, ...], say: Say) -> Iterator[str]:
    """What the time does not cover and what to know about it; what a later limit says again is left to that one."""
    excludes, caution = one.record.excludes, one.record.caution
    if excludes and one.record.value != 0 and all(excludes != other.record.excludes for other in rest):
        yield say("prose", excludes)
    if caution and all(caution != other.record.caution for other in rest):
        yield say("prose", caution)


def _fees(outcome: Outcome, say: Say) -> Iterator[Fee]:
    for one in outcome.fees:
        notes = [say("prose", note) for note in (one.use.note, one.record.caution) if note]
        yield Fee(
            item=one.use.item,
            amount=say("amount", one),
            free=one.use.status in {"free", "abolished"},
            under=_lines(*notes),
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


def _dates(outcome: Outcome, reference: str, at: datetime, say: Say) -> Iterator[LastDay]:
    """The days worth an entry: those that are not over, and on which something is not done at once."""
    for place, one in enumerate(outcome.limits):
        if one.deadline is None or one.deadline.at_once or one.passed:
            continue
        again = sum(one.record.id == other.record.id for other in outcome.limits[:place])
        yield LastDay(
            id=f"{reference.lower()}.{one.record.id}{f'.{again}' if again else ''}",
            day=one.deadline.day,
            title=say("entry", outcome.flow, one),
            words=say("entry_words", one, at, reference),
        )


def _lines(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)
