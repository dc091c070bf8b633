"""The maintainers' files on the disk: found, read and written whole."""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from errno import EACCES, ENOTDIR
from pathlib import Path
from tempfile import NamedTemporaryFile

from bot.complaint import wrong
from bot.flow.sheet import SIZE

_YAML = {".yaml", ".yml"}


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """Each YAML file that is named or lies in a folder that is named; raises `SettingError` for what is neither."""
    for path in dict.fromkeys(paths):
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.suffix in _YAML and one.is_file())
        elif path.suffix in _YAML and path.is_file():
            yield path
        else:
            raise wrong(str(path), "path_yaml" if path.exists() else "path_missing")


def read(path: Path) -> bytes:
    """The content, cut off above what is read of any file; raises `SettingError` when it can't be read."""
    try:
        with path.open("rb") as file:
            return file.read(SIZE + 1)
    except OSError as error:
        raise wrong(str(path), "path_unreadable", why=error.strerror) from None


def admits(folder: Path) -> None:
    """Raise `SettingError` when one can see beforehand that no file can be written in this folder."""
    if not folder.exists():
        return
    fault = ENOTDIR if not folder.is_dir() else EACCES if not os.access(folder, os.W_OK) else 0
    if fault:
        raise wrong(str(folder), "path_unwritable", why=os.strerror(fault))


def write(path: Path, text: str) -> None:
    """Put the text in the file's place in one go, so that nobody ever reads a half; raises `SettingError`."""
    path = path.resolve()  # a link stays a link
    beside = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("wb", dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
            beside = Path(file.name)
            file.write(text.encode())
        _same_rights(path, beside)
        beside.replace(path)
    except OSError as error:
        raise wrong(str(path), "path_unwritable", why=error.strerror) from None
    finally:
        if beside:
            beside.unlink(missing_ok=True)


def _same_rights(path: Path, beside: Path) -> None:
    umask = os.umask(0)
    os.umask(umask)
    beside.chmod(0o666 & ~umask)
    with suppress(FileNotFoundError):
        shutil.copymode(path, beside)
