"""Where a YAML text went wrong, and how, when the parser can't read it on."""

from collections.abc import Mapping
from typing import NamedTuple

from bot.flow import full_width
from bot.flow.indentation import deeper, slip

_ASKEW = frozenset({"did not find expected key", "did not find expected '-' indicator"})
"""What the parser says of a line that fits no level."""
_UNFINISHED = frozenset({
    "found unexpected end of stream", "could not find expected ':'", "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
})  # fmt: skip
"""What it says at the end of what it could not finish reading."""
_MISPLACED = "mapping values are not allowed in this context"
_PARTED = frozenset({
    _MISPLACED, "could not find expected ':'",
    "did not find expected ',' or ']'", "did not find expected ',' or '}'",
})  # fmt: skip
"""What it says where a sign is missing, or was missing above."""


Spot = tuple[int, int]
"""Line and column, from 1."""


class Stumble(NamedTuple):
    """What is to be told of it."""

    rule: str
    at: Spot
    data: Mapping[str, str]


def stumble(text: str, problem: str, noticed: Spot | None, began: Spot | None, context: str) -> Stumble:
    """What the parser's error comes to, with the place that is to be mended.

    The parser says what it found, where it noticed that, and where and what it had begun to read.
    """
    at = _culprit(problem, noticed, began)
    if "single document" in context:
        return Stumble("several_documents", at, {})
    wide = full_width.sign(text, at) if problem in _PARTED else None
    if wide:
        line, column = wide
        return Stumble("full_width_sign", wide, full_width.meant(text.splitlines()[line - 1][column - 1]))
    slipped = slip(text, at[0]) if problem in _ASKEW else None
    if slipped:
        return Stumble("yaml_indentation", slipped, {"line": str(at[0])})
    return _misplaced(text, at) if problem == _MISPLACED else Stumble("yaml_syntax", at, {"problem": problem})


def _culprit(problem: str, noticed: Spot | None, began: Spot | None) -> Spot:
    """Where what was left open or unfinished begins, if that is on another line than where the parser noticed."""
    if began and (noticed is None or (problem in _UNFINISHED and began[0] < noticed[0])):
        return began
    return noticed or (1, 1)


def _misplaced(text: str, at: Spot) -> Stumble:
    """A colon where none may be: because of the line before, of its own place, or of itself."""
    unspaced = full_width.unspaced(text, at[0])
    if unspaced:
        return Stumble("yaml_syntax", unspaced, {"problem": "no blank"})
    return Stumble("yaml_syntax", at, {"problem": "deeper" if deeper(text, at[0]) else _MISPLACED})
