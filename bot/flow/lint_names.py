"""Names: whatever a file calls by name must be there, once, and be what it is called."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from bot.flow import expression, parts
from bot.flow.expression import Condition, ExpressionError
from bot.flow.model import UNSURE, Ask, End, Flow, Jump, State
from bot.flow.proof import Proof
from bot.flow.shelf import Area
from bot.flow.sources import Path

_BOARDS = ("record", "office", "material")
"""Kinds that placeholders name; an id must mean one thing."""


def shelves(proof: Proof) -> None:
    """Ledger, materials and offices among themselves."""
    units = proof.handbook.words.units
    for name, record in proof.handbook.records.items():
        file, path = proof.sources.things["record", name]
        if record.unit != "none" and record.unit not in units:
            proof.unknown(file, (*path, "unit"), "unknown_unit", record.unit, units)
    for name, material in proof.handbook.materials.items():
        file, path = proof.sources.things["material", name]
        if material.fact not in proof.handbook.records:
            proof.unknown(file, (*path, "fact"), "unknown_fact", material.fact, proof.handbook.records)
    _one_meaning(proof)
    _own_titles(proof, "flow", proof.handbook.flows)
    _own_titles(proof, "area", proof.handbook.areas)


def _one_meaning(proof: Proof) -> None:
    first: dict[str, str] = {}
    for kind in _BOARDS:
        for (other, name), (file, path) in proof.sources.things.items():
            if other == kind and first.setdefault(name, file) != file:
                proof.report(file, path, "duplicate_id", id=name, other=first[name])


def spoken(title: str) -> str:
    """What is said aloud of a title; two that sound alike are one to whoever types it."""
    return "".join(title.split()).casefold()


def _own_titles(proof: Proof, kind: str, titled: Mapping[str, Flow | Area]) -> None:
    """Of two with one title neither is found; both are marked, since only one of them may be looked at."""
    files: dict[str, list[str]] = {}
    for name, one in titled.items():
        files.setdefault(spoken(one.title), []).append(proof.sources.things[kind, name][0])
    for name, one in titled.items():
        file, _ = proof.sources.things[kind, name]
        others = [each for each in files[spoken(one.title)] if each != file]
        if others:
            proof.report(file, ("title",), "duplicate_title", title=one.title, other=others[0], kind=kind)


def flow(proof: Proof, file: str, flow: Flow) -> None:
    """Everything one flow calls by name."""
    stem = PurePosixPath(file).stem
    if flow.id != stem:
        proof.report(file, ("id",), "wrong_file_name", id=flow.id, stem=stem)
    handbook = proof.handbook
    for rule, named, known in (
        ("unknown_state", parts.targets(flow), flow.states),
        ("unknown_fact", parts.facts(flow), handbook.records),
        ("unknown_office", parts.offices(flow), handbook.offices),
        ("unknown_material", parts.materials(flow), handbook.materials),
    ):
        for path, name in named:
            if name not in known:
                proof.unknown(file, path, rule, name, known)
    for name, state in flow.states.items():
        _state(proof, file, flow, ("states", name), state)
    for _, path, source in parts.conditions(flow):
        _condition(proof, file, flow, path, source)


def _state(proof: Proof, file: str, flow: Flow, path: Path, state: Ask | End | Jump) -> None:
    if isinstance(state, Ask):
        _aliases(proof, file, flow, path, state)
        if state.number and state.number.unit not in proof.handbook.words.units:
            proof.unknown(
                file, (*path, "number", "unit"), "unknown_unit", state.number.unit, proof.handbook.words.units
            )
    elif isinstance(state, End):
        _limits(proof, file, flow, path, state)
    elif state.jump not in proof.handbook.flows and not written(proof, state.jump):
        proof.unknown(file, (*path, "jump"), "unknown_flow", state.jump, proof.handbook.flows)


def _aliases(proof: Proof, file: str, flow: Flow, path: Path, ask: Ask) -> None:
    names = [name for state in flow.states.values() if isinstance(state, Ask) for name in state.aliases]
    for index, alias in enumerate(ask.aliases):
        if alias in flow.states or names.count(alias) > 1:
            proof.report(file, (*path, "aliases", index), "alias_taken", id=alias)


def _limits(proof: Proof, file: str, flow: Flow, path: Path, end: End) -> None:
    above: list[str] = []
    for index, limit in enumerate(end.limits):
        if limit.after and limit.after not in above:
            proof.unknown(file, (*path, "limits", index, "after"), "after_unknown", limit.after, above)
        if limit.since and not _is_day(flow.states.get(limit.since)):
            days = [name for name, state in flow.states.items() if _is_day(state)]
            proof.unknown(file, (*path, "limits", index, "since"), "unknown_day", limit.since, days)
        above.append(limit.fact)


def _is_day(state: State | None) -> bool:
    return isinstance(state, Ask) and state.day is not None


def written(proof: Proof, name: str) -> bool:
    """Whether there is a file of this name; its own findings are enough when it can't be read."""
    return any(PurePosixPath(file).stem == name for file in proof.sources.marks)


def _condition(proof: Proof, file: str, flow: Flow, path: Path, source: str) -> None:
    try:
        condition = expression.compile(source)
    except ExpressionError as error:
        proof.report(file, path, "bad_expression", code=error.code, detail=error.detail)
        return
    for fact in condition.facts:
        if fact not in proof.handbook.records:
            proof.unknown(file, path, "unknown_fact", fact, proof.handbook.records)
        elif fact not in proof.handbook.figures:
            proof.report(file, path, "fact_without_figure", id=fact)
    asks = {name: state for name, state in flow.states.items() if isinstance(state, Ask)}
    for name in condition.names:
        if name not in asks:
            proof.unknown(file, path, "unknown_answer", name, asks)
            continue
        if asks[name].day:
            proof.report(file, path, "day_in_condition", id=name)
            continue
        known = _answers(asks[name])
        for word in _compared(condition, name, asks[name], proof.handbook.figures):
            if word not in known:
                proof.report(file, path, "unknown_choice", id=name, word=word, known=", ".join(known))


def _answers(ask: Ask) -> list[str]:
    """List the words an answer may be."""
    return list(ask.choices) or ([UNSURE] if ask.number and ask.number.unsure else [])


def _compared(condition: Condition, name: str, ask: Ask, figures: Mapping[str, float]) -> Iterator[str]:
    """Yield the words an answer is compared with, and the numbers where it is no number."""
    yield from condition.literals.get(name, ())
    if ask.choices:
        yield from (f"{number:g}" for number in condition.thresholds(figures).get(name, ()))
