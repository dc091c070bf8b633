"""What typed words make of a session."""

from bot.engine.acting import shown, start
from bot.engine.arranging import held_in
from bot.engine.choosing import heard, said_outright
from bot.engine.diary import Appointment
from bot.engine.event import Said, Started
from bot.engine.mind import Mind, plain, show
from bot.engine.reading import LIMIT, Trouble, Understood, read
from bot.engine.reply import About, Offer, Tell, Ticket, Turned
from bot.engine.route import Guess
from bot.engine.session import Session
from bot.flow.model import Answer, Ask

_MENUS = frozenset({"menu", "person", "business", "areas", "area", "events"})
"""Cards that ask what is to be done."""
_SENTENCE = 5
"""Letters of a text in which more may be said than a choice's words."""
_NO_ANSWER = frozenset({"not_a_choice", "not_a_number", "not_a_day"})
"""Troubles with words that hold no part of an answer."""


def hear(mind: Mind, session: Session, event: Said) -> Turned:
    """What was typed: an answer, a question about the procedure, another matter, or none of these."""
    asked = mind.walker.asked(session)
    about = _about(mind, session, event.text) if session.visit else None
    if asked and session.card and session.card.what in _MENUS:
        found = _chosen_anew(mind, session, event)
        if found:
            return found
    if asked is None:
        return about or _courteous(mind, session, event) or _left(mind, session, event) or _find(mind, session, event)
    if about and mind.listener.plainly(event.text, asked):
        return about
    kind = mind.courtesies.meant(event.text)
    if kind and not said_outright(asked.choices, event.text, mind.handbook.words.commands):
        return shown(mind, session, Tell(what=kind))
    left = _left(mind, session, event)
    if left and plain(event.text) not in _own_words(asked):
        return left
    understood = read(asked, event.text, mind.handbook.words, event.at.date())
    if isinstance(understood, Understood):
        moved, said = mind.walker.answered(session, understood.value)
        return shown(mind, moved, *_taken(asked, understood.value, event.text), *said)
    # Who names two choices speaks of the question, though it may sound like another matter.
    other = _elsewhere(mind, session, event) if understood.what != "several_choices" else None
    return about or other or _missed(mind, session, event, understood)


def warned(mind: Mind, session: Session, event: Said) -> Turned | None:
    """Whom to call where life is in danger, before the words are taken for anything else."""
    matter = mind.router.route(event.text).refer
    if matter is None or not mind.handbook.words.referrals[matter].urgent:
        return None
    if mind.walker.asked(session) or session.diary.draft:
        return shown(mind, session, _referred(matter))
    return _find(mind, session, event)


def _chosen_anew(mind: Mind, session: Session, event: Said) -> Turned | None:
    """Another procedure, clearly named to the menu: it is opened, though a question is at hand elsewhere."""
    opens = mind.router.route(event.text).opens
    if opens is None or opens in _at_hand_ids(mind, session) or not _named(mind, opens, event.text):
        return None
    return _find(mind, session, event)


def _about(mind: Mind, session: Session, text: str) -> Turned | None:
    """The answer to what is asked about the procedure at hand, above its question if there is one."""
    topics = mind.listener.asked(text, _at_hand_ids(mind, session))
    known = tuple(topic for topic in topics if topic != "why")
    told = (*([About(topics=known)] if known else []), *([Tell(what="why")] if "why" in topics else []))
    question = (show(mind, session),) if mind.walker.asked(session) else ()
    return Turned(session=session, replies=(*told, *question)) if told else None


def _courteous(mind: Mind, session: Session, event: Said) -> Turned | None:
    """The answer to thanks or a greeting where nothing is asked; a held slot still wants its own answer."""
    kind = mind.courtesies.meant(event.text)
    if kind is None:
        return None
    if held := held_in(session):
        return Turned(session=session, replies=(Tell(what="still_yours"), Ticket(appointment=held, what="held")))
    if kind == "hello":
        return start(mind, session, Started(id=event.id, at=event.at))
    return Turned(session=session, replies=(Tell(what=kind),))


def _taken(asked: Ask, value: Answer, text: str) -> tuple[Tell, ...]:
    """How a sentence was taken that is not a choice's own words: a mishearing must be seen."""
    choice = asked.choices.get(value) if isinstance(value, str) else None
    if choice is None or len(plain(text)) < _SENTENCE or plain(text) in _own_words(asked):
        return ()
    return (Tell(what="taken", data={"label": choice.label}),)


def _own_words(asked: Ask) -> set[str]:
    """The words of the question's choices, as they are compared."""
    return {plain(word) for choice in asked.choices.values() for word in (choice.label, *choice.words)}


