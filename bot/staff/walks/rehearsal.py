"""A turn in a walk: thought and saved as a citizen's, but nothing follows from it outside the walk."""

from dataclasses import dataclass
from datetime import datetime

from bot.edition import Edition
from bot.engine.event import Event, Resumed
from bot.engine.session import Session
from bot.errors import Conflict
from bot.stores.base import Change, Store
from bot.thought import Thinker, Thought
from bot.vault import Vault

_TRIES = 10


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Keeps the walks' sessions beside the citizens'; timers, errands and ratings of a walk are left undone."""

    store: Store
    vault: Vault

    async def turn(self, owner: str, event: Event, edition: Edition) -> Thought:
        """Think about the event; one that was handled before shows where the walk stands. Raises `StoreError`."""
        thinker = Thinker(edition, self.vault)
        for _ in range(_TRIES):
            found = await self.store.load(owner)
            if event.id in found.seen:
                return await thinker.think(owner, found, Resumed(id=event.id, at=event.at, public=True))
            thought = await thinker.think(owner, found, event)
            if await self.store.commit(owner, found, Change(thought.session, event.id)):
                return thought
        raise Conflict(f"{_TRIES} conflicts in a row")

    async def shown(self, owner: str, event: Event, edition: Edition) -> Thought:
        """Where the walk stands, at the event's time; nothing is changed."""
        now = Resumed(id=event.id, at=event.at, public=True)
        return await Thinker(edition, self.vault).think(owner, await self.store.load(owner), now)

    async def session(self, owner: str, at: datetime, edition: Edition) -> Session:
        """The session of a walk as it stands; nothing is changed."""
        found = await self.store.load(owner)
        return Thinker(edition, self.vault).stands(owner, found, Resumed(id="-", at=at))

    async def forget(self, owner: str, event: str) -> None:
        """Keep the session of a walk no longer."""
        found = await self.store.load(owner)
        await self.store.commit(owner, found, Change(None, event))
