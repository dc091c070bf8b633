"""The corridor of a turn: load, think, find words, save, and only then speak."""

import base64
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from time import time

import structlog
from pydantic import ValidationError

from bot.booking.base import Away, Request
from bot.clerk import Clerk, again_at
from bot.engine.event import Event, Forgot, Heard, Listed, Restarted, Started, TimePassed
from bot.engine.mind import Mind
from bot.engine.reply import Tell, Turned
from bot.engine.session import Session, blank, mark_of
from bot.engine.step import step
from bot.errors import Conflict, StoreError, VaultError
from bot.message import Attachment, Message
from bot.press.paper import Paper
from bot.press.press import Press
from bot.render import Renderer
from bot.stores.base import GRACE, Change, Effect, Loaded, Saved, Store
from bot.vault import Vault, is_sealed

TRIES = 10
"""Turns of thought for one event before a conflict is given up."""

_INCIDENT = "house/incident.j2"

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Thought:
    session: bytes | None
    message: Message
    turned: Turned
    """What the engine came to; empty after a fault of ours."""


@dataclass
class Desk:
    """Handles events for all channels; what it returns is already saved."""

    store: Store
    mind: Mind
    renderer: Renderer
    press: Press
    clerk: Clerk
    vault: Vault
    clock: Callable[[], datetime]
    staff: tuple[str, ...] = ()
    """Addresses at which the staff is told what it must know."""

    def __post_init__(self) -> None:
        """Find the words for a fault while there is none; raises `WordsBroken`."""
        self.renderer.say(_INCIDENT, number="")

    async def turn(self, owner: str, event: Event, address: str) -> Saved | None:
        """Handle one event and return what is to be said, or None if it was handled before.

        The session and the message owed to `address` are saved together before this returns; after delivering it the
        channel calls `settled`. Raises `StoreError` when nothing could be saved: then the event must come again.
        """
        return await self._saved(owner, event, address)

    async def follow(self, errand: Effect, address: str) -> Effect | None:
        """Do what the citizen waits for, and return what is to be said of it; what fails now is tried again later."""
        try:
            saved = await self._run(errand, address)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 - the errand is still owed; the citizen hears that something is amiss
            return Effect(
                id=f"{errand.id}.amiss", owner=errand.owner, address=address, message=self._incident(errand.id)
            )
        return saved.effect if saved else None

    async def due(self, effect: Effect) -> Effect | None:
        """Do something whose time has come, unless it is a message; returns what is to be said of it."""
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
            return effect
        return saved.effect if saved else None

    async def whose(self, ref: str) -> str | None:
        """Who waits to hear of this doubtful booking; None when there is none."""
        sealed = await self.store.doubted(ref)
        return self.vault.open(sealed).decode() if sealed else None

    async def settled(self, owner: str, event_id: str) -> None:
        """The message of this event has been delivered."""
        await self.store.settle(owner, event_id)

    async def papers(self, attachment: Attachment) -> tuple[Paper, ...]:
        """The files of a sheet; none when it can't be printed now."""
        return await self.press.papers(attachment)

    async def _run(self, effect: Effect, address: str) -> Saved | None:
        """An errand, and the turn its answer makes; both count once, since the answer replaces the errand.

        It is marked as begun before it is done: whoever finds it so knows that it may have been done.
        """
        errand = effect.errand
        mine = effect.model_copy(update={"tries": effect.tries + 1, "begun": True, "due": time() + GRACE})
        if errand is None or not await self.store.begin(effect, mine):
            return None
        answer = await self.clerk.run(errand, self._opened(effect.request), begun=effect.begun)
        now = self.clock()
        again = again_at(errand, effect.tries, answer, now)
        last = isinstance(answer, Away) and again is None and errand.act != "hold"
        event = Heard(
            id=f"{effect.id}.{effect.cause}.{effect.tries}", at=now, ref=errand.ref, office=errand.office, slot=errand.slot,
            act=errand.act, answer=answer, last=last,
        )  # fmt: skip
        later = None
        if again:
            due = time() + (again - now).total_seconds()
            later = mine.model_copy(update={"begun": False, "due": due})
        dead = last and errand.act == "free"
        saved = await self._saved(effect.owner, event, address, done=None if dead else effect, later=later)
        if dead:
            await self.store.postpone(mine.model_copy(update={"failed": "away"}))
        return saved

    def _opened(self, request: str | None) -> Request | None:
        return Request.model_validate_json(self.vault.open(base64.b64decode(request))) if request else None

    async def _saved(
        self, owner: str, event: Event, address: str, *, done: Effect | None = None, later: Effect | None = None
    ) -> Saved | None:
        """Think about the event and save what follows; `done` is owed no longer, or `later` in its place.

        A fault of ours is raised where something is owed, which is then tried again, and told otherwise.
        """
        for _ in range(TRIES):
            found = await self.store.load(owner)
            if event.id in found.seen:
                return None
            thought = await self._thought(owner, found, event, told=done is None and later is None)
            later = later if later and _still_wanted(thought.turned, later) else None
            said = self._said(thought.message, event, owner, address)
            waited = _waited_for(thought.turned)
            errands = tuple(self._errands(thought.turned, owner, event.id, None if waited else time()))
            more = (*errands, *self._more(thought.turned, event, owner))
            effects = (*((said,) if said else ()), *more, *((later,) if later else ()))
            await self._note(thought.turned, owner)
            dropped = (*((done.id,) if done and not later else ()), *_overtaken(thought.turned))
            if await self.store.commit(owner, found, Change(thought.session, event.id, effects, dropped)):
                return Saved(said, errands if waited else ())
        msg = f"{TRIES} conflicts in a row"
        raise Conflict(msg)

    async def _note(self, turned: Turned, owner: str) -> None:
        """Note who asked for what the staff must look up; before it is told, and one too many does no harm."""
        for tell in turned.staff:
            await self.store.doubt(str(tell.data["ref"]), self.vault.seal(owner.encode()))

    def _said(self, message: Message, event: Event, owner: str, address: str) -> Effect | None:
        if not message.text and not message.toast:
            return None
        # Where a tapped card becomes the message, the address names that card.
        card = address if event.tap and message.text and message.place == "edit" else None
        return Effect(id=event.id, owner=owner, address=address, message=message, card=card)

    def _errands(self, turned: Turned, owner: str, cause: str, due: float | None) -> Iterator[Effect]:
        """The errands: those the citizen waits for are done at once by who saved them, the others by anybody."""
        for errand in turned.errands:
            request = self.renderer.request(turned.session, errand) if turned.session else None
            sealed = base64.b64encode(self.vault.seal(request.model_dump_json().encode())).decode() if request else None
            id = f"{errand.act}.{errand.ref}"
            yield Effect(id=id, owner=owner, errand=errand, request=sealed, due=due, cause=cause)

    def _more(self, turned: Turned, event: Event, owner: str) -> Iterator[Effect]:
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
                yield Effect(id=id, owner=owner, address=address, message=message, due=now, staff=True)

    async def _thought(self, owner: str, found: Loaded, event: Event, *, told: bool) -> _Thought:
        """One turn of thought in words; a fault of ours leaves the session as it was and gets an incident number."""
        try:
            turned = step(self.mind, self._session(owner, found, event), event)
            if turned.lookup and turned.session:
                slots = await self.clerk.look(turned.lookup)
                listed = step(self.mind, turned.session, Listed(id=event.id, at=event.at, slots=slots))
                turned = turned.model_copy(
                    update={"session": listed.session, "replies": (*turned.replies, *listed.replies), "lookup": None}
                )
            return _Thought(self._kept(turned, found), self.renderer.message(turned, event, owner), turned)
        except Exception:
            if not told:
                raise
            return _Thought(found.session or b"", self._incident(event.kind, owner), Turned(session=None, replies=()))

    def _incident(self, kind: str, owner: str = "") -> Message:
        """What a citizen is told of a fault of ours; the log has it under the same number."""
        number = secrets.token_hex(4)
        _log.exception("incident", number=number, event_kind=kind, whose=mark_of(owner))
        # As a new message, since the buttons of the tapped card are needed for another try.
        return Message(text=self.renderer.say(_INCIDENT, number=number), place="new")

    def _session(self, owner: str, found: Loaded, event: Event) -> Session:
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
        """What the store is to keep, as `Change.session` has it: None to forget, empty for who has only looked around."""
        session = turned.session
        if session is None:
            return None
        if found.session is None and session.visit is None and not session.diary.personal:
            return b""
        written = session.model_dump_json(exclude_defaults=True).encode()
        return self.vault.seal(written) if session.diary.personal else written


def _still_wanted(turned: Turned, later: Effect) -> bool:
    """Whether an errand is to be tried again; what was called off meanwhile is not booked any more."""
    errand = later.errand
    if errand is None or errand.act == "free":
        return True
    one = turned.session.diary.find(errand.ref) if turned.session else None
    return one is not None and one.status in {"waiting", "confirming"}


def _waited_for(turned: Turned) -> bool:
    """Whether nothing is said yet but a passing word: the citizen waits for what the errand brings."""
    said = turned.replies
    return bool(turned.errands and said) and all(isinstance(reply, Tell) and reply.toast for reply in said)


def _overtaken(turned: Turned) -> Iterator[str]:
    """Errands that must not be done any more, since the slot is to be freed."""
    for errand in turned.errands:
        if errand.act == "free":
            yield from (f"hold.{errand.ref}", f"confirm.{errand.ref}")
