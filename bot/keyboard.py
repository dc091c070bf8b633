"""The buttons under a message: which ones, in which order, with which ids."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.engine.joined import Joined
from bot.engine.mind import Mind
from bot.engine.outcome import Outcome, Wanted
from bot.engine.reply import Answers, Ask, Finish, Offer, Reply
from bot.engine.session import Session
from bot.engine.tap import encode
from bot.flow import model
from bot.message import Button

PAGE = 5
"""Rows of areas or procedures on one screen, so that with what stands around them there are at most eight."""

_PAIRED = 7
"""Labels up to this many characters stand two in a row."""

_ALL = "0"
"""Stands for all areas in the id of a page's button; no folder can have this name."""

Row = tuple[Button, ...]
Labels = Mapping[str, str]


class Keyboard:
    """Builds rows of buttons for one turn's last reply."""

    def __init__(self, mind: Mind, labels: Labels, session: Session) -> None:
        self._mind = mind
        self._labels = labels
        self._session = session

    def rows(self, replies: Iterable[Reply], outcome: Outcome | Joined | None) -> tuple[Row, ...]:
        """The buttons that belong to these replies; every screen can reach a human."""
        replies = tuple(replies)
        rows = [row for reply in replies if isinstance(reply, Offer) for row in self._offer(reply)]
        match replies[-1]:
            case Ask():
                return (*rows, *self._ask())
            case Finish(part=int()):
                return (*rows, self._below("resume", "menu", "human"))
            case Finish() if isinstance(outcome, Joined):
                return (*rows, *self._event(outcome))
            case Finish() if isinstance(outcome, Outcome):
                return (*rows, *self._finish(outcome))
            case Answers(given=given):
                return (*self._answers(given), self._below("resume", "human"))
            case Offer(why="none" | "unclear" | "mine" | "area"):
                return (*rows, self._below("menu", "human"))
            case Offer():
                return (*rows, self._below("mine", "human"))
            case last:
                asks = (self._confirm(),) if getattr(last, "what", None) == "forget" else ()
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
            "change": ("e",),
            "restart": ("x",),
        }
        return tuple(self._button(self._labels[name], *known[name]) for name in names)

    def _confirm(self) -> Row:
        return (self._button(self._labels["forget"], "z"),)

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
        ticks = self._ticks(one for one, _ in joined.materials)
        return (*ticks, *details, self._below("change", "restart"), self._below("back", "menu", "human"))

    def _ticks(self, materials: Iterable[Wanted]) -> tuple[Row, ...]:
        return tuple(
            (
                self._button(
                    self._labels["ticked" if one.ticked else "unticked"] + one.material.name,
                    "t",
                    one.id,
                    int(not one.ticked),
                ),
            )
            for one in materials
        )

    def _finish(self, outcome: Outcome) -> tuple[Row, ...]:
        doors = tuple(
            (Button(label=self._labels["open"] + office.name, url=str(office.url)),)
            for _, office in outcome.offices
            if office.url
        )
        reference = Button(label=self._labels["copy"], copied=self._session.walk.upper())
        return (
            *self._ticks(outcome.materials),
            *doors,
            (*self._below("change", "restart"), reference),
            self._below("back", "menu", "human"),
        )

    def _answers(self, given: tuple[tuple[str, str], ...]) -> tuple[Row, ...]:
        return tuple(
            (self._button(f"{number}. {self._labels['change_one']}", "e", state),)
            for number, (_, state) in enumerate(given, 1)
        )

    def _offer(self, offer: Offer) -> tuple[Row, ...]:
        match offer.why:
            case "menu":
                areas = [self._button(area.title, "m", name) for name, area in self._mind.handbook.areas.items()]
                return (*self._going_on(), *self._paged(_paired(areas), offer))
            case "area":
                return self._area(offer)
            case "mine":
                return tuple(self._mine(flow) for flow in offer.flows)
            case "switch":
                title = self._mind.handbook.flows[offer.flows[0]].title
                return ((self._button(self._labels["switch"] + title, "f", offer.flows[0]),),)
            case _:
                return tuple((self._open(flow),) for flow in offer.flows)

    def _going_on(self) -> tuple[Row, ...]:
        flow = self._mind.walker.flow(self._session)
        return ((self._button(self._labels["resume_one"] + flow.title, "r"),),) if flow else ()

    def _area(self, offer: Offer) -> tuple[Row, ...]:
        book = self._mind.handbook
        flows = [name for name in book.flows if book.area_of[name] == offer.area]
        flows.sort(key=lambda name: not book.flows[name].entrance)
        return self._paged(tuple((self._open(name),) for name in flows), offer)

    def _paged(self, rows: tuple[Row, ...], offer: Offer) -> tuple[Row, ...]:
        """One page of these rows, with buttons to the pages beside it."""
        last = max(0, len(rows) - 1) // PAGE
        page = min(offer.page, last)
        beside = [("earlier", page - 1)] * (page > 0) + [("more", page + 1)] * (page < last)
        turns = tuple(self._button(self._labels[name], "m", offer.area or _ALL, to) for name, to in beside)
        shown = rows[page * PAGE : (page + 1) * PAGE]
        return (*shown, turns) if turns else shown

    def _open(self, flow: str) -> Button:
        return self._button(self._mind.handbook.flows[flow].title, "f", flow)

    def _mine(self, flow: str) -> Row:
        at_hand = self._session.visit and self._session.visit.flow == flow
        title = self._labels["resume_one"] + self._mind.handbook.flows[flow].title
        return (self._button(title, "r") if at_hand else self._button(title, "r", flow),)


def _paired(buttons: list[Button]) -> tuple[Row, ...]:
    if any(len(button.label) > _PAIRED for button in buttons):
        return tuple((button,) for button in buttons)
    return tuple(tuple(buttons[place : place + 2]) for place in range(0, len(buttons), 2))
