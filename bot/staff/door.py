"""The staff's one door: who may pass, and to which room an order goes."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import structlog

from bot.channels.base import Obeyed
from bot.desk import Desk
from bot.errors import StoreError
from bot.message import Message, plain
from bot.staff.notes.cards import NOTE
from bot.staff.notes.room import NoteRoom
from bot.staff.order import WINDOW, Order
from bot.staff.publishing.cards import DRAFT, PUBLISH, DraftCards
from bot.staff.publishing.draft import DraftShelf
from bot.staff.publishing.drafting import DraftRoom
from bot.staff.publishing.proposing import PublishRoom
from bot.staff.publishing.publisher import Publisher
from bot.staff.tray import Tray
from bot.staff.walks.cards import WALK
from bot.staff.walks.room import WalkRoom
from bot.staff.walks.saving import SaveRoom
from bot.staff.walks.track import Track
from bot.staff.window.bookings import Window
from bot.staff.window.room import WindowRoom
from bot.stores.slots import SlotBook

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Admission:
    """Who is of the staff: these chats and persons; without any persons, everybody in the chats."""

    chats: frozenset[int]
    persons: frozenset[int]
    maintainers: frozenset[int] = frozenset()
    """Those of them who may publish."""

    @classmethod
    def of(cls, chats: Collection[int], persons: Collection[int], maintainers: Collection[int] = ()) -> "Admission":
        """Made of any collections."""
        return cls(frozenset(chats), frozenset(persons), frozenset(maintainers))

    def admits(self, chat: int, person: int) -> bool:
        """Both must be of the staff; a person's private chat counts as one, any other chat that is not named does not."""
        known = not self.persons or person in self.persons
        return known and (chat in self.chats or (chat == person and person in self.persons))


class Door:
    """Keeps the promises of `Staff`."""

    def __init__(  # noqa: PLR0913 - what the rooms share
        self, desk: Desk, book: SlotBook, track: Track, shelf: DraftShelf, publisher: Publisher, admission: Admission
    ) -> None:
        self._desk = desk
        self._book = book
        self._track = track
        self._shelf = shelf
        self._publisher = publisher
        self._admission = admission
        self.tray = Tray(track.binder, desk.vault)

    @property
    def chats(self) -> Collection[int]:
        """Where the staff's own commands are offered."""
        return self._admission.chats or self._admission.persons

    @property
    def commands(self) -> Mapping[str, str]:
        """The staff's own commands: name to what the menu says."""
        lines = plain(self._desk.edition.renderer.say("staff/commands.j2")).splitlines()
        return dict(line.split("=", 1) for line in lines)

    def admits(self, chat: int, person: int) -> bool:
        """Whether an order from this person in this chat counts."""
        return self._admission.admits(chat, person)

    async def obey(self, order: Order) -> Obeyed | None:
        """Do it; after a fault of ours the staff gets an incident number. Raises StoreError: then it must come again."""
        try:
            return await self._obeyed(order)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 - the outermost turn of the staff: whatever fails in it, there is an answer
            number = secrets.token_hex(4)
            _log.exception("incident", number=number, event_kind=order.command or "staff_tap")
            text = self._desk.edition.renderer.say("staff/incident.j2", number=number)
            return Obeyed(Message(text=text, place="new"))

    async def _obeyed(self, order: Order) -> Obeyed | None:
        # The rooms are furnished with what holds now: flows and words may have changed since the last order.
        say, cards = self._desk.edition.renderer.say, DraftCards(self._desk.edition.renderer.say)
        walks = WalkRoom(self._track, say)
        if order.file or order.command == "drafts" or order.tap.startswith(DRAFT):
            return await DraftRoom(self._shelf, self._publisher, self._track.marks, cards, walks).obey(order)
        if order.command in {"publish", "rollback", "audit"} or order.tap.startswith(PUBLISH):
            binder, maintainers = self._track.binder, self._admission.maintainers
            return await PublishRoom(self._shelf, binder, self._publisher, cards, maintainers).obey(order)
        if order.command in {"note", "notes"} or order.tap.startswith(NOTE):
            return await NoteRoom(self._track, say).obey(order)
        if order.command == "save":
            return await SaveRoom(self._track, say).obey(order)
        if order.command in WINDOW or (order.tap and not order.tap.startswith(WALK)):
            words = self._desk.edition.mind.handbook.words
            return self._dated(await WindowRoom(Window(self._book, self._desk), say, words).obey(order), order)
        return await walks.obey(order)

    def _dated(self, obeyed: Obeyed, order: Order) -> Obeyed:
        """With the time above it while the clock is set by hand, as all the house says then."""
        text, renderer = obeyed.message.text, self._desk.edition.renderer
        if not (renderer.rehearsal and text):
            return obeyed
        shown = f"{renderer.say('house/rehearsal.j2', at=order.at)}\n\n{text}"
        return replace(obeyed, message=obeyed.message.model_copy(update={"text": shown}))
