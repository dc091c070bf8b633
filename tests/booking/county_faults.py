"""What goes wrong between a system and the house, each at a rate that can be set while it runs."""

import asyncio
import json
import random
from dataclasses import dataclass, field, fields
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTROL = "/control"
"""Where faults are set, and where none happens."""


@dataclass
class Faults:
    """The rates go from 0 to 1; all but `busy` strike after the work was done."""

    busy: float = 0
    """503 with `after` as Retry-After, and nothing is done."""
    dropped: float = 0
    """The connection is cut without an answer."""
    broken: float = 0
    """500."""
    garbled: float = 0
    """200 and a page of HTML."""
    huge: float = 0
    """200 and JSON without end."""
    moved: float = 0
    """307 to `elsewhere`."""
    late: float = 0
    """The right answer, `pause` seconds too late."""
    after: str = "1"
    elsewhere: str = ""
    pause: float = 10
    spare: int = 0
    """How many calls go well before anything goes wrong."""
    most: int | None = None
    """How often something still goes wrong; None is for ever."""
    offset: float = 0
    """Seconds by which the system's clock is wrong."""
    dice: random.Random = field(default_factory=lambda: random.Random(4))

    def set(self, values: dict[str, Any]) -> None:
        for name in {each.name for each in fields(self)} & values.keys() - {"dice"}:
            setattr(self, name, values[name])

    def spares(self) -> bool:
        spared = self.spare > 0
        self.spare -= spared
        return spared

    def strikes(self, rate: float) -> bool:
        if rate <= 0 or self.most == 0 or self.dice.random() >= rate:
            return False
        self.most = None if self.most is None else self.most - 1
        return True


@dataclass
class Faulty:
    """An application, and the faults around it."""

    app: ASGIApp
    faults: Faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        faults = self.faults
        if scope["path"] == CONTROL or faults.spares():
            return await self.app(scope, receive, send)
        if faults.strikes(faults.busy):
            body = json.dumps({"code": "busy"})
            busy = Response(body, 503, {"Retry-After": faults.after}, "application/json")
            return await busy(scope, receive, send)
        answer: list[Message] = []
        await self.app(scope, receive, _into(answer))
        if faults.strikes(faults.dropped):
            return await _cut(scope, receive)
        for rate, other in (
            (faults.broken, Response("sorry", 500)),
            (faults.garbled, Response("<html>系统维护中</html>", 200, media_type="text/html")),
            (faults.huge, Response('{"slots": [' + "1," * 1_000_000 + "1]}", 200, media_type="application/json")),
            (faults.moved, Response(None, 307, {"Location": faults.elsewhere})),
        ):
            if faults.strikes(rate):
                return await other(scope, receive, send)
        if faults.strikes(faults.late):
            await asyncio.sleep(faults.pause)
        for message in answer:
            await send(message)
        return None


def _into(answer: list[Message]) -> Send:
    async def keep(message: Message) -> None:
        answer.append(message)

    return keep


async def _cut(scope: Scope, receive: Receive) -> None:
    scope["hang_up"]()
    while (await receive())["type"] != "http.disconnect":
        pass


@dataclass
class Line:
    """The outermost application under uvicorn: lets those inside hang up, for which ASGI has no word."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app({**scope, "hang_up": send.__self__.transport.abort}, receive, send)
