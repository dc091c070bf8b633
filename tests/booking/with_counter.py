"""The counter, with its book on a Redis of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.booking.counter import Counter
from bot.stores.slots import SlotBook
from bot.vault import Vault
from tests.booking.office import BOOKING, CALENDAR, OFFICE, Clock
from tests.stores.servers import Server

VAULT = Vault(lambda: bytes(32))
KEEP = 7
"""Days a day's book outlives it."""


class WithCounter:
    name = "counter"

    @asynccontextmanager
    async def open(self, folder: Path, clock: Clock) -> AsyncIterator[Counter]:
        server = Server(folder)
        server.start()
        book = SlotBook(server.url, VAULT, clock, KEEP)
        try:
            yield Counter(OFFICE, BOOKING, CALENDAR, book, clock)
        finally:
            await book.aclose()
            server.kill()
