"""The corridor of a turn: load, think, find words, save, and only then speak."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from time import time

import structlog

from bot.booking.base import Away
from bot.clerk import again_at
from bot.edition import Edition
from bot.engine.event import Event, Heard, TimePassed
from bot.engine.reply import Turned
from bot.engine.session import mark_of
from bot.errors import Conflict, StoreError
from bot.message import Attachment, Message
from bot.owing import Owing, forgotten, overtaken, still_wanted, waited_for
from bot.press.paper import Paper
from bot.recent import Recent
from bot.stores.base import GRACE, Change, Effect, Saved, Store
from bot.thought import Thinker
from bot.vault import Vault, is_sealed

TRIES = 10
"""Turns of thought for one event before a conflict is given up."""

_RECENTLY = 60
"""Seconds in which whoever answers a question mostly taps on; far less than the day for which a store knows what was deleted."""

_INCIDENT = "house/incident.j2"
_STAFF = "staff"
"""Whose is what is owed to the staff for nobody's turn."""

_log = structlog.get_logger()


@dataclass
class Desk:
    """Handles events for all channels; what it returns is already saved."""

    store: Store
    edition: Edition
    """Put another in its place, and every turn that begins from then on is thought with it."""
    vault: Vault
    clock: Callable[[], datetime]
    staff: tuple[str, ...] = ()
    """Addresses at which the staff is told what it must know."""
    _recent: Recent = field(default_factory=partial(Recent, _RECENTLY), init=False)

    def __post_init__(self) -> None:
        """Find the words for a fault while there is none; raises `WordsBroken`."""
        self.edition.renderer.say(_INCIDENT, number="")

    async def turn(self, owner: str, event: Event, address: str) -> Saved | None:
        """Handle one event and return what is to be said, or None if it was handled before.

        The session and the message owed to `address` are saved together before this returns; after delivering it the
        channel calls `settled`. Raises `StoreError` when nothing could be saved: then the event must come again.
        """
        return await self._told(self._saved(owner, event, address), owner, event.id, address)

    async def follow(self, errand: Effect, address: str) -> Effect | None:
        """Do what the citizen waits for, and return what is to be said of it; what fails now is tried again later."""
        amiss = f"{errand.id}.{errand.cause}.amiss"
        saved = await self._told(self._run(errand, address), errand.owner, amiss, address)
        return saved.effect if saved else None

    async def due(self, effect: Effect) -> Effect | None:
        """Do something whose time has come, unless it is a message; returns what is to be said of it.

        A fault of ours is raised: the effect is still owed, and tried again.
        """
        if effect.timer:
            timer = effect.timer
            event = TimePassed(id=f"{effect.id}.now", at=self.clock(), what=timer.what, ref=timer.ref)
            saved = await self._saved(effect.owner, event, effect.address, done=effect)
        elif effect.errand:
            saved = await self._run(effect, "")
        elif effect.rating:
            await self.store.count(effect.id, effect.rating)
            await self.store.settle(effect.owner, effect.id)
            return None
        else:
            return self._owing(self.edition).reopened(effect)
        return saved.effect if saved else None

    async def whose(self, ref: str) -> str | None:
        """Who waits to hear of this doubtful booking; None when there is none."""
        sealed = await self.store.doubted(ref)
        return self.vault.open(sealed).decode() if sealed else None

    async def announce(self, template: str, data: Mapping[str, object]) -> None:
        """Tell the staff what came of nobody's turn; owed until it is said. Raises `StoreError`."""
        id, text = f"announced.{secrets.token_hex(6)}", self.edition.renderer.say(template, **data)
        message = Message(text=text, place="new")
        effects = tuple(
            Effect(id=f"{id}.{place}", owner=_STAFF, address=address, message=message, due=time(), staff=True)
            for place, address in enumerate(self.staff)
        )
        for _ in range(TRIES):
            if await self.store.commit(_STAFF, await self.store.load(_STAFF), Change(b"", id, effects)):
                return
        raise Conflict(f"{TRIES} conflicts in a row")

    async def settled(self, owner: str, event_id: str) -> None:
        """The message of this event has been delivered."""
        await self.store.settle(owner, event_id)

    async def papers(self, attachment: Attachment) -> tuple[Paper, ...]:
        """The files of a sheet; none when it can't be printed now."""
        return await self.edition.press.papers(attachment)

    async def _told(self, turn: Awaitable[Saved | None], owner: str, id: str, address: str) -> Saved | None:
        """The outermost turn: a fault of ours leaves everything as it was, and is told with an incident number."""
        try:
            return await turn
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 - whatever fails in a turn, a citizen gets an answer
            number = secrets.token_hex(4)
            _log.exception("incident", number=number, whose=mark_of(owner))
            # As a new message, since the buttons of the tapped card are needed for another try.
            message = Message(text=self.edition.renderer.say(_INCIDENT, number=number), place="new")
            return await self._unchanged(owner, Effect(id=id, owner=owner, address=address, message=message))

    async def _unchanged(self, owner: str, effect: Effect) -> Saved | None:
        """Save only that something is to be said."""
        for _ in range(TRIES):
            found = await self.store.load(owner)
            if effect.id in found.seen:
                return None
            if await self.store.commit(owner, found, Change(found.session or b"", effect.id, (effect,))):
                return Saved(effect)
        raise Conflict(f"{TRIES} conflicts in a row")

    async def _run(self, effect: Effect, address: str) -> Saved | None:
        """An errand, and the turn its answer makes; both count once, since the answer replaces the errand.

        It is marked as begun before it is done: whoever finds it so knows that it may have been done.
        """
        errand = effect.errand
        mine = effect.model_copy(update={"tries": effect.tries + 1, "begun": True, "due": time() + GRACE})
        if errand is None or not await self.store.begin(effect, mine):
            return None
        answer = await self.edition.clerk.run(errand, self._owing(self.edition).opened(effect), begun=effect.begun)
        now = self.clock()
        again = again_at(errand, effect.tries, answer, now)
        last = isinstance(answer, Away) and again is None and errand.act != "hold"
        event = Heard(
            id=f"{effect.id}.{effect.cause}.{effect.tries}", at=now, ref=errand.ref, office=errand.office, slot=errand.slot,
            act=errand.act, answer=answer, last=last,
        )  # fmt: skip
        if last and errand.act == "free":
            saved = await self._saved(effect.owner, event, address)
            await self.store.postpone(mine.model_copy(update={"failed": "away"}))
            return saved
        due = time() + (again - now).total_seconds() if again else None
        later = mine.model_copy(update={"begun": False, "due": due}) if again else None
        return await self._saved(effect.owner, event, address, done=effect, later=later)

    async def _saved(
        self, owner: str, event: Event, address: str, *, done: Effect | None = None, later: Effect | None = None
    ) -> Saved | None:
        """Think about the event and save what follows; `done` is owed no longer, or `later` in its place."""
        for _ in range(TRIES):
            found = self._recent.take(owner)
            if found is None or event.id in found.seen:  # only the store knows what it still has
                found = await self.store.load(owner)
            if event.id in found.seen:
                return None
            edition = self.edition
            thought = await Thinker(edition, self.vault).think(owner, found, event)
            turned = thought.turned
            again = later if later and still_wanted(turned, later) else None
            owing = self._owing(edition)
            personal = is_sealed(found.session or b"") or is_sealed(thought.session or b"")
            words = owing.said(thought.message, event, owner, address, personal=personal)
            errands = owing.errands(turned, owner, event.id)
            owed = (words, *errands, *owing.later(turned, event, owner), again)
            effects = tuple(effect for effect in owed if effect)
            dropped = (*((done.id,) if done and not again else ()), *overtaken(turned))
            await self._note(turned, owner)
            saved = await self.store.commit(owner, found, Change(thought.session, event.id, effects, dropped))
            if saved:
                self._recent.keep(owner, saved)
                return Saved(words, errands if waited_for(turned) else ())
        raise Conflict(f"{TRIES} conflicts in a row")

    def _owing(self, edition: Edition) -> Owing:
        return Owing(edition.renderer, self.vault, self.staff)

    async def _note(self, turned: Turned, owner: str) -> None:
        """Note who asked for what the staff must look up; before it is told, and one too many does no harm.

        Likewise forget it before it is told that it is forgotten.
        """
        for tell in turned.staff:
            await self.store.doubt(str(tell.data["ref"]), self.vault.seal(owner.encode()))
        for ref in forgotten(turned):
            await self.store.undoubt(ref)
