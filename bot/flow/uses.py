"""Which flow uses which ledger record."""

from collections.abc import Iterator, Mapping

from bot.flow import expression, prose
from bot.flow.handbook import Handbook
from bot.flow.model import Ask, End, Flow, Jump, State


def uses(handbook: Handbook) -> Mapping[str, tuple[str, ...]]:
    """Ledger id to the places that use it, as `flow.state`; records nobody uses have none."""
    found: dict[str, dict[str, None]] = {name: {} for name in handbook.records}
    for flow in handbook.flows.values():
        for place, name in _of_flow(handbook, flow):
            if name in found:
                found[name][place] = None
    return {name: tuple(places) for name, places in found.items()}


def _of_flow(handbook: Handbook, flow: Flow) -> Iterator[tuple[str, str]]:
    yield from ((flow.id, name) for name in (*flow.later, *prose.names(flow.summary)))
    for state_id, state in flow.states.items():
        yield from ((f"{flow.id}.{state_id}", name) for name in _of_state(handbook, state))


def _of_state(handbook: Handbook, state: State) -> Iterator[str]:
    match state:
        case Ask():
            ways = state.go if isinstance(state.go, tuple) else ()
            yield from (name for way in ways if way.when for name in expression.compile(way.when).facts)
            yield from _of_texts(state.ask, state.hint)
        case Jump():
            yield from prose.names(state.say)
        case End():
            yield from _of_end(handbook, state)


def _of_end(handbook: Handbook, end: End) -> Iterator[str]:
    yield from (use.fact for use in (*end.limits, *end.fees))
    yield from (handbook.materials[use.use].fact for use in end.materials)
    yield from end.basis
    conditional = (*end.steps, *end.materials, *end.limits, *end.fees, *end.notes)
    yield from (name for use in conditional if use.when for name in expression.compile(use.when).facts)
    texts = (use.note for use in (*end.materials, *end.fees))
    yield from _of_texts(end.say, *(step.do for step in end.steps), *(note.say for note in end.notes), *texts)


def _of_texts(*texts: str | None) -> Iterator[str]:
    for text in texts:
        yield from prose.names(text or "")
