"""An earlier version of the flows: a folder, or a revision of the git repository that holds the home."""

import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

from bot.complaint import wrong
from bot.flow.handbook import Handbook
from bot.flow.load import load

_PATIENCE = 30.0
"""Seconds git may take."""
_SIZE = 100_000_000
"""Bytes that may lie in a revision's flows and words; more is no set of flows."""


@dataclass(frozen=True, slots=True)
class Former:
    """An earlier version, as far as this program can read it."""

    handbook: Handbook
    unread: tuple[str, ...]
    """Procedures that were written in a form it does not know, or wrong; nothing can be said of them."""


def read(named: str, home: Path) -> Former:
    """Read the flows of an earlier version, named as for `earlier`; raises `SettingError` when that can't be done."""
    with earlier(named, home) as former:
        loaded = load(former)
    if loaded.handbook is None:
        first = loaded.findings[0]
        place = f"{first.file}:{first.line}:{first.column}: {first.place} {first.rule}"
        raise wrong(named, "revision_unread", place=place)
    return Former(loaded.handbook, tuple(dict.fromkeys(Path(one.file).stem for one in loaded.findings)))


@contextmanager
def earlier(named: str, home: Path) -> Iterator[Path]:
    """A home with the flows as they were: of a home, of a folder of flows, or of a revision such as `HEAD~1`.

    A folder comes before a revision of the same name. Words that are not there are those of `home`. Raises `SettingError`
    when there is neither, or no git.
    """
    folder = Path(named)
    if not named.strip():
        raise wrong(f'"{named}"', "revision_empty")
    if os.path.isdir(folder / "flows"):  # noqa: PTH112 - a name too long for a path is none, and no error
        yield folder
        return
    with TemporaryDirectory() as space:
        made = Path(space).resolve()
        if os.path.isdir(folder):  # noqa: PTH112 - see above
            if not (folder / "words.yaml").exists():
                raise wrong(named, "revision_folder")
            (made / "flows").symlink_to(folder.resolve())
        else:
            _check_out(named, home, made)
        if not (made / "messages_zh").exists():
            (made / "messages_zh").symlink_to((home / "messages_zh").resolve())
        yield made


def _check_out(revision: str, home: Path, target: Path) -> None:
    """Unpack flows/ and messages_zh/ of a revision."""
    if revision.startswith("-") or not revision.isprintable():
        raise wrong(revision.encode("unicode_escape").decode(), "revision_unknown")
    git = _Git(revision, home)
    commit = git.said("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").strip()
    kept = git.said("ls-tree", "--name-only", commit, "--", "flows", "messages_zh").split()
    if "flows" not in kept:
        raise wrong(revision, "revision_bare", home=home)
    with TemporaryFile() as packed:
        git.write(packed, "archive", "--format=tar", commit, "--", *kept)
        if packed.tell() > _SIZE:
            raise wrong(revision, "revision_large", most=_SIZE)
        packed.seek(0)
        try:
            with tarfile.open(fileobj=packed) as archive:
                archive.extractall(target, filter="data")
        except (tarfile.TarError, OSError) as error:
            raise wrong(revision, "revision_packed", why=error) from None


class _Git:
    """Git, asked about one revision."""

    def __init__(self, revision: str, home: Path) -> None:
        program = shutil.which("git")
        if program is None:
            raise wrong(revision, "revision_no_git")
        self._revision = revision
        self._command = [program, "-C", str(home)]
        # Inside a hook git names the repository and index of its own; here the home's is meant.
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}

    def said(self, *arguments: str) -> str:
        """What git prints."""
        with TemporaryFile() as printed:
            self.write(printed, *arguments)
            printed.seek(0)
            return printed.read().decode(errors="replace")

    def write(self, target: IO[bytes], *arguments: str) -> None:
        """Let git print into a file; whatever goes wrong is one line about the revision."""
        try:
            ran = subprocess.run(  # noqa: S603 - a list of arguments, none of which can be taken for an option
                [*self._command, *arguments],
                stdin=subprocess.DEVNULL, stdout=target, stderr=subprocess.PIPE,
                env={**self._environment, "LC_ALL": "C"}, timeout=_PATIENCE, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise wrong(self._revision, "revision_silent", why=error) from None
        if ran.returncode:
            said = ran.stderr.decode(errors="replace").strip().splitlines()
            raise wrong(self._revision, "revision_git" if said else "revision_unknown", why="".join(said[:1]))
