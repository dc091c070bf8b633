"""The house's own book of slots, on one server and on a cluster."""

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.booking.counter import Counter
from bot.stores.slots import SlotBook
from tests.booking.office import CALENDAR, OFFICE, Clock, counting
from tests.booking.radicale import Radicale
from tests.booking.with_counter import KEEP, VAULT
from tests.stores.servers import Server


@pytest.fixture(params=["single", "cluster"])
def book_server(request: pytest.FixtureRequest) -> Server:
    """An empty Redis of each kind."""
    server: Server = request.getfixturevalue("redis_server" if request.param == "single" else "redis_cluster")
    server.ask("FLUSHALL")
    return server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def book(book_server: Server, clock: Clock) -> AsyncIterator[SlotBook]:
    opened = SlotBook(book_server.url, VAULT, clock, KEEP)
    yield opened
    await opened.aclose()


@pytest.fixture
def counter(book: SlotBook, clock: Clock) -> Counter:
    """An office of two windows, where one phone number can have two slots a day."""
    return Counter(OFFICE, counting(windows=2, per_person=2), CALENDAR, book, clock)


@pytest.fixture(scope="session")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    server = Radicale(tmp_path_factory.mktemp("radicale"))
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture
def calendar(radicale: Radicale) -> Radicale:
    """A server whose calendar is empty."""
    for name in radicale.names():
        radicale.staff.delete(name)
    return radicale
