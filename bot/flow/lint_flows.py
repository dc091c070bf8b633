"""Flows among each other: shared questions that mean the same everywhere, jumps that fit where they lead and arrive."""

from collections.abc import Iterator, Mapping, Sequence

from bot.flow.expression import ExpressionError
from bot.flow.handbook import Handbook
from bot.flow.model import Answer, Ask, Flow, Jump
from bot.flow.paths import DeadEnd, Path
from bot.flow.proof import Proof
from bot.flow.sources import Path as Place
from bot.flow.way import fits, follow

JUMPS = 4
"""Jumps in a row without a question between them; more are a circle."""

Ways = Sequence[Path | DeadEnd]
Answers = Mapping[str, Answer]


def together(proof: Proof, ways: Mapping[str, Ways]) -> None:
    """Check what only shows when all flows lie side by side."""
    first: dict[str, tuple[str, Ask]] = {}
    for flow in proof.handbook.flows.values():
        file, _ = proof.sources.things["flow", flow.id]
        for name, state in flow.states.items():
            if isinstance(state, Ask) and state.shared:
                other, model = first.setdefault(name, (flow.id, state))
                for what in _differences(model, state):
                    proof.report(file, ("states", name), "shared_differs", state=name, flow=other, what=what)
            if isinstance(state, Jump):
                carried(proof, file, ("states", name, "with"), state.jump, state.answers)
        for name, chain in _circles(proof.handbook, flow, ways[flow.id]):
            proof.first(file, ("states", name, "jump"), "jump_loop", flows=" → ".join(chain))


def _differences(one: Ask, other: Ask) -> list[str]:
    """Name what differs: the kind of question, the number's unit, or the label of a choice both have."""
    if one.number and other.number:
        return ["unit"] if one.number.unit != other.number.unit else []
    if one.number or other.number:
        return ["kind"]
    return [
        key for key, choice in one.choices.items() if key in other.choices and choice.label != other.choices[key].label
    ]


def carried(proof: Proof, file: str, path: Place, flow: str, answers: Answers) -> None:
    """Check the answers that another procedure is given at this path."""
    target = proof.handbook.flows.get(flow)
    if target is None:
        return
    for key, answer in answers.items():
        asked = target.states.get(key)
        if not isinstance(asked, Ask):
            proof.report(file, (*path, key), "jump_answer_unknown", answer=key, flow=target.id)
        elif not fits(asked, answer):
            proof.report(file, (*path, key), "jump_answer_unfit", answer=key, value=str(answer), flow=target.id)


def _circles(handbook: Handbook, flow: Flow, ways: Ways) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield jumps that lead on and on without a question, with the flows they lead through."""
    seen = set()
    for way in ways:
        if not isinstance(way, Path) or way.kind != "jump":
            continue
        pool = _shared(flow, way.answers)
        key = way.end, *pool.items()
        if key not in seen:
            seen.add(key)
            chain = tuple(_chain(handbook, flow, way.end, pool))
            if len(chain) > JUMPS:
                yield way.end, (flow.id, *chain)


def _chain(handbook: Handbook, flow: Flow, name: str, pool: Answers) -> Iterator[str]:
    """Yield the flows that follow each other before the next question, one too many for a circle."""
    for _ in range(JUMPS + 1):
        jump = flow.states.get(name)
        target = handbook.flows.get(jump.jump) if isinstance(jump, Jump) else None
        if not isinstance(jump, Jump) or target is None:
            return
        yield target.id
        asks = {each: state for each, state in target.states.items() if isinstance(state, Ask)}
        carried = {
            **{each: answer for each, answer in pool.items() if each in asks and asks[each].shared},
            **jump.answers,
        }
        answers = {each: answer for each, answer in carried.items() if each in asks and fits(asks[each], answer)}
        flow, name = target, _reached(target, answers, handbook.figures)
        pool = {**pool, **_shared(flow, answers)}


def _shared(flow: Flow, answers: Answers) -> dict[str, Answer]:
    asks = {name: state for name, state in flow.states.items() if isinstance(state, Ask)}
    return {name: answer for name, answer in answers.items() if name in asks and asks[name].shared}


def _reached(flow: Flow, answers: Answers, figures: Mapping[str, float]) -> str:
    """Give the first state whose question is open, or that asks none."""
    name, left = flow.start, set(answers)
    while name in left:
        left.remove(name)
        ask = flow.states[name]
        try:
            name = follow(ask, name, answers, figures) if isinstance(ask, Ask) else name
        except ExpressionError:
            break
    return name
