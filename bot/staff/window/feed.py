"""Calendars a window subscribes to: when somebody comes, with what, and what is missing; never who."""

import asyncio
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk import Desk
from bot.errors import HouseError
from bot.flow.shelf import Office
from bot.staff.window import export
from bot.staff.window.bookings import Line, Window
from bot.staff.window.view import View
from bot.stores.slots import SlotBook

_PAST, _AHEAD = 7, 28
"""Days shown; no window takes bookings further ahead (`bot.flow.booking`)."""
_AGE = 300
"""Seconds for which a reader need not ask again."""
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
_SAME = {"Cache-Control": f"private, max-age={_AGE}"}

_log = structlog.get_logger()


def token(secret: str, office: str) -> str:
    """What opens this office's calendar: 32 letters that nobody can work out without the secret (HMAC-SHA-256)."""
    return hmac.new(secret.encode(), f"calendar {office}".encode(), hashlib.sha256).hexdigest()[:32]


def address(base: str, secret: str, office: str) -> str:
    """Where this office's calendar is, below the server's own address."""
    return f"{base}/calendar/{office}/{token(secret, office)}.ics"


class Feed:
    """Answers `GET /calendar/<office>/<token>.ics`: 200 or 304, 404 for whoever does not know the token, 503."""

    def __init__(self, book: SlotBook, desk: Desk, secret: str) -> None:
        self._book = book
        self._desk = desk
        self._secret = secret
        self._one = asyncio.Lock()

    @property
    def route(self) -> Route:
        """Where it is found."""
        return Route("/calendar/{office}/{token}.ics", self._asked)

    async def _asked(self, request: Request) -> Response:
        office = request.path_params["office"]
        known = hmac.compare_digest(request.path_params["token"].encode(), token(self._secret, office).encode())
        window = Window(self._book, self._desk)
        if not known or office not in window.offices:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        try:
            async with self._one:  # whoever asks again and again waits, and the citizens' turns do not
                tag, written = await self._written(window, office)
        except HouseError as error:
            _log.warning("feed_not_read", error=type(error).__name__)
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "60"})
        headers = {"ETag": tag, **_SAME}
        if tag in request.headers.get("If-None-Match", ""):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(written, media_type="text/calendar", headers=headers)

    async def _written(self, window: Window, office: str) -> tuple[str, bytes]:
        """The calendar, and a tag that is another one when anything in it is."""
        now = self._desk.clock()
        days = [now.date() + timedelta(days=ahead) for ahead in range(-_PAST, _AHEAD + 1)]
        found = await asyncio.gather(*(window.lines(View(day=day)) for day in days))
        lines = [line for day in found for line in day if line.office == office]
        # In a thread of its own, as a full month takes a while to write.
        return await asyncio.to_thread(_calendar, lines, window.offices, self._desk.edition.renderer.say, now)


def _calendar(
    lines: Sequence[Line], offices: Mapping[str, Office], say: Callable[..., str], now: datetime
) -> tuple[str, bytes]:
    nameless = partial(_nameless, say)
    # Written once more with a time that never changes, since each writing has its own.
    same = export.calendar(lines, offices, nameless, _NEVER)
    return f'"{hashlib.sha256(same).hexdigest()[:32]}"', export.calendar(lines, offices, nameless, now)


def _nameless(say: Callable[..., str], _: str, **data: Any) -> str:
    """The words for an entry, whatever others would say of it."""
    return say("staff/feed.j2", **data)
