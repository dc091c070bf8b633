"""Hears what goes over the line to an application, word by word."""

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass
class Exchange:
    method: str
    path: str
    raw: bytes
    """The request as it came: address, headers and body."""
    sent: bytes = b""
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    answer: bytes = b""

    @property
    def request(self) -> Any:
        return json.loads(self.sent) if self.sent else None

    @property
    def response(self) -> Any:
        return json.loads(self.answer) if self.answer else None


@dataclass
class Wiretap:
    app: ASGIApp
    heard: list[Exchange] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = b"\n".join(b": ".join(pair) for pair in scope["headers"])
        address = scope["raw_path"] + b"?" + scope["query_string"]
        exchange = Exchange(scope["method"], scope["path"], address + b"\n" + head)
        self.heard.append(exchange)

        async def hear() -> Message:
            message = await receive()
            exchange.sent += message.get("body", b"")
            exchange.raw += message.get("body", b"")
            return message

        async def say(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                exchange.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            exchange.answer += message.get("body", b"")
            await send(message)

        await self.app(scope, hear, say)
