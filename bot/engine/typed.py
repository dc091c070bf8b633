"""What typed words ask for: a command that always means the same, or a button of the card that was said last."""

import re
from collections.abc import Iterable, Iterator
from functools import partial

from bot.engine.commanding import commanded, common
from bot.engine.dating import read_day
from bot.engine.diary import Appointment
from bot.engine.event import (
    Booked,
    Browsed,
    Event,
    Examined,
    Forgot,
    Picked,
    Rated,
    Reopened,
    Resumed,
    Said,
    Started,
    Ticked,
    WentBack,
)  # fmt: skip
from bot.engine.mind import Mind, joined, outcomes, plain
from bot.engine.session import Card, Session
from bot.engine.wording import meant_by, unnumbered
from bot.flow import menu
from bot.flow.model import Day

Button = tuple[Iterable[str], Event]
"""The words on a button, and what it stands for."""

_STARS = 5
_STAR = "⭐"
_PICTURED = "\ufe0f"
"""Follows a sign that phones draw as a picture (Unicode TR 51)."""
_PAGES = re.compile(r"\d+/\d+\s*$")
"""On the button that turns the page: which one comes, and of how many."""
_MENU = Card(what="menu")
_ANY_DAY = Day(future=True, example="-")


def meant(mind: Mind, session: Session, event: Event) -> Event:
    """The event that the words stand for; the same event where they are no command and on no button."""
    if not isinstance(event, Said):
        return event
    commands = mind.commands
    command = commands.get(plain(event.text)) or commands.get(plain(unnumbered(event.text)))
    if command:
        return commanded(command, event)
    return _Typed(mind, session, event).event() or event


