"""The providers of the drill: each real, each to be killed and started again, each with faults that can end."""

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Protocol

import httpx

from bot.booking.entry import read
from bot.booking.hours import slot_named
from bot.config import ZONE
from bot.stores.slots import SlotBook
from bot.vault import kept
from tests.booking.county import TOKEN
from tests.booking.county_faults import CONTROL, Faults, Faulty
from tests.booking.radicale import PASSWORD, USER, Radicale
from tests.booking.running import ROOT, serving
from tests.drill.line import Forgetful, Relay
from tests.drill.plan import MINUTES, NOW, OFFICE, Plan
from tests.stores.servers import Server, free_port

DAYS = 7


@dataclass(frozen=True)
class Booked:
    """A line of a provider's own book."""

    ref: str
    state: str
    start: datetime
    phone: str


class Provider(Protocol):
    name: str
    booking: str
    """The office's `booking` in YAML."""
    settings: dict[str, str]
    """What the bot has to be told, without the prefix."""

    def kill(self) -> None: ...

    def start(self) -> None: ...

    async def calm(self) -> None:
        """Nothing goes wrong from now on."""
        ...

    async def booked(self, data: Path) -> list[Booked]:
        """All that stands in its book; `data` is the bot's folder."""
        ...


def _windows(plan: Plan, **more: str) -> str:
    lines = {**more, "minutes": MINUTES, "ahead": plan.ahead}
    written = "".join(f"    {name}: {value}\n" for name, value in lines.items())
    return f"  booking:\n{written}    workdays:\n      - {plan.hours}\n"


class OnCounter:
    name = "counter"

    def __init__(self, plan: Plan, server: Server, line: Forgetful, port: int) -> None:
        self._plan, self._server, self._line = plan, server, line
        self.booking = _windows(plan, provider="counter")
        self.settings = {"REDIS_URL": f"redis://127.0.0.1:{port}"}

    def kill(self) -> None:
        self._server.kill()

    def start(self) -> None:
        self._server.start()

    async def calm(self) -> None:
        self._line.dropped = 0

    async def booked(self, data: Path) -> list[Booked]:
        book = SlotBook(self._server.url, kept(data), lambda: NOW, DAYS)
        days = [NOW.date() + timedelta(days=each) for each in range(self._plan.ahead + 1)]
        try:
            return [_line(entry) for day in days for entry in await book.day(OFFICE, day)]
        finally:
            await book.aclose()


def _line(entry) -> Booked:
    slot = slot_named(entry.slot, MINUTES)
    assert slot
    assert entry.request
    return Booked(entry.ref, entry.state, slot.start, entry.request.person.phone)


@asynccontextmanager
async def counter(folder: Path, plan: Plan) -> AsyncIterator[OnCounter]:
    port = free_port()
    server = Server(folder, "--appendonly", "yes", "--appendfsync", "everysec", port=port)
    server.start()
    line = Forgetful(port, f"guide:{{{OFFICE}.", plan.dropped, Random(plan.seed))
    try:
        async with line.open() as outside:
            yield OnCounter(plan, server, line, outside)
    finally:
        server.kill()


class OnHttp:
    name = "http"

    def __init__(self, folder: Path, plan: Plan) -> None:
        self._port, self._book = free_port(), folder / "book.jsonl"
        self._command = [
            sys.executable, "-m", "tests.drill.county", str(self._port), str(self._book), plan.hours, str(plan.ahead),
        ]  # fmt: skip
        self._faults = {"dropped": plan.dropped, "busy": plan.busy}
        self._url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None
        self.booking = f"  booking:\n    provider: http\n    url: {self._url}\n"
        self.settings = {"BOOKING_ACCESS": json.dumps({OFFICE: {"token": TOKEN}})}

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, cwd=ROOT, start_new_session=True)
        give_up = monotonic() + 20
        while not self._answers():
            assert self._process.poll() is None, "the reference server ended"
            assert monotonic() < give_up, "the reference server does not answer"
            sleep(0.02)
        self._set()

    async def calm(self) -> None:
        self._faults = {"dropped": 0, "busy": 0}
        with suppress(httpx.TransportError):  # one that is away hears it when it starts
            await asyncio.to_thread(self._set)

    async def booked(self, data: Path) -> list[Booked]:
        entries: dict[str, dict] = {}
        for line in self._book.read_text("utf-8").splitlines():
            entry = json.loads(line)
            entries[entry["ref"]] = entry
        return [
            Booked(ref, entry["state"], datetime.fromisoformat(entry["slot"]["start"]), entry["person"]["phone"])
            for ref, entry in entries.items()
            if not entry.get("gone")
        ]

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0

    def _set(self) -> None:
        known = {"Authorization": f"Bearer {TOKEN}"}
        httpx.patch(self._url + CONTROL, json=self._faults, headers=known, trust_env=False).raise_for_status()


@asynccontextmanager
async def http(folder: Path, plan: Plan) -> AsyncIterator[OnHttp]:
    county = OnHttp(folder, plan)
    try:
        await asyncio.to_thread(county.start)
        yield county
    finally:
        county.kill()


class OnCaldav:
    name = "caldav"

    def __init__(self, plan: Plan, server: Radicale, faults: Faults, origin: str) -> None:
        self._server, self._faults = server, faults
        self.booking = _windows(plan, provider="caldav", url=f"{origin}/{USER}/hall/")
        self.settings = {"BOOKING_ACCESS": json.dumps({OFFICE: {"user": USER, "password": PASSWORD}})}

    def kill(self) -> None:
        self._server.kill()

    def start(self) -> None:
        self._server.start()

    async def calm(self) -> None:
        self._faults.set({"dropped": 0, "busy": 0})

    async def booked(self, data: Path) -> list[Booked]:
        found = [each for name in self._server.names() for each in read(name, "", self._server.read(name))]
        return [Booked(one.ref or one.uid, one.state, one.begin.astimezone(ZONE), one.phone or "") for one in found]


@asynccontextmanager
async def caldav(folder: Path, plan: Plan) -> AsyncIterator[OnCaldav]:
    server = Radicale(folder)
    relay = Relay(f"http://127.0.0.1:{server.port}")
    faults = Faults(dropped=plan.dropped, busy=plan.busy, dice=Random(plan.seed))
    async with AsyncExitStack() as stack:
        stack.callback(server.close)
        stack.push_async_callback(relay.close)
        await asyncio.to_thread(server.start)
        origin = await stack.enter_async_context(serving(Faulty(relay, faults)))
        yield OnCaldav(plan, server, faults, origin)


OPENED: dict[str, Callable[[Path, Plan], AbstractAsyncContextManager[Provider]]] = {
    "counter": counter,
    "http": http,
    "caldav": caldav,
}
"""Each provider, opened in an empty folder."""
