"""The figures beside the turn: reading the flows, getting ready, and what a session takes in Redis."""

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from bot.inspection import inspect
from bot.stores.embedded import EmbeddedRedis
from bot.stores.program import find_program
from tests.commands import Terminal
from tests.houses import ROOT
from tests.stores.servers import Server

TIMES = 5
PROMPT = "您说 ›"


def memory(server: Server, owner: str) -> Iterator[str]:
    """What Redis itself says of one session (MEMORY USAGE)."""
    key = next(key for number in range(64) if server.ask("EXISTS", key := f"guide:{{b{number}}}:s:{owner}") == ":1")
    yield f"A session in Redis, after many turns: {server.ask('MEMORY', 'USAGE', key)[1:]} bytes"


def starts() -> Iterator[str]:
    """How long it takes to be ready, in seconds."""
    yield _told("All flows read and thoroughly checked", lambda: inspect(ROOT))
    yield _told("`guide chat` ready for the first word", _chat)
    yield _told("The bot's own Redis started", lambda: asyncio.run(_embedded()))


def _told(what: str, do: Callable[[], object]) -> str:
    taken = []
    for _ in range(TIMES):
        begun = perf_counter()
        found = do()
        taken.append(float(found) if isinstance(found, float) else perf_counter() - begun)
    return f"{what}: {median(taken):.2f} s (median of {TIMES}; {min(taken):.2f} to {max(taken):.2f})"


def _chat() -> float:
    with tempfile.TemporaryDirectory() as folder:
        begun = perf_counter()
        with Terminal(ROOT, "chat", DATA_DIR=str(Path(folder) / "data")) as terminal:
            terminal.reads(PROMPT)
            return perf_counter() - begun


async def _embedded() -> float:
    with tempfile.TemporaryDirectory() as folder:
        redis = EmbeddedRedis(Path(folder), find_program())
        begun = perf_counter()
        await redis.start()
        taken = perf_counter() - begun
        await redis.stop()
        return taken
