"""The maintainers' files on the disk: found, read and written whole."""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
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
    put({path: text})


def put(texts: Mapping[Path, str]) -> None:
    """Put all these texts in their files' places; raises `SettingError`.

    Each lies whole beside its place before the first is put there: what the disk has no room for leaves nothing behind.
    """
    with ExitStack() as undone:
        beside = {path: _beside(path, text, undone) for path, text in texts.items()}
        for path, part in beside.items():
            with _writing(path):
                part.replace(path.resolve())


def _beside(path: Path, text: str, undone: ExitStack) -> Path:
    """The text in a file of its own beside this place; what of it is not used in the end is taken away again."""
    path = path.resolve()  # a link stays a link
    with _writing(path):
        for folder in reversed([one for one in path.parents if not one.exists()]):
            folder.mkdir()
            undone.callback(_emptied, folder)
        with NamedTemporaryFile("wb", dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
            part = Path(file.name)
            undone.callback(part.unlink, missing_ok=True)
            file.write(text.encode())
        _same_rights(path, part)
    return part


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise wrong(str(path), "path_unwritable", why=error.strerror) from None


def _emptied(folder: Path) -> None:
    with suppress(OSError):  # a file lies in it now
        folder.rmdir()


def _same_rights(path: Path, beside: Path) -> None:
    umask = os.umask(0)
    os.umask(umask)
    beside.chmod(0o666 & ~umask)
    with suppress(FileNotFoundError):
        shutil.copymode(path, beside)
