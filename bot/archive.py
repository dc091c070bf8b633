"""The archive: every version of the flows that staff have published, with what stood there before."""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pydantic import AwareDatetime

from bot.errors import HouseError
from bot.flow.model import Frozen


class Overtaken(HouseError):
    """Files have changed since what was to be put in their place was made; nothing was written."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


class Changed(Frozen):
    """One file of a version."""

    before: str | None
    """None where there was none."""
    after: str | None
    """None where it was taken away."""


class Version(Frozen):
    """What was published together."""

    number: int
    """From 1."""
    at: AwareDatetime
    by: int
    """Who proposed it."""
    second: int
    """Who agreed."""
    what: str
    """The draft's name, or `v` and the number of the version that was brought back."""
    asked: str = ""
    """The proposal it came of."""
    files: dict[str, Changed]
    """Name relative to the home to what became of it."""


def mark(content: bytes | None) -> str:
    """By which it is known whether a file is still the same; empty for one that is not there."""
    return "" if content is None else hashlib.blake2s(content, digest_size=8).hexdigest()


class Archive:
    """One file a version, in a folder; a version is published once its file is there, and laid out in the home after that."""

    def __init__(self, home: Path, folder: Path) -> None:
        self._home = home
        self._folder = folder

    @property
    def versions(self) -> tuple[Version, ...]:
        """All of them, oldest first."""
        found = sorted(self._folder.glob("[0-9]*.json"))
        return tuple(Version.model_validate_json(path.read_bytes()) for path in found)

    def came_of(self, asked: str) -> Version | None:
        """The version that came of this proposal; None when none did."""
        return next((one for one in reversed(self.versions) if one.asked == asked), None)

    def content(self, name: str) -> bytes | None:
        """What stands in the home under this name now; None when nothing does."""
        try:
            return (self._home / name).read_bytes()
        except FileNotFoundError:
            return None

    def publish(  # noqa: PLR0913 - all that a version says
        self,
        files: Mapping[str, bytes | None],
        base: Mapping[str, str],
        *,
        at: AwareDatetime,
        by: int,
        second: int,
        what: str,
        asked: str = "",
    ) -> Version:
        """Write a version; it stands from now on, whatever happens. Raises `Overtaken`, and OSError where it can't be written.

        `base` holds the marks of what the files were made from.
        """
        now = {name: self.content(name) for name in files}
        if others := tuple(name for name in files if mark(now[name]) != base.get(name, "")):
            raise Overtaken(others)
        self._writable(files)
        changed = {name: Changed(before=_text(now[name]), after=_text(text)) for name, text in files.items()}
        number = max((one.number for one in self.versions), default=0) + 1
        version = Version(number=number, at=at, by=by, second=second, what=what, asked=asked, files=changed)
        _put(self._place(number), version.model_dump_json(indent=1).encode())
        return version

    def finish(self) -> tuple[str, ...]:
        """Lay out what is published but not yet in the home; gives the files that somebody else has changed meanwhile.

        Those are left as they are: what a person wrote by hand is never overwritten.
        """
        left: list[str] = []
        for version in self.versions:
            done = self._place(version.number).with_suffix(".laid")
            if done.exists():
                continue
            for name, changed in version.files.items():
                if not self._lay(name, changed):
                    left.append(name)
            done.touch(mode=0o600)
        return tuple(left)

    def as_of(self, number: int) -> tuple[Mapping[str, bytes | None], Mapping[str, str]]:
        """The files as they were after this version, 0 for before the first; and the marks of what was published last."""
        files: dict[str, bytes | None] = {}
        base: dict[str, str] = {}
        for version in self.versions:
            if version.number <= number:
                continue
            for name, changed in version.files.items():
                files.setdefault(name, _bytes(changed.before))
                base[name] = mark(_bytes(changed.after))
        return files, base

    def _writable(self, files: Mapping[str, bytes | None]) -> None:
        for name in files:
            folder = next(each for each in (self._home / name).parents if each.is_dir())
            with tempfile.NamedTemporaryFile(dir=folder, prefix="."):
                pass  # what can't be laid out later is refused before the version stands

    def _lay(self, name: str, changed: Changed) -> bool:
        # As bytes: what a person has put there meanwhile need not be text.
        path, now, after = self._home / name, self.content(name), _bytes(changed.after)
        if now == after:
            return True
        if now != _bytes(changed.before):
            return False
        if after is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            _put(path, after, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        return True

    def _place(self, number: int) -> Path:
        return self._folder / f"{number:04}.json"


def _put(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file so that it is there whole or not at all, also when the power goes."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as aside:
        name = Path(aside.name)
        try:
            aside.write(content)
            aside.flush()
            os.fsync(aside.fileno())
            name.chmod(mode)
            name.replace(path)
        except OSError:
            name.unlink(missing_ok=True)
            raise


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode()
