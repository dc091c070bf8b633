"""Notes: what staff found wanting on a card, kept with where its words are written until somebody has seen to it."""

from pydantic import AwareDatetime

from bot.flow.model import Answer, Frozen
from bot.staff.naming import Made, kept_once
from bot.staff.order import Order
from bot.stores.binder import SEASON, Binder

LONGEST = 1000
"""Characters of a note."""
QUOTED = 200
"""Characters of the card that are kept."""
_YEARS = 3 * 365 * 86400
"""Seconds an open note is kept after anybody last noted something in its chat, or looked at the notes there."""


class Subject(Frozen):
    """What a note is about, as far as that is known."""

    flow: str = ""
    state: str = ""
    file: str = ""
    """Where the state is written, relative to the home."""
    line: int = 0
    template: str = ""
    """Where the words around it are written, relative to the home."""
    answers: dict[str, Answer] = {}
    """`flow.state` to what a tester had answered then."""
    version: str = ""
    """The digest of the flow, and the name of the edition it was read from."""
    draft: str = ""
    """The draft that was walked; empty for what citizens see."""
    quoted: str = ""
    """The first words of the card."""


class Settled(Frozen):
    """Who has seen to a note, and when."""

    by: int
    at: AwareDatetime


class Note(Made):
    """Something to be mended; its name, such as `N7K2Q`, is unique within its chat."""

    chat: int
    by: int
    """Who noted it."""
    at: AwareDatetime
    text: str
    about: Subject = Subject()
    settled: Settled | None = None


class NoteBook:
    """The notes of all chats; settled ones are gone after a season, open ones stay."""

    def __init__(self, binder: Binder) -> None:
        self._binder = binder

    async def put(self, order: Order, text: str, about: Subject) -> Note:
        """Keep a note; an order that comes again finds the one it made."""
        note = Note(order=order.id, chat=order.chat, by=order.person, at=order.at, text=text, about=about)
        return await kept_once(self._binder, _kind(order.chat), "N", note, _YEARS)

    async def find(self, chat: int, id: str) -> Note | None:
        """The note of this name in this chat."""
        return await self._binder.leaf(_kind(chat), id, Note)

    async def of(self, chat: int) -> tuple[Note, ...]:
        """The notes of a chat, latest first."""
        found = await self._binder.leaves(_kind(chat), Note)
        return tuple(sorted(found, key=lambda note: (note.at, note.id), reverse=True))

    async def renew(self, chat: int) -> None:
        """Let the open notes of a chat begin their time anew."""
        for note in await self.of(chat):
            if not note.settled:
                await self._keep(note)

    async def settle(self, note: Note, by: Order) -> None:
        """Note that it has been seen to; the first to say so is remembered."""
        if not note.settled:
            await self._keep(note.model_copy(update={"settled": Settled(by=by.person, at=by.at)}))

    async def _keep(self, note: Note) -> None:
        await self._binder.keep(_kind(note.chat), note.id, note, SEASON if note.settled else _YEARS)


def _kind(chat: int) -> str:
    return f"note.{chat}"
