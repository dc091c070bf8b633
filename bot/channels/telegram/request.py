"""The HTTP client for calls whose answers nobody reads."""

from typing import Any

from telegram.request import BaseRequest

_CARDS = ("/sendMessage", "/editMessageText")
_DONE = b'{"ok":true,"result":true}'


class Terse(BaseRequest):
    """Makes the calls with the client inside, and leaves unread what only repeats the card just written.

    Telegram answers with the whole card, keyboard included, and PTB would make an object of each button.
    """

    def __init__(self, inside: BaseRequest) -> None:
        self._inside = inside

    @property
    def read_timeout(self) -> float | None:
        """That of the client inside."""
        return self._inside.read_timeout

    async def initialize(self) -> None:
        """Make the client inside ready."""
        await self._inside.initialize()

    async def shutdown(self) -> None:
        """Let go of its connections."""
        await self._inside.shutdown()

    async def do_request(self, url: str, *arguments: Any, **named: Any) -> tuple[int, bytes]:
        """Status and body; a card that was taken is answered with true."""
        status, body = await self._inside.do_request(url, *arguments, **named)
        return status, _DONE if status == 200 and url.endswith(_CARDS) else body  # noqa: PLR2004 - HTTP
