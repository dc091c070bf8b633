"""A small desk: it remembers what it has handled, owes what it has not settled, and says back what it understood."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from bot.booking.base import Slot
from bot.engine.event import Event, Said
from bot.engine.reply import Errand
from bot.errors import StoreError
from bot.message import Attachment, Button, Message
from bot.press.paper import Paper
from bot.stores.base import Effect, Saved

_NINE, _TEN = (datetime.fromisoformat(f"2026-03-03T{hour}:00:00+08:00") for hour in ("09", "10"))
_ROWS = ((Button(label="再来", id="w1.1.c.yes"),),)


def said_back(event: Event) -> Message:
    words = event.text if isinstance(event, Said) else event.kind
    return Message(text=f"<b>{event.kind}</b> {words}"[:4000], rows=_ROWS)


class SmallDesk:
    def __init__(self) -> None:
        self.answer: Callable[[Event], Message] = said_back
        self.events: dict[str, list[Event]] = defaultdict(list)
        """Owner to what was handled, in order."""
        self.owed: dict[str, Effect] = {}
        self.waits = False
        """Whether each turn leads to an errand the citizen waits for."""
        self.found: Message | None = Message(text="占好了", rows=_ROWS)
        """What is said once an errand is done."""
        self.down = False
        """While the store is down nothing is saved."""
        self.refused = 0
        self.broken: Exception | None = None
        self.gates: dict[str, asyncio.Event] = {}
        """Owner to what a turn waits for before it saves; an errand's id to what it waits for."""
        self.printed: tuple[Paper, ...] = ()
        """What every sheet is printed as."""
        self.busy = 0
        self.busiest = 0

    async def turn(self, owner: str, event: Event, address: str) -> Saved | None:
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            return await self._turn(owner, event, address)
        finally:
            self.busy -= 1

    async def follow(self, errand: Effect, address: str) -> Effect | None:
        if gate := self.gates.get(errand.id):
            await gate.wait()
        if self.down:
            self.refused += 1
            raise StoreError
        said = Effect(id=f"{errand.id}.0", owner=errand.owner, address=address, message=self.found)
        self.owed.pop(errand.id)
        if not self.found:
            return None
        self.owed[said.id] = said
        return said

    async def settled(self, owner: str, event_id: str) -> None:
        if self.down:
            raise StoreError
        self.owed.pop(event_id, None)

    async def papers(self, attachment: Attachment) -> tuple[Paper, ...]:
        return self.printed

    async def _turn(self, owner: str, event: Event, address: str) -> Saved | None:
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
        said = Effect(id=event.id, owner=owner, address=address, message=message)
        errands = (_errand(owner, event.id),) if self.waits else ()
        self.owed |= {effect.id: effect for effect in (said, *errands)}
        return Saved(said, errands)


def _errand(owner: str, ref: str) -> Effect:
    slot = Slot(id="s1", start=_NINE, end=_TEN)
    return Effect(id=f"hold.{ref}", owner=owner, errand=Errand(ref=ref, office="hall", slot=slot, act="hold"))
