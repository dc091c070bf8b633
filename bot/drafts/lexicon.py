"""The words of the small language in which dropped templates are written."""

import re
from dataclasses import dataclass, field
from typing import Protocol

from jinja2 import nodes

PRINTED = frozenset({
    "ask", "checked", "clause", "count", "day", "days", "department", "do", "example", "hint", "hour", "id", "item", "label",
    "length", "max", "min", "minute", "month", "name", "number", "owner", "phone", "ref", "say", "short", "source", "start",
    "status", "text", "title", "total", "url", "walk", "year",
})  # fmt: skip
"""Parts of things that are plain values."""
LISTS = frozenset({
    "alarms", "answers", "bars", "cases", "choices", "dates", "fees", "flows", "given", "kept", "labels", "limits", "materials",
    "missing", "notes", "offered", "offices", "parts", "ready", "records", "rows", "steps", "undated",
})  # fmt: skip
"""Parts of things that are short lists."""
NAMES = frozenset({"answer", "chat_number", "matter", "name", "number", "person_number", "question"})
"""Names that stand for plain values."""
LISTED = frozenset({"basis", "chapters", "left", "places", "told"})
"""Names that stand for short lists."""
SHELVED = frozenset({"book"})
"""Names that stand for everything there is: only a part of a part of them is of a bearable length."""
PICKED = frozenset({"list", "unique"})
"""Filters that give a list as it is."""
SINGLED = frozenset({"first", "last"})
"""Filters that give one thing of a list: perhaps a text, through whose letters no loop may go."""
SIEVES = frozenset({"selectattr", "rejectattr"})
"""Filters that leave things out."""
FILTERS = PICKED | SINGLED | SIEVES | {
    "answer", "date", "figure", "format", "join", "length", "map", "number", "prose", "trim", "upper",
}  # fmt: skip
TESTS = frozenset({"defined", "equalto", "none"})
CALLED = frozenset({"day", "office_name", "once"})
"""Names that are called; the macros of the house are so besides."""
METHODS = frozenset({"date", "get", "isoformat", "items", "strftime", "values", "weekday"})
DEPTH = 12
"""Levels of one expression."""
TURNS = 20
"""Things in a list that is written down, and turns of a loop that are reckoned with."""
ATTRIBUTE = re.compile(r"[a-z0-9]{1,32}(?:_[a-z0-9]{1,32}){0,8}")
"""A name of a part: plain letters, none of Python's own."""


class Unsaid(Exception):
    """Something that a draft may not say."""

    def __init__(self, node: nodes.Node, what: str, rule: str = "template_not_allowed") -> None:
        super().__init__(what)
        self.rule = rule
        self.line: int = node.lineno or 1
        self.what = what


@dataclass(frozen=True)
class Own:
    """Names that a template brings or sets, by what they stand for; filled while it is read."""

    plain: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    things: set[str] = field(default_factory=set)
    macros: set[str] = field(default_factory=set)

    @property
    def values(self) -> set[str]:
        """All that are no macros."""
        return self.plain | self.lists | self.things


class Reader(Protocol):
    """Reads what may be printed, listed and asked; raises `Unsaid` at the first thing that is not of the language.

    `depth` is how many levels there may still be below.
    """

    @property
    def own(self) -> Own:
        """The template's own names."""
        ...

    def printed(self, node: nodes.Node, depth: int) -> None:
        """Read something whose words are few."""

    def list(self, node: nodes.Node, depth: int) -> None:
        """Read a short list."""

    def test(self, node: nodes.Node, depth: int) -> None:
        """Read something that is true or false."""

    def path(self, node: nodes.Node, depth: int) -> None:
        """Read the way to a part of something."""


def within(node: nodes.Node, depth: int) -> None:
    """Refuse what is nested too deep."""
    if depth < 0:
        raise Unsaid(node, called(node), "template_deep")


def is_printed(node: nodes.Getattr) -> bool:
    """Whether a part is a plain value: by its name, or for what it is a part of."""
    match node:
        case nodes.Getattr(node=nodes.Getattr(node=nodes.Name(name="reply"), attr="data")):
            return True
        case nodes.Getattr(node=nodes.Getattr(attr="end"), attr="end"):
            return True
        case nodes.Getattr(node=nodes.Getattr(attr="matter") | nodes.Name(name="way"), attr="outcome"):
            return True
        case nodes.Getattr(node=nodes.Name(name="sheet" | "bar"), attr="matter" | "item" | "last"):
            return True
    return node.attr in PRINTED


def is_list(node: nodes.Node) -> bool:
    """Whether something is a list, or is made of one."""
    match node:
        case nodes.Filter(name=name) if name in PICKED | SIEVES | {"map"}:
            return True
        case nodes.Getitem(arg=nodes.Slice()):
            return True
    return isinstance(node, nodes.Getattr) and node.attr in LISTS


def called(node: nodes.Node | None) -> str:
    """How a part of a template is told to somebody."""
    name = getattr(node, "name", None) or getattr(node, "attr", None) or getattr(node, "value", None)
    return str(name)[:40] if name else type(node).__name__.lower()
