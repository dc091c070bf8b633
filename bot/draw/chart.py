"""From a procedure to its diagram: each state a box, the answers on the arrows."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import get_args

from bot.draw import event
from bot.draw.condition import Conditions
from bot.draw.diagram import Diagram, Edge, Kind, Line, Mark, Node, Shown, fitting
from bot.draw.marks import compared
from bot.flow.model import Ask, Choice, End, Jump, State

_STAR = "\uff0a"
_LIMITS = 3
"""Time limits of an outcome that are written out, where there are many."""


def diagram(shown: Shown) -> Diagram:
    """The picture of a procedure, or of a life event with its parts."""
    return _explained(_drawn(shown), shown)


def changed(shown: Shown, before: Shown | None, marks: Mapping[str, Mark]) -> Diagram:
    """The same, with what came, what is different and what went since an older handbook marked and drawn together.

    `before` is the same procedure there; all is new where there was none. `marks`, by the boxes' ids, say what has
    changed in what the picture does not show.
    """
    new = _drawn(shown)
    old = _drawn(before) if before else replace(new, nodes=(), edges=())
    return _explained(compared(new, old, marks), shown)


def _drawn(shown: Shown) -> Diagram:
    flow = shown.flow
    nodes = [_node(shown, name, state) for name, state in flow.states.items()]
    edges = [*_edges(shown)]
    if flow.parts:
        nodes += event.nodes(shown)
        edges += event.edges(shown)
    about = shown.say("about", flow)
    return Diagram(flow.id, flow.title, about, tuple(nodes), tuple(edges), {})


def _explained(drawn: Diagram, shown: Shown) -> Diagram:
    """Add the legend: only of what there is."""
    kinds = {node.kind for node in drawn.nodes}
    looks = [*(kind for kind in get_args(Kind) if kind in kinds), *(mark for mark in Mark if mark in drawn.marks)]
    legend = {look: shown.say("legend", look) for look in looks}
    starred = any(_STAR in line.text for node in drawn.nodes for line in node.lines)
    notes = [*([shown.say("order")] if shown.flow.parts else []), *([shown.say("check")] if starred else [])]
    return Diagram(drawn.id, drawn.title, drawn.about, drawn.nodes, drawn.edges, legend, tuple(notes))


def _node(shown: Shown, name: str, state: State) -> Node:
    match state:
        case Ask(ask=ask):
            return Node(name, "question", (Line(shown.say("prose", ask), "title"),))
        case Jump(jump=jump):
            return Node(name, "jump", (Line(_jumped(shown, jump)),))
        case End():
            return Node(name, "end", tuple(_outcome(shown, state)))


def _jumped(shown: Shown, name: str) -> str:
    flow = shown.book.flows.get(name)
    return shown.say("jump", flow) if flow else name


def _outcome(shown: Shown, end: End) -> Iterator[Line]:
    only = Conditions(shown).only(end)
    yield Line(shown.say("outcome", end), "title")
    limits = list(dict.fromkeys(line.strip() for line in shown.say("limits", end, only).splitlines() if line.strip()))
    told = fitting(limits, _LIMITS)
    yield from (Line(line, "small") for line in told)
    if len(limits) > len(told):
        yield Line(shown.say("more_limits", len(limits) - len(told)), "small")
    if end.fees:
        yield Line(shown.say("fees", end, only), "small")


def _edges(shown: Shown) -> Iterator[Edge]:
    conditions = Conditions(shown)
    for name, state in shown.flow.states.items():
        if isinstance(state, Ask):
            yield from _ways(shown, conditions, name, state)


def _ways(shown: Shown, conditions: Conditions, name: str, ask: Ask) -> Iterator[Edge]:
    """One arrow to each box, whatever number of answers lead there."""
    labels: dict[str, list[str]] = {}
    texts: dict[str, list[str]] = {}
    match ask.go:
        case str(target):
            labels[target] = [choice.label for choice in ask.choices.values()]
        case dict(ways):
            for key, target in ways.items():
                labels.setdefault(target, []).append(ask.choices.get(key, Choice(label=key)).label)
        case ways:
            for way in ways:
                words = conditions.words(way.when, name) if way.when else shown.say("otherwise")
                texts.setdefault(way.to, []).extend([words] if len(ways) > 1 or way.when else [])
    if ask.number and ask.number.unsure and ask.go != ask.number.unsure.to:
        labels.setdefault(ask.number.unsure.to, []).append(ask.number.unsure.label)
    for target in dict.fromkeys((*labels, *texts)):
        if target in shown.flow.states:
            chosen = [shown.say("choices", labels[target])] if labels.get(target) else []
            yield Edge(name, target, shown.say("folded", [*texts.get(target, []), *chosen]))
