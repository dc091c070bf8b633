"""What typed words make of a session."""

from bot.engine.acting import shown, start
from bot.engine.event import Said, Started
from bot.engine.mind import Mind, show
from bot.engine.reading import Trouble, Understood, read
from bot.engine.reply import About, Offer, Tell, Turned
from bot.engine.session import Session


def hear(mind: Mind, session: Session, event: Said) -> Turned:
    """What was typed: an answer, a question about the procedure, another matter, or none of these."""
    asked = mind.walker.asked(session)
    about = _about(mind, session, event.text) if session.visit else None
    if asked is None:
        return about or _find(mind, session, event)
    if about and mind.listener.plainly(event.text, asked):
        return about
    understood = read(asked, event.text, mind.handbook.words, event.at.date())
    if isinstance(understood, Understood):
        moved, said = mind.walker.answered(session, understood.value)
        return shown(mind, moved, *said)
    return about or _elsewhere(mind, session, event) or shown(mind, session, _trouble(understood))


def _about(mind: Mind, session: Session, text: str) -> Turned | None:
    """The answer to what is asked about the procedure at hand, above its question if there is one."""
    topics = mind.listener.asked(text, _at_hand_ids(mind, session))
    known = tuple(topic for topic in topics if topic != "why")
    told = (*([About(topics=known)] if known else []), *([Tell(what="why")] if "why" in topics else []))
    question = (show(mind, session),) if mind.walker.asked(session) else ()
    return Turned(session=session, replies=(*told, *question)) if told else None


def _trouble(trouble: Trouble) -> Tell:
    return Tell(what="trouble", data={"why": trouble.what, **trouble.data})


def _elsewhere(mind: Mind, session: Session, event: Said) -> Turned | None:
    guess = mind.router.route(event.text)
    if guess.opens is None or _at_hand_ids(mind, session) & {guess.opens, *guess.ids[:1]}:
        return None
    return Turned(session=session, replies=(Offer(why="switch", flows=(guess.opens,)), show(mind, session)))


def _at_hand_ids(mind: Mind, session: Session) -> set[str]:
    """The procedures somebody who is here may speak of without meaning another matter."""
    visits = {visit.flow for visit in mind.walker.agenda.visits(session)}
    return visits | {part.flow for part in mind.walker.agenda.coming(session)}


def _find(mind: Mind, session: Session, event: Said) -> Turned:
    guess = mind.router.route(event.text)
    if guess.opens:
        went_in = Tell(what="went_in", data={"flow": guess.opens})
        turned = start(mind, session, Started(id=event.id, at=event.at, flow=guess.opens))
        return turned.model_copy(update={"replies": (went_in, *turned.replies)})
    if guess.outcome == "none" and session.visit is None and mind.listener.plainly(event.text, None):
        return Turned(session=session, replies=(Tell(what="which"), Offer(why="menu")))
    why = "unclear" if guess.outcome == "ask" else "none"
    return Turned(session=session, replies=(Offer(why=why, flows=guess.ids if why == "unclear" else ()),))
