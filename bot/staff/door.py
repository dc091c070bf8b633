"""The staff's one door: who may pass, and to which room an order goes."""

import secrets
from collections.abc import Collection
from dataclasses import replace

import structlog

from bot.channels.base import Obeyed
from bot.desk import Desk
from bot.errors import StoreError
from bot.message import Message
from bot.staff.order import Order
from bot.staff.room import WindowRoom
from bot.staff.window import Window
from bot.stores.slots import SlotBook

_log = structlog.get_logger()


class Door:
    """Keeps the promises of `Staff`."""

    def __init__(self, desk: Desk, book: SlotBook, chats: Collection[int], persons: Collection[int]) -> None:
        """Open for these chats and persons; without any persons, for everybody in the chats."""
        self._say = desk.renderer.say
        self._rehearsal = desk.renderer.rehearsal
        self._chats = frozenset(chats)
        self._persons = frozenset(persons)
        self._room = WindowRoom(Window(book, desk), self._say, desk.mind.handbook.words)

    def admits(self, chat: int, person: int) -> bool:
        """Both must be of the staff; a person's private chat counts as one, any other chat that is not named does not."""
        known = not self._persons or person in self._persons
        return known and (chat in self._chats or (chat == person and person in self._persons))

    async def obey(self, order: Order) -> Obeyed:
        """Do it; after a fault of ours the staff gets an incident number. Raises StoreError: then it must come again."""
        try:
            return self._dated(await self._room.obey(order), order)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 - the outermost turn of the staff: whatever fails in it, there is an answer
            number = secrets.token_hex(4)
            _log.exception("incident", number=number, event_kind=order.command or "staff_tap")
            return Obeyed(Message(text=self._say("staff/incident.j2", number=number), place="new"))

    def _dated(self, obeyed: Obeyed, order: Order) -> Obeyed:
        """With the time above it while the clock is set by hand, as all the house says then."""
        text = obeyed.message.text
        if not (self._rehearsal and text):
            return obeyed
        shown = f"{self._say('house/rehearsal.j2', at=order.at)}\n\n{text}"
        return replace(obeyed, message=obeyed.message.model_copy(update={"text": shown}))
