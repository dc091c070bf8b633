"""The small web server of the house: for Telegram's webhook, for calendars, and for whoever looks whether it lives."""

import socket
from collections.abc import Awaitable, Callable, Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.complaint import because
from bot.errors import ChannelError


def listen(host: str, port: int) -> socket.socket:
    """Take the port; raises ChannelError when it is taken."""
    try:
        return socket.create_server((host, port))
    except OSError as error:
        raise ChannelError(f"GUIDE_HOST, GUIDE_PORT: {because(error.strerror)}") from None


async def serve(
    listening: socket.socket, routes: Sequence[Route], announce: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Serve these routes, and announce it, until cancelled; who is being answered then has two seconds."""
    app = Starlette(routes=[Route("/healthz", _healthy), *routes])
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=2)
    config.load()
    # Step by step instead of serve(), which would take the program's signals for itself.
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listening])
    try:
        if announce:
            await announce()
        await server.main_loop()
    finally:
        await server.shutdown(sockets=[listening])


async def _healthy(_: Request) -> Response:
    return Response("ok", media_type="text/plain")
