"""What time brings: reminders, the question afterwards, and the end of what is kept."""

from datetime import date, datetime, time, timedelta

from bot.engine.diary import Alarm, Appointment, Rated, put_aside
from bot.engine.mind import Mind, outcomes
from bot.engine.reply import Errand, Rating, Tell, Ticket, Timer, Turned
from bot.engine.session import Session

_EVENING = time(18)
"""When one is reminded of what is tomorrow."""
_MORNING = time(9)
"""When one is reminded of what ends today."""
_BEFORE = timedelta(hours=2)
_WAKING, _RESTING = time(8), time(21)
"""Between these nobody is disturbed."""
_LISTENING = timedelta(minutes=10)
"""How long a sentence is awaited after the stars."""
_SHORT = timedelta(minutes=30)
"""A reminder nearer than this comes too late to help."""


def timers(mind: Mind, one: Appointment, at: datetime) -> tuple[Timer, ...]:
    """When to speak of this appointment again, and when to wipe it."""
    start, end = one.slot.start, one.slot.end
    found = [
        Timer(what="afterwards", ref=one.ref, due=_awake(end + _BEFORE)),
        Timer(what="wipe", ref=one.ref, due=end + timedelta(days=mind.rules.days)),
    ]
    evening = datetime.combine(start.date() - timedelta(days=1), _EVENING, start.tzinfo)
    if evening > at:
        found.append(Timer(what="day_before", ref=one.ref, due=evening))
    shortly = _awake(start - _BEFORE)
    if at < shortly <= start - _SHORT:
        found.append(Timer(what="hours_before", ref=one.ref, due=shortly))
    return tuple(found)


def alarms(mind: Mind, session: Session, at: datetime) -> tuple[Alarm, ...]:
    """The last days of the outcome at hand that are still to come, each once."""
    found: dict[str, Alarm] = {}
    for outcome in outcomes(mind, session, at):
        for one in outcome.limits:
            if one.deadline and one.record.value and one.deadline.day > at.date():
                id = f"{session.walk}-{one.record.id}-{one.deadline.day:%m%d}"
                found[id] = Alarm(id=id, flow=outcome.flow.id, item=one.record.id, day=one.deadline.day)
    return tuple(found.values())


def remind(mind: Mind, session: Session, at: datetime, *, on: bool) -> Turned:
    """Reminders are wanted of the last days at hand, or none at all any more."""
    if not on:
        diary = session.diary.model_copy(update={"alarms": (), "calm": True})
        return Turned(session=session.model_copy(update={"diary": diary}), replies=(Tell(what="reminders_off"),))
    found = () if session.visit is None or mind.walker.asked(session) else alarms(mind, session, at)
    if not found:
        return Turned(session=session, replies=(Tell(what="no_dates"),), fresh=True)
    kept = {one.id: one for one in (*session.diary.alarms, *found)}
    diary = session.diary.model_copy(update={"alarms": tuple(kept.values()), "calm": False})
    due = [Timer(what="deadline", ref=one.id, due=when) for one in found for when in _due(one.day, at)]
    moved, said = session.model_copy(update={"diary": diary}), Tell(what="reminders_on")
    return Turned(session=moved, replies=(said,), timers=tuple(due), fresh=True)


def passed(session: Session, what: str, ref: str, at: datetime) -> Turned:
    """A time came: a reminder, if it is still wanted; the office is asked first whether the appointment still stands."""
    diary = session.diary
    if what == "draft":
        typed = diary.draft is not None and bool(diary.draft.name or diary.draft.phone)
        return Turned(session=session.model_copy(update={"diary": put_aside(diary)}) if typed else session, replies=())
    if what == "deadline":
        return _deadline(session, next((one for one in diary.alarms if one.id == ref), None), at)
    one = diary.find(ref)
    if one is None or (what in {"afterwards", "wipe"} and at < one.slot.end):  # or it was moved meanwhile
        return Turned(session=session, replies=())
    if what == "wipe":
        left = session.model_copy(update={"diary": diary.without(ref)})
        return Turned(session=left, replies=())
    if diary.calm or one.status != "confirmed" or _too_late(one, what, at):
        return Turned(session=session, replies=())
    if not awake(at):  # the bot was away when it was time
        later = Timer.model_validate({"what": what, "ref": ref, "due": _awake(at)})
        return Turned(session=session, replies=(), timers=(later,))
    if what == "afterwards":
        return Turned(session=session, replies=(Ticket(appointment=one, what="afterwards"),), fresh=True)
    errand = Errand(ref=one.ref, office=one.office, slot=one.slot, act="look")
    return Turned(session=session, replies=(), errands=(errand,))


