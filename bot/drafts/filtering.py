"""Filters: those of jinja2 whose words are few, and the house's own, which take plain values and records."""

import re
from collections.abc import Sequence

from jinja2 import nodes

from bot.drafts.lexicon import NAMES, PRINTED, TESTS, Reader, Unsaid, called
from bot.drafts.path import attributes, key

_FORM = re.compile(r"(?:[^%]|%%|%s|%d|%02d|%\.[12]f)*")


def filtered(reader: Reader, node: nodes.Filter, depth: int) -> None:
    """Read a filter whose words are printed."""
    match node:
        case nodes.Filter(name="prose" | "figure" | "number" | "date", node=inner, args=[], kwargs=[]):
            value(reader, inner, depth)
        case nodes.Filter(name="answer", node=nodes.Getitem(node=nodes.Getattr(attr="answers") as kept, arg=arg), args=[one, two], kwargs=[]):  # fmt: skip
            reader.path(kept, depth)
            for part in (arg, one, two):
                key(reader, part, depth)
        case nodes.Filter(name="upper" | "trim", node=nodes.Node() as inner, args=[], kwargs=[]):
            reader.printed(inner, depth)
        case nodes.Filter(name="length", node=nodes.Node() as inner, args=[], kwargs=[]):
            reader.list(inner, depth)
        case nodes.Filter(name="join", node=nodes.Node() as inner, args=[nodes.Const(value=str())], kwargs=[]):
            _joined(reader, inner, depth)
        case nodes.Filter(name="format", node=nodes.Const(value=str() as form), args=args, kwargs=[]) if (
            _FORM.fullmatch(form)
        ):
            for part in args:
                reader.printed(part, depth)
        case _:
            raise Unsaid(node, f"| {node.name}")


def value(reader: Reader, node: nodes.Node | None, depth: int) -> None:
    """Read what is handed to one of the house's own filters."""
    match node:
        case nodes.Name(name=name) if name in reader.own.things | NAMES | reader.own.plain:
            return
        case nodes.Getattr():
            reader.path(node, depth)
        case nodes.Or(left=left, right=right) | nodes.CondExpr(expr1=left, expr2=nodes.Expr() as right):
            if isinstance(node, nodes.CondExpr):
                reader.test(node.test, depth - 1)
            value(reader, left, depth - 1)
            value(reader, right, depth - 1)
        case nodes.Const(value=str()):
            return
        case _:
            raise Unsaid(node or nodes.Const(""), called(node))


def _joined(reader: Reader, node: nodes.Node, depth: int) -> None:
    match node:
        case nodes.Filter(name="map", node=nodes.Node() as inner, args=[], kwargs=[which]):
            _picked(which)
            reader.list(inner, depth)
        case nodes.Getattr(node=nodes.Getattr(attr="matter"), attr="ready" | "missing"):
            reader.path(node, depth)
        case _:
            raise Unsaid(node, "| join")


def _picked(which: nodes.Node) -> None:
    match which:
        case nodes.Keyword(key="attribute", value=nodes.Const(value=str() as part)) if (
            part.rpartition(".")[2] in PRINTED
        ):
            attributes(which, part)
        case _:
            raise Unsaid(which, "| map")


def sieved(reader: Reader, node: nodes.Node, rest: Sequence[nodes.Node], depth: int) -> None:
    """Read by what a filter leaves things out, after the part that it looks at."""
    match rest:
        case []:
            return
        case [nodes.Const(value=str() as test), *others] if test in TESTS:
            for part in others:
                reader.printed(part, depth)
        case _:
            raise Unsaid(node, "selectattr")
