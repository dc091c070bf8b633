"""Builds the rooms of those who look after the flows: the staff's door, and the eye on the files."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bot.archive import Archive
from bot.audit import Audit
from bot.channels.base import Staff
from bot.clerk import Clerk
from bot.config import Settings
from bot.drafts.checking import Examiner
from bot.edition import Edition
from bot.editions import Editions
from bot.reloading import Reloading
from bot.staff.door import Admission, Door
from bot.staff.publishing.draft import DraftShelf
from bot.staff.publishing.publisher import Publisher
from bot.staff.walks.rehearsal import Rehearsal
from bot.staff.walks.track import Track
from bot.stores.binder import Binder
from bot.wire import House, edition, mind, snapshots, trail, versions


class Rooms(NamedTuple):
    """What is there for them."""

    staff: Staff | None
    """The staff's door; none where the settings name no staff."""
    reloading: Reloading
    publisher: Publisher


@asynccontextmanager
async def staffed(settings: Settings, house: House) -> AsyncIterator[Rooms]:
    """The rooms, which share the desk's edition and its memory."""
    binder, examiner = Binder(house.redis), Examiner()
    opened = partial(_read, settings, house)
    editions = Editions(house.desk, opened, partial(opened, apart=True))
    archive, audit = Archive(settings.home, versions(settings)), Audit(trail(settings))
    publisher = Publisher(archive, editions, examiner, audit, snapshots(settings))
    shelf = DraftShelf(editions, binder, snapshots(settings))
    track = Track(binder, Rehearsal(house.desk.store, house.desk.vault), shelf)
    reloading = Reloading(settings.home, publisher, house.desk.announce)
    admission = Admission.of(settings.staff_chats, settings.staff_ids, settings.maintainer_ids)
    door = Door(house.desk, house.book, track, shelf, publisher, admission)
    try:
        yield Rooms(door if settings.staff_chats or settings.staff_ids else None, reloading, publisher)
    finally:
        await examiner.close()
        await editions.close()
        await binder.close()


def _read(settings: Settings, house: House, home: Path, *, apart: bool = False) -> Edition:
    """Read and open a home; what is only tried out books with nobody. Raises `FlowsBroken`."""
    found = edition(settings, home, mind(home, house.rules), house.book, outside=not apart)
    return replace(found, clerk=Clerk({})) if apart else found
