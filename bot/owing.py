"""What a turn owes: words, errands, timers, a rating, and what the staff must know."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from time import time

from bot.booking.base import Request
from bot.engine.event import Event
from bot.engine.reply import Tell, Turned
from bot.message import Message
from bot.render import Renderer
from bot.stores.base import Effect
from bot.vault import Vault


@dataclass(frozen=True, slots=True)
class Owing:
    """Writes effects, with what is personal in them sealed."""

    renderer: Renderer
    vault: Vault
    staff: tuple[str, ...]
    """Addresses at which the staff is told."""

    def errands(self, turned: Turned, owner: str, cause: str) -> tuple[Effect, ...]:
        """The errands: those the citizen waits for are done at once by who saved them, the others by anybody."""
        due = None if waited_for(turned) else time()
        return tuple(
            Effect(
                id=f"{errand.act}.{errand.ref}", owner=owner, errand=errand, due=due, cause=cause,
                request=self._sealed(self.renderer.request(turned.session, errand) if turned.session else None),
            )
            for errand in turned.errands
        )  # fmt: skip

    def later(self, turned: Turned, event: Event, owner: str) -> Iterator[Effect]:
        """What has its time later, and what the staff must know."""
        now = time()
        for timer in turned.timers:
            # By how long it is from now: a rehearsal's clock stands still, and the outbox's does not.
            due = now + (timer.due - event.at).total_seconds()
            yield Effect(id=f"{timer.what}.{timer.ref}.{timer.due:%m%d%H%M}", owner=owner, timer=timer, due=due)
        if turned.rating:
            once = self.vault.mark(f"{turned.rating.ref} {bool(turned.rating.words)}")
            yield Effect(id=f"rating.{once}", owner=owner, rating=turned.rating, due=now)
        for number, tell in enumerate(turned.staff):
            message = self.renderer.notice(tell, event.at)
            for place, address in enumerate(self.staff):
                id = f"{event.id}.s{number}{place}"
                told = Effect(id=id, owner=owner, address=address, message=message, due=now, staff=True)
                yield self.closed(told)  # of a booking, always

    def said(self, message: Message, event: Event, owner: str, address: str, *, personal: bool) -> Effect | None:
        """The message with its address, sealed too where it may hold a name; None when there is nothing to say."""
        if not message.text and not message.toast:
            return None
        # Where a tapped card becomes the message, the address names that card.
        card = address if event.tap and message.text and message.place == "edit" else None
        effect = Effect(id=event.id, owner=owner, address=address, message=message, card=card)
        return self.closed(effect) if personal else effect

    def closed(self, effect: Effect) -> Effect:
        """The message with its sealed form, in which alone it is kept."""
        return effect.model_copy(update={"sealed": self._sealed(effect.message)})

    def reopened(self, effect: Effect) -> Effect:
        """The message as it is said; `VaultError` when it was sealed with another key."""
        if effect.message or not effect.sealed:
            return effect
        message = Message.model_validate_json(self._open(effect.sealed))
        return effect.model_copy(update={"message": message})

    def opened(self, effect: Effect) -> Request | None:
        """The booking an errand wants; `VaultError` when it was sealed with another key."""
        return Request.model_validate_json(self._open(effect.request)) if effect.request else None

    def _open(self, sealed: str) -> bytes:
        return self.vault.open(base64.b64decode(sealed))

    def _sealed(self, value: Request | Message | None) -> str | None:
        if value is None:
            return None
        return base64.b64encode(self.vault.seal(value.model_dump_json(exclude_defaults=True).encode())).decode()


def waited_for(turned: Turned) -> bool:
    """Whether nothing is said yet but a passing word: the citizen waits for what the errand brings."""
    replies = turned.replies
    return bool(turned.errands and replies) and all(isinstance(reply, Tell) and reply.toast for reply in replies)


def still_wanted(turned: Turned, errand: Effect) -> bool:
    """Whether an errand is to be tried again; what was called off meanwhile is not booked any more."""
    wanted = errand.errand
    if wanted is None or wanted.act == "free":
        return True
    one = turned.session.diary.find(wanted.ref) if turned.session else None
    return one is not None and one.status in {"waiting", "confirming"}


def forgotten(turned: Turned) -> Iterator[str]:
    """References of appointments that were called off, and of which there is nobody left to be told."""
    told = {str(tell.data["ref"]) for tell in turned.staff}
    for errand in turned.errands:
        kept = turned.session.diary.find(errand.ref) if turned.session else None
        if errand.act == "free" and kept is None and errand.ref not in told:
            yield errand.ref


def overtaken(turned: Turned) -> Iterator[str]:
    """Errands that must not be done any more, since the slot is to be freed."""
    for errand in turned.errands:
        if errand.act == "free":
            yield from (f"hold.{errand.ref}", f"confirm.{errand.ref}")
