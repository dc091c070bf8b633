"""A calendar collection on a CalDAV server: read as a whole, and written only where nobody's entry is overwritten."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import quote

from bot.booking import multistatus
from bot.booking.base import Away, Refused
from bot.booking.dav import Dav, Heard
from bot.booking.entry import Entry

Written = Literal["done", "other", "twice", "lost"] | Away | Refused
"""Other: something else stands there than we knew. Twice: its id stands elsewhere. Lost: it may be done or not."""

_DAY = timedelta(days=1)
_ABSENT, _CHANGED = (404, 410), 412
_CONFLICT = (403, 409)
_MULTISTATUS = 207


class Collection:
    """One calendar; what goes wrong is an answer, too."""

    def __init__(self, line: Dav) -> None:
        self._line = line

    async def between(self, begin: datetime, end: datetime) -> tuple[Entry, ...] | Away | Refused:
        """All entries that take any of this time, each time of a series by itself."""
        found = await self._report(multistatus.query(begin, end))
        if found is None:
            return await self._in_halves(begin, end)
        if not isinstance(found, tuple):
            return found
        series = {entry.name for entry in found if entry.series}
        if not series:
            return found
        times = await self._report(multistatus.these(self._paths(sorted(series)), within=(begin, end)))
        if not isinstance(times, tuple):
            return times or Away()
        if any(entry.series for entry in times):
            return Away()  # the server does not take series apart, and guessing would double a booking
        return (*(entry for entry in found if entry.name not in series), *times)

    async def named(self, names: Iterable[str]) -> tuple[Entry, ...] | Away | Refused:
        """The entries of these names, as far as there are any."""
        found = await self._report(multistatus.these(self._paths(names)))
        return Away() if found is None else found

    async def create(self, name: str, body: bytes) -> Written:
        """Write an entry where there is none."""
        return await self._write("PUT", name, {"If-None-Match": "*"}, body)

    async def change(self, name: str, etag: str, body: bytes) -> Written:
        """Write an entry anew, if it is still the one we know."""
        return await self._write("PUT", name, {"If-Match": etag}, body)

    async def remove(self, name: str, etag: str) -> Written:
        """Take an entry away, if it is still the one we know."""
        return await self._write("DELETE", name, {"If-Match": etag})

    async def close(self) -> None:
        """Let go of connections."""
        await self._line.close()

    async def _in_halves(self, begin: datetime, end: datetime) -> tuple[Entry, ...] | Away | Refused:
        if end - begin <= _DAY:
            return Away()
        middle = begin + (end - begin) / 2
        first, second = await asyncio.gather(self.between(begin, middle), self.between(middle, end))
        if not isinstance(first, tuple):
            return first
        if not isinstance(second, tuple):
            return second
        return tuple(dict.fromkeys((*first, *second)))

    async def _report(self, question: bytes) -> tuple[Entry, ...] | Away | Refused | None:
        """The entries of an answer; None when they are too many for one."""
        headers = {"Content-Type": "application/xml; charset=utf-8", "Depth": "1"}
        heard = await self._line.ask("REPORT", "", headers, question)
        if heard is None:
            return Away()
        if heard.status != _MULTISTATUS:
            return self._line.refusal(heard)
        if heard.body is None:
            return None
        try:
            found = await asyncio.to_thread(multistatus.entries, heard.body)  # a full calendar takes a second
        except ValueError:  # its words may quote an entry
            self._line.complain("booking_system_garbled")
            return Away()
        unread = sum(entry.unread for entry in found or ())
        if unread:
            self._line.complain("booking_entries_unread", count=unread)
        return found

    async def _write(self, method: str, name: str, condition: dict[str, str], body: bytes | None = None) -> Written:
        headers = condition if body is None else {**condition, "Content-Type": "text/calendar; charset=utf-8"}
        heard = await self._line.ask(method, quote(name), headers, body)
        return "lost" if heard is None else self._meaning(heard, known="If-Match" in condition)

    def _paths(self, names: Iterable[str]) -> list[str]:
        return [self._line.path + quote(name) for name in names]

    def _meaning(self, heard: Heard, *, known: bool) -> Written:
        if heard.done:
            return "done"
        if heard.status == _CHANGED or (known and heard.status in _ABSENT):
            return "other"
        if heard.status in _CONFLICT and heard.body and multistatus.refused_twice(heard.body):
            return "twice"
        return self._line.refusal(heard)
