"""One turn of thought in words: the session as it is stored, what the engine makes of it, and the message."""

from dataclasses import dataclass

from pydantic import ValidationError

from bot.edition import Edition
from bot.engine.event import Event, Forgot, Listed, Restarted, Started
from bot.engine.reply import Turned
from bot.engine.session import Session, blank
from bot.engine.step import step
from bot.errors import VaultError
from bot.message import Message
from bot.stores.base import Loaded
from bot.vault import Vault, is_sealed


@dataclass(frozen=True, slots=True)
class Thought:
    """What an event comes to."""

    session: bytes | None
    """What the store is to keep, as `Change.session` has it."""
    message: Message
    turned: Turned


@dataclass(frozen=True, slots=True)
class Thinker:
    """Thinks about events; what it looks up at a provider changes nothing there, so thinking again is harmless."""

    edition: Edition
    vault: Vault

    async def think(self, owner: str, found: Loaded, event: Event) -> Thought:
        """The thought, with free slots looked up where the engine wants them."""
        turned = step(self.edition.mind, self._opened(owner, found, event), event)
        if turned.lookup and turned.session:
            slots = await self.edition.clerk.look(turned.lookup)
            listed = step(self.edition.mind, turned.session, Listed(id=event.id, at=event.at, slots=slots))
            replies = (*turned.replies, *listed.replies)
            turned = turned.model_copy(update={"session": listed.session, "replies": replies, "lookup": None})
        return Thought(self._kept(turned, found), self.edition.renderer.message(turned, event, owner), turned)

    def stands(self, owner: str, found: Loaded, event: Event) -> Session:
        """Where the session stands after the event, without words for it."""
        turned = step(self.edition.mind, self._opened(owner, found, event), event)
        return turned.session or blank(owner)

    def _opened(self, owner: str, found: Loaded, event: Event) -> Session:
        """The stored session; one that can't be read any more is given up only when its owner begins anew."""
        if found.session is None:
            return blank(owner)
        try:
            stored = self.vault.open(found.session) if is_sealed(found.session) else found.session
            return Session.model_validate_json(stored)
        except (ValidationError, VaultError):
            if isinstance(event, Started | Restarted | Forgot):
                return blank(owner)
            raise

    def _kept(self, turned: Turned, found: Loaded) -> bytes | None:
        """None to forget, empty for who has only looked around; sealed where a name or a number is in it."""
        session = turned.session
        if session is None:
            return None
        if found.session is None and session.visit is None and not session.diary.personal and not session.card:
            return b""
        written = session.model_dump_json(exclude_defaults=True).encode()
        return self.vault.seal(written) if session.diary.personal else written
