"""The way from a name to a part of what it stands for."""

from jinja2 import nodes

from bot.drafts.lexicon import ATTRIBUTE, SHELVED, SINGLED, Reader, Unsaid, called, within

_PLACES = 20


def path(reader: Reader, node: nodes.Node, depth: int) -> None:
    """Read the way to a part of something, by names without surprises."""
    within(node, depth)
    match node:
        case nodes.Name():
            known(reader, node)
        case nodes.Getattr(node=inner, attr=attribute):
            attributes(node, attribute)
            path(reader, inner, depth - 1)
        case nodes.Getitem(node=inner, arg=arg):
            key(reader, arg, depth - 1)
            path(reader, inner, depth - 1)
        case nodes.Or(left=left, right=right):
            path(reader, left, depth - 1)
            path(reader, right, depth - 1)
        case nodes.Filter(name=name, node=nodes.Node() as inner, args=[]) if name in SINGLED:
            reader.list(inner, depth - 1)
        case _:
            raise Unsaid(node, called(node))


def key(reader: Reader, node: nodes.Node, depth: int) -> None:
    """Read what something is looked up by: a small number, or what another path leads to."""
    if isinstance(node, nodes.Const) and isinstance(node.value, int) and 0 <= node.value < _PLACES:
        return
    if isinstance(node, nodes.Const | nodes.Slice | nodes.Call | nodes.Filter):
        raise Unsaid(node, called(node))
    path(reader, node, depth)


def known(reader: Reader, node: nodes.Node) -> None:
    """Read a name that is none of a macro."""
    name = node.name if isinstance(node, nodes.Name) else ""
    if not ATTRIBUTE.fullmatch(name) or name in reader.own.macros:
        raise Unsaid(node, name)


def attributes(node: nodes.Node, dotted: str) -> None:
    """Read names of parts with dots between them."""
    for name in dotted.split("."):
        if not ATTRIBUTE.fullmatch(name):
            raise Unsaid(node, name)


def is_shelved(node: nodes.Node) -> bool:
    """Whether a list would be one of the handbook's, which have hundreds of entries."""
    inner = next((each for each in node.find_all(nodes.Name) if each.name in SHELVED), None)
    parts = {each.attr for each in (node, *node.find_all(nodes.Getattr)) if isinstance(each, nodes.Getattr)}
    return inner is not None or bool(parts & {"states", "handbook"})
