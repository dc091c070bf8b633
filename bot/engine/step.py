"""One turn of thought: `step(mind, session, event)` is pure, so doing it again after a conflict is harmless."""

from bot.engine.acting import back, choose, examine, mine, print_sheet, reopen, restart, resume, shown, start, tick
from bot.engine.event import (
    Asked,
    Browsed,
    Chosen,
    Event,
    Examined,
    Forgot,
    Printed,
    Reopened,
    Restarted,
    Resumed,
    Said,
    Started,
    Ticked,
    WentBack,
)  # fmt: skip
from bot.engine.listening import hear
from bot.engine.mind import Mind, plain, show
from bot.engine.reply import Offer, Tell, Turned
from bot.engine.session import Session, mark_of

_ABOUT_THE_QUESTION = Chosen | Said | Ticked | WentBack | Reopened


def step(mind: Mind, session: Session, event: Event) -> Turned:
    """Think one turn: what the event makes of the session, and what is to be said.

    The session that comes back is the same object when nothing changed. A button of an older step, an older walk or
    another person changes nothing. Flows that changed meanwhile are followed first, keeping every answer that fits;
    what was meant for a question that is no longer at hand then counts for none.
    """
    if event.tap and not event.tap.walk.startswith(mark_of(session.owner)):
        return Turned(session=session, replies=(Tell(what="foreign", toast=True),))
    event = _meant(mind, event)
    moved, news = mind.walker.renewed(session)
    stale = _stale(mind, session, event)
    if not news:
        return stale or _turn(mind, session, event)
    if stale or (isinstance(event, _ABOUT_THE_QUESTION) and _at_hand(moved) != _at_hand(session)):
        return Turned(session=moved, replies=(*news, show(mind, moved)), fresh=bool(stale and stale.fresh))
    turned = _turn(mind, moved, event)
    return turned.model_copy(update={"replies": (*news, *turned.replies)})


def _at_hand(session: Session) -> tuple[str | None, str | None]:
    return session.visit.flow if session.visit else None, session.revising or session.state


def _meant(mind: Mind, event: Event) -> Event:
    command = mind.commands.get(plain(event.text)) if isinstance(event, Said) else None
    return _commanded(command, event) if command else event


def _stale(mind: Mind, session: Session, event: Event) -> Turned | None:
    if event.tap is None or not isinstance(
        event, Chosen | WentBack | Reopened | Restarted | Ticked | Examined | Printed
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
            return hear(mind, session, event)
        case Ticked(material=material, on=on):
            return tick(mind, session, material, on=on)
        case Examined(part=part):
            return examine(mind, session, part)
        case Printed():
            return print_sheet(mind, session, event)
        case WentBack():
            return back(mind, session)
        case Reopened(state=state):
            return reopen(mind, session, state)
        case Restarted():
            return restart(mind, session, event)
        case Resumed(flow=flow):
            return resume(mind, session, flow, event.id)
        case Browsed(by=None, area=area, page=page):
            known = area if area in mind.handbook.areas else None
            return Turned(session=session, replies=(Offer(why="area" if known else "menu", area=known, page=page),))
        case Browsed(by=by, page=page):
            return Turned(session=session, replies=(Offer(why=by or "menu", page=page),))
        case Asked(topic="mine"):
            return Turned(session=session, replies=(Offer(why="mine", flows=mine(mind, session)),))
        case Asked(topic=topic):
            return Turned(session=session, replies=(Tell(what=topic),))
        case Forgot(sure=False):
            return Turned(session=session, replies=(Tell(what="forget"),))
        case Forgot():
            return Turned(session=None, replies=(Tell(what="forgotten"),))
        case received:
            said = Tell(what="received", data={"what": received.what}, toast=received.what == "forged")
            return shown(mind, session, said)


def _commanded(command: str, said: Event) -> Event:
    id_at = {"id": said.id, "at": said.at}
    match command:
        case "back":
            return WentBack(**id_at)
        case "restart":
            return Restarted(**id_at)
        case "menu":
            return Browsed(**id_at)
        case "forget":
            return Forgot(**id_at)
        case "change":
            return Reopened(**id_at)
        case "resume":
            return Resumed(**id_at)
        case "notice" | "timeline":
            return Printed(what=command, **id_at)
        case topic:
            return Asked(topic=topic, **id_at)
