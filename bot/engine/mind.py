"""What a turn of thought needs to know, and what a session looks at: the question, the outcome or the menu."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property, partial

from bot.engine.machine import further, machines
from bot.engine.outcome import Outcome, Resolver
from bot.engine.reply import Ask, Finish, Offer, Reply
from bot.engine.route import Router, learn
from bot.engine.session import Session
from bot.engine.walk import Walker
from bot.flow.handbook import Handbook
from bot.flow.model import End
from bot.workdays import WorkCalendar

_COMMANDS = ("back", "restart", "menu", "human", "help", "mine", "forget", "privacy", "change", "resume", "why")


@dataclass(frozen=True)
class Mind:
    """All that a turn of thought needs to know; built once per handbook and shared by all sessions."""

    handbook: Handbook

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
    def further(self) -> Callable[[str, str, frozenset[str]], int]:
        """Counts the questions that may still come, from flow, state and what is known."""
        return cache(partial(further, self.handbook))

    @cached_property
    def commands(self) -> Mapping[str, str]:
        """Typed word to command."""
        words = self.handbook.words.commands
        return {plain(word): name for name in _COMMANDS for word in words.get(name, ())}


def show(mind: Mind, session: Session) -> Reply:
    """The question or the outcome at hand, or the menu when there is none."""
    if session.visit is None or session.state is None:
        return Offer(why="menu")
    if mind.walker.asked(session) is None:
        return Finish()
    given = mind.walker.given(session)
    state = session.revising or session.state
    if session.revising:
        given = given[: given.index((session.visit.flow, session.revising))]
    known = {name for _, name in given}.union(session.visit.carried)
    left = mind.further(session.visit.flow, state, frozenset(known))
    number = len(given) + 1
    return Ask(number=number, total=max(number, number - 1 + left))


def outcome(mind: Mind, session: Session, at: datetime) -> Outcome | None:
    """The outcome at hand with its deadlines, if the session stands at an end."""
    flow = mind.walker.flow(session)
    end = flow.states.get(session.state or "") if flow else None
    if session.visit is None or flow is None or not isinstance(end, End) or session.revising:
        return None
    answers = {name: session.visit.answers[name] for name in session.path}
    return mind.resolver.resolve(flow, end, answers, session.visit.ticked, at)


def plain(text: str) -> str:
    """The text without case, width, punctuation, signs and spaces, for comparing commands."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] not in "PZSC")
