"""The drafting room: what staff drop is vetted, checked and told in words and pictures, and can then be tried."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence

import structlog

from bot.archive import Version, mark
from bot.channels.base import Obeyed
from bot.drafts.dropped import admitted
from bot.drafts.places import survey
from bot.drafts.refusal import Refused, shown
from bot.draw.files import Drawer, Form
from bot.edition import Edition
from bot.errors import HouseError
from bot.flow.difference import difference
from bot.message import Message
from bot.phrases import Phrasebook
from bot.press.paper import Paper
from bot.staff.order import LARGEST, Dropped, Order
from bot.staff.publishing.cards import DRAFT, DraftCards
from bot.staff.publishing.draft import Draft, DraftShelf
from bot.staff.publishing.earlier import earlier
from bot.staff.publishing.publisher import Publisher
from bot.staff.shelfmark import Shelfmarks
from bot.staff.walks.room import WalkRoom

_PICTURES = 3
"""Procedures of a draft that are drawn."""
_NAME = 60
"""Characters of a file's name that are kept."""
_Marks = Mapping[str, Mapping[str, str]]
"""Procedure to its states that are not as they were, and how."""

_log = structlog.get_logger(__name__)


class DraftRoom:
    """Takes in drafts; nothing that is dropped reaches citizens from here."""

    def __init__(
        self, shelf: DraftShelf, publisher: Publisher, marks: Shelfmarks, cards: DraftCards, walks: WalkRoom
    ) -> None:
        self._shelf = shelf
        self._publisher = publisher
        self._marks = marks
        self._cards = cards
        self._walks = walks

    async def obey(self, order: Order) -> Obeyed:
        """Do it."""
        if order.file:
            return await self._taken(order, order.file)
        if order.command == "drafts":
            return Obeyed(await self._listed(order))
        verb, _, id = order.tap.removeprefix(DRAFT).partition(".")
        draft = await self._shelf.find(id, order.chat)
        if draft is None:
            return Obeyed(self._cards.passing("draft_gone"))
        match verb:
            case "try":
                return await self._walks.begin(order, draft.id, draft.flows[0] if len(draft.flows) == 1 else "")
            case "drop":
                await self._shelf.drop(draft)
                await self._publisher.note(order.at, order.person, "discarded", draft.id)
                return Obeyed(self._cards.told("draft_dropped", draft=draft))
            case _:
                return Obeyed(self._cards.passing("draft_gone"))

    async def _listed(self, order: Order) -> Message:
        drafts = await self._shelf.of(order.chat)
        versions = await asyncio.to_thread(lambda: self._publisher.archive.versions)
        published = {draft.id: number for draft in drafts if (number := _published(draft, versions))}
        return self._cards.drafts(drafts, published, order.at)

    async def _taken(self, order: Order, file: Dropped) -> Obeyed:
        """Vet, check and keep a file."""
        files = await self._vetted(file)
        if isinstance(files, Refused):
            return Obeyed(self._cards.refused(shown(file.name), files))
        found = await self._publisher.examined(files)
        if isinstance(found, Refused):
            return Obeyed(self._cards.refused(shown(file.name), found))
        if not found.checked.sound:
            return Obeyed(self._cards.unsound(shown(file.name), found.checked))
        if found.home == self._shelf.live.home:
            return Obeyed(self._cards.told("draft_same", file=shown(file.name)))
        made, edition, marks = await self._made(order, file, files)
        draft = await self._shelf.put(made)
        if draft is None:
            return Obeyed(self._cards.full(await self._shelf.of(order.chat), order.at, shown(file.name)))
        await self._publisher.note(order.at, order.person, "dropped", draft.id)
        before = await earlier(self._shelf, draft, edition)
        papers = await asyncio.to_thread(lambda: tuple(_drawn(self._shelf.live, edition, marks)))
        return Obeyed(self._cards.taken(draft, found.checked, before, pictures=bool(papers)), papers)

    async def _vetted(self, file: Dropped) -> dict[str, bytes] | Refused:
        if file.content is None:
            told = {"file": shown(file.name), "most": str(LARGEST >> 10)}
            return Refused("too_large" if file.size > LARGEST else "unread", told)
        live = self._shelf.live
        places = survey(await self._marks.loaded(live), Phrasebook(live.home).names)
        found = await asyncio.to_thread(admitted, file.name, file.content, places)
        return found if isinstance(found, Refused) else dict(found.files)

    async def _made(self, order: Order, file: Dropped, files: dict[str, bytes]) -> tuple[Draft, Edition, _Marks]:
        """A draft of this chat, with the marks of what it was laid over; opened over it; and what it changes there."""
        live = self._shelf.live.home
        base = {name: mark(path.read_bytes() if (path := live / name).is_file() else None) for name in files}
        draft = Draft(
            order=order.id, chat=order.chat, by=order.person, at=order.at, name=shown(file.name)[:_NAME],
            files={name: text.decode() for name, text in files.items()}, base=base,
        )  # fmt: skip
        edition = await self._shelf.opened(draft)
        found = await asyncio.to_thread(difference, self._shelf.live.mind.handbook, edition.mind.handbook)
        flows = edition.mind.handbook.flows
        titles = {name: flows[name].title for name in found.marks if name in flows}
        return draft.model_copy(update={"flows": tuple(found.marks), "titles": titles}), edition, found.marks


def _published(draft: Draft, versions: Sequence[Version]) -> int | None:
    """The last version that came of it; another chat's draft of this name has other files."""
    names = (
        one.number
        for one in reversed(versions)
        if one.what == draft.id and {name: changed.after for name, changed in one.files.items()} == draft.files
    )
    return next(names, None)


def _drawn(live: Edition, edition: Edition, marks: _Marks) -> Iterator[Paper]:
    """The changed procedures with what changed coloured; none where they can't be drawn, which the log explains."""
    before = Drawer(live.home, live.mind.handbook)
    after = Drawer(edition.home, edition.mind.handbook)
    for name in tuple(marks)[:_PICTURES]:
        if name not in edition.mind.handbook.flows:
            continue
        try:
            sheets = after.compared(name, before, marks[name], Form.png)
        except HouseError as error:
            _log.warning("draft_not_drawn", error=str(error))
            return
        title = edition.mind.handbook.flows[name].title
        for number, sheet in enumerate(sheets, 1):
            yield Paper(f"{name}-{number}.png", sheet, title, "photo")
