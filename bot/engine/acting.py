"""What buttons and commands make of a session."""

from bot.engine.arranging import errand_for
from bot.engine.event import Printed, Restarted, Started
from bot.engine.machine import fits
from bot.engine.mind import Mind, outcomes, show
from bot.engine.reply import Answers, Finish, Offer, Sheet, Tell, Turned
from bot.engine.session import Session, Visit, blank


def shown(mind: Mind, session: Session, *said: Tell) -> Turned:
    """The question or the outcome at hand, with these words above it."""
    return Turned(session=session, replies=(*said, show(mind, session)))


def start(mind: Mind, session: Session, event: Started) -> Turned:
    """A procedure is opened, taken up again, or begun with answers that came along."""
    if event.flow is None:
        return Turned(session=session, replies=(Tell(what="welcome"), Offer(why="menu")))
    if event.flow not in mind.handbook.flows:
        return Turned(session=session, replies=(Tell(what="no_such_flow"), Offer(why="menu")))
    agenda = mind.walker.agenda
    if event.flow in agenda.meant(agenda.visits(session)) and not event.answers and mind.walker.asked(session):
        return shown(mind, session, Tell(what="resumed"))
    named = [one for one in session.shelf if event.flow in agenda.meant((*one.trail, one))]
    half = next((one for one in named if mind.walker.half(one)), None)
    if half and not event.answers:
        return _taken_up(mind, session, half, event.id)
    begun = [session.visit, *session.trail] if mind.walker.asked(session) else []
    begun += [half, *half.trail] if half else []
    mine = next((visit.answers for visit in begun if visit and visit.flow == event.flow), {})
    opened, said = mind.walker.opened(session, event.flow, {**mine, **event.answers}, event.id)
    return shown(mind, opened, *said)


def choose(mind: Mind, session: Session, key: str) -> Turned:
    """A choice answers the question at hand."""
    asked = mind.walker.asked(session)
    if asked is None or not fits(asked, key):
        return shown(mind, session, Tell(what="received", data={"what": "forged"}, toast=True))
    moved, said = mind.walker.answered(session, key)
    return shown(mind, moved, *said)


def tick(mind: Mind, session: Session, material: str, *, on: bool) -> Turned:
    """A material is ticked off, or the tick taken back; the same one twice counts once."""
    visit = session.visit  # at an end also while an answer is being changed
    if visit is None or not mind.walker.agenda.end(visit) or material not in _materials(mind, session):
        return shown(mind, session, Tell(what="old_step", toast=True))
    holder = session.trail[0] if mind.walker.agenda.event(session) and session.trail else visit
    if (material in holder.ticked) == on:
        return shown(mind, session)
    others = tuple(name for name in holder.ticked if name != material)
    ticked = holder.model_copy(update={"ticked": (*others, material) if on else others})
    if holder is visit:
        return shown(mind, session.model_copy(update={"visit": ticked}))
    return shown(mind, session.model_copy(update={"trail": (ticked, *session.trail[1:])}))


def _materials(mind: Mind, session: Session) -> set[str]:
    ends = (mind.walker.agenda.end(visit) for visit in mind.walker.agenda.ended(session))
    return {use.use for end in ends if end for use in end.materials}


def examine(mind: Mind, session: Session, part: int) -> Turned:
    """One procedure of a life event is shown closely."""
    if mind.walker.asked(session) or not 0 <= part < len(mind.walker.agenda.ended(session)) - 1:
        return shown(mind, session, Tell(what="old_step", toast=True))
    return Turned(session=session, replies=(Finish(part=part),))


def print_sheet(mind: Mind, session: Session, event: Printed) -> Turned:
    """The notice or the picture of the time limits is wanted."""
    if session.visit is None or mind.walker.asked(session):
        return shown(mind, session, Tell(what="no_sheet_yet"))
    if event.what == "timeline" and not any(one.dated for one in outcomes(mind, session, event.at)):
        return shown(mind, session, Tell(what="no_dates"))
    # The card it was asked for from is needed still: for ticks, and for the other sheet.
    return Turned(session=session, replies=(Sheet(what=event.what),), fresh=True)


def back(mind: Mind, session: Session) -> Turned:
    """One answer is taken back."""
    if session.visit is None:
        return Turned(session=session, replies=(Offer(why="menu"),))
    moved = mind.walker.backed(session)
    return shown(mind, moved) if moved else shown(mind, session, Tell(what="at_start", toast=True))


def reopen(mind: Mind, session: Session, state: str | None) -> Turned:
    """An answer is asked again, or all answers are listed."""
    if session.visit is None:
        return Turned(session=session, replies=(Offer(why="menu"),))
    if state is None:
        return Turned(session=session, replies=(Answers(given=mind.walker.given(session)),))
    moved = mind.walker.reopened(session, state)
    return shown(mind, moved) if moved else shown(mind, session, Tell(what="old_step", toast=True))


def restart(mind: Mind, session: Session, event: Restarted) -> Turned:
    """The procedure at hand begins anew."""
    if session.visit is None:
        return Turned(session=session, replies=(Offer(why="menu"),))
    first = (*session.trail, session.visit)[0].flow
    dropped = session.model_copy(update={"visit": None, "trail": ()})
    opened, said = mind.walker.opened(dropped, first, {}, event.id)
    return shown(mind, opened, Tell(what="restarted"), *said)


def resume(mind: Mind, session: Session, flow: str | None, event: str) -> Turned:
    """A procedure is taken from the shelf, or the one at hand shown again."""
    kept = next((visit for visit in session.shelf if mind.walker.agenda.called(visit) == flow), None)
    if kept is None or flow not in mind.handbook.flows:
        return shown(mind, session)
    return _taken_up(mind, session, kept, event)


def _taken_up(mind: Mind, session: Session, kept: Visit, event: str) -> Turned:
    moved, said = mind.walker.resumed(session, kept, event)
    return shown(mind, moved, Tell(what="resumed"), *said)


def mine(mind: Mind, session: Session) -> tuple[str, ...]:
    """The procedures this person has begun, latest first."""
    agenda = mind.walker.agenda
    names = (agenda.matter(session), *(agenda.called(visit) for visit in session.shelf))
    return tuple(name for name in names if name and name in mind.handbook.flows)


def ask_to_forget(session: Session) -> Turned:
    """Everything is to be deleted: asked once more, where there is anything."""
    if session.model_copy(update={"card": None}) == blank(session.owner):
        return Turned(session=None, replies=(Tell(what="nothing_kept"),))
    return Turned(session=session, replies=(Tell(what="forget"),))


def forget(session: Session, *, free: bool) -> Turned:
    """Everything about the person goes; what stands is called off, or stands without our knowing of it.

    What does not stand yet is called off in any case: nobody could tell its owner any more what came of it.
    """
    standing = sum(one.status == "confirmed" for one in session.diary.kept)
    said = Tell(what="forgotten", data={"kept": 0 if free else standing, "freed": standing if free else 0})
    errands = tuple(errand_for(one, "free") for one in session.diary.kept if free or one.status != "confirmed")
    return Turned(session=None, replies=(said,), errands=errands)
