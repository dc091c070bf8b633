"""Small houses for tests: a few tea procedures with the real words, in a folder that a test may change."""

import shutil
from datetime import datetime
from itertools import count
from pathlib import Path

from bot.config import ZONE
from bot.engine.event import Said, Started
from bot.engine.mind import Mind
from bot.engine.session import blank
from bot.engine.step import step
from bot.engine.tap import decode
from bot.flow.load import load
from bot.message import Button, Message
from bot.render import Renderer

ROOT = Path(__file__).parent.parent
NOON = datetime(2026, 9, 21, 10, tzinfo=ZONE)
"""A Monday morning."""


def furnish(folder: Path) -> Path:
    """Lay out a home; its flows are without findings."""
    home = folder / "home"
    shutil.copytree(ROOT / "tests" / "house" / "flows", home / "flows")
    (home / "flows" / "words.yaml").symlink_to(ROOT / "flows" / "words.yaml")
    shutil.copytree(ROOT / "messages_zh", home / "messages_zh")
    return home


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text, f"{file} does not say {old}"
    file.write_text(text.replace(old, new), "utf-8")


def mind(home: Path) -> Mind:
    """All that a turn of thought needs, also for flows with findings of sense."""
    book = load(home).handbook
    assert book
    return Mind(book)


class Visitor:
    """Somebody talking with a house, without any store: thinking and finding words."""

    def __init__(self, home: Path, at: datetime = NOON, *, rehearsal: bool = False) -> None:
        self.at = at
        self.mind = mind(home)
        self.renderer = Renderer(home, self.mind, rehearsal=rehearsal)
        self.session = blank("tg.1.1")
        self.shown = Message(text="")
        self._events = count()

    def does(self, kind: type, **what: object) -> Message:
        event = kind(id=str(next(self._events)), at=self.at, **what)
        turned = step(self.mind, self.session, event)
        self.session = turned.session or blank("tg.1.1")
        message = self.renderer.message(turned, event, "tg.1.1")
        self.shown = message if message.text else self.shown
        return message

    def opens(self, flow: str | None) -> Message:
        return self.does(Started, flow=flow)

    def says(self, *texts: str) -> Message:
        for text in texts:
            message = self.does(Said, text=text)
        return message

    def taps(self, label: str) -> Message:
        """Press the first button whose label holds these words."""
        button = next(button for button in buttons(self.shown) if label in button.label)
        event = decode(button.id or "", id=str(next(self._events)), at=self.at)
        return self.does(type(event), **event.model_dump(exclude={"id", "at", "kind"}))


def buttons(message: Message) -> list[Button]:
    return [button for row in message.rows for button in row]


def labels(message: Message) -> list[str]:
    return [button.label for button in buttons(message)]
