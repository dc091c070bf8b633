"""The ways through a procedure as a tester sees them: where they end, which were tried, and how to get to a state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.flow.handbook import Handbook
from bot.flow.model import Answer, Ask, End, Flow, Jump, State
from bot.flow.paths import Path, explore, paths


@dataclass(frozen=True, slots=True)
class Way:
    """All paths to one end that pick the same choices; numbers and days between them don't count."""

    key: str
    """Marks it as tried; another content of the flow makes other keys."""
    path: Path
    """The first of them."""
    more: int
    """How many others there are."""


def ways(book: Handbook, flow: Flow) -> tuple[Way, ...]:
    """The ways through a flow, in the order of its file."""
    found: dict[str, list[Path]] = {}
    for path in paths(flow, book):
        found.setdefault(key_of(book, flow, path.answers, path.end), []).append(path)
    return tuple(Way(key, same[0], len(same) - 1) for key, same in found.items())


def key_of(book: Handbook, flow: Flow, answers: Mapping[str, Answer], end: str) -> str:
    """The key of the way that these answers took to this end."""
    picked = ",".join(f"{name}={answer}" for name, answer in answers.items() if _is_choice(flow, name))
    return f"{flow.id} {book.digests[flow.id]} {picked} {end}"


def leading_to(book: Handbook, flow: Flow, state: str, known: Mapping[str, Answer]) -> Mapping[str, Answer] | None:
    """Answers by which this state is reached, if possible with what is known; None when no path leads there."""
    for given in (known, {}):
        for path in explore(flow, book.figures, given):
            if isinstance(path, Path) and state in path.states:
                before = path.states[: path.states.index(state)]
                return {name: path.answers[name] for name in before}
    return None


def states(flow: Flow) -> Iterator[tuple[str, str]]:
    """Each state with what it asks or says, as prose."""
    return ((name, _said(state)) for name, state in flow.states.items())


def _said(state: State) -> str:
    match state:
        case Ask(ask=ask):
            return ask
        case End(end=end):
            return end
        case Jump(say=say):
            return say


def _is_choice(flow: Flow, name: str) -> bool:
    state = flow.states.get(name)
    return isinstance(state, Ask) and bool(state.choices)
