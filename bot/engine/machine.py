"""The flow as a state machine: one per procedure, shared by all sessions, moved by a throw-away cursor."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from transitions import Machine

from bot.errors import HouseError
from bot.flow import expression, way
from bot.flow.handbook import Handbook
from bot.flow.model import UNSURE, Answer, Ask, Flow, Jump

Answers = Mapping[str, Answer]
_Holds = Callable[[Answers], bool]

_REMEMBERED = 1024
"""Walks a machine keeps in mind."""


@dataclass(slots=True)
class _Cursor:
    state: str


@dataclass(frozen=True, slots=True)
class Walked:
    """Where answers lead."""

    path: tuple[str, ...]
    """States answered on the way."""
    state: str
    """The state reached: the first unanswered question, an end or a jump."""


class FlowMachine:
    """Moves through one flow; holds no session."""

    def __init__(self, flow: Flow, figures: Mapping[str, float]) -> None:
        self.flow = flow
        self._machine = Machine(
            model=None, states=list(flow.states), initial=flow.start, auto_transitions=False, send_event=False
        )
        for name, state in flow.states.items():
            if isinstance(state, Ask):
                for target, holds in _ways(name, state, figures):
                    self._machine.add_transition("answered", name, target, conditions=holds)
        self._answered = self._machine.events.get("answered")
        self._walked = lru_cache(_REMEMBERED)(self._walk)  # a life event asks the same of each of its visits often

    def follow(self, state: str, answers: Answers) -> str:
        """Where the answer to this state's question leads."""
        cursor = _Cursor(state)
        if self._answered is None or not self._answered.trigger(cursor, answers):
            msg = f"{self.flow.id}.{state} leads nowhere"
            raise HouseError(msg)
        return cursor.state

    def walk(self, answers: Answers, path: tuple[str, ...] = (), state: str | None = None) -> Walked:
        """Replay the answers from the start, or go on from a state reached before."""
        return self._walked(tuple(answers.items()), path, state or self.flow.start)

    def _walk(self, given: tuple[tuple[str, Answer], ...], path: tuple[str, ...], state: str) -> Walked:
        answers = dict(given)
        while isinstance(ask := self.flow.states[state], Ask) and state not in path and fits(ask, answers.get(state)):
            path = (*path, state)
            state = self.follow(state, answers)
        return Walked(path, state)


def fits(ask: Ask, answer: Answer | None) -> bool:
    """Whether this is an answer to that question."""
    return answer is not None and way.fits(ask, answer)


def machines(handbook: Handbook) -> Mapping[str, FlowMachine]:
    """One machine per flow."""
    return {name: FlowMachine(flow, handbook.figures) for name, flow in handbook.flows.items()}


def further(handbook: Handbook, flow: str, state: str, known: frozenset[str]) -> int:
    """The most questions that may still come from here, this one counted and jumps followed.

    `known` names the answers given already, so that what a jump carries along is not counted again.
    """
    return _longest(handbook, (handbook.flows[flow],), state, (), known)


def _longest(
    handbook: Handbook, flows: tuple[Flow, ...], name: str, asked: tuple[str, ...], known: frozenset[str]
) -> int:
    """Count from this state of the last of these flows; one entered before is not entered again."""
    flow = flows[-1]
    state = flow.states[name]
    if isinstance(state, Ask) and name not in asked:
        longest = max((_longest(handbook, flows, to, (*asked, name), known) for to in targets(state)), default=0)
        return longest + (name not in known)
    if isinstance(state, Jump) and state.jump in handbook.flows.keys() - {each.id for each in flows}:
        shared = {one for one in (*asked, *known) if _shared(flow.states.get(one))}
        target = handbook.flows[state.jump]
        return _longest(handbook, (*flows, target), target.start, (), frozenset(shared | state.answers.keys()))
    return 0


def _shared(state: object) -> bool:
    return isinstance(state, Ask) and state.shared


def targets(ask: Ask) -> tuple[str, ...]:
    """Every state this question can lead to."""
    match ask.go:
        case str(to):
            ways: tuple[str, ...] = (to,)
        case dict() as chosen:
            ways = tuple(chosen.values())
        case listed:
            ways = tuple(way.to for way in listed)
    unsure = (ask.number.unsure.to,) if ask.number and ask.number.unsure else ()
    return tuple(dict.fromkeys((*ways, *unsure)))


def _ways(name: str, ask: Ask, figures: Mapping[str, float]) -> list[tuple[str, _Holds | None]]:
    ways: list[tuple[str, _Holds | None]] = []
    if ask.number and ask.number.unsure:
        ways.append((ask.number.unsure.to, _is(name, UNSURE)))
    match ask.go:
        case str(to):
            ways.append((to, None))
        case dict() as chosen:
            ways += [(to, _is(name, key)) for key, to in chosen.items()]
        case listed:
            ways += [(way.to, _when(way.when, figures) if way.when else None) for way in listed]
    return ways


def _is(name: str, key: Answer) -> _Holds:
    return lambda answers: answers[name] == key


def _when(source: str, figures: Mapping[str, float]) -> _Holds:
    condition = expression.compile(source)
    return lambda answers: condition.holds(answers, figures)
