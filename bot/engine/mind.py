"""What a turn of thought needs to know, and what a session looks at: the question, the outcome or the menu."""

import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property, partial
from typing import cast

from bot.engine.courtesy import Courtesies
from bot.engine.joined import Joined, join
from bot.engine.machine import further, machines
from bot.engine.outcome import Former, Outcome, Resolver
from bot.engine.reply import Ask, Book, Finish, Offer, Reply
from bot.engine.route import Router, learn
from bot.engine.session import Session, Visit
from bot.engine.topic import Listener, listen
from bot.engine.walk import Walker
from bot.flow.handbook import Handbook
from bot.flow.model import End
from bot.workdays import WorkCalendar

_COMMANDS = (
    "back",
    "restart",
    "menu",
    "human",
    "help",
    "mine",
    "forget",
    "privacy",
    "change",
    "resume",
    "why",
    "notice",
    "timeline",
    "book",
    "remind",
    "quiet",
    "person",
    "business",
    "areas",
    "events",
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the house allows in appointments."""

    trial: bool = False
    """True where windows on trial are offered as well."""
    at_once: int = 3
    """Appointments one person can have at the same time."""
    missed: int = 3
    """Appointments missed within 90 days, after which one comes without."""
    days: int = 7
    """Days after an appointment when it is wiped."""


@dataclass(frozen=True)
class Mind:
    """All that a turn of thought needs to know; built once per handbook and shared by all sessions."""

    handbook: Handbook
    rules: Rules = Rules()

    @cached_property
    def walker(self) -> Walker:
        """Moves sessions."""
        return Walker(self.handbook, machines(self.handbook))

    @cached_property
    def resolver(self) -> Resolver:
        """Works out end states."""
        return Resolver(self.handbook, WorkCalendar(self.handbook.calendar))

    @cached_property
    def router(self) -> Router:
        """Finds procedures from words."""
        return learn(self.handbook.flows.values(), self.handbook.words)

    @cached_property
    def listener(self) -> Listener:
        """Hears what is asked about the procedure at hand."""
        return listen(self.handbook.words, (one.name for one in self.handbook.materials.values()), self.router)

    @cached_property
    def leaving(self) -> frozenset[str]:
        """What people say who give up."""
        return frozenset(map(plain, self.handbook.words.commands.get("leave", ())))

    @cached_property
    def courtesies(self) -> Courtesies:
        """Hears thanks and greetings."""
        return Courtesies(self.handbook.words.commands)

    @cached_property
    def further(self) -> Callable[[str, str, frozenset[str]], int]:
        """Counts the questions that may still come, from flow, state and what is known."""
        return cache(partial(further, self.handbook))

    @cached_property
    def commands(self) -> Mapping[str, str]:
        """Typed word to command."""
        words = self.handbook.words.commands
        return {plain(word): name for name in _COMMANDS for word in words.get(name, ())}


def show(mind: Mind, session: Session) -> Reply:
    """The appointment being made, the question or the outcome at hand, or the menu when there is none."""
    if session.diary.draft:
        return Book()
    if session.visit is None or session.state is None:
        return Offer(why="menu")
    if mind.walker.asked(session) is None:
        return Finish()
    given = mind.walker.given(session)
    state = session.revising or session.state
    if session.revising:
        given = given[: given.index((session.visit.flow, session.revising))]
    known = {name for _, name in given}.union(session.visit.carried)
    left = mind.further(session.visit.flow, state, frozenset(known)) + _coming(mind, session, frozenset(known))
    number = len(given) + 1
    return Ask(number=number, total=max(number, number - 1 + left))


def _coming(mind: Mind, session: Session, known: frozenset[str]) -> int:
    """The most questions of the life event's parts that have not begun."""
    coming = [
        (mind.handbook.flows[part.flow], known.union(part.answers)) for part in mind.walker.agenda.coming(session)
    ]
    return sum(mind.further(flow.id, flow.start, each) for flow, each in coming)


def outcome(mind: Mind, session: Session, at: datetime) -> Outcome | None:
    """The outcome at hand with its deadlines, if the session stands at an end; of a life event, the last part's."""
    if session.visit is None or session.revising or mind.walker.asked(session):
        return None
    return next(reversed(outcomes(mind, session, at)), None)


def outcomes(mind: Mind, session: Session, at: datetime) -> tuple[Outcome, ...]:
    """The outcomes of all procedures walked to an end, a life event's own one first.

    A part that follows another one is counted from the last day of that one, or not at all where it has none. Where
    that other one does not concern this person, there is nothing to wait for.
    """
    parts, ended = mind.walker.agenda.parts(session), mind.walker.agenda.ended(session)
    ticked = {material for visit in ended for material in visit.ticked}
    found: list[Outcome] = []
    former: dict[str, Former] = {}
    for visit, part in zip(ended, (None, *parts), strict=False):
        found.append(_outcome(mind, visit, ticked, at, former.get(part.after or "") if part else None))
        if part:
            former[part.flow] = Former(mind.handbook.flows[part.flow].title, _last_day(found[-1]))
    return tuple(found)


def joined(mind: Mind, session: Session, at: datetime) -> Joined | None:
    """The outcomes of a life event laid together, if the session stands at its end."""
    if not mind.walker.agenda.event(session) or session.revising or mind.walker.asked(session):
        return None
    event, *parts = outcomes(mind, session, at)
    return join(event, tuple(parts))


def _outcome(mind: Mind, visit: Visit, ticked: Collection[str], at: datetime, former: Former | None) -> Outcome:
    walked = mind.walker.machines[visit.flow].walk(visit.answers)
    flow = mind.handbook.flows[visit.flow]
    end = cast("End", flow.states[walked.state])
    answers = {name: visit.answers[name] for name in walked.path}
    return mind.resolver.resolve(flow, end, answers, ticked, at, former)


def _last_day(outcome: Outcome) -> date | None:
    return max((one.deadline.day for one in outcome.limits if one.deadline), default=None)


def plain(text: str) -> str:
    """The text without case, width, punctuation, signs, marks and spaces, for comparing commands."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] not in "PZSCM")
