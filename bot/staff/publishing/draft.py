"""Drafts: files that staff have dropped into a chat, to be tried out there before anybody else sees them."""

import asyncio
import base64
import hashlib
from functools import partial
from pathlib import Path

from pydantic import AwareDatetime

from bot.drafts.laid import lay
from bot.edition import Edition
from bot.editions import Editions
from bot.flow.model import Frozen
from bot.stores.binder import WEEKS, Binder


class Draft(Frozen):
    """What was dropped, and on what it was based."""

    id: str
    """Such as `D7K2Q`."""
    chat: int
    """The only chat in which it can be tried."""
    by: int
    """Who dropped it."""
    at: AwareDatetime
    files: dict[str, str]
    """Name relative to the home to content."""
    base: dict[str, str]
    """Name to the mark of what stood there when it was dropped; empty where nothing did."""
    name: str = ""
    """What the dropped file was called."""
    flows: tuple[str, ...] = ()
    """The procedures it changes."""

    @property
    def content(self) -> dict[str, bytes]:
        """Name to what is in the file."""
        return {name: text.encode() for name, text in self.files.items()}


def named(order: str) -> str:
    """The name of the draft that this order drops; the same when it is delivered again."""
    digest = hashlib.blake2s(order.encode(), digest_size=4).digest()
    return "D" + base64.b32encode(digest).decode()[:4]


class DraftShelf:
    """The drafts of all chats; each is gone after fourteen days."""

    def __init__(self, editions: Editions, binder: Binder, folder: Path) -> None:
        """Lay drafts out in this folder when they are tried."""
        self._editions = editions
        self._binder = binder
        self._folder = folder

    @property
    def live(self) -> Edition:
        """What citizens see now."""
        return self._editions.live

    async def put(self, draft: Draft) -> None:
        """Keep a draft for fourteen days."""
        await self._binder.keep("draft", draft.id, draft, WEEKS)

    async def find(self, id: str, chat: int) -> Draft | None:
        """The draft of this name in this chat."""
        found = await self._binder.leaf("draft", id, Draft)
        return found if found and found.chat == chat else None

    async def of(self, chat: int) -> tuple[Draft, ...]:
        """The drafts of a chat, oldest first."""
        found = (one for one in await self._binder.leaves("draft", Draft) if one.chat == chat)
        return tuple(sorted(found, key=lambda one: one.at))

    async def drop(self, id: str) -> None:
        """Keep it no longer."""
        await self._binder.drop("draft", id)

    async def home(self, draft: Draft) -> Path:
        """Where the draft is laid over what citizens have now."""
        return await asyncio.to_thread(lay, self.live.home, draft.content, self._folder)

    async def draft(self, id: str, chat: int) -> Edition | None:
        """A draft of this chat, opened over what citizens have now; None when there is none."""
        draft = await self.find(id, chat)
        if draft is None:
            return None
        return await self._editions.tried(f"{id}-{self.live.home.name}", partial(self.home, draft))