class _Typed:
    """Words in one session."""

    def __init__(self, mind: Mind, session: Session, said: Said) -> None:
        self._mind, self._session, self._said = mind, session, said
        self._words = mind.handbook.words.commands
        self._common = common(said)

    def event(self) -> Event | None:
        """What they stand for on the card that was said last."""
        text = _PAGES.sub("", self._said.text)
        stars = "".join(unnumbered(text).replace(_PICTURED, "").split())
        return meant_by(str(len(stars)) if set(stars) == {_STAR} else text, self._buttons())

    def _buttons(self) -> Iterator[Button]:
        session, card = self._session, self._session.card
        if card is None and session.diary.draft is None and session.visit is None:
            card = _MENU
        if card is None:
            return self._draft() if session.diary.draft else self._outcome()
        one = session.diary.find(card.ref)
        return self._appointment(card, one) if one else self._listed(card)

    def _listed(self, card: Card) -> Iterator[Button]:
        """The buttons of a card that is about no appointment."""
        book = self._mind.handbook
        match card.what:
            case "menu":
                yield from self._menu()
            case "forget":
                yield from self._forget()
            case "person" | "business" as who:
                yield from self._pages(card, map(self._open, menu.matters(book, who)), by=who)
            case "events":
                yield from self._pages(card, map(self._open, menu.events(book)), by="events")
            case "areas":
                browse = partial(Browsed, **self._common)
                areas = (([book.areas[name].title], browse(area=name)) for name in menu.areas(book))
                yield from self._pages(card, areas, by="areas")
            case "area" if card.area and card.area in book.areas:
                yield from self._pages(card, map(self._open, menu.inside(book, card.area)), area=card.area)
            case "unclear":
                for place, flow in enumerate(card.flows, 1):
                    yield [*self._titled("switch", flow), *self._placed(place, "ordinal")], self._started(flow)
            case "switch":
                yield from self._switch(card)
            case "mine":
                yield from self._mine()
            case "answers":
                yield from self._answers()
            case "heard":
                yield self._group("misheard"), WentBack(**self._common)
                yield from self._outcome()

    def _menu(self) -> Iterator[Button]:
        for by in ("person", "business", "areas", "events"):
            yield self._words.get(by, ()), Browsed.model_validate({"by": by, **self._common})
        yield from self._going_on()

    def _going_on(self) -> Iterator[Button]:
        flow = self._mind.walker.agenda.matter(self._session)
        if flow:
            yield self._titled("resume", flow), Resumed(**self._common)

    def _forget(self) -> Iterator[Button]:
        """All is deleted only by the words of that button; who merely agrees is asked once more where there are two."""
        sure = partial(Forgot, sure=True, **self._common)
        if any(one.status == "confirmed" for one in self._session.diary.kept):
            yield self._group("forget_free"), sure(free=True)
            yield self._group("forget_keep"), sure()
        else:
            yield self._group("forget_sure"), sure()
        yield self._group("forget_sure", "yes"), Forgot(**self._common)
        yield self._group("forget_not", "no", "drop"), Resumed(**self._common)

    def _pages(self, card: Card, entries: Iterable[Button], **of: str) -> Iterator[Button]:
        yield from entries
        yield self._group("more"), Browsed.model_validate({"page": card.page + 1, **of, **self._common})
        yield self._group("first"), Browsed.model_validate({**of, **self._common})

    def _open(self, flow: str) -> Button:
        return self._titled("switch", flow), self._started(flow)

    def _started(self, flow: str) -> Event:
        return Started(flow=flow, **self._common)

    def _titled(self, group: str, flow: str) -> list[str]:
        """The procedure's title, alone and after each of the group's words; nothing for one that was taken out."""
        known = self._mind.handbook.flows.get(flow)
        return [known.title, *(word + known.title for word in self._group(group))] if known else []

    def _group(self, *names: str) -> tuple[str, ...]:
        return tuple(word for name in names for word in self._words.get(name, ()))

    def _placed(self, place: int, *names: str) -> list[str]:
        """The group's words with the number in them, as figure and as letters."""
        signs = [str(place), *self._mind.handbook.words.figures.digits.get(place, "")]
        return [word.replace("#", sign) for word in ("#", *self._group(*names)) for sign in signs]

    def _switch(self, card: Card) -> Iterator[Button]:
        for flow in card.flows:
            yield self._titled("switch", flow), self._started(flow)

    def _mine(self) -> Iterator[Button]:
        """Appointments by their day, and what is half done by its title."""
        agenda = self._mind.walker.agenda
        day = read_day(_ANY_DAY, self._said.text, self._mind.handbook.words, self._said.at.date())
        that_day = [one for one in self._session.diary.kept if one.slot.start.date() == day]
        if len(that_day) == 1:
            yield [self._said.text], Booked(what="show", ref=that_day[0].ref, **self._common)
        standing = [one for one in self._session.diary.kept if one.status == "confirmed"]
        if len(standing) == 1:
            yield self._group("change_time"), Booked(what="change", ref=standing[0].ref, **self._common)
            yield self._group("free"), Booked(what="free", ref=standing[0].ref, **self._common)
        yield from self._going_on()
        for visit in self._session.shelf:
            flow = agenda.called(visit)
            yield self._titled("resume", flow), Resumed(flow=flow, **self._common)

    def _appointment(self, card: Card, one: Appointment) -> Iterator[Button]:
        """The buttons below an appointment; those of a held one are understood without its card as well."""
        booked = partial(Booked, ref=one.ref, **self._common)
        match card.what, one.status:
            case "free", "confirmed":
                yield self._group("free_sure"), booked(what="free_sure")
                yield self._group("free", "yes"), booked(what="free")
                yield self._group("free_stay", "no"), booked(what="show")
            case "afterwards", _:
                yield from self._stars(one)
            case _, "confirmed":
                yield self._group("change_time"), booked(what="change")
                yield self._group("free"), booked(what="free")
            case "away", "holding":
                yield self._group("queue"), booked(what="queue")
                yield self._group("drop"), booked(what="free")
            case _, "holding" | "waiting" | "confirming":
                yield self._group("drop"), booked(what="free")
            case _:
                yield from self._switch(card)

    def _stars(self, one: Appointment) -> Iterator[Button]:
        rated = partial(Rated, ref=one.ref, **self._common)
        for count in range(1, _STARS + 1):
            yield self._placed(count, "star"), rated(stars=count)
        yield self._group("not_done"), rated(stars=0)

    def _answers(self) -> Iterator[Button]:
        flows = self._mind.handbook.flows
        for place, (flow, state) in enumerate(self._mind.walker.given(self._session), 1):
            asked = flows[flow].states[state]
            words = [*self._placed(place, "change_one", "ordinal"), getattr(asked, "ask", "")]
            yield words, Reopened(state=state, **self._common)

    def _draft(self) -> Iterator[Button]:
        draft = self._session.diary.draft
        if draft and draft.stage == "day":
            picked = partial(Picked, what="page", **self._common)
            yield self._group("later_days", "more"), picked(value=str(draft.page + 1))
            yield self._group("first"), picked(value="0")

    def _outcome(self) -> Iterator[Button]:
        """Materials to tick off, by their whole name, and a life event's parts."""
        mind, session, at = self._mind, self._session, self._said.at
        whole = joined(mind, session, at)
        for place, part in enumerate(whole.parts if whole else ()):
            yield [word + part.flow.title for word in self._group("detail")], Examined(part=place, **self._common)
        if session.visit is None or mind.walker.asked(session) or mind.router.route(self._said.text).by == "title":
            return
        for one in (one for each in outcomes(mind, session, at) for one in each.materials):
            if plain(one.material.name) == plain(unnumbered(self._said.text)):
                yield [one.material.name], Ticked(material=one.id, on=not one.ticked, **self._common)
