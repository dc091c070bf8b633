"""A walk gone through again in thought: where it stood when a card was shown, and what of it counted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.engine.event import Event, Tap
from bot.engine.mind import Mind
from bot.engine.reply import Tell
from bot.engine.session import Session, blank
from bot.engine.step import step
from bot.engine.tap import decode
from bot.staff.order import Order
from bot.staff.walks.track import Track, marked
from bot.staff.walks.walk import Did, Walk

_VAIN = frozenset({"old_card", "old_step", "foreign"})
"""What is said to a tap on a card that counts no more."""


@dataclass(frozen=True, slots=True)
class Retraced:
    """One thing done, and the session after it."""

    event: Event
    session: Session
    vain: bool
    """True for a tap on a card that counted no more."""


def retrace(mind: Mind, walk: Walk, trail: Sequence[Did]) -> Iterator[Retraced]:
    """Go through a walk again, with the procedures as they are now."""
    session = blank(walk.owner)
    for did in trail:
        turned = step(mind, session, did.event)
        session = turned.session or blank(walk.owner)
        vain = any(isinstance(reply, Tell) and reply.what in _VAIN for reply in turned.replies)
        yield Retraced(did.event, session, vain)


def shown_by(mind: Mind, walk: Walk, trail: Sequence[Did], tap: Tap) -> Session | None:
    """The session for which a button was drawn; None when the walk never stood there."""
    sessions = (one.session for one in retrace(mind, walk, trail))
    return next((one for one in sessions if (one.walk, one.step) == (tap.walk, tap.step)), None)


def tap_on(order: Order) -> Tap | None:
    """Which walk and step the card was drawn for that an order answers."""
    return decode(order.card or "", id=order.id, at=order.at).tap


async def carded(track: Track, order: Order) -> Walk | None:
    """The walk whose card an order answers, whoever walks there."""
    return _of(order, await _here(track, order))


async def carded_before(track: Track, order: Order) -> Walk | None:
    """The same, of the walks that were before in the places where somebody walks now."""
    for walk in await _here(track, order):
        if found := _of(order, (await track.formers(walk.place))[::-1]):
            return found
    return None


async def _here(track: Track, order: Order) -> tuple[Walk, ...]:
    walks = await track.binder.leaves("walk", Walk) if marked(order) else ()
    return tuple(one for one in walks if (one.place.chat, one.place.thread) == (order.chat, order.thread or 0))


def _of(order: Order, walks: Iterable[Walk]) -> Walk | None:
    mark = marked(order)
    return next((one for one in walks if mark.startswith(one.mark)), None)
