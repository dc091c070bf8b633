"""Life events: parts that can be walked one after the other, none twice, nothing asked twice, each after another."""

from collections.abc import Iterator, Mapping, Sequence

from bot.flow import expression
from bot.flow.expression import ExpressionError
from bot.flow.lint_flows import carried
from bot.flow.lint_names import written
from bot.flow.model import Answer, Ask, End, Flow, Jump, Part
from bot.flow.paths import DeadEnd, Path
from bot.flow.proof import Proof

_LEAST = 2
"""Parts of a life event; fewer are a procedure."""

_OF_PARTS = ("materials", "limits", "fees")
"""What an outcome says of one procedure; a life event's own outcome lays together what its parts say."""

Ways = Mapping[str, Sequence[Path | DeadEnd]]
Met = tuple[str, str | None]
"""A procedure that is entered, and a question it asks there; None for the procedure itself."""


def flow(proof: Proof, file: str, flow: Flow, ways: Ways) -> None:
    """Check what makes this a life event, and that nothing else leads into one."""
    flows = proof.handbook.flows
    for name, state in flow.states.items():
        if isinstance(state, Jump) and state.jump in flows and flows[state.jump].parts:
            proof.report(file, ("states", name, "jump"), "nested_event", flow=state.jump)
    if not flow.parts:
        return
    if len(flow.parts) < _LEAST:
        proof.report(file, ("parts",), "few_parts", count=str(len(flow.parts)))
    for index, part in enumerate(flow.parts):
        _part(proof, file, flow.parts[:index], part, index)
    for name, state in flow.states.items():
        _own(proof, file, name, state)
    for way in ways[flow.id]:
        if isinstance(way, Path):
            _together(proof, file, flow, way, ways)


def _part(proof: Proof, file: str, above: Sequence[Part], part: Part, index: int) -> None:
    flows, names = proof.handbook.flows, [other.flow for other in above]
    if part.flow not in flows and not written(proof, part.flow):
        proof.unknown(file, ("parts", index), "unknown_flow", part.flow, flows)
    elif part.flow in flows and flows[part.flow].parts:
        proof.report(file, ("parts", index), "nested_event", flow=part.flow)
    if part.after and part.after not in names:
        proof.unknown(file, ("parts", index, "after"), "after_unknown", part.after, names)
    carried(proof, file, ("parts", index, "with"), part.flow, part.answers)


def _own(proof: Proof, file: str, name: str, state: object) -> None:
    if isinstance(state, Jump):
        proof.report(file, ("states", name), "jump_in_event", state=name)
    if isinstance(state, End):
        for shelf in _OF_PARTS:
            if getattr(state, shelf):
                proof.report(file, ("states", name, shelf), "event_shelf", shelf=shelf)


def _together(proof: Proof, file: str, flow: Flow, way: Path, ways: Ways) -> None:
    """Check the parts that concern somebody who has answered the event's own questions this way."""
    told = ", ".join(f"{name}={answer}" for name, answer in way.answers.items())
    shared = {name: answer for name, answer in way.answers.items() if _is_shared(flow, name)}
    first: dict[str, str] = dict.fromkeys(way.answers, flow.id)
    entered: set[str] = set()
    for index, part in enumerate(flow.parts):
        try:
            if part.when and not expression.compile(part.when).holds(way.answers, proof.handbook.figures):
                continue
        except ExpressionError as error:
            if error.code == "unanswered" and isinstance(flow.states.get(error.detail), Ask):
                proof.first(file, ("parts", index, "when"), "unanswered_answer", detail=error.detail, answers=told)
            continue
        met = set(_met(proof, part.flow, {**shared, **part.answers}, ways, ()))
        if twice := entered.intersection(name for name, _ in met):
            proof.first(file, ("parts", index), "duplicate_part", flow=min(twice), answers=told)
        for name, asked in sorted(
            (name, asked) for name, asked in met if asked and not _is_shared_by(proof, name, asked)
        ):
            if first.setdefault(asked, name) != name:
                proof.first(file, ("parts", index), "asked_twice", asked=asked, flow=first[asked], other=name)
        entered.update(name for name, _ in met)


def _met(proof: Proof, name: str, known: Mapping[str, Answer], ways: Ways, before: tuple[str, ...]) -> Iterator[Met]:
    """Yield what somebody may meet who enters this procedure knowing these answers, through all jumps."""
    flow = proof.handbook.flows.get(name)
    if flow is None or name in before:
        return
    yield name, None
    for way in ways[name]:
        if any(known.get(asked, answer) != answer for asked, answer in way.answers.items()):
            continue
        yield from ((name, asked) for asked in way.answers if asked not in known)
        end = flow.states.get(way.states[-1])
        if isinstance(end, Jump):
            shared = {asked: answer for asked, answer in way.answers.items() if _is_shared(flow, asked)}
            yield from _met(proof, end.jump, {**shared, **end.answers}, ways, (*before, name))


def _is_shared(flow: Flow, name: str) -> bool:
    state = flow.states.get(name)
    return isinstance(state, Ask) and state.shared


def _is_shared_by(proof: Proof, name: str, asked: str) -> bool:
    return _is_shared(proof.handbook.flows[name], asked)
