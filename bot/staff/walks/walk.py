"""A walk: somebody of the staff, or a whole topic together, trying a procedure out."""

from pydantic import AwareDatetime

from bot.engine.event import Event
from bot.engine.session import mark_of
from bot.flow.model import Frozen

TOGETHER = 0
"""Stands for the person where a topic walks together; nobody in Telegram has this id."""


class Place(Frozen):
    """Who walks, and where."""

    chat: int
    thread: int = 0
    """The topic; 0 outside of one."""
    person: int
    """Or `TOGETHER`."""

    def __str__(self) -> str:
        """The place as a key."""
        return f"{self.chat}.{self.thread}.{self.person}"


class Walk(Frozen):
    """What is tried out, and under which circumstances."""

    place: Place
    id: str
    """Unique; with the place it names the session, so a new walk knows nothing of the one before."""
    draft: str = ""
    """The draft that is walked; empty for what citizens see."""
    clock: AwareDatetime | None = None
    """The time it is in this walk; None for the real one."""

    @property
    def owner(self) -> str:
        """The session's owner; of no channel, so nothing is ever delivered to it unasked."""
        return f"try.{self.place}.{self.id}"

    @property
    def mark(self) -> str:
        """By which buttons of this walk's cards are known."""
        return mark_of(self.owner)


class Did(Frozen):
    """One thing done in a walk."""

    event: Event


class Sealed(Frozen):
    """The same, as it is kept: typed words stand in it."""

    did: str
    """Sealed, in base64."""
