"""Writes the handbook: every procedure by area, and what finds them again."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from bot.book import index
from bot.book.entry import Scribe
from bot.book.volume import Chapter, Entry, Volume
from bot.book.wording import Words
from bot.config import ZONE
from bot.engine.mind import Mind
from bot.flow.menu import inside

_OPEN = time(9)
"""When it is applied for on the day that last days are counted from; the offices are open then."""


@dataclass(frozen=True)
class Author:
    """Writes volumes of one handbook."""

    mind: Mind
    words: Words
    pictures: Mapping[str, Sequence[bytes]] = field(default_factory=dict)
    """Flow id to a diagram of it as SVG, sheet by sheet, where there is one."""

    def volume(
        self,
        made: datetime,
        area: str | None = None,
        since: date | None = None,
        written: Callable[[str], object] = str,
    ) -> Volume:
        """Everything, or what is in this area; with last days only where they are to be counted from a day.

        `written` hears the title of each procedure that is done.
        """
        book = self.mind.handbook
        at = datetime.combine(since, _OPEN, ZONE) if since else made
        flows = {name: flows for name in book.areas if area in {None, name} and (flows := inside(book, name))}
        held = frozenset(flow for some in flows.values() for flow in some)
        scribe = Scribe(self.mind, self.words, held, at, dated=since is not None)
        chapters = tuple(self._chapter(scribe, name, flows[name], written) for name in flows)
        entries = tuple(entry for chapter in chapters for entry in chapter.entries)
        volume = Volume(
            title=self.words.book("title"),
            version="",
            made=made,
            made_words=self.words.sheet("made", made),
            counted=self.words.book("date", since) if since else "",
            area=book.areas[area].title if area else "",
            advice=tuple(self.words.book("advice", since).splitlines()),
            hotline=self.words.sheet("hotline"),
            checked=min((one.checked for one in entries if one.checked), default=None),
            chapters=chapters,
            materials=index.materials(book, entries, self.words),
            offices=index.offices(book, entries, self.words),
            clauses=tuple(index.clauses(book, entries, self.words)),
            words=tuple(index.ask_words(entries)),
        )
        return volume.model_copy(update={"version": _version(volume)})

    def _chapter(self, scribe: Scribe, name: str, flows: Iterable[str], written: Callable[[str], object]) -> Chapter:
        area = self.mind.handbook.areas[name]
        entries = tuple(self._entries(scribe, flows, written))
        return Chapter(to=f"area:{name}", title=area.title, lead=area.lead, entries=entries)

    def _entries(self, scribe: Scribe, flows: Iterable[str], written: Callable[[str], object]) -> Iterator[Entry]:
        for name in flows:
            flow = self.mind.handbook.flows[name]
            yield scribe.entry(flow, tuple(sheet.decode() for sheet in self.pictures.get(name, ())))
            written(flow.title)


def _version(volume: Volume) -> str:
    """Six bytes of a digest over all that is said, whenever it is made."""
    content = volume.model_dump_json(exclude={"made", "made_words", "version"})
    return hashlib.blake2b(content.encode(), digest_size=6).hexdigest()
