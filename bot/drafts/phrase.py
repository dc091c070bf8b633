"""Expressions of the small language: what may be printed, listed, asked and looked up.

Everything printed is a plain value or the words of a house's own macro, never a thing as a whole, whose text may be
endless. Lists are those of an outcome, never the handbook's. There is no arithmetic, which jinja2 would work out ahead.
What this reads has passed `bot.drafts.fence`, which looks at names and at how arguments are handed on.
"""

from collections.abc import Iterable

from jinja2 import nodes

from bot.drafts.calling import call, words
from bot.drafts.filtering import filtered, sieved, value
from bot.drafts.lexicon import (
    DEPTH,
    LISTED,
    LISTS,
    NAMES,
    PICKED,
    SIEVES,
    SINGLED,
    TESTS,
    TURNS,
    Own,
    Unsaid,
    called,
    is_list,
    is_printed,
    within,
)  # fmt: skip
from bot.drafts.path import attributes, is_shelved, known, path

_LARGEST = 1_000_000


class Phrase:
    """Reads expressions; raises `Unsaid` at the first thing that is not of the small language."""

    def __init__(self) -> None:
        self.own = Own()

    def path(self, node: nodes.Node, depth: int = DEPTH) -> None:
        """Read the way to a part of something, by names without surprises."""
        path(self, node, depth)

    def printed(self, node: nodes.Node, depth: int = DEPTH) -> None:
        """Read something whose words are few."""
        within(node, depth)
        match node:
            case nodes.Const():
                _plain(node)
            case nodes.Name(name=name) if name in NAMES | self.own.plain:
                return
            case nodes.Getattr(node=nodes.Name(name="loop"), attr="index" | "length"):
                return
            case nodes.Getattr() if is_printed(node):
                self.path(node)
            case nodes.Getitem(node=kept, arg=key):
                self._looked_up(node, kept)
                self.printed(key, depth - 1)
            case nodes.CondExpr(test=test, expr1=yes, expr2=no):
                self.test(test, depth - 1)
                self._each((yes, no) if no else (yes,), depth - 1)
            case nodes.Or(left=left, right=right):
                self._each((left, right), depth - 1)
            case nodes.Concat(nodes=parts):
                self._each(parts, depth - 1)
            case nodes.Filter():
                filtered(self, node, depth - 1)
            case nodes.Call():
                call(self, node, depth - 1)
            case _:
                raise Unsaid(node, called(node))

    def _each(self, parts: Iterable[nodes.Node], depth: int) -> None:
        for part in parts:
            self.printed(part, depth)

    def _looked_up(self, node: nodes.Node, kept: nodes.Node) -> None:
        """Read the words among which one is looked up."""
        match kept:
            case nodes.Dict():
                words(kept)
            case nodes.Const(value=str()):
                return
            case nodes.Name(name=name) if name in self.own.plain:
                return
            case _:
                raise Unsaid(node, called(node))

    def list(self, node: nodes.Node, depth: int = DEPTH) -> None:
        """Read a short list."""
        within(node, depth)
        match node:
            case nodes.Name(name=name) if name in LISTED | self.own.lists:
                return
            case nodes.Getattr(attr=attribute) if attribute in LISTS and not is_shelved(node):
                self.path(node)
            case nodes.Call(node=nodes.Getattr(node=inner, attr="items" | "values"), args=[], kwargs=[]):
                self.list(inner, depth - 1)
            case nodes.Filter(node=nodes.Node() as inner, kwargs=[]):
                self._picked(node, depth - 1)
                self.list(inner, depth - 1)
            case nodes.Getitem(node=inner, arg=nodes.Slice(start=start, stop=stop, step=None)):
                self.list(inner, depth - 1)
                self._each((bound for bound in (start, stop) if bound is not None), depth - 1)
            case nodes.Tuple(items=items):
                if len(items) > TURNS:
                    raise Unsaid(node, str(TURNS), "template_costly")
                for item in items:
                    value(self, item, depth - 1)
            case _:
                raise Unsaid(node, called(node))

    def _picked(self, node: nodes.Filter, depth: int) -> None:
        """Read a filter that gives a list."""
        match node:
            case nodes.Filter(name=name, args=[]) if name in PICKED:
                return
            case nodes.Filter(name="map", args=[nodes.Const(value="first" | "last")]):
                return
            case nodes.Filter(name=name, args=[nodes.Const(value=str() as part), *rest]) if name in SIEVES:
                attributes(node, part)
                sieved(self, node, rest, depth)
            case _:
                raise Unsaid(node, called(node))

    def test(self, node: nodes.Node, depth: int = DEPTH) -> None:
        """Read something that is true or false."""
        within(node, depth)
        match node:
            case nodes.And(left=left, right=right) | nodes.Or(left=left, right=right):
                self.test(left, depth - 1)
                self.test(right, depth - 1)
            case nodes.Not(node=inner):
                self.test(inner, depth - 1)
            case nodes.Compare(expr=first, ops=operands):
                for part in (first, *(operand.expr for operand in operands)):
                    self._compared(part, depth - 1)
            case nodes.Test(name=name, node=inner, args=[], kwargs=[]) if name in TESTS:
                self._compared(inner, depth - 1)
            case nodes.Getattr(node=nodes.Name(name="loop"), attr="first" | "last"):
                return
            case _:
                self._compared(node, depth - 1)

    def _compared(self, node: nodes.Node, depth: int) -> None:
        match node:
            case nodes.Tuple(items=items) | nodes.List(items=items):
                self._each(items, depth)
            case nodes.Const(value=None | bool()):
                return
            case nodes.Name():
                known(self, node)
            case nodes.Getattr() | nodes.Getitem(arg=nodes.Const() | nodes.Name() | nodes.Getattr()):
                self.path(node, depth)
            case nodes.Filter(name=name) if name in SINGLED:
                self.path(node, depth)
            case _ if is_list(node):
                self.list(node, depth)
            case _:
                self.printed(node, depth)


def _plain(node: nodes.Const) -> None:
    """Read a text, or a number that is not too large."""
    given = node.value
    small = isinstance(given, int | float) and not isinstance(given, bool) and abs(given) <= _LARGEST
    if not (isinstance(given, str) or small):
        raise Unsaid(node, called(node))
