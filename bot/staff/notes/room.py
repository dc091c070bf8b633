"""The room of the notes: what staff find wanting is noted, listed, settled, and taken along by who mends it."""

import re
from collections.abc import Callable
from typing import cast

from bot.channels.base import Obeyed
from bot.message import Message
from bot.staff.notes.cards import NOTE, NoteCards, Which
from bot.staff.notes.note import LONGEST, NoteBook
from bot.staff.notes.subject import Subjects
from bot.staff.order import Order
from bot.staff.walks.track import Track

_TAP = re.compile(re.escape(NOTE) + r"(list|done|file)\.(open|all)\.([0-9]{1,4})\.(N[A-Z2-7]{4})?")


class NoteRoom:
    """Does what is ordered of the notes; every order may come again without harm."""

    def __init__(self, track: Track, say: Callable[..., str]) -> None:
        self._book = NoteBook(track.binder)
        self._subjects = Subjects(track, say)
        self._cards = NoteCards(say)

    async def obey(self, order: Order) -> Obeyed:
        """Do it."""
        match order.command:
            case "note":
                return Obeyed(await self._note(order))
            case "notes":
                await self._book.renew(order.chat)
                card = self._cards.listed(await self._book.of(order.chat), "open", 0)
                return Obeyed(card.model_copy(update={"place": "new"}))
            case _:
                return await self._tapped(order)

    async def _note(self, order: Order) -> Message:
        text = order.words.strip()
        if not text:
            return self._cards.told("empty")
        if len(text) > LONGEST:
            return self._cards.told("long", length=len(text), most=LONGEST)
        note = await self._book.put(order, text, await self._subjects.of(order))
        await self._book.renew(order.chat)
        return self._cards.told("kept", note=note, replied=bool(order.card or order.quoted))

    async def _tapped(self, order: Order) -> Obeyed:
        found = _TAP.fullmatch(order.tap)
        if found is None:
            return Obeyed(self._cards.passing("note_old"))
        verb, page, id = found[1], int(found[3]), found[4]
        which = cast("Which", found[2])
        if verb == "file":
            return await self._file(order, which)
        said = await self._settle(order, id or "") if verb == "done" else None
        return Obeyed(self._cards.listed(await self._book.of(order.chat), which, page, said))

    async def _settle(self, order: Order, id: str) -> str:
        """Settle it, and tell what is said of that."""
        note = await self._book.find(order.chat, id)
        if note is None:
            return "note_old"
        await self._book.settle(note, order)
        return "note_before" if note.settled else "note_settled"

    async def _file(self, order: Order, which: Which) -> Obeyed:
        notes = await self._book.of(order.chat)
        wanted = [note for note in notes if which == "all" or not note.settled]
        if not wanted:
            return Obeyed(self._cards.passing("note_none"))
        return Obeyed(self._cards.passing("sent"), (self._cards.paper(wanted, order.at),))