def reminded(session: Session, one: Appointment, at: datetime) -> Turned:
    """The reminder for which it is time: of what is tomorrow, or today."""
    days = (one.slot.start.date() - at.date()).days
    if session.diary.calm or days > 1:
        return Turned(session=session, replies=())
    ticket = Ticket(appointment=one, what="day_before" if days else "hours_before")
    return Turned(session=session, replies=(ticket,), fresh=True)


def _too_late(one: Appointment, what: str, at: datetime) -> bool:
    """Whether a reminder has lost its sense, as when the bot was away when it was time."""
    if what == "day_before":
        return at.date() >= one.slot.start.date()
    return what == "hours_before" and at >= one.slot.start


def rate(session: Session, one: Appointment | None, stars: int, at: datetime) -> Turned:
    """It went well, or not: counted once, and a sentence may follow."""
    if one is None:
        return Turned(session=session, replies=(Tell(what="no_appointment"),))
    awaited = Rated(ref=one.ref, flow=one.flow, stars=stars, until=at + _LISTENING)
    diary = session.diary.model_copy(update={"rating": awaited})
    rating = Rating(flow=one.flow, stars=stars, ref=one.ref)
    moved = session.model_copy(update={"diary": diary})
    return Turned(session=moved, replies=(Tell(what="rated", data={"stars": stars}),), rating=rating)


def comment(mind: Mind, session: Session, text: str, at: datetime) -> Turned | None:
    """The sentence after the stars, kept without any trace of whose it is; None where something else is meant."""
    rated = session.diary.rating
    if rated is None or at > rated.until or mind.router.route(text).opens or mind.listener.plainly(text, None):
        return None
    moved = session.model_copy(update={"diary": session.diary.model_copy(update={"rating": None})})
    return Turned(
        session=moved,
        replies=(Tell(what="commented"),),
        rating=Rating(flow=rated.flow, stars=rated.stars, words=text[:500], ref=rated.ref),
    )


def _deadline(session: Session, one: Alarm | None, at: datetime) -> Turned:
    if one is None or session.diary.calm or at.date() > one.day:
        return Turned(session=session, replies=())
    data: dict[str, str | int | float] = {"flow": one.flow, "item": one.item, "day": one.day.isoformat()}
    left = session
    if at.date() >= one.day:
        others = tuple(other for other in session.diary.alarms if other.id != one.id)
        left = session.model_copy(update={"diary": session.diary.model_copy(update={"alarms": others})})
    return Turned(session=left, replies=(Tell(what="deadline_near", data=data),), fresh=True)


def _due(day: date, at: datetime) -> tuple[datetime, ...]:
    """The evening before, and the morning of the last day."""
    moments = (
        datetime.combine(day - timedelta(days=1), _EVENING, at.tzinfo),
        datetime.combine(day, _MORNING, at.tzinfo),
    )
    return tuple(moment for moment in moments if moment > at)


def awake(moment: datetime) -> bool:
    """Whether people may be disturbed."""
    return _WAKING <= moment.time() < _RESTING


def _awake(moment: datetime) -> datetime:
    """The moment, or the next morning if it falls into the night."""
    if moment.time() < _WAKING:
        return datetime.combine(moment.date(), _WAKING, moment.tzinfo)
    if moment.time() >= _RESTING:
        return datetime.combine(moment.date() + timedelta(days=1), _WAKING, moment.tzinfo)
    return moment
