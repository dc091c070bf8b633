"""How long the command `guide` lets people wait; run by `make bench`.

Each figure is the median of several processes, since a process of its own is what a person starts. A first start has to
read and check all flows; those that follow find the handbook remembered in the data folder.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from bot.stores.embedded import EmbeddedRedis
from bot.stores.program import find_program
from tests.commands import GUIDE, Terminal, environment
from tests.houses import ROOT

TIMES = 7
PROMPT = "您说 ›"
READ_AND_CHECK = """
import gc; gc.disable()  # as the command does
from pathlib import Path
from time import perf_counter
from bot.inspection import inspect
begun = perf_counter()
inspect(Path.cwd())
print(perf_counter() - begun)
"""


def starts() -> Iterator[str]:
    """How long it takes to be ready, in seconds."""
    with tempfile.TemporaryDirectory() as compiled, _python(PYTHONPYCACHEPREFIX=compiled, PYTHONDONTWRITEBYTECODE=""):
        _first_chat()  # compiles
        yield from _chats("")
    with _python(PYTHONDONTWRITEBYTECODE="1"):  # as at the very first start; in many containers, at every one
        yield from _chats(", Python not keeping compiled code")
    yield _told("`guide lint`, all flows", lambda: _command("lint"))
    yield _told("of which all flows read and thoroughly checked", _checked)
    yield _told("`guide --help`", lambda: _command("--help"))
    yield _told("The bot's own Redis started", lambda: asyncio.run(_embedded()))


@contextmanager
def _python(**settings: str) -> Iterator[None]:
    """Set variables for the commands that are started meanwhile."""
    before = {**os.environ}
    os.environ.update(settings)
    yield
    os.environ.clear()
    os.environ.update(before)


def _chats(how: str) -> Iterator[str]:
    ready = "`guide chat` ready for the first word"
    with tempfile.TemporaryDirectory() as folder:
        _chat(folder)  # remembers
        yield _told(f"{ready}{how}", lambda: _chat(folder))
    yield _told(f"{ready}{how}, nothing remembered of the flows", _first_chat)


def _told(what: str, measured: Callable[[], float]) -> str:
    taken = [measured() for _ in range(TIMES)]
    return f"{what}: {median(taken):.2f} s (median of {TIMES}; {min(taken):.2f} to {max(taken):.2f})"


def _first_chat() -> float:
    with tempfile.TemporaryDirectory() as folder:
        return _chat(folder)


def _chat(folder: str) -> float:
    begun = perf_counter()
    with Terminal(ROOT, "chat", DATA_DIR=str(Path(folder) / "data")) as terminal:
        terminal.reads(PROMPT)
        return perf_counter() - begun


def _command(argument: str) -> float:
    begun = perf_counter()
    subprocess.run([*GUIDE, argument], cwd=ROOT, env=environment(ROOT), stdout=subprocess.DEVNULL, check=True)
    return perf_counter() - begun


def _checked() -> float:
    ran = subprocess.run([sys.executable, "-c", READ_AND_CHECK], cwd=ROOT, capture_output=True, text=True, check=True)
    return float(ran.stdout)


async def _embedded() -> float:
    with tempfile.TemporaryDirectory() as folder:
        redis = EmbeddedRedis(Path(folder), find_program())
        begun = perf_counter()
        await redis.start()
        taken = perf_counter() - begun
        await redis.stop()
        return taken


def main() -> None:
    for line in starts():
        print(line)


if __name__ == "__main__":
    main()
