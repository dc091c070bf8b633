"""One turn of thought: `step(mind, session, event)` is pure, so doing it again after a conflict is harmless."""

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
from bot.engine.machine import fits
from bot.engine.mind import Mind, outcomes, plain, show
from bot.engine.reading import Trouble, Understood, read
from bot.engine.reply import About, Answers, Finish, Offer, Sheet, Tell, Turned
from bot.engine.session import Session, Visit, mark_of


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


_ABOUT_THE_QUESTION = Chosen | Said | Ticked | WentBack | Reopened


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
            return _start(mind, session, event)
        case Chosen(key=key):
            return _choose(mind, session, key)
        case Said():
            return _hear(mind, session, event)
        case Ticked(material=material, on=on):
            return _tick(mind, session, material, on=on)
        case Examined(part=part):
            return _examine(mind, session, part)
        case Printed():
            return _print(mind, session, event)
        case WentBack():
            return _back(mind, session)
        case Reopened(state=state):
            return _reopen(mind, session, state)
        case Restarted():
            return _restart(mind, session, event)
        case Resumed(flow=flow):
            return _resume(mind, session, flow, event.id)
        case Browsed(by=None, area=area, page=page):
            known = area if area in mind.handbook.areas else None
            return Turned(session=session, replies=(Offer(why="area" if known else "menu", area=known, page=page),))
        case Browsed(by=by, page=page):
            return Turned(session=session, replies=(Offer(why=by or "menu", page=page),))
        case Asked(topic="mine"):
            return Turned(session=session, replies=(Offer(why="mine", flows=_mine(mind, session)),))
        case Asked(topic=topic):
            return Turned(session=session, replies=(Tell(what=topic),))
        case Forgot(sure=False):
            return Turned(session=session, replies=(Tell(what="forget"),))
        case Forgot():
            return Turned(session=None, replies=(Tell(what="forgotten"),))
        case received:
            said = Tell(what="received", data={"what": received.what}, toast=received.what == "forged")
            return _shown(mind, session, said)


def _shown(mind: Mind, session: Session, *said: Tell) -> Turned:
    return Turned(session=session, replies=(*said, show(mind, session)))


def _start(mind: Mind, session: Session, event: Started) -> Turned:
    if event.flow is None:
        return Turned(session=session, replies=(Tell(what="welcome"), Offer(why="menu")))
    if event.flow not in mind.handbook.flows:
        return Turned(session=session, replies=(Tell(what="no_such_flow"), Offer(why="menu")))
    agenda = mind.walker.agenda
    if event.flow in agenda.meant(agenda.visits(session)) and not event.answers and mind.walker.asked(session):
        return _shown(mind, session, Tell(what="resumed"))
    named = [one for one in session.shelf if event.flow in agenda.meant((*one.trail, one))]
    half = next((one for one in named if mind.walker.half(one)), None)
    if half and not event.answers:
        return _taken_up(mind, session, half, event.id)
    begun = [session.visit, *session.trail] if mind.walker.asked(session) else []
    begun += [half, *half.trail] if half else []
    mine = next((visit.answers for visit in begun if visit and visit.flow == event.flow), {})
    opened, said = mind.walker.opened(session, event.flow, {**mine, **event.answers}, event.id)
    return _shown(mind, opened, *said)


def _choose(mind: Mind, session: Session, key: str) -> Turned:
    asked = mind.walker.asked(session)
    if asked is None or not fits(asked, key):
        return _shown(mind, session, Tell(what="received", data={"what": "forged"}, toast=True))
    moved, said = mind.walker.answered(session, key)
    return _shown(mind, moved, *said)


def _hear(mind: Mind, session: Session, event: Said) -> Turned:
    asked = mind.walker.asked(session)
    about = _about(mind, session, event.text) if session.visit else None
    if asked is None:
        return about or _find(mind, session, event)
    if about and mind.listener.plainly(event.text, asked):
        return about
    understood = read(asked, event.text, mind.handbook.words, event.at.date())
    if isinstance(understood, Understood):
        moved, said = mind.walker.answered(session, understood.value)
        return _shown(mind, moved, *said)
    return about or _elsewhere(mind, session, event) or _shown(mind, session, _trouble(understood))


def _about(mind: Mind, session: Session, text: str) -> Turned | None:
    """The answer to what is asked about the procedure at hand, above its question if there is one."""
    topics = mind.listener.asked(text, _at_hand_ids(mind, session))
    known = tuple(topic for topic in topics if topic != "why")
    told = (*([About(topics=known)] if known else []), *([Tell(what="why")] if "why" in topics else []))
    question = (show(mind, session),) if mind.walker.asked(session) else ()
    return Turned(session=session, replies=(*told, *question)) if told else None


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


def _trouble(trouble: Trouble) -> Tell:
    return Tell(what="trouble", data={"why": trouble.what, **trouble.data})


