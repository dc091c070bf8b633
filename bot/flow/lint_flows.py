"""Flows among each other: shared questions that mean the same everywhere, jumps whose answers fit where they lead."""

from bot.flow.model import UNSURE, Answer, Ask, Jump
from bot.flow.proof import Proof


def together(proof: Proof) -> None:
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
                _jump(proof, file, name, state)


def _differences(one: Ask, other: Ask) -> list[str]:
    """Name what differs: the kind of question, the number's unit, or the label of a choice both have."""
    if one.number and other.number:
        return ["unit"] if one.number.unit != other.number.unit else []
    if one.number or other.number:
        return ["kind"]
    return [
        key for key in one.choices.keys() & other.choices.keys() if one.choices[key].label != other.choices[key].label
    ]


def _jump(proof: Proof, file: str, name: str, jump: Jump) -> None:
    target = proof.handbook.flows.get(jump.jump)
    for key, answer in jump.answers.items() if target else ():
        path = ("states", name, "with", key)
        asked = target.states.get(key) if target else None
        if not isinstance(asked, Ask):
            proof.report(file, path, "jump_answer_unknown", answer=key, flow=jump.jump)
        elif not fits(asked, answer):
            proof.report(file, path, "jump_answer_unfit", answer=key, value=str(answer), flow=jump.jump)


def fits(ask: Ask, answer: Answer) -> bool:
    """Whether a question could have been answered so."""
    number = ask.number
    if number is None:
        return answer in ask.choices
    if isinstance(answer, str):
        return answer == UNSURE and number.unsure is not None
    return number.min <= answer <= number.max and (not number.whole or float(answer).is_integer())
