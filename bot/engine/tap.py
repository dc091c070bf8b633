"""Button ids: `walk.step.verb[.argument]`, at most 64 bytes, with nothing secret and nothing personal in them."""

import re
from collections.abc import Mapping
from datetime import datetime

from bot.engine.event import (
    Asked,
    Browsed,
    Chosen,
    Event,
    Forgot,
    Received,
    Reopened,
    Restarted,
    Resumed,
    Started,
    Tap,
    Ticked,
    WentBack,
)  # fmt: skip

LIMIT = 64
"""Bytes of callback data (Bot API: InlineKeyboardButton)."""

_SHAPE = re.compile(r"([a-z0-9]{1,16})\.(\d{1,6})\.([a-z])(?:\.([a-z0-9_]{1,40}))?(?:\.(\d{1,3}))?")


def encode(walk: str, step: int, verb: str, *arguments: str | int) -> str:
    """Write a button id; verbs are those of `decode`."""
    return ".".join([walk or "0", str(step), verb, *map(str, arguments)])


def decode(data: str, *, id: str, at: datetime) -> Event:
    """Read a button id back into the event it stands for; anything else is `Received(what="forged")`."""
    match = _SHAPE.fullmatch(data) if len(data) <= LIMIT else None
    if not match:
        return Received(id=id, at=at, what="forged")
    walk, step, verb, argument, number = match.groups()
    common: Mapping[str, object] = {"id": id, "at": at, "tap": Tap(walk=walk, step=int(step))}
    return _event(verb, argument, int(number or 0), dict(common))


def _event(verb: str, argument: str | None, number: int, common: dict[str, object]) -> Event:
    match verb, argument:
        case "c", str(key):
            return Chosen(key=key, **common)  # type: ignore[arg-type]
        case "t", str(material):
            return Ticked(material=material, on=bool(number), **common)  # type: ignore[arg-type]
        case "b", None:
            return WentBack(**common)  # type: ignore[arg-type]
        case "e", state:
            return Reopened(state=state, **common)  # type: ignore[arg-type]
        case "x", None:
            return Restarted(**common)  # type: ignore[arg-type]
        case "r", flow:
            return Resumed(flow=flow, **common)  # type: ignore[arg-type]
        case "f", flow:
            return Started(flow=flow, **common)  # type: ignore[arg-type]
        case "m", area:
            return Browsed(area=area, page=number, **common)  # type: ignore[arg-type]
        case "a", ("help" | "privacy" | "human" | "mine" | "why") as topic:
            return Asked(topic=topic, **common)  # type: ignore[arg-type]
        case "z", None:
            return Forgot(sure=True, **common)  # type: ignore[arg-type]
        case _:
            return Received(what="forged", **common)  # type: ignore[arg-type]
