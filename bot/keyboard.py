"""The buttons under a message: which ones, in which order, with which ids."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot import tickets
from bot.engine.joined import Joined
from bot.engine.mind import Mind
from bot.engine.outcome import Outcome, Wanted
from bot.engine.reply import Answers, Ask, Book, Finish, Offer, Reply, Sheet, Tell, Ticket
from bot.engine.seeking import bookable
from bot.engine.session import Session
from bot.engine.tap import encode
from bot.flow import menu, model
from bot.flow.shelf import Office
from bot.message import Button
from bot.tickets import Says

PAGE = 5
"""Entries of a menu on one screen, so that with what stands around them there are at most eight buttons."""

_NUMBERED = 5
"""Buttons in a row that carry only the number of what stands in the text."""

_PAIRED = 7
"""Labels up to this many characters stand two in a row."""

Row = tuple[Button, ...]
Labels = Mapping[str, str]


class Keyboard:
    """Builds rows of buttons for one turn's last reply."""

    def __init__(self, mind: Mind, labels: Labels, session: Session, says: Says) -> None:
        self._mind = mind
        self._labels = labels
        self._session = session
        self._says = says

    def rows(self, replies: Iterable[Reply], outcome: Outcome | Joined | None) -> tuple[Row, ...]:
        """The buttons that belong to these replies; every screen can reach a human."""
        replies = tuple(replies)
        rows = [row for reply in replies if isinstance(reply, Offer) for row in self._offer(reply)]
        match replies[-1]:
            case Ask():
                return (*rows, *self._ask())
            case Book() | Ticket() as reply:
                return (*rows, *tickets.rows(self._mind, self._labels, self._session, reply, self._says))
            case Sheet() | Finish(part=int()):
                return (*rows, self._below("resume", "menu", "human"))
            case Finish() if isinstance(outcome, Joined):
                return (*rows, *self._event(outcome))
            case Finish() if isinstance(outcome, Outcome):
                return (*rows, *self._finish(outcome))
            case Answers(given=given):
                return (*self._answers(given), self._below("resume", "human"))
            case Offer(why="menu"):
                return (*rows, self._below("mine", "human"))
            case Offer():
                return (*rows, self._below("menu", "human"))
            case Tell(what="holding"):
                return ()
            case last:
                asks = self._confirm() if getattr(last, "what", None) == "forget" else ()
                return (*asks, self._below("resume" if self._session.visit else "menu", "human"))

    def _button(self, label: str, verb: str, *arguments: str | int) -> Button:
        return Button(label=label, id=encode(self._session.walk, self._session.step, verb, *arguments))

    def _below(self, *names: str) -> Row:
        known: dict[str, tuple[Any, ...]] = {
            "back": ("b",),
            "menu": ("m",),
            "human": ("a", "human"),
            "mine": ("a", "mine"),
            "why": ("a", "why"),
            "resume": ("r",),
            "person": ("m", "0person"),
            "business": ("m", "0business"),
            "areas": ("m", "0"),
            "events": ("m", "0events"),
            "change": ("e",),
            "restart": ("x",),
            "notice": ("p", "notice"),
            "timeline": ("p", "timeline"),
        }
        return tuple(self._button(self._labels[name], *known[name]) for name in names)

    def _confirm(self) -> tuple[Row, ...]:
        """Whoever has appointments says what becomes of them."""
        if not any(one.status == "confirmed" for one in self._session.diary.kept):
            return ((self._button(self._labels["forget"], "z"),),)
        free, keep = self._labels["forget_free"], self._labels["forget_keep"]
        return ((self._button(free, "z", "free"),), (self._button(keep, "z"),))

    def _ask(self) -> tuple[Row, ...]:
        ask = self._mind.walker.asked(self._session)
        if ask is None:
            return ()
        buttons = [self._button(choice.label, "c", key) for key, choice in ask.choices.items()]
        if ask.number and ask.number.unsure:
            buttons.append(self._button(ask.number.unsure.label, "c", model.UNSURE))
        first = not self._session.path and not self._session.trail and not self._session.revising
        way = self._below("why", "menu") if first else self._below("back", "why", "menu")
        return (*_paired(buttons), way, self._below("human"))

    def _event(self, joined: Joined) -> tuple[Row, ...]:
        details = tuple(
            (self._button(self._labels["detail"] + part.flow.title, "d", place),)
            for place, part in enumerate(joined.parts)
        )
        ticks = [self._tick(one, str(number)) for number, (one, _) in enumerate(joined.materials, 1)]
        return (
            *_in_rows(ticks, _NUMBERED),
            *details,
            *self._appointment(joined.offices, dated=bool(joined.dates)),
            self._sheets(dated=bool(joined.dates)),
            self._below("change", "restart"),
            self._below("back", "menu", "human"),
        )

    def _appointment(self, offices: Iterable[tuple[str, Office]], *, dated: bool) -> tuple[Row, ...]:
        """An appointment where one can be had, and reminders where there are days to be reminded of."""
        book = [self._button(self._labels["appoint"], "k", "open")] if self._bookable(offices) else []
        remind = [self._button(self._labels["remind"], "o", "on")] if dated else []
        return (tuple(book + remind),) if book or remind else ()

    def _bookable(self, offices: Iterable[tuple[str, Office]]) -> bool:
        return any(bookable(self._mind, office) for _, office in offices)

    def _sheets(self, *, dated: bool) -> Row:
        return self._below("notice", "timeline") if dated else self._below("notice")

    def _tick(self, one: Wanted, words: str) -> Button:
        mark = self._labels["ticked" if one.ticked else "unticked"]
        return self._button(mark + words, "t", one.id, int(not one.ticked))

    def _finish(self, outcome: Outcome) -> tuple[Row, ...]:
        doors = tuple(
            (Button(label=self._labels["open"] + office.name, url=str(office.url)),)
            for _, office in outcome.offices
            if office.url
        )
        reference = Button(label=self._labels["copy"], copied=self._session.walk.upper())
        return (
            *((self._tick(one, one.material.name),) for one in outcome.materials),
            *doors,
            *self._appointment(outcome.offices, dated=outcome.dated),
            self._sheets(dated=outcome.dated),
            (*self._below("change", "restart"), reference),
            self._below("back", "menu", "human"),
        )

    def _answers(self, given: tuple[tuple[str, str], ...]) -> tuple[Row, ...]:
        return tuple(
            (self._button(f"{number}. {self._labels['change_one']}", "e", state),)
            for number, (_, state) in enumerate(given, 1)
        )

    def _offer(self, offer: Offer) -> tuple[Row, ...]:
        book = self._mind.handbook
        match offer.why:
            case "menu":
                return (*self._going_on(), *self._menu())
            case "person" | "business" as who:
                return self._listed([self._open(flow) for flow in menu.matters(book, who)], offer.page, f"0{who}")
            case "events":
                return self._listed([self._open(flow) for flow in menu.events(book)], offer.page, "0events")
            case "areas":
                areas = [self._button(book.areas[name].title, "m", name) for name in menu.areas(book)]
                return self._listed(areas, offer.page, "0")
            case "area" if offer.area:
                return self._listed(
                    [self._open(flow) for flow in menu.inside(book, offer.area)], offer.page, offer.area
                )
            case "mine":
                return (*self._appointments(), *(self._mine(flow) for flow in offer.flows))
            case "switch":
                title = book.flows[offer.flows[0]].title
                return ((self._button(self._labels["switch"] + title, "f", offer.flows[0]),),)
            case _:
                return tuple((self._open(flow),) for flow in offer.flows)

    def _going_on(self) -> tuple[Row, ...]:
        flow = self._mind.handbook.flows.get(self._mind.walker.agenda.matter(self._session) or "")
        return ((self._button(self._labels["resume_one"] + flow.title, "r"),),) if flow else ()

    def _menu(self) -> tuple[Row, ...]:
        """The lists that hold something, two in a row."""
        book = self._mind.handbook
        held = {
            "person": menu.matters(book, "person"),
            "business": menu.matters(book, "business"),
            "areas": menu.areas(book),
            "events": menu.events(book),
        }
        names = [name for name, entries in held.items() if entries]
        return tuple(self._below(*names[place : place + 2]) for place in range(0, len(names), 2))

    def _listed(self, entries: list[Button], page: int, argument: str) -> tuple[Row, ...]:
        """One page of a list, a row each; the button below turns the page, and from the last back to the first."""
        if len(entries) <= PAGE + 1:  # one more fits in the place of the button that turns the page
            return tuple((entry,) for entry in entries)
        last = (len(entries) - 1) // PAGE
        page = min(page, last)
        rows = tuple((entry,) for entry in entries[page * PAGE : (page + 1) * PAGE])
        turn = f"{self._labels['more']} {page + 2}/{last + 1}" if page < last else self._labels["first"]
        return (*rows, (self._button(turn, "m", argument, (page + 1) % (last + 1)),))

    def _open(self, flow: str) -> Button:
        return self._button(self._mind.handbook.flows[flow].title, "f", flow)

    def _appointments(self) -> tuple[Row, ...]:
        flows = self._mind.handbook.flows
        return tuple(
            (
                self._button(
                    self._labels["appointment"]
                    + self._says(one.slot.start.date())
                    + (flows[one.flow].title if one.flow in flows else one.ref),
                    "j",
                    one.ref.lower(),
                ),
            )
            for one in self._session.diary.kept
        )

    def _mine(self, flow: str) -> Row:
        at_hand = self._mind.walker.agenda.matter(self._session) == flow
        title = self._labels["resume_one"] + self._mind.handbook.flows[flow].title
        return (self._button(title, "r") if at_hand else self._button(title, "r", flow),)


def _in_rows(buttons: list[Button], width: int) -> tuple[Row, ...]:
    return tuple(tuple(buttons[place : place + width]) for place in range(0, len(buttons), width))


def _paired(buttons: list[Button]) -> tuple[Row, ...]:
    if any(len(button.label) > _PAIRED for button in buttons):
        return tuple((button,) for button in buttons)
    return _in_rows(buttons, 2)
