"""A wire to an HTTP server on which answers are lost, held back or put in its mouth."""

import asyncio
import ssl
from collections import defaultdict, deque
from collections.abc import Callable
from types import TracebackType
from typing import Literal, Self

Fault = Literal["none", "lost", "mute", "cut", "hang", "drip"] | bytes | Callable[[], object]
"""Lost: done, but the answer does not arrive. Mute: done, and then silence. Cut: broken off before it is done. Hang:
silence. Drip: an answer without an end, byte by byte. Bytes: this is answered, and nothing done. A call: what somebody else does just before."""


def answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    """An answer as it stands on the wire."""
    lines = [f"HTTP/1.1 {status} ", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Wire:
    """Forwards each request on a connection of its own."""

    def __init__(self, port: int, tls: ssl.SSLContext | None = None) -> None:
        self._target = port
        self._tls = tls
        self._planned: dict[str, deque[Fault]] = defaultdict(deque)
        self._listener: asyncio.Server | None = None
        self.seen: list[str] = []
        """Methods, in order."""
        self.raw: list[bytes] = []
        """Whole requests."""

    def plan(self, method: str, *faults: Fault) -> None:
        """What befalls the next requests of this method."""
        self._planned[method].extend(faults)

    @property
    def origin(self) -> str:
        assert self._listener
        scheme = "https" if self._tls else "http"
        return f"{scheme}://127.0.0.1:{self._listener.sockets[0].getsockname()[1]}"

    async def __aenter__(self) -> Self:
        self._listener = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._tls)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        assert self._listener
        self._listener.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await _request(reader)
            method = request.partition(b" ")[0].decode()
            self.seen.append(method)
            self.raw.append(request)
            planned = self._planned[method]
            fault = planned.popleft() if planned else None
            match fault:
                case bytes():
                    writer.write(fault)
                case "hang":
                    await reader.read()
                case "drip":
                    writer.write(b"HTTP/1.1 207 \r\n\r\n")
                    while not reader.at_eof():
                        writer.write(b" ")
                        await writer.drain()
                        await asyncio.sleep(0.2)
                case "cut":
                    pass
                case _:
                    if callable(fault):
                        await asyncio.to_thread(fault)
                    given = await self._forward(request)
                    if fault == "mute":
                        await reader.read()
                    writer.write(b"" if fault == "lost" else given)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _forward(self, request: bytes) -> bytes:
        answers, requests = await asyncio.open_connection("127.0.0.1", self._target)
        requests.write(request.replace(b"Connection: keep-alive", b"Connection: close"))
        given = await answers.read()
        requests.close()
        return given


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return head + await reader.readexactly(length)
