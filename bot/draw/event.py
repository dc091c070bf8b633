"""The parts of a life event: each procedure a box with its outcomes in short, the arrows saying which comes first."""

from collections import Counter
from collections.abc import Iterator, Mapping

from bot.draw.condition import Conditions
from bot.draw.diagram import Edge, Line, Node, Shown, fitting
from bot.flow import expression
from bot.flow.expression import ExpressionError
from bot.flow.model import Answer, Ask, End, Flow, Jump, LimitUse, Part

_MOST = 4
"""Outcomes of a part that are written out, where there are many."""


def nodes(shown: Shown) -> Iterator[Node]:
    """A box for each part."""
    for number, (name, part) in enumerate(named(shown.flow), 1):
        flow = shown.book.flows.get(part.flow)
        if flow is None:
            yield Node(name, "part", (Line(part.flow, "title"),))
            continue
        found = [shown.say("brief", end, _telling(shown, end)) for _, end in outcomes(shown, part)]
        told = fitting(found, _MOST)
        lines = [Line(shown.say("part", number, flow), "title"), *(Line(each, "small") for each in told)]
        if len(found) > len(told):
            lines.append(Line(shown.say("more", len(found) - len(told)), "small"))
        yield Node(name, "part", tuple(lines))


def edges(shown: Shown) -> Iterator[Edge]:
    """From the event's own end to the parts that can begin, and from each part to those that wait for it."""
    conditions = Conditions(shown)
    parts = tuple(named(shown.flow))
    roots = [name for name, state in shown.flow.states.items() if isinstance(state, End)]
    for place, (name, part) in enumerate(parts):
        first = [each for each, other in parts[:place] if other.flow == part.after]
        for source in first or roots:
            yield Edge(source, name, conditions.words(part.when) if part.when else "")


def named(flow: Flow) -> Iterator[tuple[str, Part]]:
    """The parts with their boxes' ids."""
    seen: Counter[str] = Counter()
    for part in flow.parts:
        seen[part.flow] += 1
        yield f"part:{seen[part.flow]}:{part.flow}", part


def outcomes(shown: Shown, part: Part) -> Iterator[tuple[Flow, End]]:
    """The outcomes a part can come to with the answers it is given, also those of procedures it leads on to."""
    waiting: list[tuple[str, Mapping[str, Answer]]] = [(part.flow, part.answers)]
    seen: set[tuple[str, str]] = set()
    while waiting:
        name, known = waiting.pop(0)
        flow = shown.book.flows.get(name)
        for state in _reached(flow, known, shown.book.figures) if flow else ():
            match flow and flow.states[state]:
                case Jump(jump=jump, answers=answers) if (name, state) not in seen:
                    waiting.append((jump, answers))
                case End() as end if flow and (name, state) not in seen:
                    yield flow, end
            seen.add((name, state))


def _telling(shown: Shown, end: End) -> LimitUse | None:
    """The limit that tells most about how long it takes: the first, unless that is done at once."""
    waited = (one for one in end.limits if shown.book.records[one.fact].value)
    return next(waited, next(iter(end.limits), None))


def _reached(flow: Flow, known: Mapping[str, Answer], figures: Mapping[str, float]) -> Iterator[str]:
    """The states that can be reached, in the order of the file."""
    found: set[str] = set()
    waiting = [flow.start]
    while waiting:
        name = waiting.pop()
        if name in found or name not in flow.states:
            continue
        found.add(name)
        state = flow.states[name]
        if isinstance(state, Ask):
            waiting += _targets(state, name, known, figures)
    return (name for name in flow.states if name in found)


def _targets(ask: Ask, name: str, known: Mapping[str, Answer], figures: Mapping[str, float]) -> Iterator[str]:
    if ask.number and ask.number.unsure and name not in known:
        yield ask.number.unsure.to
    match ask.go:
        case str(target):
            yield target
        case dict(ways):
            yield from (target for key, target in ways.items() if known.get(name, key) == key)
        case ways:
            for way in ways:
                holds = _holds(way.when, known, figures) if way.when else True
                if holds is not False:
                    yield way.to
                if holds:
                    return


def _holds(source: str, known: Mapping[str, Answer], figures: Mapping[str, float]) -> bool | None:
    """Whether a condition holds; None as long as it depends on what is not known."""
    try:
        return expression.compile(source).holds(known, figures)
    except ExpressionError:
        return None
