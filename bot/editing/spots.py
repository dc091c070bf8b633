"""Where each value of a YAML file is written, so that one can be written anew and all else stay as it is."""

from collections.abc import Mapping
from typing import NamedTuple

import orjson
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from bot.flow import sheet
from bot.flow.sheet import tree
from bot.flow.sources import Path


class Spot(NamedTuple):
    """The stretch of a text that one plain value takes."""

    start: int
    end: int


def spots(text: str) -> Mapping[Path, Spot]:
    """Path to place of every text, number and date; the text must be sound YAML."""
    root = tree(text)
    found: dict[Path, Spot] = {}
    if root:
        _look(text, root, (), found)
    return found


def _look(text: str, node: Node, path: Path, found: dict[Path, Spot]) -> None:
    if isinstance(node, ScalarNode):
        start = node.start_mark.index
        written = text[start : node.end_mark.index].rstrip()  # a block of text ends where the next thing begins
        found[path] = Spot(start, start + len(written))
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            _look(text, value, (*path, str(key.value)), found)
    else:
        for index, item in enumerate(node.value):
            _look(text, item, (*path, index), found)


def put(text: str, values: Mapping[Path, str]) -> str:
    """The text with other values, each given as it is to be written."""
    places = spots(text)
    for path in sorted(values, key=lambda one: places[one].start, reverse=True):
        text = text[: places[path].start] + values[path] + text[places[path].end :]
    return text


def scalar(value: str) -> str:
    """Words as they are written on a line: bare where they are read back as the same words, else in double quotes."""
    alone = value == value.strip() and sheet.read("", f"- {value}".encode()).value == [value]
    bare = alone and sheet.read("", f"[{value}, {value}]".encode()).value == [value, value]
    return value if bare else orjson.dumps(value).decode()
