"""Signs that are not YAML's: Chinese ones, which stand on the same keys of a keyboard, and colons without a blank."""

import re
import unicodedata

COLON = "\uff1a"
_MARKS = re.compile(rf"(?:^|[{{\[,\uff0c]|- ) *[a-z]\w*({COLON})|(\uff0c) *[a-z]\w*[:{COLON}]", re.ASCII)
"""A colon after a key, or a comma before one: keys are Latin, words for people are not."""

_UNSPACED = re.compile(r"\s*(?:- +)?[a-z]\w*:(?=\S)", re.ASCII)
"""A key, and something right after its colon."""


def unspaced(text: str, line: int) -> tuple[int, int] | None:
    """Line and column after the colon of the line before this one, if no blank stands there."""
    match = _UNSPACED.match(text.splitlines()[line - 2]) if line > 1 else None
    return (line - 1, match.end() + 1) if match else None


def meant(sign: str) -> dict[str, str]:
    """A Chinese sign, and YAML's own in its place."""
    return {"sign": sign, "meant": unicodedata.normalize("NFKC", sign)}


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
