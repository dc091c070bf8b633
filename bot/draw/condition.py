"""Conditions in words: `capacity <= fact('a03_03')` as a clerk would say it.

What can't be said well, such as sums, stands in the picture as it was written.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jinja2 import nodes

from bot.draw.diagram import Shown
from bot.flow import expression
from bot.flow.expression import ExpressionError
from bot.flow.grammar import numbers
from bot.flow.model import UNSURE, Ask, End

_MIRRORED = {"lt": "gt", "lteq": "gteq", "gt": "lt", "gteq": "lteq", "eq": "eq", "ne": "ne"}
_TELLS_LITTLE = frozenset({"yes", "no"})
"""Choices whose label means nothing without the question."""


class Conditions:
    """Says the conditions of one flow."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown
        asks = [state for state in shown.flow.states.values() if isinstance(state, Ask)]
        self._labels = Counter(_label(ask, key) for ask in asks for key in _keys(ask))

    def words(self, source: str, asked: str | None = None) -> str:
        """The condition in words; `asked` is the question below which they stand, and needs no name there."""
        try:
            expression.compile(source)
            return _Wording(self._shown, asked, self._labels).test(expression.parse(source))
        except (ExpressionError, _Wordless):
            return source

    def only(self, end: End) -> Mapping[str, str]:
        """Each condition of the outcome's limits and fees, with how a line begins that holds only then."""
        sources = (*(use.when for use in end.limits), *(use.when for use in end.fees))
        return {source: self._only(source) for source in sources if source}

    def _only(self, source: str) -> str:
        words = self.words(source)
        return self._shown.say("sometimes") if words == source else self._shown.say("only", words)


class _Wordless(Exception):
    """There are no good words for this part."""


