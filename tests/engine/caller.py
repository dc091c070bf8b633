"""Somebody who makes an appointment in a house whose window takes them; the provider answers what the test says."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

from bot.booking.base import Answer, Away, Receipt, Slot
from bot.engine.event import Heard, Listed, Said, Shared, Started
from bot.engine.mind import Mind, Rules
from bot.engine.reply import Errand, Turned
from bot.engine.session import Session, blank
from bot.engine.step import step
from bot.engine.tap import decode
from bot.flow.load import load
from bot.message import Message, plain
from bot.render import Renderer
from tests.houses import NOON, ROOT, furnish

OWNER = "tg.1.1"
COUNTER = """\
  booking:
    provider: counter
    workdays:
      - 09:00-12:00
"""
LINK = """\
  booking:
    provider: link
    url: https://tea.example/yuyue
    type: 点「预约」
"""


def home(folder: Path, *, offices: Sequence[tuple[str, str]] = (("window", COUNTER),)) -> Path:
    """A house in which these offices take appointments."""
    laid = furnish(folder)
    file = laid / "flows" / "offices.yaml"
    text = file.read_text("utf-8")
    for name, booking in offices:
        line = next(line for line in text.splitlines() if line.startswith(f"{name}:"))
        text = text.replace(line, _opened(line) + booking.rstrip())
    file.write_text(text, "utf-8")
    return laid


def _opened(line: str) -> str:
    """The entry in lines, so that more can follow it."""
    name, _, rest = line.partition(": ")
    return "\n".join([f"{name}:", *(f"  {part}" for part in rest.strip("{}").split(", "))]) + "\n"


def slot(day: int, hour: int, free: int = 1) -> Slot:
    """One so many days after today."""
    start = datetime.combine(NOON.date() + timedelta(days=day), NOON.time(), NOON.tzinfo).replace(hour=hour)
    return Slot(id=f"{start:%Y%m%d%H%M}", start=start, end=start + timedelta(minutes=30), free=free)


SLOTS = tuple(slot(day, hour) for day in (1, 2, 3) for hour in (9, 10, 11))


@cache
def _house(home: Path, rules: Rules) -> tuple[Mind, Renderer]:
    book = load(home).handbook
    assert book
    thinking = Mind(book, rules)
    return thinking, Renderer(home, thinking)


class Caller:
    """Acts on what is on the screen."""

    def __init__(self, home: Path, rules: Rules = Rules()) -> None:  # noqa: B008 - frozen
        self.mind, self.renderer = _house(home, rules)
        self.at = NOON
        self.session: Session = blank(OWNER)
        self.slots: tuple[Slot, ...] | Away = SLOTS
        self.screen = Message(text="")
        self.turned = Turned(session=None, replies=())
        self._ids = count()

    @property
    def text(self) -> str:
        return plain(self.screen.text)

    @property
    def errand(self) -> Errand:
        (errand,) = self.turned.errands
        return errand

    def does(self, kind: type, **what: object) -> Message:
        event = kind(id=str(next(self._ids)), at=self.at, **what)
        turned = step(self.mind, self.session, event)
        if turned.lookup:
            assert turned.session
            listed = step(self.mind, turned.session, Listed(id=event.id, at=self.at, slots=self.slots))
            replies = (*turned.replies, *listed.replies)
            turned = turned.model_copy(update={"session": listed.session, "replies": replies})
        self.turned, self.session = turned, turned.session or blank(OWNER)
        message = self.renderer.message(turned, event, OWNER)
        self.screen = message if message.text else self.screen
        return message

    def taps(self, label: str) -> Message:
        rows = self.screen.rows
        button = next((button for row in rows for button in row if label in button.label), None)
        assert button, f"{label} is not among {[button.label for row in rows for button in row]}"
        return self.presses(button.id or "")

    def presses(self, id: str) -> Message:
        event = decode(id, id=str(next(self._ids)), at=self.at)
        return self.does(type(event), **event.model_dump(exclude={"id", "at", "kind"}))

    def says(self, text: str) -> Message:
        return self.does(Said, text=text)

    def shares(self, phone: str, *, own: bool = True) -> Message:
        return self.does(Shared, phone=phone, own=own)

    def hears(self, answer: Answer, errand: Errand | None = None, *, last: bool = False) -> Message:
        """The provider answers the last errand, or this one."""
        to = errand or self.errand
        return self.does(Heard, ref=to.ref, office=to.office, slot=to.slot, act=to.act, answer=answer, last=last)

    def stands(self, state: str, errand: Errand | None = None) -> Message:
        """The provider says that it stands in the book."""
        to = errand or self.errand
        until = self.at + timedelta(minutes=10) if state == "held" else None
        return self.hears(Receipt.model_validate({"ref": to.ref, "state": state, "slot": to.slot, "until": until}), to)

    def at_the_end(self) -> "Caller":
        """Walk to an outcome with the window among its offices."""
        self.does(Started, flow="tea_hall")
        while not self.screen.end:
            self.presses(self.screen.rows[0][0].id or "")
        return self

    def picks(self, day: str = "9月22日", clock: str = "9:00") -> "Caller":
        """From the outcome to the question for consent."""
        self.taps("预约办理")
        self.taps(day)
        self.taps(clock)
        return self

    def gives(self, name: str = "李小芳", phone: str = "138 0013 8000") -> "Caller":
        """From there to the errand that holds the slot."""
        self.taps("同意")
        self.says(name)
        self.says(phone)
        return self

    def holds(self) -> "Caller":
        """All the way until a slot is held."""
        self.at_the_end().picks().gives().stands("held")
        return self

    def books(self) -> "Caller":
        """All the way until it stands."""
        self.holds().taps("确认预约")
        self.stands("confirmed")
        return self


__all__ = ["COUNTER", "LINK", "ROOT", "SLOTS", "Caller", "home", "slot"]
