"""How many slots a counter holds in a second, warm; run by `make bench`.

Each hold is a citizen's own: sealed, counted, given by one script, and written to the server's journal. One window's
worth of a county is far less; the figure says how far away the end is.
"""

import asyncio
import sys
import tempfile
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import uvloop
from redis import Redis

from bot.booking.base import HOLD, Receipt
from bot.booking.counter import Counter
from bot.flow.booking import CounterBooking
from bot.stores.slots import SlotBook
from tests.booking.office import CALENDAR, OFFICE, SERVICE, TODAY, Clock, asks
from tests.booking.with_counter import KEEP, VAULT
from tests.stores.servers import Server

ROUNDS = 7
HOLDS = 2000
AT_ONCE = 64
LEAST = 1000
"""Holds a second (the promise)."""
BOOKING = CounterBooking.model_validate(
    {"provider": "counter", "workdays": ["09:00-12:00", "14:30-17:30"], "minutes": 15, "windows": 50}
)


class Office:
    """Citizens who each want the next slot that nobody has yet."""

    def __init__(self, server: Server) -> None:
        self._clock = Clock()
        self._server = server
        self._numbers = count()

    async def round(self) -> tuple[float, float, float]:
        """Seconds a hold: by the clock, of this process, and of the server."""
        book = SlotBook(self._server.url, VAULT, self._clock, KEEP)
        counter = Counter(OFFICE, BOOKING, CALENDAR, book, self._clock)
        free = await counter.availability(SERVICE, TODAY, self._clock().date().replace(day=30))
        assert isinstance(free, tuple)
        seats = [slot for slot in free for _ in range(slot.free)][:HOLDS]
        wishes = [
            asks(f"r{number:09}", slot, f"1{number:010}") for slot, number in zip(seats, self._numbers, strict=False)
        ]
        begun, worked, served = perf_counter(), process_time(), self._served()

        async def holds(place: int) -> int:
            return sum([isinstance(await counter.put(wish, "held"), Receipt) for wish in wishes[place::AT_ONCE]])

        held = sum(await asyncio.gather(*map(holds, range(AT_ONCE))))
        spent = perf_counter() - begun, process_time() - worked, self._served() - served
        assert held == HOLDS, held
        await book.aclose()
        self._clock.forward(seconds=HOLD)  # all of them end, so that the next round finds the slots free
        clock, ours, theirs = (seconds / HOLDS for seconds in spent)
        return clock, ours, theirs

    def _served(self) -> float:
        """Seconds of the processor that the server has used so far."""
        with Redis(unix_socket_path=str(self._server.socket)) as redis:
            used = redis.info("cpu")
        return float(used["used_cpu_user"]) + float(used["used_cpu_sys"])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), "--appendonly", "yes", "--appendfsync", "everysec")
        server.start()
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                office = Office(server)
                rounds = [runner.run(office.round()) for _ in range(ROUNDS + 1)][1:]
        finally:
            server.kill()
    print(
        f"Slots held in a second by a counter: median of {ROUNDS} rounds of {HOLDS}, {AT_ONCE} at once; promised {LEAST}"
    )
    for what, seconds in zip(
        ("by the clock", "a core for this process", "a core for Redis"), zip(*rounds, strict=True), strict=True
    ):
        print(f"{what:24} {1 / median(seconds):>8.0f} ({1 / max(seconds):.0f} to {1 / min(seconds):.0f})")


if __name__ == "__main__":
    sys.exit(main())
