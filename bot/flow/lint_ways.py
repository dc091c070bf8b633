"""Ways: every answer leads somewhere, exactly one way, and in the end to an outcome."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.flow import expression, parts
from bot.flow.expression import Condition, ExpressionError
from bot.flow.model import UNSURE, Answer, Ask, End, Flow, State
from bot.flow.paths import LIMIT, DeadEnd, Path
from bot.flow.proof import Proof
from bot.flow.sources import Path as Place
from bot.flow.sources import place
from bot.flow.way import exits

Conditions = Mapping[str, Sequence[tuple[Place, Condition]]]
"""State to its conditions that can be read, each with its path."""

_ANSWERING = {"unanswered": "unanswered_answer", "not_comparable": "not_comparable", "zero_division": "zero_division"}
"""Why a condition can't say, and the rule it breaks; other reasons are found where names are looked up."""


def flow(proof: Proof, file: str, flow: Flow, ways: Sequence[Path | DeadEnd]) -> None:
    """Check one flow's ways, given all that were walked on paper."""
    _maps(proof, file, flow)
    _graph(proof, file, flow)
    if len(ways) >= LIMIT:
        proof.report(file, ("states",), "too_many_paths", most=str(LIMIT))
    dead = {(way.states[-1], way.code): way for way in reversed(ways) if isinstance(way, DeadEnd)}
    for way in dead.values():
        _dead_end(proof, file, flow.states[way.states[-1]], way)
    for path in (way for way in ways if isinstance(way, Path)):
        _days(proof, file, flow.states[path.end], path)
    conditions = _readable(flow)
    for name, given in _situations(conditions, ways):
        _situation(proof, file, flow.states[name], conditions[name], (name, given))


def _maps(proof: Proof, file: str, flow: Flow) -> None:
    for name, state in flow.states.items():
        if not isinstance(state, Ask):
            continue
        path: Place = ("states", name, "go")
        if isinstance(state.go, dict):
            for key in state.choices.keys() - state.go.keys():
                proof.report(file, path, "choice_without_way", choice=key)
            for key in state.go.keys() - state.choices.keys():
                proof.report(file, (*path, key), "way_without_choice", choice=key)
        elif isinstance(state.go, tuple):
            for index, way in enumerate(state.go[:-1]):
                if way.when is None:
                    proof.report(file, (*path, index), "way_after_else")
        if state.number and state.number.min > state.number.max:
            proof.report(file, ("states", name, "number", "min"), "min_above_max")


def _graph(proof: Proof, file: str, flow: Flow) -> None:
    onward = {name: tuple(exits(state)) if isinstance(state, Ask) else () for name, state in flow.states.items()}
    ends = {name for name, state in flow.states.items() if not isinstance(state, Ask)}
    for name in flow.states.keys() - _closure({flow.start}, onward):
        proof.report(file, ("states", name), "unreachable_state", state=name)
    backward: dict[str, list[str]] = {}
    for name, targets in onward.items():
        for target in targets:
            backward.setdefault(target, []).append(name)
    for name in flow.states.keys() - _closure(ends, backward):
        proof.report(file, ("states", name), "no_way_to_end", state=name)


def _closure(names: Iterable[str], onward: Mapping[str, Sequence[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += onward.get(name, ())
    return seen


def _dead_end(proof: Proof, file: str, state: State, end: DeadEnd) -> None:
    path: Place = ("states", end.states[-1], "go")
    if end.code == "loop":
        proof.report(file, path[:2], "loop", ways=" → ".join(end.states[end.states.index(end.states[-1]) :]))
    elif end.code == "no_way" and isinstance(state, Ask) and not (state.choices and isinstance(state.go, dict)):
        proof.report(file, path, "ways_gap", answers=_told(end.answers))


def _days(proof: Proof, file: str, end: State, way: Path) -> None:
    for index, limit in enumerate(end.limits if isinstance(end, End) else ()):
        if limit.since and limit.since not in way.answers and _may_hold(proof, limit.when, way):
            at: Place = ("states", way.end, "limits", index, "since")
            proof.first(file, at, "unanswered_answer", detail=limit.since, answers=_told(way.answers))


def _may_hold(proof: Proof, when: str | None, way: Path) -> bool:
    try:
        return when is None or expression.compile(when).holds(way.answers, proof.handbook.figures)
    except ExpressionError:
        return False  # found elsewhere


def _told(answers: Mapping[str, Answer]) -> str:
    return ", ".join(f"{name}={answer}" for name, answer in answers.items())


def _readable(flow: Flow) -> Conditions:
    """Give the conditions that are sound in themselves; the others' faults are found where names are looked up."""
    asks = {name for name, state in flow.states.items() if isinstance(state, Ask)}
    found: dict[str, list[tuple[Place, Condition]]] = {}
    for name, path, source in parts.conditions(flow):
        try:
            condition = expression.compile(source)
        except ExpressionError:
            continue
        if name and asks.issuperset(condition.names):
            found.setdefault(name, []).append((path, condition))
    return found


def _situations(conditions: Conditions, ways: Iterable[Path | DeadEnd]) -> Iterator[tuple[str, Mapping[str, Answer]]]:
    """Yield each state with conditions and each set of answers, of those that matter there, it was reached with."""
    names = {state: {state, *(name for _, each in found for name in each.names)} for state, found in conditions.items()}
    seen = set()
    for way in ways:
        for index, state in enumerate(way.states):
            matter = names.get(state, ())
            given = {
                name: way.answers[name] for name in way.states[: index + 1] if name in matter and name in way.answers
            }
            key = state, *given.items()
            if matter and key not in seen:
                seen.add(key)
                yield state, given


def _situation(
    proof: Proof,
    file: str,
    state: State,
    conditions: Iterable[tuple[Place, Condition]],
    answers: tuple[str, Mapping[str, Answer]],
) -> None:
    name, given = answers
    if isinstance(state, Ask) and state.number and state.number.unsure and given[name] == UNSURE:
        return
    true: list[Place] = []
    for path, condition in conditions:
        try:
            if condition.holds(given, proof.handbook.figures):
                true.append(path)
        except ExpressionError as error:
            if error.code in _ANSWERING:
                proof.first(file, path, _ANSWERING[error.code], detail=error.detail, answers=_told(given))
    if isinstance(state, Ask):
        for path in true[1:]:
            proof.first(file, path, "ways_overlap", first=place(true[0]), answers=_told(given))
