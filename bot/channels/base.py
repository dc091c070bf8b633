"""What every channel promises, and what a channel needs of the desk."""

from typing import Protocol

from bot.engine.event import Event
from bot.message import Attachment, Message
from bot.press.press import Paper
from bot.stores.base import Effect


class Turns(Protocol):
    """The desk, as a channel sees it."""

    async def turn(self, owner: str, event: Event, address: str) -> Message | None:
        """Think about one event, save what follows and return what to say; None when it was handled before.

        The message is owed to the address until `settled`. Raises StoreError when nothing could be saved.
        """
        ...

    async def settled(self, owner: str, event_id: str) -> None:
        """What the event led to has been said, or can never be said: it is owed no longer."""
        ...

    async def papers(self, attachment: Attachment) -> tuple[Paper, ...]:
        """The files of a sheet, ready to be sent; none when it can't be printed now, and must be told in words."""
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
