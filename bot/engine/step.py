"""One turn of thought: `step(mind, session, event)` is pure, so doing it again after a conflict is harmless."""

from collections.abc import Mapping

from bot.engine.event import (
    Asked,
    Browsed,
    Chosen,
    Event,
    Forgot,
    Received,
    Reopened,
    Restarted,
    Resumed,
    Said,
    Started,
    Ticked,
    WentBack,
)  # fmt: skip
from bot.engine.machine import fits
from bot.engine.mind import Mind, plain, show
from bot.engine.reading import Trouble, Understood, read
from bot.engine.reply import Answers, Offer, Tell, Turned
from bot.engine.session import Session, mark_of, walk_of
from bot.engine.walk import shelved
from bot.flow.model import Answer, End


def step(mind: Mind, session: Session, event: Event) -> Turned:
    """Think one turn: what the event makes of the session, and what is to be said.

    The session that comes back is the same object when nothing changed. A button of an older step, an older walk or
    another person changes nothing. Flows that changed meanwhile are followed first, keeping every answer that fits.
    """
    if event.tap and not event.tap.walk.startswith(mark_of(session.owner)):
        return Turned(session=session, replies=(Tell(what="foreign", toast=True),))
    session, news = mind.walker.renewed(session)
    turned = _stale(mind, session, event) or _turn(mind, session, event)
    return turned.model_copy(update={"replies": (*news, *turned.replies)}) if news else turned


def _stale(mind: Mind, session: Session, event: Event) -> Turned | None:
    if event.tap is None or not isinstance(event, Chosen | WentBack | Reopened | Restarted | Ticked):
        return None
    if event.tap.walk != session.walk:
        return Turned(session=session, replies=(Tell(what="old_card", toast=True), show(mind, session)), fresh=True)
    if event.tap.step != session.step and not isinstance(event, Ticked):
        return Turned(session=session, replies=(Tell(what="old_step", toast=True), show(mind, session)))
    return None


def _turn(mind: Mind, session: Session, event: Event) -> Turned:
    match event:
        case Started():
            return _start(mind, session, event)
        case Chosen(key=key):
            return _choose(mind, session, key)
        case Said():
            return _hear(mind, session, event)
        case Ticked(material=material, on=on):
            return _tick(mind, session, material, on=on)
        case WentBack():
            return _back(mind, session)
        case Reopened(state=state):
            return _reopen(mind, session, state)
        case Restarted():
            return _restart(mind, session, event)
        case Resumed(flow=flow):
            return _resume(mind, session, flow, event.id)
        case Browsed(area=area, page=page):
            known = area if area in mind.handbook.areas else None
            return Turned(session=session, replies=(Offer(why="area" if known else "menu", area=known, page=page),))
        case Asked(topic="mine"):
            return Turned(session=session, replies=(Offer(why="mine", flows=_mine(mind, session)),))
        case Asked(topic=topic):
            return Turned(session=session, replies=(Tell(what=topic),))
        case Forgot(sure=False):
            return Turned(session=session, replies=(Tell(what="forget"),))
        case Forgot():
            return Turned(session=None, replies=(Tell(what="forgotten"),))
        case Received(what=what):
            return _shown(mind, session, Tell(what="received", data={"what": what}, toast=what == "forged"))


def _shown(mind: Mind, session: Session, *said: Tell) -> Turned:
    return Turned(session=session, replies=(*said, show(mind, session)))


def _start(mind: Mind, session: Session, event: Started) -> Turned:
    if event.flow is None:
        return Turned(session=session, replies=(Tell(what="welcome"), Offer(why="menu")))
    if event.flow not in mind.handbook.flows:
        return Turned(session=session, replies=(Tell(what="no_such_flow"), Offer(why="menu")))
    at_hand = [visit.flow for visit in (*session.trail, session.visit) if visit]
    if event.flow in at_hand and not event.answers and mind.walker.asked(session):
        return _shown(mind, session, Tell(what="resumed"))
    half = [visit.flow for visit in session.shelf if _half(mind, visit.flow, visit.answers)]
    if event.flow in half and not event.answers:
        return _resume(mind, session, event.flow, event.id)
    opened, said = mind.walker.opened(session, event.flow, event.answers, event.id)
    return _shown(mind, opened, *said)


def _half(mind: Mind, flow: str, answers: Mapping[str, Answer]) -> bool:
    if flow not in mind.handbook.flows or not answers:
        return False
    state = mind.walker.machines[flow].walk(answers).state
    return not isinstance(mind.handbook.flows[flow].states[state], End)


