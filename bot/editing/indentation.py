"""The indentation of a YAML file: two spaces a level, lists one level below their key; lines stay lines."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from bot.flow.sheet import tree

STEP = 2
"""Spaces of a level."""

_DASH = re.compile(r"-(?:[ \t]+|$)")
_MARKER = re.compile(r"(?:---|\.\.\.)(?:\s|$)|%")


class Inside(NamedTuple):
    """Lines of a value that goes on over several: they move along with its first and are never cut."""

    first: int
    """The line it begins on, from 0."""
    kept: bool
    """True when spaces at their ends belong to the value."""


class _Level(NamedTuple):
    old: int
    new: int
    list: bool


def inside(text: str) -> dict[int, Inside]:
    """Line number, from 0, to the value it continues."""
    root = tree(text)
    return dict(_inside(text.split("\n"), root)) if root else {}


def _inside(lines: list[str], node: Node) -> Iterator[tuple[int, Inside]]:
    if isinstance(node, ScalarNode) or getattr(node, "flow_style", False):
        first, last = node.start_mark.line, _last(lines, node)
        kept = isinstance(node, ScalarNode) and bool(node.style)
        yield from ((number, Inside(first, kept)) for number in range(first + 1, last + 1))
    if isinstance(node, ScalarNode):
        return
    for part in node.value:
        for each in part if isinstance(node, MappingNode) else (part,):
            yield from _inside(lines, each)


def _last(lines: list[str], node: Node) -> int:
    """The last line of a value; blank lines after a block of text are no part of it, unless it keeps them."""
    last: int = node.end_mark.line
    if not isinstance(node, ScalarNode) or node.style not in {"|", ">"}:
        return last
    last -= node.end_mark.column == 0
    head = lines[node.start_mark.line].partition("#")[0]
    while "+" not in head and last > node.start_mark.line and not lines[last].strip(" \t"):
        last -= 1
    return last


def indented(text: str) -> str:
    """The text with each line at its level; it must be sound YAML with no tab in an indentation."""
    lines, within = text.split("\n"), inside(text)
    levels: list[_Level] = []
    shifts: dict[int, int] = {}
    found: list[str] = []
    waiting: list[int] = []
    for number, line in enumerate(lines):
        bare = line.lstrip(" ")
        if number in within:
            shifts[number] = shift = shifts[within[number].first]
            found.append(_moved(line, shift))
        elif not bare or bare.startswith("#"):
            waiting.append(number)
            found.append(line)
        elif _MARKER.match(line):
            found.append(line)
        else:
            before = tuple(levels)
            written = _placed(levels, len(line) - len(bare), bare)
            shifts[number] = len(written) - len(line)
            found.append(written)
            _settle(found, waiting, before, (len(line) - len(bare), len(written) - len(written.lstrip(" "))))
    _settle(found, waiting, tuple(levels), (0, 0))
    return "\n".join(found)


def _moved(line: str, shift: int) -> str:
    space = len(line) - len(line.lstrip(" "))
    return line if not line.strip(" \t") else " " * max(space + shift, 0) + line.lstrip(" ")


def _placed(levels: list[_Level], column: int, bare: str) -> str:
    """Write a line at its level, what follows a list's dash one level deeper; `levels` are those open after it."""
    opened = ""
    while dash := _DASH.match(bare):
        new = _level(levels, column, is_list=True)
        opened = (opened or " " * new) + "- "
        column, bare = column + dash.end(), bare[dash.end() :]
    if not bare:
        return opened.rstrip(" ")
    new = _level(levels, column, is_list=False)
    return (opened or " " * new) + bare


def _level(levels: list[_Level], column: int, *, is_list: bool) -> int:
    """How far in what stands at this column belongs; a list may stand right below its key, yet is one level deeper."""
    while levels and (levels[-1].old > column or (levels[-1].old == column and levels[-1].list and not is_list)):
        levels.pop()
    if not levels or (levels[-1].old, levels[-1].list) != (column, is_list):
        levels.append(_Level(column, levels[-1].new + STEP if levels else 0, is_list))
    return levels[-1].new


def _settle(found: list[str], waiting: list[int], before: tuple[_Level, ...], after: tuple[int, int]) -> None:
    """Keep comments with what they stood beside: something open above them, or else the line below."""
    places = dict([after, *((level.old, level.new) for level in before if level.old > after[0])])
    for number in waiting:
        comment = found[number].lstrip(" ")
        column = len(found[number]) - len(comment)
        if comment:
            found[number] = " " * places[max((one for one in places if one <= column), default=after[0])] + comment
    waiting.clear()
