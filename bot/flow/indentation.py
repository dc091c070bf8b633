"""Where the indentation of a YAML text went wrong, when the parser stumbles only further down."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_ENTRY = re.compile(r"( *)(?:((?:- +)+)|-$|[^#\s-].*:(?: |$))")
"""The start of a line that begins an entry of a mapping or of a list."""
_DASH = re.compile(r"- +")


class _Entry(NamedTuple):
    column: int
    line: int
    ended: frozenset[int]
    """The columns of the entries that were open until it came."""


def slip(text: str, stumbled: int) -> tuple[int, int] | None:
    """Line and column of the entry that ended what the line stumbled at goes on with; None where there is none.

    So it is with a key that stands too far left: it ends the entries before it, and those after it that belong to them
    are the first which the parser can't place. Lines and columns count from 1.
    """
    open_entries: list[_Entry] = []
    for number, line in enumerate(text.splitlines()[:stumbled], start=1):
        match = _ENTRY.match(line)
        if not match:
            continue
        column = len(match[1])
        if number == stumbled:
            return _ender(open_entries, column)
        ended = frozenset(entry.column for entry in open_entries if entry.column > column)
        open_entries = [entry for entry in open_entries if entry.column < column]
        open_entries += [_Entry(column, number, ended), *_inside(column, number, _DASH.findall(match[2] or ""))]
    return None


def deeper(text: str, line: int) -> bool:
    """Whether this line stands further right than the one before it that is not blank. Lines count from 1."""
    written = [one for one in text.splitlines()[:line] if one.strip()]
    return len(written) > 1 and _margin(written[-1]) > _margin(written[-2])


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())


def _inside(column: int, line: int, dashes: Iterable[str]) -> Iterable[_Entry]:
    """The entries that begin after dashes on the same line."""
    for dash in dashes:
        column += len(dash)
        yield _Entry(column, line, frozenset())


def _ender(open_entries: Sequence[_Entry], column: int) -> tuple[int, int] | None:
    if any(entry.column == column for entry in open_entries):
        return None
    enders = (entry for entry in reversed(open_entries) if column in entry.ended)
    return next(((entry.line, entry.column + 1) for entry in enders), None)