def _choose(mind: Mind, session: Session, key: str) -> Turned:
    asked = mind.walker.asked(session)
    if asked is None or not fits(asked, key):
        return _shown(mind, session, Tell(what="received", data={"what": "forged"}, toast=True))
    moved, said = mind.walker.answered(session, key)
    return _shown(mind, moved, *said)


def _hear(mind: Mind, session: Session, event: Said) -> Turned:
    command = mind.commands.get(plain(event.text))
    if command:
        return _turn(mind, session, _commanded(command, event))
    asked = mind.walker.asked(session)
    if asked is None:
        return _find(mind, session, event)
    understood = read(asked, event.text, mind.handbook.words)
    if isinstance(understood, Understood):
        moved, said = mind.walker.answered(session, understood.value)
        return _shown(mind, moved, *said)
    return _elsewhere(mind, session, event) or _shown(mind, session, _trouble(understood))


def _commanded(command: str, said: Said) -> Event:
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
        case "help" | "privacy" | "human" | "mine" | "why":
            return Asked(topic=command, **id_at)
        case _:
            return Received(what="command", **id_at)


def _trouble(trouble: Trouble) -> Tell:
    return Tell(what="trouble", data={"why": trouble.what, **trouble.data})


def _elsewhere(mind: Mind, session: Session, event: Said) -> Turned | None:
    guess = mind.router.route(event.text)
    at_hand = {visit.flow for visit in (*session.trail, session.visit) if visit}
    if guess.outcome != "sure" or guess.ids[0] in at_hand:
        return None
    return Turned(session=session, replies=(Offer(why="switch", flows=guess.ids[:1]), show(mind, session)))


def _find(mind: Mind, session: Session, event: Said) -> Turned:
    guess = mind.router.route(event.text)
    if guess.outcome == "sure":
        opened, said = mind.walker.opened(session, guess.ids[0], {}, event.id)
        return _shown(mind, opened, Tell(what="went_in", data={"flow": guess.ids[0]}), *said)
    why = "unclear" if guess.outcome == "ask" else "none"
    return Turned(session=session, replies=(Offer(why=why, flows=guess.ids if why == "unclear" else ()),))


def _tick(mind: Mind, session: Session, material: str, *, on: bool) -> Turned:
    flow = mind.walker.flow(session)
    end = flow.states.get(session.state or "") if flow else None
    if session.visit is None or not isinstance(end, End) or material not in {use.use for use in end.materials}:
        return _shown(mind, session, Tell(what="old_step", toast=True))
    others = tuple(name for name in session.visit.ticked if name != material)
    visit = session.visit.model_copy(update={"ticked": (*others, material) if on else others})
    return _shown(mind, session.model_copy(update={"visit": visit, "revising": None}))


def _back(mind: Mind, session: Session) -> Turned:
    if session.visit is None:
        return Turned(session=session, replies=(Offer(why="menu"),))
    moved = mind.walker.backed(session)
    return _shown(mind, moved) if moved else _shown(mind, session, Tell(what="at_start", toast=True))


def _reopen(mind: Mind, session: Session, state: str | None) -> Turned:
    if session.visit is None:
        return Turned(session=session, replies=(Offer(why="menu"),))
    if state is None:
        return Turned(session=session, replies=(Answers(),))
    moved = mind.walker.reopened(session, state)
    return _shown(mind, moved) if moved else _shown(mind, session, Tell(what="old_step", toast=True))


def _restart(mind: Mind, session: Session, event: Restarted) -> Turned:
    if session.visit is None:
        return Turned(session=session, replies=(Offer(why="menu"),))
    first = (*session.trail, session.visit)[0].flow
    if first not in mind.handbook.flows:
        return Turned(session=session, replies=(Tell(what="flow_gone"), Offer(why="menu")))
    opened, said = mind.walker.opened(session, first, {}, event.id)
    return _shown(mind, opened, Tell(what="restarted"), *said)


def _resume(mind: Mind, session: Session, flow: str | None, event: str) -> Turned:
    kept = next((visit for visit in session.shelf if visit.flow == flow), None)
    if kept is None or flow not in mind.handbook.flows:
        return _shown(mind, session)
    taken = Session(
        owner=session.owner,
        walk=walk_of(session.owner, event),
        visit=kept,
        shelf=shelved(session, without=kept.flow),
    )
    renewed, news = mind.walker.renewed(taken)
    moved, said = (renewed, news) if news else mind.walker.arrived(taken)
    return _shown(mind, moved, Tell(what="resumed"), *said)


def _mine(mind: Mind, session: Session) -> tuple[str, ...]:
    visits = (*([session.visit] if session.visit else []), *session.shelf)
    return tuple(visit.flow for visit in visits if visit.flow in mind.handbook.flows)
