"""Issues the handbook: writes it, sets it as a page and on paper, and lays the files into a folder."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path

from bot.book.author import Author
from bot.book.page import page
from bot.book.wording import Words
from bot.complaint import wrong
from bot.engine.mind import Mind
from bot.phrases import versed
from bot.press import font
from bot.press.bookbinding import bound


@dataclass(frozen=True)
class Wish:
    """Which handbook is wanted."""

    area: str | None = None
    """The only area it is to hold, by its folder."""
    since: date | None = None
    """The day from which last days are counted; none are told without it."""
    paper: bool = True
    """Whether it is wanted as a PDF as well."""


@dataclass(frozen=True)
class Publisher:
    """Makes handbooks out of what one home holds."""

    home: Path
    mind: Mind
    pictures: Mapping[str, Sequence[bytes]] = field(default_factory=dict)
    """Flow id to a diagram of it as SVG, sheet by sheet, where there is one."""
    font_file: Path = font.FONT

    def issue(self, wish: Wish, folder: Path, made: datetime, written: Callable[[str], object] = str) -> Iterator[Path]:
        """Write handbook.html and handbook.pdf, with the area's name in theirs if there is one; nothing when one fails.

        `written` hears the title of each procedure that is done. Raises SettingError when the font is missing, or when
        the folder can't be written.
        """
        found = font.find(self.font_file) if wish.paper else None
        if wish.paper and found is None:
            raise wrong(str(self.font_file), "font_book", package=font.PACKAGE)
        phrases = versed(self.home, self.mind.handbook)
        words = Words(phrases.part, partial(phrases.part, of="book/words.j2"))
        volume = Author(self.mind, words, self.pictures).volume(made, wish.area, wish.since, written)
        name = f"handbook-{wish.area}" if wish.area else "handbook"
        files = {f"{name}.html": page(volume, phrases.say)}
        if found:
            files[f"{name}.pdf"] = bound(volume, self.home, found)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for file, content in files.items():
                (folder / file).write_bytes(content)
                yield folder / file
        except OSError as error:
            raise wrong(str(folder), "path_unwritable", why=error.strerror) from None
