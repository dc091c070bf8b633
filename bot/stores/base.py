"""What every store promises."""

from typing import Protocol

from bot.flow.model import Frozen
from bot.message import Message


class Effect(Frozen):
    """Something to be said outside, saved together with the session that caused it."""

    id: str
    """Unique; the event's id."""
    owner: str
    """Whose it is."""
    address: str
    """Where the channel delivers it, in the channel's own words (JSON)."""
    message: Message
    """What is said."""
    card: str | None = None
    """The card that shall become this message; what is owed to the same card later takes its place."""


class Loaded(Frozen):
    """A session as it was stored."""

    revision: int = 0
    """0 when nothing is stored."""
    session: bytes | None = None
    """The session's JSON."""
    seen: tuple[str, ...] = ()
    """Ids of the events last handled, newest first."""


class Store(Protocol):
    """Keeps sessions for 30 days after their last change; every change is atomic."""

    async def load(self, owner: str) -> Loaded:
        """Read a session in one round trip."""
        ...

    async def commit(self, owner: str, found: Loaded, session: bytes | None, effect: Effect | None, event: str) -> bool:
        """Save session, dedupe mark and effect at once if the revision is still the one found; otherwise do nothing.

        A session of None deletes everything about the owner but the dedupe mark; an empty one only says that there is
        nothing to keep. True when saved, False on conflict.
        """
        ...

    async def settle(self, owner: str, effect: str) -> None:
        """The effect has been delivered and is owed no longer. May be batched; losing it means a second delivery."""
        ...

    async def owed(self, before: float, limit: int) -> tuple[Effect, ...]:
        """Lease up to `limit` effects committed before this time (Unix seconds) and not settled, for 30 seconds."""
        ...

    async def close(self) -> None:
        """Finish what is batched and let go of the connection."""
        ...
