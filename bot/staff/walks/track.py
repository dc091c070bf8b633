"""The track of the walks: what is tried out, where each walk stands, and what was done in it."""

import base64
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

import structlog
from pydantic import ValidationError

from bot.config import ZONE
from bot.edition import Edition
from bot.engine.event import Event, Received
from bot.engine.session import Session, blank
from bot.engine.tap import decode
from bot.errors import VaultError
from bot.saved import kept
from bot.staff.order import Order
from bot.staff.shelfmark import Shelfmarks
from bot.staff.walks.rehearsal import Rehearsal
from bot.staff.walks.undone import said, undone
from bot.staff.walks.walk import TOGETHER, Did, Place, Sealed, Walk
from bot.staff.walks.ways import key_of
from bot.stores.binder import MONTH, SEASON, Binder
from bot.thought import Thought

_TRAIL = 200
"""Steps of a walk that are remembered."""
FORMERS = 20
"""Walks before the present one, of each place, whose cards can still be told from each other."""

_log = structlog.get_logger(__name__)


class Editions(Protocol):
    """What can be walked through."""

    @property
    def live(self) -> Edition:
        """What citizens see now."""
        ...

    async def draft(self, id: str, chat: int) -> Edition | None:
        """A draft of this chat, opened; None when there is none of this name here, or none any more."""
        ...

    async def drafted(self, words: str, chat: int) -> tuple[str, ...]:
        """The drafts of this chat that have a procedure of this id or title, latest first."""
        ...


@dataclass(frozen=True, slots=True)
class Track:
    """Remembers walks; a walk that is begun takes the place of the one before."""

    binder: Binder
    rehearsal: Rehearsal
    editions: Editions
    marks: Shelfmarks = field(default_factory=Shelfmarks)

    async def walk_of(self, order: Order) -> Walk | None:
        """The walk an order is about: that of the card tapped; else of the card answered, else the person's own or the topic's."""
        tapped = order.event.tap.walk if order.event and order.event.tap else order.tap.rpartition(".")[2]
        found = [
            await self.binder.leaf("walk", str(place_of(order, person)), Walk) for person in (order.person, TOGETHER)
        ]
        walks = [walk for walk in found if walk]
        if tapped:
            return next((walk for walk in walks if tapped.startswith(walk.mark)), None)
        answered = marked(order)
        return next((walk for walk in walks if answered.startswith(walk.mark)), walks[0] if walks else None)

    async def edition(self, walk: Walk) -> Edition | None:
        """What is walked; None when the draft has ended."""
        return await self.editions.draft(walk.draft, walk.place.chat) if walk.draft else self.editions.live

    async def session(self, walk: Walk, edition: Edition) -> Session:
        """Where the walk stands."""
        return await self.rehearsal.session(walk.owner, walk.clock or datetime.now(ZONE), edition)

    async def trail(self, walk: Walk) -> tuple[Did, ...]:
        """What was done in the walk so far, each thing once; what can't be told again is there as something received."""
        done = [self._unsealed(one) for one in await self.binder.file("trail", walk.owner, Sealed)]
        return tuple({one.event.id: one for one in done if one}.values())

    async def formers(self, place: Place) -> tuple[Walk, ...]:
        """The walks that were here before, since one was ended, latest last; of each there is the trail, nothing else."""
        return await self.binder.file("former", str(place), Walk)

    async def keep(self, walk: Walk) -> None:
        """Remember the walk, and of what was before in its place only the trail."""
        former = await self.binder.leaf("walk", str(walk.place), Walk)
        if former and former.owner != walk.owner:
            await self._put_by(former)
        await self.binder.keep("walk", str(walk.place), walk, MONTH)

    async def end(self, walk: Walk) -> None:
        """Leave nothing of the walk, nor of those before in its place."""
        await self.binder.drop("walk", str(walk.place))
        for one in (*await self.formers(walk.place), walk):
            await self.binder.drop("trail", one.owner)
        await self.binder.drop("former", str(walk.place))
        await self._forget(walk)

    async def turn(self, walk: Walk, edition: Edition, event: Event) -> Thought:
        """Go on in the walk, and remember what was done; nothing is said of an appointment made elsewhere."""
        # As something others see: nobody is asked for a name, and nothing is booked.
        now = event.model_copy(update={"at": walk.clock or event.at, "public": True})
        thought = await self.rehearsal.turn(walk.owner, now, edition)
        session = thought.turned.session or blank(walk.owner)
        await self.binder.append("trail", walk.owner, self._sealed(Did(event=_harmless(now))), MONTH, _TRAIL)
        if thought.message.end:
            await self._tried(walk, edition, session)
        if undone(thought.turned) != "booked":
            return thought
        return replace(thought, message=edition.renderer.message(said(thought.turned), now, walk.owner))

    def _sealed(self, did: Did) -> Sealed:
        return Sealed(did=base64.b64encode(self.rehearsal.vault.seal(did.model_dump_json().encode())).decode())

    def _unsealed(self, sealed: Sealed) -> Did | None:
        """As it was; None, which the log tells, for what another key or another version of the house sealed."""
        try:
            return Did.model_validate_json(self.rehearsal.vault.open(base64.b64decode(sealed.did)))
        except (VaultError, ValidationError):
            _log.error("trail_unreadable")
            return None

    async def _tried(self, walk: Walk, edition: Edition, session: Session) -> None:
        """Remember for the chat which way was walked to its end."""
        book, visit = edition.mind.handbook, session.visit
        if not (visit and session.state):
            return
        given = {name: visit.answers[name] for name in session.path if name in visit.answers}
        key = key_of(book, book.flows[visit.flow], given, session.state)
        await self.binder.mark("tried", str(walk.place.chat), (key,), SEASON)

    async def _put_by(self, walk: Walk) -> None:
        """Let the walk be one of the former ones; the oldest of too many is forgotten."""
        for old in (await self.formers(walk.place))[: 1 - FORMERS]:
            await self.binder.drop("trail", old.owner)
        await self.binder.append("former", str(walk.place), walk, MONTH, FORMERS)
        await self._forget(walk)

    async def _forget(self, walk: Walk) -> None:
        await self.rehearsal.forget(walk.owner, f"end.{walk.id}")


def _harmless(event: Event) -> Event:
    """The event; of what no saved walk can tell again, such as a shared number, only that something came."""
    return (
        event if kept(event) else Received(id=event.id, at=event.at, tap=event.tap, public=event.public, what="other")
    )


def marked(order: Order) -> str:
    """What the card an order answers is marked with, as belonging to a walk; empty where it answers none."""
    tap = decode(order.card or "", id=order.id, at=order.at).tap
    return tap.walk if tap else (order.card or "").rpartition(".")[2]


def place_of(order: Order, person: int) -> Place:
    """The place of this person, or of all together, where the order was given."""
    return Place(chat=order.chat, thread=order.thread or 0, person=person)
