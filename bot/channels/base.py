"""What every channel promises, and what a channel needs of the desk."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.engine.event import Event
from bot.message import Attachment, Message
from bot.press.paper import Paper
from bot.staff.order import Order
from bot.stores.base import Effect, Saved


class Turns(Protocol):
    """The desk, as a channel sees it."""

    async def turn(self, owner: str, event: Event, address: str) -> Saved | None:
        """Think about one event, save what follows and return what to say; None when it was handled before.

        The message is owed to the address until `settled`. Raises StoreError when nothing could be saved.
        """
        ...

    async def follow(self, errand: Effect, address: str) -> Effect | None:
        """Do what the citizen waits for, within a few seconds, and return what to say of it, owed like a turn's."""
        ...

    async def settled(self, owner: str, event_id: str) -> None:
        """What the event led to has been said, or can never be said: it is owed no longer."""
        ...

    async def papers(self, attachment: Attachment) -> tuple[Paper, ...]:
        """The files of a sheet, ready to be sent; none when it can't be printed now, and must be told in words."""
        ...


@dataclass(frozen=True, slots=True)
class Obeyed:
    """What an order of the staff came to; done already, so nothing of it is owed to who gave it."""

    message: Message
    """The card for the staff."""
    papers: tuple[Paper, ...] = ()
    """Files that come with it."""
    told: tuple[Effect, ...] = ()
    """What citizens hear of it, where they are at home; saved, and owed like a turn's."""


class Tray(Protocol):
    """Where orders lie that were taken in and are not done; each bot of a channel has its own. All raise StoreError."""

    async def keep(self, bot: int, number: int, update: Mapping[str, Any]) -> None:
        """Keep an update, as it came, until it is done, for a day at most."""
        ...

    async def done(self, bot: int, number: int) -> None:
        """Keep it no longer."""
        ...

    async def left(self, bot: int) -> Mapping[int, Mapping[str, Any]]:
        """What was never done, by number, in the order in which it came."""
        ...


class Staff(Protocol):
    """The staff's rooms, as a channel sees them."""

    @property
    def tray(self) -> Tray:
        """Where their orders lie until they are done."""
        ...

    @property
    def chats(self) -> Collection[int]:
        """Where the staff's own commands are offered."""
        ...

    @property
    def commands(self) -> Mapping[str, str]:
        """The staff's own commands: name to what the menu says."""
        ...

    def admits(self, chat: int, person: int) -> bool:
        """Whether an order from this person in this chat counts; to all others there are no such orders."""
        ...

    async def obey(self, order: Order) -> Obeyed | None:
        """Do it; doing it again does no harm. None for what is no order, but a step in the person's own conversation.

        Raises StoreError when it could not be done: then it must come again.
        """
        ...


class Channel(Protocol):
    """A place where people are."""

    async def run(self) -> None:
        """Serve until cancelled, then finish the turns under way within ten seconds.

        Raises ChannelError when the channel refuses us for good, such as for a wrong token.
        """
        ...

    async def deliver(self, effect: Effect) -> None:
        """Say something that is still owed; raises Undelivered when that must be tried again later."""
        ...
