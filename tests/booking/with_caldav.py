"""A calendar on a real Radicale, as an office of the contract tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.booking.base import Request, State
from bot.booking.caldav import Caldav
from bot.flow.booking import CaldavBooking
from tests.booking.office import BOOKING, CALENDAR, Clock
from tests.booking.radicale import Radicale


def booking(url: str, **other: object) -> CaldavBooking:
    """The office's windows, with their book elsewhere."""
    same = {"workdays": ["09:00-12:00"], "per_person": BOOKING.per_person}
    return CaldavBooking.model_validate({**same, **other, "provider": "caldav", "url": url})


def words(request: Request, state: State) -> tuple[str, str]:
    """As plain as can be."""
    return f"{state} {request.person.name}", f"{request.person.phone}\n{request.matter.title}"


class WithCaldav:
    name = "caldav"

    @asynccontextmanager
    async def open(self, folder: Path, clock: Clock) -> AsyncIterator[Caldav]:
        server = Radicale(folder)
        try:
            server.start()
            provider = Caldav(booking(server.url), CALENDAR, server.access, words, clock)
            yield provider
            await provider.close()
        finally:
            server.close()