def _left(mind: Mind, session: Session, event: Said) -> Turned | None:
    """The menu, for who gives up what is at hand; but a held slot still wants its own answer."""
    if session.visit is None or held_in(session) or plain(event.text) not in mind.leaving:
        return None
    return Turned(session=session, replies=(Tell(what="put_aside"), Offer(why="menu")))


def _missed(mind: Mind, session: Session, event: Said, trouble: Trouble) -> Turned:
    """What was typed is no answer: that it names the matter at hand, else what was wrong with it."""
    again = session.card is not None and session.card.what == "trouble"
    opens = mind.router.route(event.text).opens if trouble.what in _NO_ANSWER and not again else None
    if opens and opens in _at_hand_ids(mind, session):
        return shown(mind, session, Tell(what="at_hand", data={"flow": opens, "turn": _turn_of(mind, session, opens)}))
    return shown(mind, session, Tell(what="trouble", data={"why": trouble.what, **trouble.data}))


def _turn_of(mind: Mind, session: Session, flow: str) -> str:
    """Whether this procedure is asked about now, will be later, or has been."""
    if session.visit and session.visit.flow == flow:
        return "now"
    return "later" if any(part.flow == flow for part in mind.walker.agenda.coming(session)) else "before"


def _elsewhere(mind: Mind, session: Session, event: Said) -> Turned | None:
    guess = mind.router.route(event.text)
    if guess.refer:
        return shown(mind, session, _referred(guess.refer))
    if guess.opens is None or _at_hand_ids(mind, session) & {guess.opens, *guess.ids[:1]}:
        return None
    return Turned(session=session, replies=(Offer(why="switch", flows=(guess.opens,)), show(mind, session)))


def _referred(matter: str) -> Tell:
    return Tell(what="refer", data={"matter": matter})


def _at_hand_ids(mind: Mind, session: Session) -> set[str]:
    """The procedures somebody who is here may speak of without meaning another matter."""
    visits = {visit.flow for visit in mind.walker.agenda.visits(session)}
    return visits | {part.flow for part in mind.walker.agenda.coming(session)}


def _find(mind: Mind, session: Session, event: Said) -> Turned:
    guess = mind.router.route(event.text)
    held = held_in(session)
    if guess.refer:
        card = (Ticket(appointment=held, what="held"),) if held else ()
        return Turned(session=session, replies=(_referred(guess.refer), *card))
    if held and not (guess.opens and _named(mind, guess.opens, event.text)):
        return _decision(session, held, guess)
    if guess.opens:
        went_in = Tell(what="went_in", data={"flow": guess.opens})
        turned = _heard(mind, start(mind, session, Started(id=event.id, at=event.at, flow=guess.opens)), event)
        return turned.model_copy(update={"replies": (*_standing(held), went_in, *turned.replies)})
    if guess.outcome == "none" and session.visit is None and mind.listener.plainly(event.text, None):
        return Turned(session=session, replies=(Tell(what="which"), Offer(why="menu")))
    why = "unclear" if guess.outcome == "ask" else "none"
    return Turned(session=session, replies=(Offer(why=why, flows=guess.ids if why == "unclear" else ()),))


def _heard(mind: Mind, turned: Turned, event: Said) -> Turned:
    """Whoever said in the same breath what is asked next, and the question allows it, is not asked again."""
    session, replies = turned.session, turned.replies
    while session and session.visit and (asked := mind.walker.asked(session)) and asked.heard:
        if len(event.text) > LIMIT:
            break
        value = heard(asked.choices, event.text, mind.handbook.words.commands)
        if value is None:
            break
        told = {"flow": session.visit.flow, "state": session.state or "", "label": asked.choices[value].label}
        session, said = mind.walker.answered(session, value)
        replies = (*replies[:-1], Tell(what="heard", data=told), *said, show(mind, session))
    return turned.model_copy(update={"session": session, "replies": replies})


def _named(mind: Mind, flow: str, text: str) -> bool:
    """Whether the procedure is called by its title or one of its own words, and not only likely to be meant."""
    known = mind.handbook.flows[flow]
    return any(plain(word) in plain(text) for word in (known.title, *known.ask_words))


def _decision(session: Session, held: Appointment, guess: Guess) -> Turned:
    """A held slot runs out while one speaks of something else: its card again, and the other matter beside it."""
    other = Offer(why="switch", flows=(guess.opens,)) if guess.opens else Tell(what="no_decision")
    return Turned(session=session, replies=(other, Ticket(appointment=held, what="held")))


def _standing(held: Appointment | None) -> tuple[Tell, ...]:
    """That the slot is held still, for who goes on to another matter."""
    if held is None:
        return ()
    until = f"{held.until.hour}:{held.until.minute:02d}" if held.until else ""
    return (Tell(what="still_held", data={"until": until}),)
