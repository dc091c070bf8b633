"""What can be said about the procedure at hand before its outcome is known: over all outcomes still to be reached."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from bot.engine.agenda import asked_by
from bot.engine.machine import fits
from bot.engine.mind import Mind, outcomes
from bot.engine.outcome import Former, Outcome
from bot.engine.reply import Topic
from bot.engine.session import Session
from bot.flow.model import Answer, Ask, End, Flow, Jump, Part
from bot.flow.paths import Path, explore

MOST = 4
"""Cases told apart; more is no answer any more."""
_JUMPS = 3
"""Procedures behind one another that are looked into."""

Known = Mapping[str, Answer]
_State = tuple[str, str]
"""Flow and state."""


@dataclass(frozen=True, slots=True)
class Case:
    """One answer, and when it holds."""

    labels: tuple[str, ...]
    """Choices of one question, or titles of outcomes; empty when it always holds."""
    outcome: Outcome | None
    """An outcome that tells it; None when later questions decide."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """What can be said of one procedure."""

    flow: Flow
    by: Literal["always", "choice", "outcome"]
    """What the cases' labels are."""
    cases: tuple[Case, ...]
    """At most `MOST`."""
    asked: Ask | None = None
    """The question whose choices the labels are, when it is not the one at hand."""
    more: bool = False
    """Whether there are other cases besides."""
    roughly: bool = False
    """Whether only a line holds on every way, and the details beneath it differ."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One way on: what would be answered, and what comes of it."""

    answers: Mapping[_State, Answer]
    outcome: Outcome


def chapters(mind: Mind, session: Session, topic: Topic, at: datetime) -> tuple[Chapter, ...]:
    """What can be said about this topic: of a life event by its parts, else of the procedure at hand alone."""
    agenda, visit, asked = mind.walker.agenda, session.visit, mind.walker.asked(session)
    event = agenda.event(session)
    done = zip(agenda.ended(session), outcomes(mind, session, at), strict=True)
    told = [outcome for ended, outcome in done if not (asked and ended is visit)]
    sure = [_always(outcome) for outcome in told if outcome.flow is not event]
    if asked is None or visit is None:
        return tuple(sure or map(_always, told))
    view = _View(mind, session, topic, at)
    parts = agenda.parts(session)
    if visit.flow != getattr(event, "id", None):
        known = {name: answer for name, answer in visit.answers.items() if name != session.revising}
        sure.append(view.chapter(mind.handbook.flows[visit.flow], known, parts[len(told) - 1] if event else None))
    for part in parts[len(told) :]:
        flow = mind.handbook.flows[part.flow]
        sure.append(view.chapter(flow, {**asked_by(flow, agenda.shared(session)), **part.answers}, part))
    return tuple(sure)


def _always(outcome: Outcome) -> Chapter:
    return Chapter(outcome.flow, "always", (Case((), outcome),))


