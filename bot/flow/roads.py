"""What can be walked over in a flow: its states, and the ways on from each question.

A way on is a button, a condition, not knowing, or the one place every typed answer leads to.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.flow import expression
from bot.flow.model import UNSURE, Answer, Ask, Flow, Way
from bot.flow.sources import Path


@dataclass(frozen=True, slots=True)
class Road:
    """Something that can be walked over."""

    path: Path
    """Where it stands in the file."""
    state: str
    way: str = ""
    """The choice, `UNSURE`, or the state a typed answer or a condition leads to; empty for the state itself."""


def roads(flow: Flow) -> Iterator[Road]:
    """Yield everything that can be walked over, down the file."""
    for name, state in flow.states.items():
        yield Road(("states", name), name)
        if not isinstance(state, Ask):
            continue
        yield from (Road(("states", name, "choices", key), name, key) for key in state.choices)
        if state.number and state.number.unsure:
            yield Road(("states", name, "number", "unsure"), name, UNSURE)
        if isinstance(state.go, str) and not state.choices:
            yield Road(("states", name, "go"), name, state.go)
        if isinstance(state.go, tuple):
            yield from (Road(("states", name, "go", place), name, way.to) for place, way in enumerate(state.go))


def walked(
    flow: Flow, states: tuple[str, ...], answers: Mapping[str, Answer], figures: Mapping[str, float]
) -> Iterator[Path]:
    """Yield where somebody walked who came through these states, those without an answer included."""
    for name in states:
        yield "states", name
        state = flow.states[name]
        if not isinstance(state, Ask) or name not in answers:
            continue
        answer = answers[name]
        if state.choices:
            yield "states", name, "choices", str(answer)
        if answer == UNSURE and state.number:
            yield "states", name, "number", "unsure"
        elif isinstance(state.go, tuple):
            yield "states", name, "go", _held(state.go, answers, figures)
        elif not state.choices:
            yield "states", name, "go"


def _held(ways: tuple[Way, ...], answers: Mapping[str, Answer], figures: Mapping[str, float]) -> int:
    """The place of the first way whose condition holds."""
    return next(
        place
        for place, way in enumerate(ways)
        if way.when is None or expression.compile(way.when).holds(answers, figures)
    )
