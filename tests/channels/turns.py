"""A small desk: it remembers what it has handled, owes what it has not settled, and says back what it understood."""

import asyncio
from collections import defaultdict
from collections.abc import Callable

from bot.engine.event import Event, Said
from bot.errors import StoreError
from bot.message import Attachment, Button, Message
from bot.press.press import Paper
from bot.stores.base import Effect


def said_back(event: Event) -> Message:
    words = event.text if isinstance(event, Said) else event.kind
    return Message(text=f"<b>{event.kind}</b> {words}"[:4000], rows=((Button(label="再来", id="w1.1.c.yes"),),))


class SmallDesk:
    def __init__(self) -> None:
        self.answer: Callable[[Event], Message] = said_back
        self.events: dict[str, list[Event]] = defaultdict(list)
        """Owner to what was handled, in order."""
        self.owed: dict[str, Effect] = {}
        self.down = False
        """While the store is down nothing is saved."""
        self.refused = 0
        self.broken: Exception | None = None
        self.gates: dict[str, asyncio.Event] = {}
        """Owner to what a turn waits for before it saves."""
        self.printed: tuple[Paper, ...] = ()
        """What every sheet is printed as."""
        self.busy = 0
        self.busiest = 0

    async def turn(self, owner: str, event: Event, address: str) -> Message | None:
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            return await self._turn(owner, event, address)
        finally:
            self.busy -= 1

    async def settled(self, owner: str, event_id: str) -> None:
        if self.down:
            raise StoreError
        self.owed.pop(event_id, None)

    async def papers(self, attachment: Attachment) -> tuple[Paper, ...]:
        return self.printed

    async def _turn(self, owner: str, event: Event, address: str) -> Message | None:
        if gate := self.gates.get(owner):
            await gate.wait()
        await asyncio.sleep(0)
        if self.down:
            self.refused += 1
            raise StoreError
        if self.broken:
            raise self.broken
        if any(event.id == handled.id for handled in self.events[owner]):
            return None
        message = self.answer(event)
        self.events[owner].append(event)
        self.owed[event.id] = Effect(id=event.id, owner=owner, address=address, message=message)
        return message
