"""What a card about an appointment shows besides its words: the facts they speak of, and the buttons."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from bot.booking.base import Matter, Request, Slot
from bot.engine.diary import Appointment, Draft
from bot.engine.mind import Mind, outcomes
from bot.engine.outcome import Wanted
from bot.engine.reply import Book, Errand, Ticket
from bot.engine.seeking import DAYS
from bot.engine.session import Session, Visit
from bot.engine.tap import encode
from bot.flow.shelf import Office
from bot.message import Button

_STARS = 5
_CLOCKS = 3
"""Times in a row."""

Row = tuple[Button, ...]
Labels = Mapping[str, str]
Says = Callable[[date], str]
"""Writes a day."""


def facts(mind: Mind, session: Session, reply: Book | Ticket, at: datetime) -> dict[str, Any]:
    """What the words of `messages_zh/booking` may speak of."""
    about: Appointment | Draft | None = reply.appointment if isinstance(reply, Ticket) else session.diary.draft
    book = mind.handbook
    flow = about.flow if about else ""
    return {
        "one": about if isinstance(about, Appointment) else None,
        "draft": about if isinstance(about, Draft) else None,
        "office": book.offices.get(about.office, _closed(about.office)) if about else None,
        "matter": book.flows[flow].title if flow in book.flows else flow,
        "left": left(mind, session, flow, at),
        "moved": isinstance(about, Appointment) and _moved(session, about),
        "former": session.diary.find(about.replaces) if isinstance(about, Appointment) and about.replaces else None,
    }


def _moved(session: Session, one: Appointment) -> bool:
    """Whether another appointment has taken this one's entry in the phone's calendar."""
    return any(other.entry == (one.entry or one.ref) for other in session.diary.kept)


def _closed(name: str) -> Office:
    """An office that was taken out of the handbook, while somebody still has an appointment there."""
    return Office(kind="window", name=name or "-", use="-", confidence="low")


def request(
    mind: Mind, session: Session, errand: Errand, answers: Callable[[Session], tuple[tuple[str, str], ...]]
) -> Request | None:
    """The booking as the provider is to have it: who comes, and with what; None where nothing is to be booked."""
    one = session.diary.find(errand.ref)
    if one is None or errand.act in {"free", "look"}:
        return None
    whole = walked(mind, session, one.flow)
    flow = mind.handbook.flows.get(one.flow)
    wanted = _wanted(mind, whole, one.slot.start) if whole else ()
    end = mind.walker.agenda.end(mind.walker.agenda.ended(whole)[0]) if whole else None
    matter = Matter(
        service=one.flow,
        title=flow.title if flow else one.flow,
        outcome=end.end if end else "",
        answers=answers(whole) if whole else (),
        ready=tuple(each.material.name for each in wanted if each.ticked),
        missing=tuple(each.material.name for each in wanted if not each.ticked),
    )
    return Request(
        ref=one.ref, slot=one.slot, person=one.person, matter=matter, owner=session.owner, instead=one.replaces
    )


def left(mind: Mind, session: Session, flow: str, at: datetime) -> tuple[Wanted, ...]:
    """The materials of this matter that are not ticked off; none where it is not at hand any more."""
    whole = walked(mind, session, flow)
    if whole is None:
        return ()
    return tuple(one for one in _wanted(mind, whole, at) if not one.ticked)


def walked(mind: Mind, session: Session, flow: str) -> Session | None:
    """The session as it stands in this matter, at hand or on the shelf; None where it has come to no end in it."""
    whole = _whole(mind, session, flow)
    return whole if whole and mind.walker.agenda.ended(whole) else None


def page(office: Office) -> str:
    """The address at which one books for oneself."""
    return str(getattr(office.booking, "url", "") or office.url)


def _wanted(mind: Mind, whole: Session, at: datetime) -> tuple[Wanted, ...]:
    return tuple({one.id: one for outcome in outcomes(mind, whole, at) for one in outcome.materials}.values())


def _whole(mind: Mind, session: Session, flow: str) -> Session | None:
    agenda, flows = mind.walker.agenda, mind.handbook.flows
    if agenda.matter(session) == flow:
        return session
    kept: Visit | None = next((visit for visit in session.shelf if agenda.called(visit) == flow), None)
    if kept is None or any(visit.flow not in flows for visit in (*kept.trail, kept)):
        return None
    return session.model_copy(update={"visit": kept, "trail": kept.trail, "ahead": kept.ahead, "revising": None})


def rows(mind: Mind, labels: Labels, session: Session, reply: Book | Ticket, says: Says) -> tuple[Row, ...]:
    """The buttons below the card."""
    pad = _Pad(labels, session)
    return pad.ticket(reply) if isinstance(reply, Ticket) else pad.draft(mind, says)


class _Pad:
    """Buttons in one session."""

    def __init__(self, labels: Labels, session: Session) -> None:
        self._labels = labels
        self._session = session

    def draft(self, mind: Mind, says: Says) -> tuple[Row, ...]:
        draft = self._session.diary.draft
        if draft is None:
            return (self._below("menu", "human"),)
        return (*self._choices(mind, draft, says), self._below("back", "menu", "human"))

    def ticket(self, ticket: Ticket) -> tuple[Row, ...]:
        one, ref = ticket.appointment, ticket.appointment.ref.lower()
        match ticket.what:
            case "held":
                rows = self._held(ref)
            case "away" if one.status == "holding":
                rows = [[self._word("queue", "q", ref)], [self._word("drop", "u", ref)]]
            case "away" | "queued" | "slow" if one.status != "freeing":
                rows = [[self._word("drop", "u", ref)]]
            case "free":
                rows = [[self._word("free_sure", "i", ref), self._word("stay", "j", ref)]]
            case "receipt" | "shown" | "moved" | "day_before" | "hours_before":
                rows = self._kept(one, ref)
            case "afterwards":
                stars = [self._button("⭐" * count, "v", ref, count) for count in range(1, _STARS + 1)]
                rows = [stars[:3], stars[3:], [self._word("not_done", "v", ref, 0)]]
            case "ended" | "missed" if self._session.visit:
                rows = [[self._word("appoint", "k", "open")]]
            case _:
                rows = []
        return (*(tuple(row) for row in rows), self._below("resume" if self._session.visit else "menu", "human"))

    def _held(self, ref: str) -> list[list[Button]]:
        mend = [self._word("mend_name", "l", ref, 0), self._word("mend_phone", "l", ref, 1)]
        return [[self._word("confirm", "h", ref)], mend, [self._word("drop", "u", ref)]]

    def _kept(self, one: Appointment, ref: str) -> list[list[Button]]:
        match one.status:
            case "held":
                return self._held(ref)
            case "confirmed":
                copy = Button(label=self._labels["copy_ref"], copied=one.ref)
                return [[self._word("change_time", "n", ref), self._word("free", "u", ref)], [copy]]
            case "freeing" | "doubtful":
                return []
            case _:
                return [[self._word("drop", "u", ref)]]

    def _choices(self, mind: Mind, draft: Draft, says: Says) -> tuple[Row, ...]:
        match draft.stage:
            case "office":
                offices = mind.handbook.offices
                return tuple(
                    (self._button(offices[name].name, "g", name),) for name in draft.offices if name in offices
                )
            case "link":
                office = mind.handbook.offices[draft.office]
                return ((Button(label=self._labels["open"] + office.name, url=page(office)),),)
            case "day":
                return self._days(draft, says)
            case "slot":
                clocks = [self._button(_clock(slot), "s", place) for place, slot in enumerate(draft.offered)]
                return tuple(tuple(clocks[at : at + _CLOCKS]) for at in range(0, len(clocks), _CLOCKS))
            case "next":
                return tuple(
                    (self._button(f"{says(slot.start.date())} {_clock(slot)}", "s", place),)
                    for place, slot in enumerate(draft.offered)
                )
            case "consent":
                return ((self._word("agree", "k", "agree"),),)
            case _:
                return ()

    def _days(self, draft: Draft, says: Says) -> tuple[Row, ...]:
        last = (len(draft.days) - 1) // DAYS
        page = min(draft.page, last)
        shown = draft.days[page * DAYS : (page + 1) * DAYS]
        rows: list[Row] = [
            (self._button(f"{says(day)} {self._labels['left']}{free}", "y", f"{day:%Y%m%d}"),) for day, free in shown
        ]
        if last:
            label = self._labels["later_days"] if page < last else self._labels["first"]
            rows.append((self._button(label, "w", page + 1 if page < last else 0),))
        return tuple(rows)

    def _below(self, *names: str) -> Row:
        known: dict[str, tuple[str, ...]] = {"back": ("b",), "menu": ("m",), "human": ("a", "human"), "resume": ("r",)}
        return tuple(self._button(self._labels[name], *known[name]) for name in names)

    def _word(self, label: str, verb: str, *arguments: str | int) -> Button:
        return self._button(self._labels[label], verb, *arguments)

    def _button(self, label: str, verb: str, *arguments: str | int) -> Button:
        return Button(label=label, id=encode(self._session.walk, self._session.step, verb, *arguments))


def _clock(slot: Slot) -> str:
    return f"{slot.start.hour}:{slot.start.minute:02d}"
