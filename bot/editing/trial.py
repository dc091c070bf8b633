"""Changes tried out on a copy of the house before anything is written."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.editing import paper
from bot.flow.finding import Finding
from bot.flow.handbook import Handbook
from bot.inspection import inspect
from bot.workbench import copied


@dataclass(frozen=True)
class Trial:
    """What comes of a change."""

    home: Path
    """The copy with the change in it."""
    book: Handbook | None
    findings: tuple[Finding, ...]


@contextmanager
def trial(home: Path, texts: Mapping[str, str]) -> Iterator[Trial]:
    """Lay these texts (file, relative to the home, to its content) over a copy of the home and check it thoroughly."""
    with copied(home) as copy:
        for file, text in texts.items():
            paper.write(copy / file, text)
        yield Trial(copy, *inspect(copy))
