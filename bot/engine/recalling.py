"""What was said last is noted in the session, so that the words on its buttons can be typed."""

from bot.engine.event import Event
from bot.engine.reply import Answers, Finish, Offer, Reply, Tell, Ticket, Turned
from bot.engine.session import Card, Session

_TROUBLES = frozenset({"trouble", "at_hand", "no_pick", "no_name", "no_phone", "no_decision"})
_MISSED = frozenset({"trouble", "none"})
"""Cards by which nothing was understood."""
_HEARD = frozenset({"heard", "taken"})
"""What tells how words were taken, so that it can be said that they were taken wrongly."""
_COURTESIES = frozenset({"thanks", "hello"})


def recalling(before: Session, event: Event, turned: Turned) -> Turned:
    """The turn, with a note of its card in the session; a turn that says nothing leaves the card that stands."""
    session = turned.session
    if session is None:
        return turned
    spoken = [reply for reply in turned.replies if not _passes(reply, event)]
    missed = before.card if before.card and before.card.what in _MISSED else None
    nothing_new = all(isinstance(reply, Tell) and reply.what in _COURTESIES for reply in spoken)
    card = _standing(session) if nothing_new else _card(session, spoken)
    if missed and spoken and isinstance(spoken[0], Tell) and spoken[0].what in _COURTESIES:
        card = missed  # who is polite in between is still not understood
    elif card and missed and missed.what == card.what:
        card = card.model_copy(update={"again": True})
    if card == session.card:
        return turned
    return turned.model_copy(update={"session": session.model_copy(update={"card": card})})


def _passes(reply: Reply, event: Event) -> bool:
    return isinstance(reply, Tell) and reply.toast and event.tap is not None


def _standing(session: Session) -> Card | None:
    """The card as before, unless its appointment is gone."""
    card = session.card
    return None if card and card.ref and not session.diary.find(card.ref) else card


def _card(session: Session, spoken: list[Reply]) -> Card | None:
    offer = next((reply for reply in spoken if isinstance(reply, Offer)), None)
    match spoken[-1]:
        case Ticket(what=what, appointment=one):
            flows = offer.flows if offer else ()
            return Card(what=what, ref=one.ref, flows=flows) if session.diary.find(one.ref) else None
        case Answers():
            return Card(what="answers")
        case Tell(what="forget"):
            return Card(what="forget")
    if offer:
        return _offered(session, offer)
    if isinstance(spoken[-1], Finish) and any(isinstance(reply, Tell) and reply.what in _HEARD for reply in spoken):
        return Card(what="heard")
    missed = any(isinstance(reply, Tell) and reply.what in _TROUBLES for reply in spoken)
    return Card(what="trouble") if missed else None


def _offered(session: Session, offer: Offer) -> Card | None:
    """A card of offers; the menu needs no note where there is nothing else to be at."""
    if offer.why == "menu" and session.visit is None:
        return None
    flows = offer.flows if offer.why in {"unclear", "switch"} else ()
    return Card(what=offer.why, flows=flows, area=offer.area, page=offer.page)
