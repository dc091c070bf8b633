"""The spaces within a line of YAML, and its quotation marks; a stretch that holds a comment or a line break is left."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.flow.sheet import tree

_COLON = re.compile(r"[ \t]*:[ \t]+|:")
_COMMA = re.compile(r"[ \t]*,[ \t]*")
_BLANK = re.compile(r"[ \t]*")
_LAST = re.compile(r"[ \t]*,?[ \t]*")
_PLAIN = re.compile(r"'[^'\"\\\n]*'")


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def spaced(text: str) -> str:
    """One space after a colon and a comma, none inside brackets, double quotation marks; the text must be sound YAML."""
    root = tree(text)
    edits = sorted(_edits(text, root)) if root else []
    for edit in reversed(edits):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _edits(text: str, node: Node) -> Iterator[_Edit]:
    if isinstance(node, ScalarNode):
        written = text[node.start_mark.index : node.end_mark.index]
        if _PLAIN.fullmatch(written):
            yield _Edit(node.start_mark.index, node.end_mark.index, f'"{written[1:-1]}"')
    if isinstance(node, MappingNode | SequenceNode):
        yield from _between(text, node)
        for part in _parts(node):
            yield from _edits(text, part)


def _parts(node: MappingNode | SequenceNode) -> list[Node]:
    return [part for pair in node.value for part in pair] if isinstance(node, MappingNode) else list(node.value)


def _between(text: str, node: MappingNode | SequenceNode) -> Iterator[_Edit]:
    items = node.value if isinstance(node, MappingNode) else [(item, item) for item in node.value]
    if isinstance(node, MappingNode):
        for key, value in items:
            yield from _gap(text, key, value, _COLON, ": ")
    start, end = node.start_mark.index, node.end_mark.index
    if not node.flow_style or text[start] not in "[{" or not items:
        return
    for (_, before), (after, _) in pairwise(items):
        yield from _gap(text, before, after, _COMMA, ", ")
    yield from _stretch(text, start + 1, items[0][0].start_mark.index, _BLANK, "")
    yield from _stretch(text, items[-1][1].end_mark.index, end - 1, _LAST, "")


def _gap(text: str, before: Node, after: Node, sign: re.Pattern[str], wanted: str) -> Iterator[_Edit]:
    if after.start_mark.index < after.end_mark.index:  # a value left out stands nowhere
        yield from _stretch(text, before.end_mark.index, after.start_mark.index, sign, wanted)


def _stretch(text: str, start: int, end: int, sign: re.Pattern[str], wanted: str) -> Iterator[_Edit]:
    written = text[start:end]
    if written != wanted and sign.fullmatch(written):
        yield _Edit(start, end, wanted)
