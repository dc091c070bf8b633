"""A diagram as text that Mermaid and whatever understands it (GitHub, GitLab, many editors) can draw."""

from collections.abc import Iterator

import orjson

from bot.draw.diagram import Diagram, Kind, Mark, Node

_SHAPE: dict[Kind, tuple[str, str]] = {
    "question": ("(", ")"),
    "end": ("[", "]"),
    "jump": (">", "]"),
    "part": ("[[", "]]"),
}
_LOOK = {
    Mark.added: "fill:#e3f3e8,stroke:#1e7a46",
    Mark.changed: "fill:#fdf1d3,stroke:#9a6700",
    Mark.removed: "fill:#fbe9e7,stroke:#b3261e,stroke-dasharray:4 3",
}
# What Mermaid would read as its own signs, as the entities it knows.
_ENTITIES = {ord(sign): f"#{ord(sign)};" for sign in '"#<>&`|\\'} | dict.fromkeys(map(ord, "\r\n\t"), " ")


def mermaid(diagram: Diagram) -> str:
    """The diagram as a Mermaid flowchart, boxes and arrows in the order of the file."""
    return "\n".join(_lines(diagram)) + "\n"


def _lines(diagram: Diagram) -> Iterator[str]:
    yield f"---\ntitle: {orjson.dumps(diagram.title).decode()}\n---\nflowchart TD"
    number = {node.id: f"n{place}" for place, node in enumerate(diagram.nodes, 1)}
    for node in diagram.nodes:
        left, right = _SHAPE[node.kind]
        yield f"  {number[node.id]}{left}{_quoted(*(line.text for line in node.lines))}{right}{_class(node)}"
    for place, edge in enumerate(diagram.edges):
        line = "-.->" if edge.mark is Mark.removed else "-->"
        label = f"|{_quoted(edge.text)}|" if edge.text else ""
        yield f"  {number[edge.source]} {line}{label} {number[edge.target]}"
        if edge.mark:
            yield f"  linkStyle {place} {_LOOK[edge.mark].partition(',')[2]}"
    for mark in Mark:
        if any(node.mark is mark for node in diagram.nodes):
            yield f"  classDef {mark} {_LOOK[mark]}"


def _class(node: Node) -> str:
    return f":::{node.mark}" if node.mark else ""


def _quoted(*lines: str) -> str:
    return '"' + "<br/>".join(line.translate(_ENTITIES) for line in lines) + '"'
