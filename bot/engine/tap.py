"""Button ids: `walk.step.verb[.argument]`, at most 64 bytes, with nothing secret and nothing personal in them."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from bot.engine.event import (
    Asked,
    Booked,
    Browsed,
    Chosen,
    Event,
    Examined,
    Forgot,
    Picked,
    Printed,
    Rated,
    Received,
    Reminded,
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

_BOOKINGS: Mapping[str, Literal["open", "agree"]] = {"open": "open", "agree": "agree"}
_TICKETS: Mapping[str, Literal["confirm", "queue", "change", "show", "free", "free_sure"]] = {
    "h": "confirm",
    "q": "queue",
    "n": "change",
    "j": "show",
    "u": "free",
    "i": "free_sure",
}
_MENDS: Mapping[int, Literal["mend_name", "mend_phone"]] = {0: "mend_name", 1: "mend_phone"}
_STARS = 5

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
        case "z", (None | "free"):
            return Forgot(sure=True, free=argument == "free", **common)
        case "k", str(what) if what in _BOOKINGS:
            return Booked(what=_BOOKINGS[what], **common)
        case "o", ("on" | "off"):
            return Reminded(on=argument == "on", **common)
        case _:
            return _appointed(verb, argument, number, common)


def _appointed(verb: str, argument: str | None, number: int, common: dict[str, Any]) -> Event:
    """Buttons of an appointment: those that pick something, and those that carry its reference in small letters."""
    ref = (argument or "").upper()
    match verb:
        case "g" if argument:
            return Picked(what="office", value=argument, **common)
        case "y" if argument:
            return Picked(what="day", value=argument, **common)
        case "w" if argument:
            return Picked(what="page", value=argument, **common)
        case "s" if argument:
            return Picked(what="slot", value=argument, **common)
        case "v" if argument and 0 <= number <= _STARS:
            return Rated(ref=ref, stars=number, **common)
        case "l" if argument and number in _MENDS:
            return Booked(what=_MENDS[number], ref=ref, **common)
        case _ if argument and verb in _TICKETS:
            return Booked(what=_TICKETS[verb], ref=ref, **common)
        case _:
            return Received(what="forged", **common)