def _elsewhere(mind: Mind, session: Session, event: Said) -> Turned | None:
    guess = mind.router.route(event.text)
    if guess.outcome != "sure" or guess.ids[0] in _at_hand_ids(mind, session):
        return None
    return Turned(session=session, replies=(Offer(why="switch", flows=guess.ids[:1]), show(mind, session)))


def _at_hand_ids(mind: Mind, session: Session) -> set[str]:
    """The procedures somebody who is here may speak of without meaning another matter."""
    visits = {visit.flow for visit in mind.walker.agenda.visits(session)}
    return visits | {part.flow for part in mind.walker.agenda.coming(session)}


def _find(mind: Mind, session: Session, event: Said) -> Turned:
    guess = mind.router.route(event.text)
    if guess.outcome == "sure":
        went_in = Tell(what="went_in", data={"flow": guess.ids[0]})
        turned = _start(mind, session, Started(id=event.id, at=event.at, flow=guess.ids[0]))
        return turned.model_copy(update={"replies": (went_in, *turned.replies)})
    if guess.outcome == "none" and session.visit is None and mind.listener.plainly(event.text, None):
        return Turned(session=session, replies=(Tell(what="which"), Offer(why="menu")))
    why = "unclear" if guess.outcome == "ask" else "none"
    return Turned(session=session, replies=(Offer(why=why, flows=guess.ids if why == "unclear" else ()),))


def _tick(mind: Mind, session: Session, material: str, *, on: bool) -> Turned:
    visit = session.visit  # at an end also while an answer is being changed
    if visit is None or not mind.walker.agenda.end(visit) or material not in _materials(mind, session):
        return _shown(mind, session, Tell(what="old_step", toast=True))
    holder = session.trail[0] if mind.walker.agenda.event(session) and session.trail else visit
    if (material in holder.ticked) == on:
        return _shown(mind, session)
    others = tuple(name for name in holder.ticked if name != material)
    ticked = holder.model_copy(update={"ticked": (*others, material) if on else others})
    if holder is visit:
        return _shown(mind, session.model_copy(update={"visit": ticked}))
    return _shown(mind, session.model_copy(update={"trail": (ticked, *session.trail[1:])}))


def _materials(mind: Mind, session: Session) -> set[str]:
    ends = (mind.walker.agenda.end(visit) for visit in mind.walker.agenda.ended(session))
    return {use.use for end in ends if end for use in end.materials}


def _examine(mind: Mind, session: Session, part: int) -> Turned:
    if mind.walker.asked(session) or not 0 <= part < len(mind.walker.agenda.ended(session)) - 1:
        return _shown(mind, session, Tell(what="old_step", toast=True))
    return Turned(session=session, replies=(Finish(part=part),))


def _print(mind: Mind, session: Session, event: Printed) -> Turned:
    if session.visit is None or mind.walker.asked(session):
        return _shown(mind, session, Tell(what="no_sheet_yet"))
    if event.what == "timeline" and not any(one.dated for one in outcomes(mind, session, event.at)):
        return _shown(mind, session, Tell(what="no_dates"))
    # The card it was asked for from is needed still: for ticks, and for the other sheet.
    return Turned(session=session, replies=(Sheet(what=event.what),), fresh=True)


def _back(mind: Mind, session: Session) -> Turned:
    if session.visit is None:
        return Turned(session=session, replies=(Offer(why="menu"),))
    moved = mind.walker.backed(session)
    return _shown(mind, moved) if moved else _shown(mind, session, Tell(what="at_start", toast=True))


def _reopen(mind: Mind, session: Session, state: str | None) -> Turned:
    if session.visit is None:
        return Turned(session=session, replies=(Offer(why="menu"),))
    if state is None:
        return Turned(session=session, replies=(Answers(given=mind.walker.given(session)),))
    moved = mind.walker.reopened(session, state)
    return _shown(mind, moved) if moved else _shown(mind, session, Tell(what="old_step", toast=True))


def _restart(mind: Mind, session: Session, event: Restarted) -> Turned:
    if session.visit is None:
        return Turned(session=session, replies=(Offer(why="menu"),))
    first = (*session.trail, session.visit)[0].flow
    dropped = session.model_copy(update={"visit": None, "trail": ()})
    opened, said = mind.walker.opened(dropped, first, {}, event.id)
    return _shown(mind, opened, Tell(what="restarted"), *said)


def _resume(mind: Mind, session: Session, flow: str | None, event: str) -> Turned:
    kept = next((visit for visit in session.shelf if mind.walker.agenda.called(visit) == flow), None)
    if kept is None or flow not in mind.handbook.flows:
        return _shown(mind, session)
    return _taken_up(mind, session, kept, event)


def _taken_up(mind: Mind, session: Session, kept: Visit, event: str) -> Turned:
    moved, said = mind.walker.resumed(session, kept, event)
    return _shown(mind, moved, Tell(what="resumed"), *said)


def _mine(mind: Mind, session: Session) -> tuple[str, ...]:
    agenda = mind.walker.agenda
    names = (agenda.matter(session), *(agenda.called(visit) for visit in session.shelf))
    return tuple(name for name in names if name and name in mind.handbook.flows)
