"""Drafts: files that staff have dropped into a chat, to be tried out there before anybody else sees them."""

import asyncio
import hashlib
import json
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

from bot.drafts.laid import lay
from bot.drafts.places import allowed
from bot.edition import Edition
from bot.editions import Editions
from bot.staff.naming import Made, kept_once
from bot.stores.binder import WEEKS, Binder

MOST = 20
"""Drafts of a chat."""
BYTES = 5 << 20
"""In all files of all drafts of a chat: drafts lie in the memory that citizens' sessions need."""


def _placed(place: str) -> str:
    if not allowed(place):  # asked again where it is read: what the store holds is laid over the house's files
        raise ValueError(place)
    return place


class Draft(Made):
    """What was dropped, and on what it was based; its name, such as `D7K2Q`, is unique within its chat."""

    chat: int
    """The only chat in which it can be tried."""
    by: int
    """Who dropped it."""
    at: AwareDatetime
    files: dict[Annotated[str, AfterValidator(_placed)], str]
    """Name relative to the home to content."""
    base: dict[str, str]
    """Name to the mark of what stood there when it was dropped; empty where nothing did."""
    name: str = ""
    """What the dropped file was called."""
    flows: tuple[str, ...] = ()
    """The procedures it changes."""
    titles: dict[str, str] = {}
    """Those of them that it has itself: procedure to title."""

    @property
    def content(self) -> dict[str, bytes]:
        """Name to what is in the file."""
        return {name: text.encode() for name, text in self.files.items()}

    def has(self, words: str) -> bool:
        """Whether a procedure of this id or title is among those it changes."""
        return bool(words) and (words in self.titles or words in self.titles.values())

    @property
    def size(self) -> int:
        """Bytes of what is in the files."""
        return sum(map(len, self.content.values()))

    @property
    def digest(self) -> str:
        """By which it is known whether this is the same: what is in it, and what it was made from."""
        whole = json.dumps((self.files, self.base), sort_keys=True)
        return hashlib.blake2s(whole.encode(), digest_size=16).hexdigest()


class DraftShelf:
    """The drafts of all chats; each is gone after fourteen days."""

    def __init__(self, editions: Editions, binder: Binder, folder: Path) -> None:
        """Lay drafts out in this folder when they are tried."""
        self._editions = editions
        self._binder = binder
        self._folder = folder
        self._turn = asyncio.Lock()

    @property
    def live(self) -> Edition:
        """What citizens see now."""
        return self._editions.live

    async def put(self, draft: Draft) -> Draft | None:
        """Keep a draft for fourteen days, under a name of its own; None where its chat has no room for it.

        An order that comes again finds the draft it made.
        """
        async with self._turn:
            others = [one for one in await self.of(draft.chat) if one.order != draft.order]
            if len(others) >= MOST or sum(one.size for one in others) + draft.size > BYTES:
                return None
            return await kept_once(self._binder, _kind(draft.chat), "D", draft, WEEKS)

    async def find(self, id: str, chat: int) -> Draft | None:
        """The draft of this name in this chat."""
        return await self._binder.leaf(_kind(chat), id, Draft)

    async def of(self, chat: int) -> tuple[Draft, ...]:
        """The drafts of a chat, oldest first."""
        return tuple(sorted(await self._binder.leaves(_kind(chat), Draft), key=lambda one: one.at))

    async def drop(self, draft: Draft) -> None:
        """Keep it no longer."""
        await self._binder.drop(_kind(draft.chat), draft.id)

    async def home(self, draft: Draft) -> Path:
        """Where the draft is laid over what citizens have now."""
        return await asyncio.to_thread(lay, self.live.home, draft.content, self._folder)

    async def draft(self, id: str, chat: int) -> Edition | None:
        """A draft of this chat, opened over what citizens have now; None when there is none."""
        draft = await self.find(id, chat)
        return await self.opened(draft) if draft else None

    async def drafted(self, words: str, chat: int) -> tuple[str, ...]:
        """The drafts of this chat that have a procedure of this id or title, latest first."""
        return tuple(one.id for one in reversed(await self.of(chat)) if one.has(words))

    async def opened(self, draft: Draft) -> Edition:
        """A draft, opened over what citizens have now."""
        # By what is in it: another chat may have a draft of this name, and this one's name may be given anew.
        return await self._editions.tried(f"{draft.digest}-{self.live.home.name}", partial(self.home, draft))


def _kind(chat: int) -> str:
    return f"draft.{chat}"
