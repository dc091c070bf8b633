"""Which home a path on the command line belongs to, so that any file or folder can be checked where it lies."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.complaint import wrong

_YAML = {".yaml", ".yml"}


@dataclass(frozen=True)
class Bench:
    """What is to be checked."""

    home: Path
    only: Path | None = None
    """The file or folder to which the findings are confined."""
    draft: Path | None = None
    """Where that file really lies, when it was laid over a copy."""

    def covers(self, file: str) -> bool:
        """Whether findings in this file, given relative to the home, were asked for."""
        return self.only is None or (self.home / file).is_relative_to(self.only)


@contextmanager
def bench(path: Path | None, home: Path) -> Iterator[Bench]:
    """Lay out what this path names: a home, its flows, a part of them, or a draft that lies elsewhere.

    A draft is laid over a copy of the house's own flows, in the place of the procedure with the same file name. Raises
    `SettingError` when there is no such path.
    """
    if path is None:
        yield Bench(home)
        return
    path = _real(path)
    if (path / "flows").is_dir():
        yield Bench(path)
        return
    inside = next((one for one in (path, *path.parents) if one.name == "flows" and (one / "words.yaml").exists()), None)
    if inside:
        yield Bench(inside.parent, None if path == inside else path)
        return
    if path.is_dir():
        raise wrong(str(path), "path_home")
    with copied(home) as copy:
        yield Bench(copy, _laid(path, copy), path)


def _real(path: Path) -> Path:
    try:
        path = path.resolve(strict=True)
    except (OSError, RuntimeError):  # the latter for links that lead in a circle
        raise wrong(str(path), "path_missing") from None
    if not path.is_dir() and not (path.is_file() and path.suffix in _YAML):
        raise wrong(str(path), "path_yaml")
    if not os.access(path, os.R_OK):
        raise wrong(str(path), "path_closed")
    return path


@contextmanager
def copied(home: Path) -> Iterator[Path]:
    """Lay out a copy of a home in which files may be written, to see what comes of it."""
    flows = home / "flows"
    with TemporaryDirectory() as folder:
        # Only what the loader reads, so that links to elsewhere are not followed.
        for file in (*flows.glob("*.y*ml"), *flows.glob("*/*.y*ml")):
            copy = Path(folder, file.relative_to(home))
            copy.parent.mkdir(parents=True, exist_ok=True)
            if file.is_file():
                shutil.copyfile(file, copy)
        Path(folder, "messages_zh").symlink_to((home / "messages_zh").resolve())
        yield Path(folder).resolve()


def _laid(draft: Path, home: Path) -> Path:
    same = sorted(file for file in (home / "flows").rglob("*") if file.name == draft.name)
    areas = sorted((home / "flows").glob("*/area.yaml"))
    target = same[0] if same else areas[0].parent / draft.name
    shutil.copyfile(draft, target)
    return target
