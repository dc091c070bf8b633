"""All providers under the contract; each stands in a file of its own and opens onto the office of `office.py`."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from bot.booking.base import BookingProvider
from tests.booking.office import Clock
from tests.booking.with_caldav import WithCaldav
from tests.booking.with_counter import WithCounter
from tests.booking.with_http import WithHttp, WithMapping


class Opened(Protocol):
    """How a provider is opened for tests."""

    name: str

    def open(self, folder: Path, clock: Clock) -> AbstractAsyncContextManager[BookingProvider]:
        """An empty book of the office; all that tells time there, on both sides of a line, follows this clock."""
        ...


PROVIDERS: tuple[Opened, ...] = (WithCounter(), WithCaldav(), WithHttp(), WithMapping())
