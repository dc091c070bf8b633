"""The door to YAML: a file's text as plain values, with the position of each and findings instead of exceptions."""

import math
import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import Node, ScalarNode, SequenceNode

from bot.flow import full_width
from bot.flow.finding import Finding
from bot.flow.sources import Path, Sources, place
from bot.flow.stumble import stumble

SIZE = 1_000_000
"""Bytes of a file; a larger one is refused."""

DEPTH = 40
"""Levels of nesting; a deeper file is refused."""

LENGTH = 1000
"""Characters of a text; what is longer fits on no card."""

MANY = 2000
"""Entries of a list or a mapping."""

_RUN = re.compile(r"[-?: \t]{200}")
_BRACKETS = re.compile(r"[\[\]{}]")
# What can't be seen or turns the reading direction; a joiner is seen where it joins two pictures into one.
_UNSEEN = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\uffa0\ufff9-\ufffb\ue000-\uf8ff\U000e0000-\U0010ffff"
)
_ALIEN = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    f"|[{_UNSEEN}]|(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d"
)
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_CONSTANTS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_OPENERS = {"&": "yaml_anchor", "!": "yaml_tag"}


@dataclass
class Sheet:
    """A file as it was read; `sound` is False when its text can't be read at all."""

    file: str
    value: Any = None
    sound: bool = True
    marks: dict[Path, tuple[int, int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _known: set[tuple[object, ...]] = field(default_factory=set)

    def at(self, path: Path) -> tuple[int, int]:
        """Line and column of a value, or of the nearest thing around it."""
        return Sources({self.file: self.marks}).at(self.file, path)

    def report(self, rule: str, at: tuple[int, int], path: Path = (), /, **data: str) -> None:
        """Note what is wrong here, once for each place and rule."""
        key = at, path, rule, *sorted(data.items())
        if key not in self._known:
            self._known.add(key)
            self.findings.append(Finding(self.file, *at, place(path), rule, data))


def read(file: str, content: bytes) -> Sheet:
    """Read YAML 1.2 without tags, anchors, merge keys and second documents; never raises."""
    sheet = Sheet(file)
    text = _text(sheet, content)
    root = _compose(sheet, text) if sheet.sound else None
    if root is not None:
        sheet.value = _Builder(sheet, text).value(root, ())
    return sheet


def alien(text: str) -> re.Match[str] | None:
    """The first letter that nobody can see, or that turns the reading direction."""
    return _ALIEN.search(text)


def _text(sheet: Sheet, content: bytes) -> str:
    if len(content) > SIZE:
        return _unsound(sheet, "too_large", (1, 1), size=str(len(content)))
    try:
        text = content.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return _unsound(sheet, "not_utf8", _position(content[: error.start].decode()))
    strange = alien(text)
    if strange:
        return _unsound(sheet, "control_character", _position(text[: strange.start()]), code=f"U+{ord(strange[0]):04X}")
    deep = _deep(text)
    if deep is not None:
        return _unsound(sheet, "too_deep", _position(text[:deep]))
    return text


def _unsound(sheet: Sheet, rule: str, at: tuple[int, int], **data: str) -> str:
    sheet.sound = False
    sheet.report(rule, at, (), **data)
    return ""


def _position(before: str) -> tuple[int, int]:
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(lines), len(lines[-1]) + 1


def _deep(text: str) -> int | None:
    """Find where nesting grows so deep that the C parser's stack would overflow; brackets in quotes count too."""
    run = _RUN.search(text)
    if run:
        return run.start()
    depth = 0
    for match in _BRACKETS.finditer(text):
        depth = depth + 1 if match[0] in "[{" else max(depth - 1, 0)
        if depth > 5 * DEPTH:
            return match.start()
    return None


class _Parser(CParser):  # type: ignore[misc]
    """Gives nodes no types, which are read from the text here; ruamel's own doubles the time of reading."""

    def resolve(self, *_: object) -> str:
        return ""

    def descend_resolver(self, *_: object) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


def tree(text: str) -> Node | None:
    """The nodes of a text, each with the stretch of it that it takes; raises ruamel's `MarkedYAMLError`."""
    root: Node | None = _Parser(text).get_single_node()
    return root


def _compose(sheet: Sheet, text: str) -> Node | None:
    try:
        root = tree(text)
    except MarkedYAMLError as error:
        noticed, began = (
            mark and (mark.line + 1, mark.column + 1) for mark in (error.problem_mark, error.context_mark)
        )
        found = stumble(text, str(error.problem), noticed, began, str(error.context))
        _unsound(sheet, found.rule, found.at, **found.data)
    else:
        return root
    return None


class _Builder:
    """Plain values from nodes; whatever the house's YAML does without becomes a finding and None."""

    def __init__(self, sheet: Sheet, text: str) -> None:
        self._sheet = sheet
        self._text = text
        self._openers = any(sign in text for sign in _OPENERS)
        self._seen: set[int] = set()

    def value(self, node: Node, path: Path) -> Any:
        if path not in self._sheet.marks:
            self._sheet.marks[path] = _mark(node)
        if id(node) in self._seen:
            return None
        self._seen.add(id(node))
        self._opener(node, path)
        if len(path) > DEPTH:
            self._sheet.sound = False
            return self._sheet.report("too_deep", _mark(node), path[:3])
        if isinstance(node, ScalarNode):
            self._long(node, path, self._sheet.at(path))
            return _scalar(node)
        if len(node.value) > MANY:
            at = self._sheet.at(path)
            return self._sheet.report("too_many", at, path, count=str(len(node.value)), most=str(MANY))
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._mapping(node, path)

    def _opener(self, node: Node, path: Path) -> None:
        start = node.start_mark.index
        rule = _OPENERS.get(self._text[start : start + 1]) if self._openers else None
        if rule:
            self._sheet.report(rule, _mark(node), path)

    def _long(self, node: ScalarNode, path: Path, at: tuple[int, int]) -> None:
        if len(node.value) > LENGTH:
            self._sheet.report("text_too_long", at, path, length=str(len(node.value)), most=str(LENGTH))

    def _mapping(self, node: Node, path: Path) -> dict[str, Any]:
        found, marks = dict[str, Any](), self._sheet.marks
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._sheet.report("key_not_plain", _mark(key), path)
                continue
            self._opener(key, path)
            self._long(key, path, _mark(key))
            name = str(key.value)
            here = (*path, name)
            if not key.style and full_width.COLON in name and _empty(value):
                line, column = _mark(key)
                at = line, column + name.index(full_width.COLON)
                _unsound(self._sheet, "full_width_sign", at, **full_width.meant(full_width.COLON))
            elif name == "<<" and not key.style:
                self._sheet.report("yaml_merge", _mark(key), path)
            elif here in marks:
                self._sheet.report("duplicate_key", _mark(key), here, key=name, line=str(marks[here][0]))
            else:
                marks[here] = _mark(key)
                found[name] = self.value(value, here)
        return found


def _empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.value and not node.style


def _mark(node: Node) -> tuple[int, int]:
    start = node.start_mark
    return start.line + 1, start.column + 1


def _scalar(node: ScalarNode) -> str | float | bool | None:
    text = str(node.value)
    if node.style:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text
