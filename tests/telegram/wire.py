"""HTTP/1.1 on a loopback port, low enough to cut a connection or leave a caller waiting."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.telegram.uploads import parts


@dataclass(frozen=True)
class Request:
    path: str
    parameters: dict[str, Any]


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, Any] | bytes
    """JSON, or the content of a file."""


Respond = Callable[[Request], Awaitable[Answer | None]]
"""An answer, or None to cut the connection."""


class Wire:
    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self._open: set[asyncio.Task] = set()

    async def start(self, port: int = 0) -> int:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", port)
        return self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self._open.add(task)
        try:
            while request := await _read(reader):
                answer = await self._respond(request)
                if answer is None:
                    writer.transport.abort()
                    return
                writer.write(_written(answer))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    except asyncio.IncompleteReadError:
        return None
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    target = urlsplit(head[0].split(" ")[1])
    parameters = dict(parse_qsl(target.query, keep_blank_values=True))
    kind = headers.get("content-type", "")
    if kind.startswith("application/json"):
        parameters |= json.loads(body)
    elif kind.startswith("multipart/form-data"):
        parameters |= parts(kind, body)
    else:
        parameters |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    return Request(unquote(target.path), parameters)


def _written(answer: Answer) -> bytes:
    raw = isinstance(answer.body, bytes)
    body = answer.body if raw else json.dumps(answer.body, ensure_ascii=False).encode()
    head = f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}\r\n"
    kind = "application/octet-stream" if raw else "application/json"
    return f"{head}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
