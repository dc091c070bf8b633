"""Lines between the house and a provider on which answers get lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from random import Random

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_HOPS = {"host", "connection", "content-length", "transfer-encoding"}
"""Headers that belong to one line and not to what is said on it (RFC 9110, 7.6.1)."""


class Relay:
    """Brings requests to an HTTP server, each on a line of its own, and hangs up where that one does."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._client = httpx.AsyncClient(timeout=20, trust_env=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Request(scope, receive)
        headers = [(name, value) for name, value in asked.headers.items() if name not in _HOPS]
        path, body = scope["raw_path"].decode(), await asked.body()
        try:
            heard = await self._client.request(asked.method, self._origin + path, headers=headers, content=body)
        except httpx.TransportError:
            return await _hung_up(scope, receive)
        passed = {name: value for name, value in heard.headers.items() if name not in _HOPS}
        return await Response(heard.content, heard.status_code, passed)(scope, receive, send)

    async def close(self) -> None:
        await self._client.aclose()


async def _hung_up(scope: Scope, receive: Receive) -> None:
    scope["hang_up"]()
    while (await receive())["type"] != "http.disconnect":
        pass


class Forgetful:
    """A loopback port before Redis: of its answers a share is lost, each with its line; of others a tenth of that.

    `about` is what stands in a request whose answer is one of the share.
    """

    def __init__(self, port: int, about: str, dropped: float, dice: Random) -> None:
        self._target = port
        self._about = about.encode()
        self._dice = dice
        self.dropped = dropped
        self._lines: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[int]:
        """The port, until the end."""
        listener = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        try:
            yield listener.sockets[0].getsockname()[1]
        finally:
            listener.close()
            for line in self._lines:
                line.cancel()
            await asyncio.gather(*self._lines, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.current_task()
        assert line
        self._lines.add(line)
        with suppress(OSError, asyncio.CancelledError):
            await self._forward(reader, writer)
        writer.close()
        self._lines.discard(line)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, requests = await asyncio.open_connection("127.0.0.1", self._target)
        asked = [b""]
        back = asyncio.create_task(self._answer(answers, writer, asked))
        try:
            while request := await reader.read(65536):
                asked[0] = request
                requests.write(request)
        finally:
            back.cancel()
            requests.close()
            await asyncio.gather(back, return_exceptions=True)

    async def _answer(self, answers: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: list[bytes]) -> None:
        while answer := await answers.read(65536):
            share = self.dropped if self._about in asked[0] else self.dropped / 10
            if self._dice.random() < share:
                break
            writer.write(answer)
        writer.close()
