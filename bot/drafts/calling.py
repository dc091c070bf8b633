"""Calls: the house's own words and macros, words looked up in a list, and days."""

import re

from jinja2 import nodes

from bot.drafts.filtering import filtered
from bot.drafts.lexicon import LISTS, PRINTED, SHELVED, SINGLED, Reader, Unsaid, called, is_list
from bot.drafts.path import known

_HANDED = frozenset({"by", "former", "near", "outcome", "over", "record", "slot", "start", "until"})
"""Parts that a macro of the house is handed, besides plain values and lists."""
_WHOLE = SHELVED | {"flow", "event", "session", "outcome", "joined", "reply"}
"""Names of things that are too large to be handed to a macro, which may print them."""
_DAY = re.compile(r"(?:%[YmdHM]|[^%])*")


def call(reader: Reader, node: nodes.Call, depth: int) -> None:
    """Read a call whose words are printed."""
    macros = reader.own.macros
    match node:
        case (
            nodes.Call(node=nodes.Name(name="day"), args=[day])
            | nodes.Call(node=nodes.Name(name="day"), args=[day, nodes.Name(name="at")])
        ):
            _day(reader, day, depth)
        case nodes.Call(node=nodes.Name(name="office_name"), args=[office]):
            reader.printed(office, depth)
        case nodes.Call(node=nodes.Name(name="once"), args=[nodes.Getattr(node=nodes.Name(name=alias)), thing]) if (
            alias in macros
        ):
            _argument(reader, thing, depth)
        case nodes.Call(node=nodes.Getattr(node=nodes.Name(name=alias)), args=args) if alias in macros:
            for part in args:
                _argument(reader, part, depth)
        case nodes.Call(node=nodes.Getattr(node=nodes.Dict() as pairs, attr="get"), args=[key, usual]):
            words(pairs)
            reader.printed(key, depth)
            reader.printed(usual, depth)
        case nodes.Call(node=nodes.Getattr(attr="isoformat" | "weekday" | "date" | "strftime")):
            _of_day(reader, node, depth)
        case _:
            raise Unsaid(node, f"{called(node.node)}()")


def words(node: nodes.Dict) -> None:
    """Read words written down for each of several keys."""
    for pair in node.items:
        for part in (pair.key, pair.value):
            if not (isinstance(part, nodes.Const) and isinstance(part.value, str)):
                raise Unsaid(part, called(part))


def _of_day(reader: Reader, node: nodes.Call, depth: int) -> None:
    match node:
        case nodes.Call(node=nodes.Getattr(node=inner, attr="isoformat" | "weekday" | "date"), args=[]):
            reader.printed(inner, depth) if isinstance(inner, nodes.Call) else reader.path(inner, depth)
        case nodes.Call(node=nodes.Getattr(node=inner, attr="strftime"), args=[nodes.Const(value=str() as form)]) if (
            _DAY.fullmatch(form)
        ):
            reader.path(inner, depth)
        case _:
            raise Unsaid(node, f"{called(node.node)}()")


def _day(reader: Reader, node: nodes.Node, depth: int) -> None:
    match node:
        case nodes.Filter(name="date"):
            filtered(reader, node, depth)
        case nodes.Call(node=nodes.Getattr(attr="date")):
            call(reader, node, depth)
        case _:
            reader.path(node, depth)


def _argument(reader: Reader, node: nodes.Node, depth: int) -> None:
    """Read what is handed to a macro of the house, which may print it."""
    match node:
        case nodes.Name(name=name) if name not in _WHOLE:
            known(reader, node)
        case nodes.Getattr(attr=attribute) if attribute in PRINTED | LISTS | _HANDED:
            reader.path(node, depth)
        case nodes.Filter(name=name) if name in SINGLED:
            reader.path(node, depth)
        case _ if is_list(node):
            reader.list(node, depth)
        case _:
            reader.printed(node, depth)
