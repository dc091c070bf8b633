"""Servers that run: one beside the test in its own loop, or one in a process of its own that can be killed."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from tests.booking.county_faults import Line
from tests.stores.servers import free_port

ROOT = Path(__file__).parent.parent.parent


@asynccontextmanager
async def serving(app: ASGIApp, **tls: Any) -> AsyncIterator[str]:
    """The address under which it answers until the end; `tls` as uvicorn calls it."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        Line(app), log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1, **tls
    )
    config.load()
    # Step by step instead of serve(), which would take pytest's signals for itself.
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listening])
    loop = asyncio.create_task(server.main_loop())
    try:
        yield f"{'https' if tls else 'http'}://localhost:{listening.getsockname()[1]}"
    finally:
        loop.cancel()  # it would look up only ten times a second
        await asyncio.gather(loop, return_exceptions=True)
        await server.shutdown(sockets=[listening])


class Process:
    """The reference server on its own, with its book in a file."""

    def __init__(self, file: Path, token: str, *options: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [
            sys.executable, "-m", "tests.booking.county", "--port", str(self.port), "--token", token,
            "--file", str(file), *options,
        ]  # fmt: skip

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, cwd=ROOT)
        give_up = monotonic() + 20
        while not self._answers():
            assert self._process.poll() is None, "the reference server ended"
            assert monotonic() < give_up, "the reference server does not answer"
            sleep(0.02)

    def kill(self) -> None:
        """Like the kernel's out-of-memory killer."""
        self._process.kill()
        self._process.wait()

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
