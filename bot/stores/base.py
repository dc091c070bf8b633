"""What every store promises."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from bot.engine.reply import Errand, Rating, Timer
from bot.flow.model import Frozen
from bot.message import Message

Line = tuple[str, bool]
"""An owner, and whether what is owed for this owner goes to the staff."""

GRACE = 15
"""Seconds in which the worker that saved an effect delivers it itself."""


class Effect(Frozen):
    """Something owed, saved together with the session that caused it: exactly one of message, timer, errand and rating."""

    id: str
    """Unique; the event's id for its message."""
    owner: str
    """Whose it is."""
    address: str = ""
    """Where the channel delivers it, in the channel's own words (JSON); where the owner is at home if empty."""
    message: Message | None = None
    """What is said."""
    sealed: str | None = None
    """The message, sealed and in base64, where a name or a number may be in it: only this is kept then."""
    card: str | None = None
    """The card that shall become this message; what is owed to the same card later takes its place."""
    timer: Timer | None = None
    """When the engine wants to be woken."""
    errand: Errand | None = None
    """What is to be done at a booking provider."""
    request: str | None = None
    """The booking as wanted, sealed and in base64, for an errand that books."""
    rating: Rating | None = None
    """A rating to be counted."""
    due: float | None = None
    """When anybody may take it, in Unix seconds; without it, once the worker that saved it had time to say it."""
    tries: int = 0
    """How often it was begun or failed."""
    cause: str = ""
    """The event an errand comes from."""
    begun: bool = False
    """True while somebody does the errand, or died over it: nobody knows then whether it was done."""
    staff: bool = False
    """True for what the staff is told: not the owner's own, and not forgotten with it."""
    failed: str | None = None
    """Why it was laid aside as dead."""

    @property
    def line(self) -> Line:
        """Whose it is; what stands in one line is done in its order."""
        return self.owner, self.staff

    @property
    def says(self) -> bool:
        """Whether it is a message."""
        return self.message is not None or self.sealed is not None

    @property
    def words(self) -> Message:
        """The message; an empty one where something else is owed."""
        return self.message or Message(text="")


@dataclass(frozen=True, slots=True)
class Saved:
    """A turn that is saved: what is to be said now, and what must be done before more can be said."""

    effect: Effect | None
    """The message with its address; None when there is nothing to say."""
    errands: tuple[Effect, ...] = ()
    """What the citizen waits for."""


class Loaded(Frozen):
    """A session as it was stored."""

    revision: int = 0
    """0 when nothing is stored."""
    session: bytes | None = None
    """The session's JSON."""
    seen: tuple[str, ...] = ()
    """Ids of the events last handled, newest first."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a turn changes, all at once."""

    session: bytes | None
    """None deletes everything about the owner but the dedupe mark and slots still to be freed; empty: nothing to keep."""
    event: str
    """The id of the event, remembered so that it counts once."""
    effects: tuple[Effect, ...] = ()
    """What is owed from now on."""
    dropped: tuple[str, ...] = ()
    """Ids of effects that are owed no longer."""


class Store(Protocol):
    """Keeps sessions for 30 days after their last change; every change is atomic."""

    async def load(self, owner: str) -> Loaded:
        """Read a session in one round trip."""
        ...

    async def commit(self, owner: str, found: Loaded, change: Change) -> Loaded | None:
        """Save the change whole if the revision is still the one found, and return what is there now; or do nothing."""
        ...

    async def settle(self, owner: str, effect: str) -> None:
        """The effect has been delivered and is owed no longer. May be batched; losing it means a second delivery."""
        ...

    async def owed(
        self, now: float, limit: int, owner: str | None = None, without: Collection[Line] = ()
    ) -> tuple[Effect, ...]:
        """Lease up to `limit` effects that are due (Unix seconds) and not settled, for 30 seconds; all, or one owner's.

        What stands in the lines `without` which it shall do is left as it is, and so is found in its order later.
        """
        ...

    async def begin(self, effect: Effect, begun: Effect) -> bool:
        """Put the begun one in the place of an errand that is still owed just so; False when another has begun it."""
        ...

    async def postpone(self, effect: Effect) -> None:
        """Owe it again from its `due` on, with its `tries`; one that has `failed` is dead for 30 days from then, and ends."""
        ...

    async def listed(self) -> tuple[Effect, ...]:
        """Everything that is owed or dead, for people who look after the house."""
        ...

    async def revive(self, effect: Effect) -> None:
        """Owe a dead one again, at once, if it is still dead."""
        ...

    async def bury(self, effect: Effect) -> None:
        """Forget a dead one."""
        ...

    async def doubt(self, ref: str, owner: bytes) -> None:
        """Note for 30 days who asked for a booking that a person has to look up."""
        ...

    async def doubted(self, ref: str) -> bytes | None:
        """Who asked for it, as noted."""
        ...

    async def undoubt(self, ref: str) -> None:
        """Forget who asked for it."""
        ...

    async def keyed(self, mark: str) -> bool:
        """Whether what is sealed here is sealed with the key of this mark; the first to ask decides it.

        A mark is known for 400 days after it was last asked for, longer than anything sealed is kept: so where no bot
        has worked for that time another key may come.
        """
        ...

    async def unkey(self) -> None:
        """Let the next to ask decide it anew."""
        ...

    async def count(self, id: str, rating: Rating) -> None:
        """Count a rating once, however often it comes under this id."""
        ...

    async def ratings(self) -> tuple[Rating, ...]:
        """All ratings counted."""
        ...

    async def close(self) -> None:
        """Finish what is batched and let go of the connection."""
        ...