@dataclass(frozen=True, slots=True)
class _View:
    """The outlook from where a session stands, on one topic."""

    mind: Mind
    session: Session
    topic: Topic
    at: datetime

    def chapter(self, flow: Flow, known: Known, part: Part | None) -> Chapter:
        """What can be said of this procedure; a life event's part that waits for another one gets no dates."""
        former = Former(self.mind.handbook.flows[part.after].title, None) if part and part.after else None
        ways = tuple(self._ways(flow, known, self.mind.walker.agenda.shared(self.session), former, _JUMPS))
        if not ways:
            return Chapter(flow, "outcome", ())
        if len({_said(self.topic, way.outcome) for way in ways}) == 1:
            roughly = len({_detailed(self.topic, way.outcome) for way in ways}) > 1
            return Chapter(flow, "always", (Case((), ways[0].outcome),), roughly=roughly)
        told = [self._told(flow, ways, question) for question in (*self._questions(ways), None)]
        return max(told, key=lambda each: each[0])[1]

    def _ways(self, flow: Flow, known: Known, shared: Known, former: Former | None, jumps: int) -> Iterator[_Way]:
        """Every way from here to an outcome, through at most so many jumps."""
        book = self.mind.handbook
        asks = {name: state for name, state in flow.states.items() if isinstance(state, Ask)}
        known = {name: answer for name, answer in known.items() if name in asks and fits(asks[name], answer)}
        for path in explore(flow, book.figures, known):
            if not isinstance(path, Path):
                continue
            state = flow.states[path.end]
            new = {(flow.id, name): answer for name, answer in path.answers.items() if name not in known}
            if isinstance(state, End):
                # A day that was only tried out must not be counted from.
                given = {name: answer for name, answer in path.answers.items() if name in known or not asks[name].day}
                ticked = self.session.visit.ticked if self.session.visit else ()
                yield _Way(new, self.mind.resolver.resolve(flow, state, given, ticked, self.at, former))
            elif jumps and isinstance(state, Jump) and state.jump in book.flows:
                pool = {**shared, **asked_by(flow, path.answers)}
                target = book.flows[state.jump]
                for way in self._ways(target, {**asked_by(target, pool), **state.answers}, pool, former, jumps - 1):
                    yield _Way({**new, **way.answers}, way.outcome)

    def _questions(self, ways: Iterable[_Way]) -> list[_State]:
        """The questions by buttons that are asked on every way, the one at hand first."""
        asked = [{pair: None for pair in way.answers if self._ask(pair).choices} for way in ways]
        return [pair for pair in asked[0] if all(pair in other for other in asked)]

    def _ask(self, pair: _State) -> Ask:
        return cast("Ask", self.mind.handbook.flows[pair[0]].states[pair[1]])

    def _told(self, flow: Flow, ways: Iterable[_Way], question: _State | None) -> tuple[float, Chapter]:
        """The cases by this question's choices, or by outcome, and which share of the ways they tell."""
        groups: dict[str, list[_Way]] = {}
        for way in ways:
            label = self._ask(question).choices[str(way.answers[question])].label if question else way.outcome.end.end
            groups.setdefault(label, []).append(way)
        merged: dict[Hashable, tuple[list[str], list[_Way]]] = {}
        for label, some in groups.items():
            said = {_said(self.topic, way.outcome) for way in some}
            labels, together = merged.setdefault(said.pop() if len(said) == 1 else None, ([], []))
            labels.append(label)
            together += some
        ranked = sorted(merged.items(), key=lambda each: 2 if each[0] == () else int(each[0] is None))
        cases = [Case(tuple(labels), some[0].outcome if said is not None else None) for said, (labels, some) in ranked]
        share = sum(len(some) for said, (_, some) in ranked[:MOST] if said is not None) / sum(map(len, groups.values()))
        later = self._ask(question) if question and question != self._here else None
        by: Literal["choice", "outcome"] = "choice" if question else "outcome"
        return share, Chapter(flow, by, tuple(cases[:MOST]), later, more=len(cases) > MOST)

    @property
    def _here(self) -> _State:
        visit = self.session.visit
        return visit.flow if visit else "", self.session.revising or self.session.state or ""


def _said(topic: Topic, one: Outcome) -> Hashable:
    """What a line says of it; two outcomes of which the same is said are one case."""
    match topic:
        case "cost":
            return tuple((fee.use.item, fee.use.status) for fee in one.fees)
        case "time":
            return tuple((each.use.item, each.record.id, each.use.starts, each.deadline) for each in one.limits)
        case "bring":
            return tuple(each.id for each in one.materials)
        case "where":
            return tuple(name for name, _ in one.offices)
        case "how":
            return one.steps[0][0].do if one.steps else one.end.say


def _detailed(topic: Topic, one: Outcome) -> Hashable:
    """All that is said of it when there is room."""
    match topic:
        case "cost":
            return tuple((fee.use.note, fee.record.id) for fee in one.fees)
        case "time":
            return tuple(each.use.missed for each in one.limits)
        case "bring":
            return tuple(each.note for each in one.materials)
        case "where":
            return one.flow.department
        case "how":
            return one.end.say, tuple((step.do, step.where) for step, _ in one.steps)
