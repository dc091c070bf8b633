"""The outer wall around dropped templates: one walk over the whole tree, which knows nothing of the grammar within.

Whatever the grammar of `bot.drafts.phrase` may overlook, nothing gets past here that hands on arguments by stars, that
gives a part a name of Python's own, or that calls, filters or tests by a name that is none of the language's.
"""

from collections.abc import Iterator

from jinja2 import nodes

from bot.drafts.lexicon import ATTRIBUTE, CALLED, FILTERS, METHODS, SIEVES, TESTS, Unsaid, called

_KINDS = frozenset({
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign, nodes.Import, nodes.Include,
    nodes.Const, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Tuple, nodes.List, nodes.Dict, nodes.Pair,
    nodes.CondExpr, nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Concat,
    nodes.Call, nodes.Filter, nodes.Test, nodes.Keyword,
})  # fmt: skip


def fenced(tree: nodes.Template) -> None:
    """Raise `Unsaid` for the first node of a tree, however deep within, that no template of the language can hold."""
    macros = frozenset(node.target for node in tree.find_all(nodes.Import))
    for node in _all(tree):
        if type(node) not in _KINDS:
            raise Unsaid(node, type(node).__name__.lower())
        _named(node)
        if isinstance(node, nodes.Call | nodes.Filter | nodes.Test):
            _handed(node)
            _applied(node, macros)


def _all(tree: nodes.Node) -> Iterator[nodes.Node]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed([*node.iter_child_nodes()]))  # so that the first in the text is told


def _named(node: nodes.Node) -> None:
    """Refuse a name of Python's own, and a text that could become one."""
    match node:
        case nodes.Name(name=name) | nodes.Getattr(attr=name) | nodes.Import(target=name):
            _bare(node, name)
        case nodes.Const(value=str() as text) if text.startswith("_") or "__" in text:
            raise Unsaid(node, text)


def _handed(node: nodes.Call | nodes.Filter | nodes.Test) -> None:
    """Refuse arguments by stars, and by any word but the one of `map`, which is written down."""
    if node.dyn_args is not None or node.dyn_kwargs is not None:
        raise Unsaid(node, "*")
    match node:
        case nodes.Call(kwargs=[]) | nodes.Filter(kwargs=[]) | nodes.Test(kwargs=[]):
            return
        case nodes.Filter(name="map", args=[], kwargs=[which]):
            _dotted(node, _attribute(which))
        case _:
            raise Unsaid(node, called(node))


def _attribute(which: nodes.Node) -> str:
    match which:
        case nodes.Keyword(key="attribute", value=nodes.Const(value=str() as names)):
            return names
        case _:
            raise Unsaid(which, "| map")


def _applied(node: nodes.Call | nodes.Filter | nodes.Test, macros: frozenset[str]) -> None:
    match node:
        case nodes.Filter(name=name, args=[nodes.Const(value=str() as part), *_]) if name in SIEVES:
            _dotted(node, part)
        case nodes.Filter(name=name) if name in FILTERS - SIEVES:
            return
        case nodes.Test(name=name) if name in TESTS:
            return
        case nodes.Call(node=nodes.Name(name=name)) if name in CALLED:
            return
        case nodes.Call(node=nodes.Getattr(node=nodes.Name(name=name))) if name in macros:
            return
        case nodes.Call(node=nodes.Getattr(attr=name)) if name in METHODS:
            return
        case _:
            raise Unsaid(node, _told(node))


def _told(node: nodes.Call | nodes.Filter | nodes.Test) -> str:
    if isinstance(node, nodes.Call):
        return f"{called(node.node)}()"
    return f"| {node.name}" if isinstance(node, nodes.Filter) else node.name


def _dotted(node: nodes.Node, names: str) -> None:
    for name in names.split("."):
        _bare(node, name)


def _bare(node: nodes.Node, name: str) -> None:
    if not ATTRIBUTE.fullmatch(name):
        raise Unsaid(node, name)
