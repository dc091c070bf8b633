"""Receives updates: 200 only when one is committed, so that Telegram brings back what was not (Bot API: setWebhook)."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels import web
from bot.channels.telegram.intake import Intake
from bot.errors import StoreError

_log = structlog.get_logger(__name__)

CONNECTIONS = 100
"""Updates Telegram may bring at once (Bot API: max_connections)."""

_LIMIT = 1_000_000
"""Bytes of one update."""
_SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


class Webhook:
    """Where Telegram talks to us, beside whatever else our web server has."""

    def __init__(self, url: str, secret: str, host: str, port: int, others: Sequence[Route] = ()) -> None:
        """Serve the path of `url`, which is how Telegram reaches us, and the `others`, at host and port."""
        self._path = urlsplit(url).path or "/"
        self._secret = secret.encode()
        self._host = host
        self._port = port
        self._others = others

    async def run(self, intake: Intake, announce: Callable[[], Awaitable[None]]) -> None:
        """Listen, announce it, serve until cancelled; raises ChannelError when the port is taken."""
        listening = web.listen(self._host, self._port)
        await web.serve(listening, (self._route(intake), *self._others), announce)

    def _route(self, intake: Intake) -> Route:
        async def update(request: Request) -> Response:
            return Response(status_code=await self._received(request, intake))

        return Route(self._path, update, methods=["POST"])

    async def _received(self, request: Request, intake: Intake) -> HTTPStatus:
        if not hmac.compare_digest(request.headers.get(_SECRET, "").encode(), self._secret):
            return HTTPStatus.FORBIDDEN
        body = await _body(request)
        if body is None:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        try:
            raw = orjson.loads(body)
        except orjson.JSONDecodeError:
            return HTTPStatus.BAD_REQUEST
        if not isinstance(raw, dict) or not isinstance(raw.get("update_id"), int):
            return HTTPStatus.BAD_REQUEST
        return await _committed(intake.take(raw))


async def _body(request: Request) -> bytes | None:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LIMIT:
            return None
    return body


async def _committed(turn: asyncio.Future[None] | None) -> HTTPStatus:
    if turn is None:
        return HTTPStatus.OK
    await asyncio.wait([turn])  # not awaited itself: when Telegram hangs up, the turn goes on
    if turn.cancelled() or isinstance(turn.exception(), StoreError):
        return HTTPStatus.SERVICE_UNAVAILABLE
    if error := turn.exception():
        # The desk lets nothing but StoreError out; should it ever, bringing it back would not help.
        _log.error("telegram_turn_failed", error=type(error).__name__)
    return HTTPStatus.OK
