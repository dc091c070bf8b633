"""Calls to a booking system of another shape: texts with placeholders, and whatever fills them can't break out.

A path's placeholders are percent-encoded (RFC 3986, 2.1), a body's are escaped as parts of JSON (RFC 8259, 7), so a text
stands between quotes that the author writes. The names to fill in are

- availability: `service`, `begin` and `end`, both dates and included
- hold, confirm: `ref`, `state`, `slot` (id, start, end), `person` (name, phone), `matter` (service, title, outcome,
  answers, ready, missing), `instead` (the reference of the booking it takes the place of; empty where there is none)
- get, delete: `ref`, `slot`
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from bot.flow import expression
from bot.flow.booking import Call
from bot.flow.booking import Mapping as Shape
from bot.flow.expression import ExpressionError

_START = datetime(2026, 1, 5, 1, tzinfo=UTC)
_SLOT = {"id": 'a "b" {c}', "start": _START, "end": _START + timedelta(minutes=30)}
_BOOKED = {"ref": "a1b2c3d4e5", "slot": _SLOT}
_LISTS: tuple[Mapping[str, Any], ...] = (
    {"answers": (), "ready": (), "missing": ()},
    {"answers": (("q", 'a "b"'), ("r", "c")), "ready": ("a", "b"), "missing": ("c", "d")},
)
# A text outside quotes shows as JSON that is broken: a number begins with no 0, and nothing with a letter or a quote.
_PEOPLE = tuple(
    {
        **_BOOKED,
        "state": state,
        "person": {"name": '"A" {b}', "phone": "03598500000"},
        "matter": {"service": "s", "title": 'a "b"', "outcome": "c", **lists},
        "instead": instead,
    }
    for state in ("held", "confirmed")
    for lists, instead in zip(_LISTS, ("", "f6g7h8j9k0"), strict=True)
)
_SAMPLES: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "availability": ({"service": "s", "begin": _START.date(), "end": _START.date()},),
    "hold": tuple(each for each in _PEOPLE if each["state"] == "held"),
    "confirm": tuple(each for each in _PEOPLE if each["state"] == "confirmed"),
    "get": (_BOOKED,),
    "delete": (_BOOKED,),
}
CALLS = tuple(_SAMPLES)
"""The calls of a mapping."""


@dataclass(frozen=True)
class Filled:
    """A call with everything in its place."""

    method: str
    path: str
    body: Any = None
    """What the JSON holds; None sends nothing."""


class Form:
    """A call that was read and waits to be filled in; `ExpressionError` syntax or too_deep for one that can't be read."""

    def __init__(self, call: Call) -> None:
        self._method = call.method
        self._path = expression.text(call.path, _in_path)
        self._body = expression.text(call.body, _in_json) if call.body else None

    def fill(self, known: Mapping[str, Any]) -> Filled:
        """The call as it is sent; `ExpressionError` unknown_name, fails, bad_path or not_json."""
        path = self._path.filled(known)
        if not path.startswith("/") or not {".", ".."}.isdisjoint(path.partition("?")[0].split("/")):
            raise ExpressionError(code="bad_path")
        return Filled(self._method, path, self._json(known))

    def _json(self, known: Mapping[str, Any]) -> Any:
        if self._body is None:
            return None
        try:
            return json.loads(self._body.filled(known))
        except json.JSONDecodeError as error:
            raise ExpressionError(code="not_json", detail=f"{error.lineno}: {error.msg}") from None


@dataclass(frozen=True)
class Problem:
    """What is wrong in a mapping."""

    path: tuple[str, ...]
    """Where, below the mapping."""
    code: str
    """syntax, too_deep, unknown_name, fails, bad_path, not_json, or a part that is wanted: slot, found, until, code."""
    detail: str = ""
    """For syntax and not_json the line within the text and what is wrong there; else the name meant."""


def problems(mapping: Shape) -> tuple[Problem, ...]:
    """Everything wrong in a mapping, each call tried with made-up people."""
    return (*_wanting(mapping), *(found for name in _SAMPLES for found in _tried(name, getattr(mapping, name))))


def _wanting(mapping: Shape) -> Iterator[Problem]:
    for part in ("id", "start", "end"):
        if part not in mapping.slot:
            yield Problem(("slot",), "slot", part)
    if mapping.get and not mapping.found:
        yield Problem(("get",), "found")
    if mapping.get and mapping.hold and not mapping.until:
        yield Problem(("hold",), "until")
    if mapping.codes and not mapping.code:
        yield Problem(("codes",), "code")


def _tried(name: str, call: Call | None) -> Iterator[Problem]:
    if call is None:
        return
    for part in ("path", "body"):
        # A path that is sound stands in for the other, so that each problem is told where it is.
        alone = call.model_copy(update={"body": None} if part == "path" else {"path": "/"})
        try:
            form = Form(alone)
            for known in _SAMPLES[name]:
                form.fill(known)
        except ExpressionError as error:
            yield Problem((name, part), error.code, error.detail)


def _in_path(value: Any) -> str:
    return quote(value if isinstance(value, str) else str(_plain(value)), safe="")


def _in_json(value: Any) -> str:
    written = json.dumps(value, default=_plain)
    return written[1:-1] if written.startswith('"') else written


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
