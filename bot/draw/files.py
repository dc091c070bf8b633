"""The files of a picture: one, or one for each sheet of paper where a file can hold no more."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path

from bot.complaint import wrong
from bot.draw.chart import changed, diagram
from bot.draw.diagram import Diagram, Mark, Shown
from bot.draw.drawing import Drawing
from bot.draw.layout import layout
from bot.draw.mermaid import mermaid
from bot.draw.page import page
from bot.draw.svg import inset, svg
from bot.flow.handbook import Handbook
from bot.phrases import versed
from bot.press import font
from bot.press.plate import Plate, printed


class Form(StrEnum):
    """What a picture can be written as."""

    svg = "svg"
    png = "png"
    pdf = "pdf"
    html = "html"
    mmd = "mmd"


class Drawer:
    """Draws the procedures of one home."""

    def __init__(self, home: Path, book: Handbook) -> None:
        self._home = home
        self._book = book
        self._phrases = versed(home, book)

    def shown(self, name: str) -> Shown:
        """A procedure with the words for it."""
        return Shown(self._book, self._book.flows[name], partial(self._phrases.part, of="draw/words.j2"))

    def files(self, name: str, form: Form) -> tuple[bytes, ...]:
        """The picture of a procedure; several of them only for png, one for each sheet.

        Raises SettingError when it can't be read on paper, or when the sheets' font is missing.
        """
        shown = self.shown(name)
        return self._files(shown, diagram(shown), form)

    def insets(self, name: str) -> tuple[bytes, ...]:
        """The sheets of a procedure's picture as SVG, without the paper around them; raises as `files`."""
        shown = self.shown(name)
        drawn = diagram(shown)
        drawing, words = layout(drawn), _described(shown, drawn)
        return tuple(inset(drawing, words, number).encode() for number in range(1, drawing.pages + 1))

    def compared(self, name: str, before: "Drawer", marks: Mapping[str, str], form: Form) -> tuple[bytes, ...]:
        """The same with what has changed since an older home marked; raises as `files`.

        `marks` are those of this procedure's states in `bot.flow.difference`.
        """
        shown = self.shown(name)
        former = before.shown(name) if name in before.names else None
        drawn = changed(shown, former, {state: Mark(mark) for state, mark in marks.items()})
        return self._files(shown, drawn, form)

    @property
    def names(self) -> Collection[str]:
        """The procedures there are."""
        return self._book.flows.keys()

    def _files(self, shown: Shown, drawn: Diagram, form: Form) -> tuple[bytes, ...]:
        if form is Form.mmd:
            return (mermaid(drawn).encode(),)
        drawing, words = layout(drawn), _described(shown, drawn)
        match form:
            case Form.svg:
                return (svg(drawing, words).encode(),)
            case Form.html:
                return (page(self._phrases, shown, drawing, words).encode(),)
            case Form.png | Form.pdf:
                return self._printed(drawing, words, form)

    def _printed(self, drawing: Drawing, words: str, form: Form) -> tuple[bytes, ...]:
        found = font.find()
        if found is None:
            raise wrong(str(font.FONT), "font", package=font.PACKAGE)
        wide, high = drawing.width * drawing.scale, drawing.height * drawing.scale
        plates = [Plate(svg(drawing, words, number), wide, high, words) for number in range(1, drawing.pages + 1)]
        return printed(self._home, found, drawing.diagram.title, plates, "png" if form is Form.png else "pdf")


def _described(shown: Shown, drawn: Diagram) -> str:
    return shown.say("described", len(drawn.nodes), len(drawn.edges))
