"""What is typed while an appointment is made: the words of a button, a day, a time, a name, a number."""

from collections.abc import Mapping
from datetime import date

from bot.booking.base import Slot
from bot.engine.arranging import agree, asked_again, held_in, mended, named, numbered, pick
from bot.engine.choosing import Commands, chosen
from bot.engine.dating import read_day
from bot.engine.diary import Appointment, Draft
from bot.engine.event import Booked, Picked, Said
from bot.engine.keeping import keep
from bot.engine.mind import Mind, plain
from bot.engine.person import read_name, read_phone
from bot.engine.reply import Book, Tell, Turned
from bot.engine.session import Session
from bot.engine.wording import meant_by, unnumbered
from bot.flow.model import Choice, Day

_ANY_DAY = Day(future=True, example="-")
_MENDS = ("mend_name", "mend_phone")
_HELD = (
    ("confirm_booking", "confirm"),
    ("confirm", "confirm"),
    ("yes", "confirm"),
    ("mend_name", "mend_name"),
    ("mend_phone", "mend_phone"),
    ("drop", "free"),
)
"""The words for the buttons of a held slot, and what these stand for."""
_NOON = 12
_HALF = 30


def tell(mind: Mind, session: Session, draft: Draft, event: Said) -> Turned | None:
    """What the words make of the draft; None where they ask something, or mean another matter."""
    decided = decide(mind, session, event) if draft.mends else None
    if decided:
        return decided
    if _says(mind, event.text, "drop"):
        return mended(mind, session, draft) if draft.mends else asked_again(mind, session, closed=True)
    picked = _picked(mind, draft, event)
    if picked:
        return pick(mind, session, picked)
    agreed = _says(mind, event.text, "confirm")
    polite = mind.courtesies.meant(event.text)
    if polite and not (agreed and draft.stage == "consent"):
        return Turned(session=session, replies=(Tell(what=polite), Book()))
    match draft.stage:
        case "consent" if agreed:
            return agree(mind, session)
        case "phone" if phone := read_phone(event.text):
            return numbered(mind, session, draft.model_copy(update={"phone": phone}), event)
        case "name" if not agreed and not _asks(mind, draft, event.text) and (name := _name(mind, event.text)):
            return named(mind, session, draft, name, event.at)
    if _asks(mind, draft, event.text) or mind.router.route(event.text).opens not in {None, draft.flow}:
        return None
    return asked_again(mind, session)


def decide(mind: Mind, session: Session, event: Said) -> Turned | None:
    """A slot is held, and the citizen types what stands on its buttons, another number or name; None for anything else.

    Amid another matter only the words of the button that confirms it are understood, unless its card was the last one.
    """
    held = held_in(session)
    if held is None:
        return None
    if mind.walker.asked(session) and not (session.card and session.card.ref == held.ref):
        what = "confirm" if _says(mind, event.text, "confirm_booking") else None
    else:
        what = meant_by(event.text, [(_words(mind, group), what) for group, what in _HELD]) or _wish(mind, event.text)
        if what is None:
            return _corrected(mind, session, held, event)
    common = {"id": event.id, "at": event.at, "public": event.public, "ref": held.ref}
    return keep(mind, session, Booked.model_validate({**common, "what": what})) if what else None


def _name(mind: Mind, text: str) -> str | None:
    return read_name(text, _words(mind, "named"))


def _wish(mind: Mind, text: str) -> str | None:
    """The wish to give another name or number, told in a sentence without it."""
    if read_phone(text):
        return None
    said = plain(text)
    return next((group for group in _MENDS if any(plain(word) in said for word in _words(mind, group))), None)


def _corrected(mind: Mind, session: Session, held: Appointment, event: Said) -> Turned | None:
    """Another number, or another name after what leads over to it."""
    typing = Draft(flow=held.flow, stage="name", office=held.office, slot=held.slot, agreed=True, mends=held.ref)
    if phone := read_phone(event.text):
        return mended(mind, session, typing.model_copy(update={"phone": phone}))
    leading = _words(mind, "named")
    name = read_name(event.text, leading) if event.text.strip().startswith(leading) else None
    return mended(mind, session, typing.model_copy(update={"name": name})) if name else None


def _words(mind: Mind, group: str) -> tuple[str, ...]:
    return mind.handbook.words.commands.get(group, ())


def _says(mind: Mind, text: str, group: str) -> bool:
    return not {plain(text), plain(unnumbered(text))}.isdisjoint(map(plain, _words(mind, group)))


def _asks(mind: Mind, draft: Draft, text: str) -> bool:
    return bool(mind.listener.asked(text, {draft.flow}))


def _picked(mind: Mind, draft: Draft, event: Said) -> Picked | None:
    words = mind.handbook.words
    common = {"id": event.id, "at": event.at}
    match draft.stage:
        case "office":
            names = {name: Choice(label=mind.handbook.offices[name].name) for name in draft.offices}
            found, what = chosen(names, event.text, words.commands), "office"
        case "day":
            day = read_day(_ANY_DAY, event.text, words, event.at.date())
            return Picked(what="day", value=f"{day:%Y%m%d}", **common) if _offered(draft, day) else None
        case "slot" | "next":
            found, what = chosen(_clocks(draft.offered, words.commands), event.text, words.commands), "slot"
        case _:
            return None
    return Picked.model_validate({**common, "what": what, "value": found.pop()}) if len(found) == 1 else None


def _offered(draft: Draft, day: object) -> bool:
    return isinstance(day, date) and any(day == one for one, _ in draft.days)


def _clocks(slots: tuple[Slot, ...], words: Commands) -> Mapping[str, Choice]:
    """Each slot by how people write or say its time; one that two days share can't be told by it."""
    return {
        str(place): Choice(label=f"{slot.start.hour}:{slot.start.minute:02d}", words=tuple(_said(slot, words)))
        for place, slot in enumerate(slots)
    }


def _said(slot: Slot, words: Commands) -> set[str]:
    from cn2an import an2cn  # noqa: PLC0415 - a fifth of the start of a chat, for who types a time

    shapes = words.get({0: "full_hour", _HALF: "half_hour"}.get(slot.start.minute, ""), ())
    hours = {slot.start.hour, slot.start.hour % _NOON or _NOON}
    return {shape.replace("#", said) for shape in shapes for hour in hours for said in (str(hour), an2cn(hour))}
