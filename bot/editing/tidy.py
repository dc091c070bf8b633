"""The house style of a maintainer's YAML file, and the proof that putting it on changed nothing that is said.

Two spaces a level; one space after a colon and a comma; double quotation marks; a blank line between states and never
two; Unix line ends, no byte order mark, no spaces at the ends of lines. The order of keys, the breaks of lines and every
comment stay as they were written.
"""

import re

from ruamel.yaml.nodes import MappingNode

from bot.editing.indentation import Inside, indented, inside
from bot.editing.spacing import spaced
from bot.flow import sheet
from bot.flow.sheet import tree

_SPACE = re.compile(r"[\s'\",]+")


def tidy(content: bytes) -> str:
    """The text in house style; the content must be sound YAML (`bot.flow.sheet.read` without findings)."""
    text = content.decode().removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = text if text.endswith("\n") else text + "\n"
    text = indented(spaced(_trimmed(text)))
    return _parted(text)


def same(before: bytes, after: bytes) -> bool:
    """Whether two texts say the same, value by value and comment by comment."""
    return _said(before) == _said(after)


def _said(content: bytes) -> tuple[str, str]:
    # As written in Python, 1 and 1.0 and true differ, and so does the order of keys.
    return repr(sheet.read("", content).value), _SPACE.sub("", content.decode().removeprefix("\ufeff"))


def _trimmed(text: str) -> str:
    within = inside(text)
    return "\n".join(_cut(line, number, within) for number, line in enumerate(text.split("\n")))


def _cut(line: str, number: int, within: dict[int, Inside]) -> str:
    kept = any(one in within and within[one].kept for one in (number, number + 1))
    return line if kept else line.rstrip(" \t")


def _parted(text: str) -> str:
    """Part the states by a blank line, and nothing by two."""
    within, states = inside(text), _states(text)
    found: list[str] = []
    lines = text.removesuffix("\n").split("\n")
    while lines and not lines[-1] and len(lines) - 1 not in within:
        lines.pop()
    for number, line in enumerate(lines):
        if number in within or line or (found and found[-1]):
            found.append(line)
        if number in states:
            _open_line(found)
    return "".join(line + "\n" for line in found)


def _states(text: str) -> set[int]:
    """The lines on which states begin, all but the first."""
    root = tree(text)
    if not isinstance(root, MappingNode) or root.flow_style:
        return set()
    states = [value for key, value in root.value if key.value == "states"]
    return {
        key.start_mark.line for one in states if isinstance(one, MappingNode) and not one.flow_style
        for key, _ in one.value[1:]
    }  # fmt: skip


def _open_line(found: list[str]) -> None:
    """Put a blank line before the last line and the comments that belong to it."""
    own = len(found[-1]) - len(found[-1].lstrip(" "))
    place = len(found) - 1
    while found[place - 1].startswith(" " * own + "#"):
        place -= 1
    if found[place - 1]:
        found.insert(place, "")
