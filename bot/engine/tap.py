"""Button ids: `walk.step.verb[.argument]`, at most 64 bytes, with nothing secret and nothing personal in them."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from bot.engine.event import (
    Asked,
    Browsed,
    Chosen,
    Event,
    Examined,
    Forgot,
    Printed,
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

_LISTS: Mapping[str, Literal["person", "business", "areas", "events"]] = {
    "0": "areas",
    "0person": "person",
    "0business": "business",
    "0events": "events",
}
"""The menu's lists by the argument of their buttons; no area's folder can have such a name."""

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
    common: dict[str, Any] = {"id": id, "at": at, "tap": Tap(walk=walk, step=int(step))}
    return _event(verb, argument, int(number or 0), common)


def _event(verb: str, argument: str | None, number: int, common: dict[str, Any]) -> Event:
    match verb, argument:
        case "c", str(key):
            return Chosen(key=key, **common)
        case "t", str(material):
            return Ticked(material=material, on=bool(number), **common)
        case "b", None:
            return WentBack(**common)
        case "d", str(part) if part.isdecimal():
            return Examined(part=int(part), **common)
        case "p", ("notice" | "timeline") as what:
            return Printed(what=what, **common)
        case "e", state:
            return Reopened(state=state, **common)
        case "x", None:
            return Restarted(**common)
        case "r", flow:
            return Resumed(flow=flow, **common)
        case "f", flow:
            return Started(flow=flow, **common)
        case "m", str(argument) if argument in _LISTS:
            return Browsed(by=_LISTS[argument], page=number, **common)
        case "m", area:
            return Browsed(area=area, page=number, **common)
        case "a", ("help" | "privacy" | "human" | "mine" | "why") as topic:
            return Asked(topic=topic, **common)
        case "z", None:
            return Forgot(sure=True, **common)
        case _:
            return Received(what="forged", **common)
