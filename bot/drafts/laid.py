"""A draft laid out as a home of its own: a copy of the live one with the dropped files over it."""

from collections.abc import Mapping
from pathlib import Path

from bot.drafts.package import FILES, UNPACKED
from bot.drafts.places import allowed
from bot.snapshot import snapshot


def lay(home: Path, files: Mapping[str, bytes], folder: Path) -> Path:
    """The draft's home, a folder of its own under `folder` that appears whole or not at all.

    `files` are those of `Admitted`; each name is looked at once more. The live home is only read, and shares nothing with
    the copy. Raises `ValueError` for files that were never admitted, and `OSError` when the disk refuses.
    """
    if not all(allowed(place) for place in files):
        raise ValueError("a place that is not allowed")
    if len(files) > FILES or sum(map(len, files.values())) > UNPACKED:
        raise ValueError("more than a draft may hold")
    return snapshot(home, folder, files)
