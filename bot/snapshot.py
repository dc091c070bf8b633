"""Snapshots: homes as they were at one time, copied so that what is read from them stays what it was."""

import hashlib
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from types import MappingProxyType

PARTS = ("flows", "messages_zh")
"""The folders of a home that maintainers write."""
_LIVE = "live"
_MOST = 30
"""Snapshots that are kept for a while, of some 2 MB each."""
_LARGEST = 32 << 20
"""Bytes of a home; who has put more there did so by mistake."""


def files(home: Path) -> Iterator[tuple[str, bytes]]:
    """Each file that maintainers write, by its name relative to the home, in the order of the names."""
    for part in PARTS:
        for path in sorted((home / part).rglob("*")):
            if path.is_file() and not _hidden(path.relative_to(home)):
                yield path.relative_to(home).as_posix(), path.read_bytes()


def snapshot(home: Path, folder: Path, over: Mapping[str, bytes | None] = MappingProxyType({})) -> Path:
    """Copy a home into a folder of its own under `folder`, named by its content; one that is there already is used.

    `over` is laid over it: names relative to the home to content, or to None for what is to be gone; whoever took it in
    has vetted the names. Raises OSError when something can't be read or written.
    """
    size, content = 0, {name: text for name, text in over.items() if text is not None}
    for name, text in files(home):
        if name not in over:
            content[name] = text
        size += len(text)
        if size > _LARGEST:
            raise OSError(f"{home}: more than {_LARGEST} bytes in {' and '.join(PARTS)}")
    kept = folder / digest(content)
    if whole(kept):
        kept.touch()  # so that it is not among the oldest
    else:
        _written(content, kept)
    return kept


def whole(kept: Path) -> bool:
    """Whether a snapshot is there with all that its name says, whatever became of it when the power went."""
    return kept.is_dir() and digest(dict(files(kept))) == kept.name


def digest(content: dict[str, bytes]) -> str:
    """Twelve hex digits over names and content."""
    found = hashlib.blake2s(digest_size=6)
    for name, text in sorted(content.items()):
        found.update(f"{name}\0{len(text)}\0".encode() + text)
    return found.hexdigest()


def prune(folder: Path, keep: Collection[Path]) -> None:
    """Remove the oldest snapshots but these, so that few enough are left."""
    found = sorted(_aged(folder))
    for _, path in found[: max(0, len(found) - _MOST)]:
        if path not in keep:
            _removed(path)


def remember(folder: Path, kept: Path) -> None:
    """Note which snapshot citizens have, for the next start. Raises OSError."""
    aside = folder / f".{_LIVE}"
    aside.write_text(kept.name, "utf-8")
    aside.replace(folder / _LIVE)


def remembered(folder: Path) -> Path | None:
    """The snapshot citizens had last, if it is still whole."""
    try:
        kept = folder / (folder / _LIVE).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return kept if kept.parent == folder and whole(kept) else None


def _aged(folder: Path) -> Iterator[tuple[float, Path]]:
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # somebody else prunes as well, or has just put it in its place
            if path.is_dir():
                yield path.stat().st_mtime, path


def _removed(path: Path) -> None:
    """Take it away under another name, so that nobody finds half of it; somebody else may have been faster."""
    aside = path.with_name(f".{path.name}.{token_hex(4)}")
    with suppress(FileNotFoundError):
        path.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)


def _written(content: dict[str, bytes], place: Path) -> None:
    """Write it beside its place first, so that whoever finds it there finds it whole."""
    aside = place.with_name(f".{place.name}.{token_hex(4)}")
    for part in PARTS:
        (aside / part).mkdir(parents=True)
    for name, text in content.items():
        path = aside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    if place.exists() and not whole(place):
        _removed(place)
    try:
        aside.rename(place)
    except OSError:
        shutil.rmtree(aside)
        if not place.exists():  # somebody else was faster: theirs is the same
            raise


def _hidden(name: Path) -> bool:
    return any(part.startswith(".") for part in name.parts)
