"""Findings in words, for people, for scripts and for GitHub."""

import os
from collections.abc import Iterable
from pathlib import Path

import orjson

from bot.flow.finding import Finding, Format
from bot.message import plain
from bot.phrases import Phrasebook
from bot.workbench import Bench


def report(found: Iterable[tuple[Bench, Finding]], phrases: Phrasebook, format: Format) -> str:  # noqa: A002
    """All findings, a line each: `file:line:column: place: what is wrong — how to mend it`; as JSON, one list."""
    match format:
        case Format.json:
            return orjson.dumps(rows(found, phrases), option=orjson.OPT_INDENT_2).decode()
        case Format.github:
            return "\n".join(_annotation(_row(*one, phrases)) for one in found)
        case Format.text:
            return "\n".join(_line(_row(*one, phrases)) for one in found)


def rows(found: Iterable[tuple[Bench, Finding]], phrases: Phrasebook) -> list[dict[str, str | int]]:
    """All findings as data: `file`, `line`, `column`, `place`, `rule`, `text` and `hint`."""
    return [_sound(_row(*one, phrases)) for one in found]


def _row(bench: Bench, finding: Finding, phrases: Phrasebook) -> dict[str, str | int]:
    text, _, hint = plain(phrases.say(f"lint/{finding.rule}.j2", **finding.data)).partition("\n")
    path = bench.lies(finding.file)
    here = Path.cwd()
    return {
        "file": os.path.relpath(path, here) if path.is_relative_to(here) else str(path),
        "line": finding.line,
        "column": finding.column,
        "place": finding.place,
        "rule": finding.rule,
        "text": text.strip(),
        "hint": " ".join(hint.split()),
    }


def _sound(row: dict[str, str | int]) -> dict[str, str | int]:
    """The row in valid Unicode; a file's name may be of any bytes."""
    return {
        key: value.encode(errors="replace").decode() if isinstance(value, str) else value for key, value in row.items()
    }


def _line(row: dict[str, str | int]) -> str:
    return f"{row['file']}:{row['line']}:{row['column']}: {row['place'] or '-'}: {row['text']} — {row['hint']}"


def _annotation(row: dict[str, str | int]) -> str:
    """A workflow command of GitHub Actions; in its properties commas and colons are signs of the syntax."""
    text = _escaped(f"{row['place'] or '-'}: {row['text']} — {row['hint']}")
    file = _escaped(str(row["file"])).replace(":", "%3A").replace(",", "%2C")
    return f"::error file={file},line={row['line']},col={row['column']},title={row['rule']}::{text}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
