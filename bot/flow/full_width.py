"""Chinese signs where YAML wants its own, which stand on the same keys of a keyboard."""

import re

COLON = "\uff1a"
_MARKS = re.compile(rf"(?:^|[{{\[,\uff0c]|- ) *[a-z]\w*({COLON})|(\uff0c) *[a-z]\w*[:{COLON}]", re.ASCII)
"""A colon after a key, or a comma before one: keys are Latin, words for people are not."""


def sign(text: str, stumbled: tuple[int, int]) -> tuple[int, int] | None:
    """Line and column of the sign at which a parser may have stumbled: on that line, else on the one before.

    Not on the one before where the line itself has a colon too many. Lines and columns count from 1.
    """
    lines = text.splitlines()
    line, column = stumbled
    alone = line > len(lines) or ": " not in lines[line - 1][: column - 1]
    for number in (line, line - 1) if alone else (line,):
        match = _MARKS.search(lines[number - 1]) if 0 < number <= len(lines) else None
        if match:
            return number, match.start(match.lastindex or 0) + 1
    return None
