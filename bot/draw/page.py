"""A picture as a page of its own: the drawing, then the same in words, for whoever can't see it or wants to look it up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from bot.draw import event
from bot.draw.condition import Conditions
from bot.draw.diagram import Shown
from bot.draw.drawing import Drawing
from bot.draw.svg import svg
from bot.flow.model import End, Flow
from bot.phrases import Phrasebook


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: an outcome, with the procedure it belongs to."""

    flow: Flow
    end: End
    only: Mapping[str, str]
    """Conditions of its limits and fees, with how a line begins that holds only then."""


def page(phrases: Phrasebook, shown: Shown, drawing: Drawing, words: str) -> str:
    """A whole HTML page that needs nothing from outside."""
    sheets = range(1, drawing.pages + 1)
    pictures = [Markup(svg(drawing, words, number)) for number in sheets]  # noqa: S704 - written by us, its texts escaped
    return str(
        phrases.say(
            "draw/page.j2",
            flow=shown.flow,
            drawing=drawing,
            pictures=pictures,
            rows=list(rows(shown)),
            steps=steps(drawing),
        )
    )


def rows(shown: Shown) -> Iterator[Row]:
    """The outcomes; those of a life event are its parts'."""
    if not shown.flow.parts:
        yield from (_row(shown, shown.flow, state) for state in shown.flow.states.values() if isinstance(state, End))
        return
    seen: set[tuple[str, str]] = set()
    for part in shown.flow.parts:
        for flow, end in event.outcomes(shown, part):
            if (flow.id, end.end) not in seen:
                seen.add((flow.id, end.end))
                yield _row(shown, flow, end)


def _row(shown: Shown, flow: Flow, end: End) -> Row:
    return Row(flow, end, Conditions(replace(shown, flow=flow)).only(end))


def steps(drawing: Drawing) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each box that leads on, with the answers and where they lead."""
    names = {node.id: node.lines[0].text for node in drawing.diagram.nodes}
    found: dict[str, list[tuple[str, str]]] = {}
    for edge in drawing.diagram.edges:
        found.setdefault(edge.source, []).append((edge.text, names[edge.target]))
    return [(names[source], ways) for source, ways in found.items()]
