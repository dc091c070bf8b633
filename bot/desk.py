"""The corridor of a turn: load, think, find words, save, and only then speak."""

import secrets
from dataclasses import dataclass

import structlog
from pydantic import ValidationError

from bot.engine.event import Event, Forgot, Restarted, Started
from bot.engine.mind import Mind
from bot.engine.reply import Turned
from bot.engine.session import Session, blank, mark_of
from bot.engine.step import step
from bot.errors import Conflict
from bot.message import Attachment, Message
from bot.press.press import Paper, Press
from bot.render import Renderer
from bot.stores.base import Effect, Loaded, Store

TRIES = 10
"""Turns of thought for one event before a conflict is given up."""

_INCIDENT = "house/incident.j2"

_log = structlog.get_logger()


@dataclass
class Desk:
    """Handles events for all channels; what it returns is already saved."""

    store: Store
    mind: Mind
    renderer: Renderer
    press: Press

    def __post_init__(self) -> None:
        """Find the words for a fault while there is none; raises `WordsBroken`."""
        self.renderer.say(_INCIDENT, number="")

    async def turn(self, owner: str, event: Event, address: str) -> Message | None:
        """Handle one event and return what is to be said, or None if it was handled before.

        The session and the message owed to `address` are saved together before this returns; after delivering it the
        channel calls `settled`. Raises `StoreError` when nothing could be saved: then the event must come again.
        """
        for _ in range(TRIES):
            found = await self.store.load(owner)
            if event.id in found.seen:
                return None
            session, message = self._think(owner, found, event)
            # Where a tapped card becomes the message, the address names that card.
            card = address if event.tap and message.text and message.place == "edit" else None
            effect = Effect(id=event.id, owner=owner, address=address, message=message, card=card)
            if await self.store.commit(owner, found, session, effect, event.id):
                return message
        msg = f"{TRIES} conflicts in a row"
        raise Conflict(msg)

    async def settled(self, owner: str, event_id: str) -> None:
        """The message of this event has been delivered."""
        await self.store.settle(owner, event_id)

    async def papers(self, attachment: Attachment) -> tuple[Paper, ...]:
        """The files of a sheet; none when it can't be printed now."""
        return await self.press.papers(attachment)

    def _think(self, owner: str, found: Loaded, event: Event) -> tuple[bytes | None, Message]:
        """One turn of thought in words; a fault of ours leaves the session as it was and gets an incident number."""
        try:
            turned = step(self.mind, _session(owner, found, event), event)
            return _kept(turned, found), self.renderer.message(turned, event, owner)
        except Exception:  # noqa: BLE001 - the outermost turn: whatever fails in it, a citizen gets an answer
            number = secrets.token_hex(4)
            _log.exception("incident", number=number, event_kind=event.kind, whose=mark_of(owner))
            # As a new message, since the buttons of the tapped card are needed for another try.
            return found.session or b"", Message(text=self.renderer.say(_INCIDENT, number=number), place="new")


def _session(owner: str, found: Loaded, event: Event) -> Session:
    """The stored session; one that can't be read any more is given up only when its owner begins anew."""
    if found.session is None:
        return blank(owner)
    try:
        return Session.model_validate_json(found.session)
    except ValidationError:
        if isinstance(event, Started | Restarted | Forgot):
            return blank(owner)
        raise


def _kept(turned: Turned, found: Loaded) -> bytes | None:
    """What the store is to keep, as `Store.commit` takes it: None to forget, empty for who has only looked around."""
    if turned.session is None:
        return None
    if found.session is None and turned.session.visit is None:
        return b""
    return turned.session.model_dump_json(exclude_defaults=True).encode()
