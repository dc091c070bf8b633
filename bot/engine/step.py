"""One turn of thought: `step(mind, session, event)` is pure, so doing it again after a conflict is harmless."""

from bot.engine.acting import (
    ask_to_forget,
    back,
    choose,
    examine,
    forget,
    mine,
    print_sheet,
    reopen,
    restart,
    resume,
    shown,
    start,
    tick,
)
from bot.engine.arranging import agree, back_in, open_draft, pick, shared
from bot.engine.event import (
    Asked,
    Booked,
    Browsed,
    Chosen,
    Event,
    Examined,
    Forgot,
    Heard,
    Listed,
    Marked,
    Picked,
    Printed,
    Rated,
    Reminded,
    Reopened,
    Restarted,
    Resumed,
    Said,
    Shared,
    Started,
    Ticked,
    TimePassed,
    WentBack,
)  # fmt: skip
from bot.engine.keeping import ended, heard, keep, marked
from bot.engine.listening import hear, warned
from bot.engine.mind import Mind, show
from bot.engine.recalling import recalling
from bot.engine.reminding import comment, passed, rate, remind
from bot.engine.reply import Offer, Tell, Turned
from bot.engine.seeking import listed
from bot.engine.session import Session, mark_of
from bot.engine.sharing import sharing
from bot.engine.telling import decide, tell
from bot.engine.typed import meant

_ABOUT_THE_QUESTION = Chosen | Said | Ticked | WentBack | Reopened


def step(mind: Mind, session: Session, event: Event) -> Turned:
    """Think one turn: what the event makes of the session, and what is to be said.

    The session that comes back is the same object when nothing changed. A button of an older step, an older walk or
    another person changes nothing. Flows that changed meanwhile are followed first, keeping every answer that fits;
    what was meant for a question that is no longer at hand then counts for none.
    """
    return recalling(session, event, sharing(session, event, _stepped(mind, session, event)))


def _stepped(mind: Mind, session: Session, event: Event) -> Turned:
    if event.tap and not event.tap.walk.startswith(mark_of(session.owner)):
        return Turned(session=session, replies=(Tell(what="foreign", toast=True),))
    moved, news = mind.walker.renewed(session)
    event = meant(mind, moved, event)
    stale = _stale(mind, session, event)
    if not news:
        return stale or _turn(mind, session, event)
    if stale or (isinstance(event, _ABOUT_THE_QUESTION) and _at_hand(moved) != _at_hand(session)):
        return Turned(session=moved, replies=(*news, show(mind, moved)), fresh=bool(stale and stale.fresh))
    turned = _turn(mind, moved, event)
    return turned.model_copy(update={"replies": (*news, *turned.replies)})


def _at_hand(session: Session) -> tuple[str | None, str | None]:
    return session.visit.flow if session.visit else None, session.revising or session.state


def _stale(mind: Mind, session: Session, event: Event) -> Turned | None:
    if event.tap is None or not isinstance(
        event, Chosen | WentBack | Reopened | Restarted | Ticked | Examined | Printed | Picked
    ):
        return None
    if event.tap.walk != session.walk:
        return Turned(session=session, replies=(Tell(what="old_card", toast=True), show(mind, session)), fresh=True)
    if event.tap.step != session.step and not isinstance(event, Ticked):
        return Turned(session=session, replies=(Tell(what="old_step", toast=True), show(mind, session)))
    return None


def _turn(mind: Mind, session: Session, event: Event) -> Turned:
    match event:
        case Started():
            return start(mind, session, event)
        case Chosen(key=key):
            return choose(mind, session, key)
        case Said():
            return warned(mind, session, event) or _written(mind, session, event) or hear(mind, session, event)
        case Ticked(material=material, on=on):
            return tick(mind, session, material, on=on)
        case Examined(part=part):
            return examine(mind, session, part)
        case Printed():
            return print_sheet(mind, session, event)
        case WentBack():
            draft = session.diary.draft
            return back_in(mind, session, draft, event.at) if draft else back(mind, session)
        case Reopened(state=state):
            return reopen(mind, session, state)
        case Restarted():
            return restart(mind, session, event)
        case Resumed(flow=flow):
            return resume(mind, session, flow, event.id)
        case Browsed():
            return Turned(session=session, replies=(_list(mind, event),))
        case Asked(topic="mine"):
            return Turned(session=session, replies=(Offer(why="mine", flows=mine(mind, session)),))
        case Asked(topic=topic):
            return Turned(session=session, replies=(Tell(what=topic),))
        case Forgot(sure=False):
            return ask_to_forget(session)
        case Forgot():
            return forget(session, free=event.free)
        case Listed() | Heard() | TimePassed() | Marked():
            return _came(mind, session, event)
        case Booked() | Picked() | Shared() | Rated() | Reminded():
            return _arranged(mind, session, event)
        case received:
            said = Tell(what="received", data={"what": received.what}, toast=received.what == "forged")
            return shown(mind, session, said)


def _list(mind: Mind, event: Browsed) -> Offer:
    if event.by or event.area not in mind.handbook.areas:
        return Offer(why=event.by or "menu", page=event.page)
    return Offer(why="area", area=event.area, page=event.page)


def _arranged(mind: Mind, session: Session, event: Booked | Picked | Shared | Rated | Reminded) -> Turned:
    """What belongs to an appointment."""
    match event:
        case Booked(what="open" | "change" | "agree" | "mend_name" | "mend_phone", public=True):
            return Turned(session=session, replies=(Tell(what="book_in_private"), show(mind, session)))
        case Booked(what="open"):
            return open_draft(mind, session, event)
        case Booked(what="agree"):
            return agree(mind, session)
        case Booked():
            return keep(mind, session, event)
        case Picked():
            return pick(mind, session, event)
        case Shared():
            return shared(mind, session, event)
        case Rated(ref=ref, stars=stars):
            return rate(session, session.diary.find(ref), stars, event.at)
        case Reminded(on=on):
            return remind(mind, session, event.at, on=on)


def _written(mind: Mind, session: Session, event: Said) -> Turned | None:
    """Words that were asked for: a name, a phone number, or a sentence about how it went."""
    if session.diary.draft:
        return tell(mind, session, session.diary.draft, event)
    return decide(mind, session, event) or comment(mind, session, event.text, event.at)


def _came(mind: Mind, session: Session, event: Listed | Heard | TimePassed | Marked) -> Turned:
    """What came from elsewhere: a provider, the clock, the window."""
    match event:
        case Listed():
            return listed(mind, session, event)
        case Heard():
            return heard(mind, session, event)
        case Marked(ref=ref):
            return marked(mind, session, session.diary.find(ref), event)
        case TimePassed(what="hold_ended", ref=ref):
            return ended(session, session.diary.find(ref))
        case TimePassed(what=what, ref=ref):
            return passed(session, what, ref, event.at)
