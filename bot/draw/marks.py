"""Two pictures of one procedure as one: what came, what is different, what went."""

from collections.abc import Mapping
from dataclasses import replace

from bot.draw.diagram import Diagram, Edge, Mark, Node


def compared(new: Diagram, old: Diagram, marks: Mapping[str, Mark]) -> Diagram:
    """The new picture with what went from the old one, each thing marked.

    `marks`, by boxes' ids, are for those that look as they did.
    """
    nodes = tuple(replace(node, mark=node.mark or marks.get(node.id)) for node in _nodes(new, old))
    return replace(new, nodes=nodes, edges=_edges(new, old))


def _nodes(new: Diagram, old: Diagram) -> tuple[Node, ...]:
    before = {node.id: node for node in old.nodes}
    kept = [replace(node, mark=_mark(node, before.get(node.id))) for node in new.nodes]
    now = {node.id for node in new.nodes}
    return (*kept, *(replace(node, mark=Mark.removed) for node in old.nodes if node.id not in now))


def _edges(new: Diagram, old: Diagram) -> tuple[Edge, ...]:
    before = {(edge.source, edge.target): edge for edge in old.edges}
    kept = [replace(edge, mark=_mark(edge, before.get((edge.source, edge.target)))) for edge in new.edges]
    now = {(edge.source, edge.target) for edge in new.edges}
    return (*kept, *(replace(edge, mark=Mark.removed) for pair, edge in before.items() if pair not in now))


def _mark(now: Node | Edge, before: Node | Edge | None) -> Mark | None:
    if before is None:
        return Mark.added
    return None if now == before else Mark.changed
