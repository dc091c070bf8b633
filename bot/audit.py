"""The audit trail: who of the staff did what to the flows, and when; one line an act, only ever added to."""

import os
from pathlib import Path
from typing import BinaryIO, Literal

import structlog
from pydantic import AwareDatetime, ValidationError

from bot.flow.model import Frozen

Deed = Literal[
    "dropped", "discarded", "proposed", "declined", "published", "brought_back", "overtaken", "reloaded", "refused"
]

_log = structlog.get_logger(__name__)


class Act(Frozen):
    """One thing that was done."""

    at: AwareDatetime
    who: int
    """Telegram's number of the person; 0 for whoever changed files by hand."""
    deed: Deed
    about: str
    """The draft, the version, or the files."""


class Audit:
    """A file of JSON lines that only its owner may read."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def add(self, act: Act) -> None:
        """Write an act down whole, for good, on a line of its own also behind a torn one. Raises OSError."""
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        line = act.model_dump_json().encode() + b"\n"
        place = os.open(self._file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(place, "a+b") as file:
            file.write(b"\n" + line if _is_torn(file) else line)
            file.flush()
            os.fsync(place)

    def last(self, count: int) -> tuple[Act, ...]:
        """The latest acts, latest first; a line nobody can read, such as a torn one, is passed over and logged."""
        try:
            lines = self._file.read_bytes().splitlines()
        except FileNotFoundError:
            return ()
        return tuple(act for line in reversed(lines[-count:]) if (act := _act(line)))


def _is_torn(file: BinaryIO) -> bool:
    """Whether its last line has no end."""
    if not file.seek(0, os.SEEK_END):
        return False
    file.seek(-1, os.SEEK_END)
    return file.read() != b"\n"


def _act(line: bytes) -> Act | None:
    try:
        return Act.model_validate_json(line)
    except ValidationError:
        _log.error("audit_line_unreadable")
        return None
