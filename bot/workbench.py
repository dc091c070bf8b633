"""Which home a path on the command line belongs to, so that any file or folder can be checked where it lies."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.complaint import wrong

_YAML = {".yaml", ".yml"}
_AREA = re.compile(r"(?!policy\b|schema\b)[a-z][a-z0-9_]{0,31}")
_PLACE = re.compile(rf"^#[^\n]{{0,100}}\bflows/({_AREA.pattern})/", re.MULTILINE)
"""The comment in which a procedure says its area."""
_NEAR = 4000
"""Bytes at the head of a file in which it stands."""


@dataclass(frozen=True)
class Bench:
    """What is to be checked."""

    home: Path
    only: Path | None = None
    """The file or folder to which the findings are confined."""
    draft: Path | None = None
    """Where that file really lies, when it was laid over a copy."""
    source: Path | None = None
    """The home that was copied for it."""

    def lies(self, file: str) -> Path:
        """Where this file, given relative to the home, really lies."""
        path = (self.home / file).resolve()
        if self.draft and path == self.only:
            return self.draft
        return self.source / file if self.source else path

    def covers(self, file: str) -> bool:
        """Whether findings in this file, given relative to the home, were asked for."""
        return self.only is None or (self.home / file).is_relative_to(self.only)


@contextmanager
def bench(path: Path | None, home: Path) -> Iterator[Bench]:
    """Lay out what this path names: a home, its flows, a part of them, or a draft that lies elsewhere.

    A draft is laid over a copy of the house's own flows: in the place of the procedure with the same file name, else into
    the area that a comment at its head names. Raises `SettingError` when there is no such path.
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
        yield Bench(copy, _laid(path, copy / "flows"), path, home.resolve())


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


def _laid(draft: Path, flows: Path) -> Path:
    same = sorted(file for file in flows.rglob("*") if file.name == draft.name)
    target = same[0] if same else _area(draft, flows) / draft.name
    shutil.copyfile(draft, target)
    return target


def _area(draft: Path, flows: Path) -> Path:
    """The folder of the area a new draft says it is of, else lies in; a new area comes along when it lies beside it."""
    with draft.open("rb") as file:
        written = _PLACE.search(file.read(_NEAR).decode(errors="replace"))
    for name in (written[1] if written else "", draft.parent.name):
        new = draft.with_name("area.yaml")
        if _AREA.fullmatch(name) and name == draft.parent.name and new.is_file():
            (flows / name).mkdir(exist_ok=True)
            shutil.copyfile(new, flows / name / new.name)
        if _AREA.fullmatch(name) and (flows / name / "area.yaml").exists():
            return flows / name
    return min(flows.glob("*/area.yaml")).parent
