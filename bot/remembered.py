"""The handbook as it was last read: a start need not read and check again what nobody has changed since.

Only a memory: what is kept can be deleted at any time, and whatever is wrong with it, the files are read again.
"""

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from stat import S_ISDIR, S_ISREG, S_IWGRP, S_IWOTH
from tempfile import mkstemp

import pydantic
from pydantic import TypeAdapter, ValidationError

from bot.flow.handbook import Handbook

FILE = Path("kept", "handbook.json")
"""Where it lies in the data folder: a line with the seal, then the handbook as JSON."""
PROGRAM = Path(__file__).parent
"""Where the program lies."""
READER = ("flow/*.py", "inspection.py", "remembered.py")
"""What of it reads and checks the flows, and says what is sound. The words for findings decide nothing."""

_PACKAGES = Path(pydantic.__file__).parents[1]
_LARGEST = 32_000_000
"""Bytes of a file that is looked at."""


def handbook(home: Path, folder: Path | None) -> Handbook:
    """The handbook of a home as kept in this data folder, or read anew; raises `FlowsBroken` like `inspection.handbook`.

    Kept is only what was read without findings, and only where the data folder stands already.
    """
    mark = _mark(home) if folder else None
    if folder is None or mark is None:
        return _read(home)
    known = _recalled(folder / FILE, mark)
    if known:
        return known
    found = _read(home)
    if folder.is_dir() and mark == _mark(home):  # else somebody wrote while we read
        _keep(folder / FILE, mark, found)
    return found


def _read(home: Path) -> Handbook:
    from bot import inspection  # noqa: PLC0415 - its YAML and its checks are what a memory spares

    return inspection.handbook(home)


def _mark(home: Path) -> bytes | None:
    """What a reading depends on, in 32 bytes: flows, program and packages; None where they can't be read through.

    By content, since times and sizes may stay as they were when a file is written twice within a moment.
    """
    mark = hashlib.blake2b(f"{sys.version} {_PACKAGES} {_PACKAGES.stat().st_mtime_ns}".encode(), digest_size=32)
    try:
        for path in (*_reader(), *_written(home / "flows")):
            content = _content(path)
            mark.update(b"%s\n%d\n%s" % (os.fsencode(path.name), len(content), content))
    except OSError:
        return None
    return mark.digest()


def _reader() -> Iterator[Path]:
    for part in READER:
        yield from sorted(PROGRAM.glob(part))


def _written(root: Path) -> Iterator[Path]:
    """All folders and YAML files, two levels deep; what else lies there is never read."""
    for folder in (root, *sorted(path for path in root.glob("*") if path.is_dir())):
        yield folder
        yield from sorted(path for path in folder.glob("*") if path.suffix in {".yaml", ".yml"})


def _content(path: Path) -> bytes:
    about = path.stat()
    if S_ISDIR(about.st_mode):
        return b""
    if not S_ISREG(about.st_mode) or about.st_size > _LARGEST:  # a pipe or a device may never end
        raise OSError(path)
    return path.read_bytes()


def _recalled(file: Path, mark: bytes) -> Handbook | None:
    """What is kept under this mark; None when it is missing, of another time, damaged or by somebody else."""
    try:
        seal, _, content = _ours(file).partition(b"\n")
        return _form().validate_json(content) if seal == _seal(mark, content) else None
    except (OSError, ValidationError):
        return None


def _ours(file: Path) -> bytes:
    """The content of a file that nobody but this user may have written."""
    with os.fdopen(os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as opened:
        about = os.fstat(opened.fileno())
        theirs = about.st_uid != os.geteuid() or about.st_mode & (S_IWGRP | S_IWOTH)
        if theirs or not S_ISREG(about.st_mode) or about.st_size > _LARGEST:
            raise OSError(file)
        return opened.read()


def _keep(file: Path, mark: bytes, book: Handbook) -> None:
    content = _form().dump_json(book, by_alias=True, exclude_unset=True)
    if _form().validate_json(content) != book:  # JSON can't say everything: it knows no infinity
        return
    with suppress(OSError):  # then the next start reads again
        file.parent.mkdir(mode=0o700, exist_ok=True)
        number, name = mkstemp(dir=file.parent)
        try:
            with os.fdopen(number, "wb") as opened:
                opened.write(_seal(mark, content) + b"\n" + content)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)


def _seal(mark: bytes, content: bytes) -> bytes:
    return hashlib.blake2b(content, key=mark, digest_size=32).hexdigest().encode()


@cache
def _form() -> TypeAdapter[Handbook]:
    return TypeAdapter(Handbook)
