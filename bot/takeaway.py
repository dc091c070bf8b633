"""The sheets for answers that are given all at once: what `guide sheet` writes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.complaint import wrong
from bot.engine.event import Chosen, Event, Said, Started
from bot.engine.mind import Mind
from bot.engine.session import Session, blank
from bot.engine.step import step
from bot.errors import SettingError
from bot.flow.model import Ask
from bot.message import plain
from bot.press import font
from bot.press.deadlines import calendar
from bot.press.printing import Printer
from bot.render import Renderer

_OWNER = "sheet"


@dataclass(frozen=True)
class Takeaway:
    """Answers a procedure and prints what comes of it."""

    mind: Mind
    renderer: Renderer
    at: datetime

    def write(self, flow: str, answers: Mapping[str, str], folder: Path) -> Iterator[Path]:
        """Write notice.pdf, notice.png, and where there are last days timeline.png and deadlines.ics.

        Answers are state to choice, number or words. Raises SettingError when one is missing or not understood, when
        the font is missing, or when the folder can't be written.
        """
        session = self._answered(flow, dict(answers))
        found = font.find()
        if found is None:
            raise wrong(str(font.FONT), "font", package=font.PACKAGE)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in self._files(session, Printer(self.renderer.home, found)):
                (folder / name).write_bytes(content)
                yield folder / name
        except OSError as error:
            raise wrong(str(folder), "path_unwritable", why=error.strerror) from None

    def _files(self, session: Session, printer: Printer) -> Iterator[tuple[str, bytes]]:
        writer = self.renderer.writer
        notice, timeline = writer.notice(session, self.at), writer.timeline(session, self.at)
        yield "notice.pdf", printer.pdf(notice)
        yield from _numbered("notice", printer.png(notice))
        if timeline:
            yield from _numbered("timeline", printer.picture(timeline))
        if notice.dates:
            yield "deadlines.ics", calendar(notice)

    def _answered(self, flow: str, answers: dict[str, str]) -> Session:
        session = self._moved(blank(_OWNER), Started(id="0", at=self.at, flow=flow))
        while asked := self.mind.walker.asked(session):
            state = session.state or ""
            if state not in answers:
                raise SettingError("guide sheet", self._say("cli/sheet_next.j2", session, asked))
            said = answers.pop(state)
            before, session = session, self._moved(session, self._event(asked, said))
            if (session.visit, session.state) == (before.visit, before.state):
                raise SettingError(f"{state}={said}", self._say("cli/sheet_wrong.j2", session, asked))
        for name in answers:
            raise SettingError(name, self._say("cli/sheet_spare.j2", session, None))
        return session

    def _event(self, asked: Ask, said: str) -> Event:
        if said in asked.choices or said == "unsure":
            return Chosen(id="1", at=self.at, key=said)
        return Said(id="1", at=self.at, text=said)

    def _moved(self, session: Session, event: Event) -> Session:
        return step(self.mind, session, event).session or session

    def _say(self, name: str, session: Session, asked: Ask | None) -> str:
        return plain(self.renderer.say(name, session=session, asked=asked))


def _numbered(name: str, pictures: tuple[bytes, ...]) -> Iterator[tuple[str, bytes]]:
    for number, picture in enumerate(pictures, 1):
        yield f"{name}{f'-{number}' if number > 1 else ''}.png", picture
