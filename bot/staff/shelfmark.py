"""Shelfmarks: where everything of an edition is written, looked up when somebody asks."""

import asyncio
from pathlib import Path as Folder

from bot.edition import Edition
from bot.flow.load import Loaded, load
from bot.flow.sources import Path, Sources

_KEPT = 3
"""Editions of which it is remembered."""


class Shelfmarks:
    """Reads an edition's home once more, off the event loop; what was read of the last few is remembered."""

    def __init__(self) -> None:
        self._read: dict[Folder, Loaded] = {}

    async def loaded(self, edition: Edition) -> Loaded:
        """All that was read, with its positions."""
        if edition.home not in self._read:
            self._read[edition.home] = await asyncio.to_thread(load, edition.home)
            if len(self._read) > _KEPT:
                del self._read[next(iter(self._read))]
        return self._read[edition.home]

    async def sources(self, edition: Edition) -> Sources:
        """Where everything stands."""
        return (await self.loaded(edition)).sources


def where(sources: Sources, thing: tuple[str, str], path: Path) -> str:
    """File and line of something within a flow or a record."""
    file, base = sources.things.get(thing, ("", ()))
    # A flow's own path is that of its id, and its states stand beside that.
    line, _ = sources.at(file, path or base)
    return f"{file}:{line}"
