"""The small language of conditions: what may stand in one, and what it looks at."""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NoReturn

from jinja2 import nodes

LARGEST = 1e12
"""The largest number that may be written in a condition."""

_DEPTH = 20
_IFS = 8
"""Inline ifs of a condition: each may double the numbers that it comes to."""
_SAME = frozenset({"eq", "ne", "in", "notin"})
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_ARITHMETIC: Mapping[type[nodes.BinExpr], Callable[[float, float], float]] = {
    nodes.Add: operator.add,
    nodes.Sub: operator.sub,
    nodes.Mul: operator.mul,
    nodes.Div: operator.truediv,
}


class ExpressionError(ValueError):
    """A condition can't be read, or can't be answered; `code` says why, `detail` names the part."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class Found:
    """What a walk over the tree meets; anything outside the small language ends it."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.facts: list[str] = []
        self.literals: dict[str, list[str]] = {}
        self.bounds: list[tuple[str, nodes.Expr]] = []
        self._ifs = 0

    def test(self, node: nodes.Node, depth: int = _DEPTH) -> None:
        """Read something that is true or false."""
        _within(depth)
        match node:
            case nodes.And(left=left, right=right) | nodes.Or(left=left, right=right):
                self.test(left, depth - 1)
                self.test(right, depth - 1)
            case nodes.Not(node=inner):
                self.test(inner, depth - 1)
            case nodes.CondExpr(test=test, expr1=yes, expr2=nodes.Expr() as no):
                self._counted()
                for part in (test, yes, no):
                    self.test(part, depth - 1)
            case nodes.Compare(expr=first, ops=operands):
                self._compare(first, operands, depth - 1)
            case _:
                _refuse(node)

    def value(self, node: nodes.Node, depth: int) -> None:
        """Read a word, a number, an answer or a figure."""
        _within(depth)
        match node:
            case nodes.Const(value=str()):
                return
            case nodes.Const(value=int() | float() as number) if (
                not isinstance(number, bool) and abs(number) <= LARGEST
            ):
                return
            case nodes.Name(name=name) if _NAME.fullmatch(name) and name != "fact":
                self.names.append(name)
            case nodes.Call(node=nodes.Name(name="fact"), args=[key], kwargs=[], dyn_args=None, dyn_kwargs=None):
                self._fact(key, depth - 1)
            case nodes.CondExpr(test=test, expr1=yes, expr2=nodes.Expr() as no):
                self._counted()
                self.test(test, depth - 1)
                self.value(yes, depth - 1)
                self.value(no, depth - 1)
            case nodes.Neg() | nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div():
                self._arithmetic(node, depth - 1)
            case _:
                _refuse(node)

    def _counted(self) -> None:
        self._ifs += 1
        if self._ifs > _IFS:
            raise ExpressionError(code="too_deep")

    def _arithmetic(self, node: nodes.Node, depth: int) -> None:
        for part in node.iter_child_nodes():
            if isinstance(part, nodes.Const) and isinstance(part.value, str):
                _refuse(node)
            for name in _answers(part):
                raise ExpressionError(code="not_checkable", detail=name)
            self.value(part, depth)

    def _fact(self, key: nodes.Node, depth: int) -> None:
        _within(depth)
        match key:
            case nodes.Const(value=str() as name):
                self.facts.append(name)
            case nodes.CondExpr(test=test, expr1=yes, expr2=nodes.Expr() as no):
                self._counted()
                self.test(test, depth - 1)
                self._fact(yes, depth - 1)
                self._fact(no, depth - 1)
            case _:
                _refuse(key)

    def _compare(self, first: nodes.Expr, operands: list[nodes.Operand], depth: int) -> None:
        self.value(first, depth)
        left = first
        for operand in operands:
            right = operand.expr
            for part in self._members(operand):
                self.value(part, depth)
                self._pair(left, part, operand.op)
                self._pair(part, left, operand.op)
            left = right

    def _members(self, operand: nodes.Operand) -> list[nodes.Expr]:
        if operand.op not in {"in", "notin"}:
            return [operand.expr]
        if not isinstance(operand.expr, nodes.List):
            _refuse(operand.expr)
        return operand.expr.items

    def _pair(self, answer: nodes.Expr, other: nodes.Expr, sign: str) -> None:
        for name in _answers(answer):
            if _answers(other):
                raise ExpressionError(code="not_checkable", detail=name)
            self.bounds.append((name, other))
            for word in _strings(other) if sign in _SAME else ():
                self.literals.setdefault(name, []).append(word)


def _within(depth: int) -> None:
    if depth < 0:
        raise ExpressionError(code="too_deep")


def _refuse(node: nodes.Node) -> NoReturn:
    raise ExpressionError(code="not_allowed", detail=type(node).__name__.lower())


def _leaves(node: nodes.Node) -> Iterator[nodes.Node]:
    """List the values an inline if may come to, the node itself otherwise."""
    if isinstance(node, nodes.CondExpr) and node.expr2 is not None:
        yield from _leaves(node.expr1)
        yield from _leaves(node.expr2)
    else:
        yield node


def _answers(node: nodes.Node) -> tuple[str, ...]:
    return tuple(leaf.name for leaf in _leaves(node) if isinstance(leaf, nodes.Name))


def _strings(node: nodes.Node) -> Iterator[str]:
    return (leaf.value for leaf in _leaves(node) if isinstance(leaf, nodes.Const) and isinstance(leaf.value, str))


def numbers(node: nodes.Node, figures: Mapping[str, float]) -> set[float]:
    """Give the numbers a value may come to; words, answers and facts without a figure give none."""
    return {number for leaf in _leaves(node) for number in _leaf_numbers(leaf, figures)}


def _leaf_numbers(leaf: nodes.Node, figures: Mapping[str, float]) -> set[float]:
    match leaf:
        case nodes.Const(value=int() | float() as number):
            return {number}
        case nodes.Call(args=[key]):
            return {figures[name] for name in _strings(key) if name in figures}
        case nodes.Neg(node=inner):
            return {-number for number in numbers(inner, figures)}
        case nodes.BinExpr(left=left, right=right):
            return _combined(type(leaf), numbers(left, figures), numbers(right, figures))
        case _:
            return set()


def _combined(kind: type[nodes.BinExpr], left: set[float], right: set[float]) -> set[float]:
    work = _ARITHMETIC[kind]
    return {work(float(a), float(b)) for a in left for b in right if b or kind is not nodes.Div}
