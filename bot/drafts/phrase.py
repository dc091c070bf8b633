"""Expressions of the small language: what may be printed, listed, asked and looked up.

Everything printed is a plain value or the words of a house's own macro, never a thing as a whole, whose text may be
endless. Lists are those of an outcome, never the handbook's. There is no arithmetic, which jinja2 would work out ahead.
"""

import re
from collections.abc import Sequence

from jinja2 import nodes

from bot.drafts.lexicon import (
    ATTRIBUTE,
    LISTED,
    LISTS,
    NAMES,
    PICKED,
    PRINTED,
    SHELVED,
    SIEVES,
    Unsaid,
    called,
    is_list,
    is_printed,
)  # fmt: skip

_TESTS = frozenset({"none", "defined", "equalto"})
_HANDED = frozenset({"by", "former", "outcome", "record", "slot", "start", "until"})
"""Parts that a macro of the house is handed, besides plain values and lists."""
_WHOLE = SHELVED | {"flow", "event", "session", "outcome", "joined", "reply"}
"""Names of things that are too large to be handed to a macro, which may print them."""
_DAY = re.compile(r"(?:%[YmdHM]|[^%])*")
_FORM = re.compile(r"(?:[^%]|%%|%s|%d|%02d|%\.[12]f)*")
_DEPTH, _LARGEST, _PLACES = 12, 1_000_000, 20


