"""Weight: what a part of a template may come to, in characters that it writes and steps that it takes alike."""

from jinja2 import nodes

from bot.drafts.lexicon import PICKED, SIEVES, TURNS

_WALKING = PICKED | SIEVES | {"length", "map"}
"""Filters that go through a whole list."""


def weight(node: nodes.Node, name: int) -> int:
    """The weight of an expression, when what stands behind each of its names weighs `name`."""
    return sum(_own(each, name) for each in (node, *node.find_all(nodes.Node)))


def _own(node: nodes.Node, name: int) -> int:
    match node:
        case nodes.Const(value=str() as text):
            return len(text)
        case nodes.Name():
            return name
        case nodes.Filter(name="join", args=[nodes.Const(value=str() as between)]):
            return TURNS * (name + len(between))
        case nodes.Filter(name=kind) if kind in _WALKING:
            return TURNS
        case _:
            return 1
