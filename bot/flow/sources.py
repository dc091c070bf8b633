"""Where in the files each value stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""Keys and indices down to a value."""

Marks = Mapping[Path, tuple[int, int]]
"""Path to line and column of one file, both from 1; the empty path is the file itself."""


@dataclass(frozen=True)
class Sources:
    """Positions in all files that were read."""

    marks: Mapping[str, Marks] = field(default_factory=dict)
    """File to the positions in it; every file that was read is here."""
    things: Mapping[tuple[str, str], tuple[str, Path]] = field(default_factory=dict)
    """Kind (flow, record, document, material, office, area) and id to file and path."""

    def at(self, file: str, path: Path) -> tuple[int, int]:
        """Line and column of a value, or of the nearest thing around it; the first character of an unknown file."""
        marks = self.marks.get(file, {})
        return next((marks[path[:end]] for end in range(len(path), -1, -1) if path[:end] in marks), (1, 1))


def place(path: Path) -> str:
    """Write a path as maintainers read it: `states.capacity.go[0].when`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