class Phrase:
    """Reads expressions; raises `Unsaid` at the first thing that is not of the small language."""

    def __init__(self) -> None:
        self.plain, self.lists, self.things, self.macros = set[str](), set[str](), set[str](), set[str]()
        """Names of the template's own, by what they stand for."""

    def printed(self, node: nodes.Node, depth: int = _DEPTH) -> None:
        """Read something whose words are few."""
        _within(node, depth)
        match node:
            case nodes.Const(value=str()):
                return
            case nodes.Const(value=int() | float() as number) if (
                not isinstance(number, bool) and abs(number) <= _LARGEST
            ):
                return
            case nodes.Name(name=name) if name in NAMES | self.plain:
                return
            case nodes.Getattr(node=nodes.Name(name="loop"), attr="index" | "length"):
                return
            case nodes.Getattr() if is_printed(node):
                self.path(node)
            case nodes.Getitem(node=nodes.Dict() as words, arg=key):
                self.words(words)
                self.printed(key, depth - 1)
            case nodes.Getitem(node=nodes.Const(value=str()) | nodes.Name(), arg=key) if self._is_own(node.node):
                self.printed(key, depth - 1)
            case nodes.CondExpr(test=test, expr1=yes, expr2=no):
                self.test(test, depth - 1)
                self.printed(yes, depth - 1)
                if no is not None:
                    self.printed(no, depth - 1)
            case nodes.Or(left=left, right=right):
                self.printed(left, depth - 1)
                self.printed(right, depth - 1)
            case nodes.Concat(nodes=parts):
                for part in parts:
                    self.printed(part, depth - 1)
            case nodes.Filter():
                self._filter(node, depth - 1)
            case nodes.Call(kwargs=[], dyn_args=None, dyn_kwargs=None):
                self._call(node, depth - 1)
            case _:
                raise Unsaid(node, called(node))

    def _is_own(self, node: nodes.Node) -> bool:
        return isinstance(node, nodes.Const) or (isinstance(node, nodes.Name) and node.name in self.plain)

    def words(self, node: nodes.Dict) -> None:
        """Read words written down for each of several keys."""
        for pair in node.items:
            for part in (pair.key, pair.value):
                if not (isinstance(part, nodes.Const) and isinstance(part.value, str)):
                    raise Unsaid(part, called(part))

    def _filter(self, node: nodes.Filter, depth: int) -> None:
        match node:
            case nodes.Filter(name="prose" | "figure" | "number" | "date", node=inner, args=[], kwargs=[]):
                self._value(inner, depth)
            case nodes.Filter(name="answer", node=nodes.Getitem(node=nodes.Getattr(attr="answers") as kept, arg=key), args=[one, two], kwargs=[]):  # fmt: skip
                self.path(kept)
                for part in (key, one, two):
                    self._key(part, depth)
            case nodes.Filter(name="upper" | "trim", node=nodes.Node() as inner, args=[], kwargs=[]):
                self.printed(inner, depth)
            case nodes.Filter(name="length", node=nodes.Node() as inner, args=[], kwargs=[]):
                self.list(inner, depth)
            case nodes.Filter(name="join", node=nodes.Node() as inner, args=[nodes.Const(value=str())], kwargs=[]):
                self._joined(inner, depth)
            case nodes.Filter(name="format", node=nodes.Const(value=str() as form), args=args, kwargs=[]) if (
                _FORM.fullmatch(form)
            ):
                for part in args:
                    self.printed(part, depth)
            case _:
                raise Unsaid(node, f"| {node.name}")

    def _value(self, node: nodes.Node | None, depth: int) -> None:
        """Read what is handed to one of the house's own filters, which take plain values and records only."""
        match node:
            case nodes.Name(name=name) if name in self.things | NAMES | self.plain:
                return
            case nodes.Getattr():
                self.path(node)
            case nodes.Or(left=left, right=right) | nodes.CondExpr(expr1=left, expr2=nodes.Expr() as right):
                if isinstance(node, nodes.CondExpr):
                    self.test(node.test, depth - 1)
                self._value(left, depth - 1)
                self._value(right, depth - 1)
            case nodes.Const(value=str()):
                return
            case _:
                raise Unsaid(node or nodes.Const(""), called(node))

    def _joined(self, node: nodes.Node, depth: int) -> None:
        match node:
            case nodes.Filter(name="map", node=nodes.Node() as inner, args=[], kwargs=[which]):
                self._picked(which)
                self.list(inner, depth)
            case nodes.Getattr(node=nodes.Getattr(attr="matter"), attr="ready" | "missing"):
                self.path(node)
            case _:
                raise Unsaid(node, "| join")

    def _picked(self, which: nodes.Node) -> None:
        part = called(which.value) if isinstance(which, nodes.Keyword) and which.key == "attribute" else ""
        if part.rpartition(".")[2] not in PRINTED:
            raise Unsaid(which, part or "map")
        self._attributes(which, part)

    def _call(self, node: nodes.Call, depth: int) -> None:
        match node:
            case (
                nodes.Call(node=nodes.Name(name="day"), args=[day])
                | nodes.Call(node=nodes.Name(name="day"), args=[day, nodes.Name(name="at")])
            ):
                self._day(day, depth)
            case nodes.Call(node=nodes.Name(name="office_name"), args=[office]):
                self.printed(office, depth)
            case nodes.Call(node=nodes.Name(name="once"), args=[nodes.Getattr(node=nodes.Name(name=alias)), thing]) if (
                alias in self.macros
            ):
                self._argument(thing, depth)
            case nodes.Call(node=nodes.Getattr(node=nodes.Name(name=alias)), args=args) if alias in self.macros:
                for part in args:
                    self._argument(part, depth)
            case nodes.Call(node=nodes.Getattr(node=nodes.Dict() as words, attr="get"), args=[key, usual]):
                self.words(words)
                self.printed(key, depth)
                self.printed(usual, depth)
            case nodes.Call(node=nodes.Getattr(node=inner, attr="isoformat" | "weekday" | "date"), args=[]):
                self.printed(inner, depth) if isinstance(inner, nodes.Call) else self.path(inner)
            case nodes.Call(
                node=nodes.Getattr(node=inner, attr="strftime"), args=[nodes.Const(value=str() as form)]
            ) if _DAY.fullmatch(form):
                self.path(inner)
            case _:
                raise Unsaid(node, f"{called(node.node)}()")

    def _day(self, node: nodes.Node, depth: int) -> None:
        match node:
            case nodes.Filter(name="date"):
                self._filter(node, depth)
            case nodes.Call(node=nodes.Getattr(attr="date")):
                self._call(node, depth)
            case _:
                self.path(node)

    def _argument(self, node: nodes.Node, depth: int) -> None:
        """Read what is handed to a macro of the house, which may print it."""
        match node:
            case nodes.Name(name=name) if name not in {
                *SHELVED,
                "flow",
                "event",
                "session",
                "outcome",
                "joined",
                "reply",
            }:
                self._known(node)
            case nodes.Getattr(attr=attribute) if attribute in PRINTED | LISTS | _HANDED:
                self.path(node)
            case _ if is_list(node):
                self.list(node, depth)
            case _:
                self.printed(node, depth)

    def list(self, node: nodes.Node, depth: int = _DEPTH) -> None:
        """Read a short list."""
        _within(node, depth)
        match node:
            case nodes.Name(name=name) if name in LISTED | self.lists | self.things:
                return
            case nodes.Getattr(attr=attribute) if attribute in LISTS and not self.is_shelved(node):
                self.path(node)
            case nodes.Call(node=nodes.Getattr(node=inner, attr="items" | "values"), args=[], kwargs=[]):
                self.list(inner, depth - 1)
            case nodes.Filter(name=name, node=nodes.Node() as inner, args=[], kwargs=[]) if name in PICKED:
                self.list(inner, depth - 1)
            case nodes.Filter(
                name="map", node=nodes.Node() as inner, args=[nodes.Const(value="first" | "last")], kwargs=[]
            ):
                self.list(inner, depth - 1)
            case nodes.Filter(name=name, node=nodes.Node() as inner, args=[nodes.Const(value=str() as part), *rest], kwargs=[]) if name in SIEVES:  # fmt: skip
                self._attributes(node, part)
                self._sieve(node, rest, depth - 1)
                self.list(inner, depth - 1)
            case nodes.Getitem(node=inner, arg=nodes.Slice(start=start, stop=stop, step=None)):
                self.list(inner, depth - 1)
                for bound in (start, stop):
                    if bound is not None:
                        self.printed(bound, depth - 1)
            case nodes.Tuple(items=items):
                for item in items:
                    self._value(item, depth - 1)
            case _:
                raise Unsaid(node, called(node))

    def _sieve(self, node: nodes.Node, rest: Sequence[nodes.Node], depth: int) -> None:
        match rest:
            case []:
                return
            case [nodes.Const(value=str() as test), *others] if test in _TESTS:
                for part in others:
                    self.printed(part, depth)
            case _:
                raise Unsaid(node, "selectattr")

    def test(self, node: nodes.Node, depth: int = _DEPTH) -> None:
        """Read something that is true or false."""
        _within(node, depth)
        match node:
            case nodes.And(left=left, right=right) | nodes.Or(left=left, right=right):
                self.test(left, depth - 1)
                self.test(right, depth - 1)
            case nodes.Not(node=inner):
                self.test(inner, depth - 1)
            case nodes.Compare(expr=first, ops=operands):
                for part in (first, *(operand.expr for operand in operands)):
                    self._compared(part, depth - 1)
            case nodes.Test(name=name, node=inner, args=[]) if name in _TESTS:
                self._compared(inner, depth - 1)
            case nodes.Getattr(node=nodes.Name(name="loop"), attr="first" | "last"):
                return
            case _:
                self._compared(node, depth - 1)

    def _compared(self, node: nodes.Node, depth: int) -> None:
        match node:
            case nodes.Tuple(items=items) | nodes.List(items=items):
                for item in items:
                    self.printed(item, depth)
            case nodes.Const(value=None | bool()):
                return
            case nodes.Name():
                self._known(node)
            case nodes.Getattr() | nodes.Getitem(arg=nodes.Const() | nodes.Name() | nodes.Getattr()):
                self.path(node, depth)
            case _ if is_list(node):
                self.list(node, depth)
            case _:
                self.printed(node, depth)

    def path(self, node: nodes.Node, depth: int = _DEPTH) -> None:
        """Read the way to a part of something, by names without surprises."""
        _within(node, depth)
        match node:
            case nodes.Name():
                self._known(node)
            case nodes.Getattr(node=inner, attr=attribute):
                self._attributes(node, attribute)
                self.path(inner, depth - 1)
            case nodes.Getitem(node=inner, arg=key):
                self._key(key, depth - 1)
                self.path(inner, depth - 1)
            case nodes.Or(left=left, right=right):
                self.path(left, depth - 1)
                self.path(right, depth - 1)
            case nodes.Filter(name="first" | "last"):
                self.list(node, depth - 1)
            case _:
                raise Unsaid(node, called(node))

    def _key(self, node: nodes.Node, depth: int) -> None:
        if isinstance(node, nodes.Const) and isinstance(node.value, int) and 0 <= node.value < _PLACES:
            return
        if isinstance(node, nodes.Const | nodes.Slice | nodes.Call | nodes.Filter):
            raise Unsaid(node, called(node))
        self.path(node, depth)

    def _known(self, node: nodes.Node) -> None:
        name = node.name if isinstance(node, nodes.Name) else ""
        if not ATTRIBUTE.fullmatch(name) or name in self.macros:
            raise Unsaid(node, name)

    def _attributes(self, node: nodes.Node, dotted: str) -> None:
        for name in dotted.split("."):
            if not ATTRIBUTE.fullmatch(name):
                raise Unsaid(node, name)

    def is_shelved(self, node: nodes.Node) -> bool:
        """Whether a list would be one of the handbook's, which have hundreds of entries."""
        inner = next((each for each in node.find_all(nodes.Name) if each.name in SHELVED), None)
        parts = {each.attr for each in (node, *node.find_all(nodes.Getattr)) if isinstance(each, nodes.Getattr)}
        return inner is not None or bool(parts & {"states", "handbook"})


def _within(node: nodes.Node, depth: int) -> None:
    if depth < 0:
        raise Unsaid(node, called(node), "template_deep")
