"""The reference server as an office of the contract tests, by the contract and by a mapping."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.booking.http import Http
from bot.config import Access
from bot.flow.booking import HttpBooking
from tests.booking.county import TOKEN, County
from tests.booking.county_book import Book, Rules
from tests.booking.foreign import MAPPING, Foreign
from tests.booking.office import CLOSED, Clock
from tests.booking.running import serving

ACCESS = Access.model_validate({"token": TOKEN})
RULES = Rules(closed=frozenset({CLOSED}))


def booking(url: str, **other: object) -> HttpBooking:
    return HttpBooking.model_validate({"provider": "http", "url": url, **other})


@asynccontextmanager
async def opened(url: str, **other: object) -> AsyncIterator[Http]:
    provider = Http(booking(url, **other), ACCESS)
    try:
        yield provider
    finally:
        await provider.close()


class WithHttp:
    name = "http"

    @asynccontextmanager
    async def open(self, folder: Path, clock: Clock) -> AsyncIterator[Http]:
        county = County(RULES, clock, folder / "book.jsonl")
        async with serving(county.app) as url, opened(url) as provider:
            yield provider


class WithMapping:
    name = "mapping"

    @asynccontextmanager
    async def open(self, folder: Path, clock: Clock) -> AsyncIterator[Http]:
        foreign = Foreign(Book(RULES, clock))
        async with serving(foreign.app) as url, opened(url, mapping=MAPPING) as provider:
            yield provider