@dataclass(frozen=True, slots=True)
class _Picked:
    """A question and the choices of it that fit."""

    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Wording:
    shown: Shown
    asked: str | None
    labels: Mapping[str, int]
    """How many buttons of the flow carry a label."""

    def test(self, node: nodes.Node) -> str:
        if picked := self._picked(node):
            return self._choices(picked)
        match node:
            case nodes.And(left=left, right=right):
                return self.shown.say("both", self._side(left), self._side(right))
            case nodes.Or(left=left, right=right):
                return self.shown.say("either", self.test(left), self.test(right))
            case nodes.Not(node=inner):
                return self.shown.say("except", self.test(inner))
            case nodes.CondExpr(test=test, expr1=yes, expr2=nodes.Expr() as no):
                return self._cases(test, yes, no)
            case nodes.Compare(expr=left, ops=[operand]):
                return self._compared(left, operand)
            case nodes.Compare(expr=left, ops=[first, *rest]):
                # a < b < c means a < b and b < c
                return self.test(nodes.And(nodes.Compare(left, [first]), nodes.Compare(first.expr, list(rest))))
        raise _Wordless

    def _side(self, node: nodes.Node) -> str:
        """Keep an `or` together where it stands beside an `and`."""
        words = self.test(node)
        return self.shown.say("group", words) if isinstance(node, nodes.Or) and not self._picked(node) else words

    def _cases(self, test: nodes.Node, yes: nodes.Node, no: nodes.Node) -> str:
        rows = ((self.test(test), self.test(yes)), (self._otherwise(test), self.test(no)))
        return self.shown.say("cases", rows)

    def _otherwise(self, test: nodes.Node) -> str:
        picked = self._picked(nodes.Not(test))
        return self._choices(picked) if picked else self.shown.say("except", self.test(test))

    def _compared(self, left: nodes.Expr, operand: nodes.Operand) -> str:
        for node in (left, operand.expr):
            if parted := _parted(node):
                test, yes, no = parted
                if node is left:
                    return self._cases(test, nodes.Compare(yes, [operand]), nodes.Compare(no, [operand]))
                first, second = (nodes.Compare(left, [nodes.Operand(operand.op, each)]) for each in (yes, no))
                return self._cases(test, first, second)
        match left, operand.expr:
            case nodes.Name(name=name), right if operand.op in _MIRRORED:
                return self._measured(name, operand.op, right)
            case other, nodes.Name(name=name) if operand.op in _MIRRORED:
                return self._measured(name, _MIRRORED[operand.op], other)
        raise _Wordless

    def _measured(self, name: str, sign: str, bound: nodes.Expr) -> str:
        subject = "" if name == self.asked else self.shown.say("subject", self._ask(name))
        return self.shown.say("compared", subject, sign, self._figure(name, bound))

    def _figure(self, name: str, bound: nodes.Expr) -> str:
        match bound:
            case nodes.Call(args=[nodes.Const(value=fact)]) if fact in self.shown.book.records:
                return self.shown.say("figure", self.shown.book.records[fact])
        number = self._ask(name).number
        found = numbers(bound, self.shown.book.figures)
        if not number or len(found) != 1:
            raise _Wordless
        return self.shown.say("measured", found.pop(), self.shown.book.words.units[number.unit])

    def _picked(self, node: nodes.Node) -> _Picked | None:
        """The choices that make a test true, where it looks at one question's choices only."""
        match node:
            case nodes.Not(node=inner):
                found = self._picked(inner)
                return found and self._others(found)
            case nodes.Or(left=left, right=right):
                one, other = self._picked(left), self._picked(right)
                if one and other and one.name == other.name:
                    keys = {*one.keys, *other.keys}
                    return _Picked(one.name, tuple(key for key in self._keys(one.name) if key in keys))
            case nodes.Compare(expr=nodes.Name(name=name), ops=[nodes.Operand(op=sign, expr=value)]):
                return self._chosen(name, sign, value)
            case nodes.Compare(expr=value, ops=[nodes.Operand(op="eq" | "ne" as sign, expr=nodes.Name(name=name))]):
                return self._chosen(name, sign, value)
        return None

    def _chosen(self, name: str, sign: str, value: nodes.Expr) -> _Picked | None:
        keys = self._keys(name)
        found = tuple(key for key in keys if key in _words(value))
        if not found:
            return None
        picked = _Picked(name, found)
        return picked if sign in {"eq", "in"} else self._others(picked) if sign in {"ne", "notin"} else None

    def _others(self, picked: _Picked) -> _Picked | None:
        keys = tuple(key for key in self._keys(picked.name) if key not in picked.keys)
        return _Picked(picked.name, keys) if keys else None

    def _choices(self, picked: _Picked) -> str:
        labels = tuple(_label(self._ask(picked.name), key) for key in picked.keys)
        if picked.name == self.asked:
            return self.shown.say("choices", labels)
        if self._telling(picked, labels):
            return self.shown.say("earlier", labels)
        return self.shown.say("chosen", self._ask(picked.name), labels)

    def _telling(self, picked: _Picked, labels: Iterable[str]) -> bool:
        """Whether the labels are understood without their question."""
        return _TELLS_LITTLE.isdisjoint(picked.keys) and all(self.labels[label] == 1 for label in labels)

    def _keys(self, name: str) -> tuple[str, ...]:
        state = self.shown.flow.states.get(name)
        return _keys(state) if isinstance(state, Ask) else ()

    def _ask(self, name: str) -> Ask:
        state = self.shown.flow.states.get(name)
        if not isinstance(state, Ask):
            raise _Wordless
        return state


def _keys(ask: Ask) -> tuple[str, ...]:
    return (*ask.choices, *((UNSURE,) if ask.number and ask.number.unsure else ()))


def _label(ask: Ask, key: str) -> str:
    return ask.number.unsure.label if ask.number and ask.number.unsure else ask.choices[key].label


def _words(value: nodes.Expr) -> tuple[str, ...]:
    items = value.items if isinstance(value, nodes.List) else [value]
    return tuple(each.value for each in items if isinstance(each, nodes.Const) and isinstance(each.value, str))


def _parted(node: nodes.Node) -> tuple[nodes.Expr, nodes.Expr, nodes.Expr] | None:
    """Test, value if it holds and value if not, of an inline if that stands alone or within `fact(...)`."""
    match node:
        case nodes.CondExpr(test=test, expr1=yes, expr2=nodes.Expr() as no):
            return test, yes, no
        case nodes.Call(node=name, args=[nodes.CondExpr(test=test, expr1=yes, expr2=nodes.Expr() as no)]):
            first, second = (nodes.Call(name, [key], [], None, None) for key in (yes, no))
            return test, first, second
    return None
