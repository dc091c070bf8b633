"""The line to an office's booking system: one call at a time, bounded in time and size, and nothing is raised."""

import asyncio
import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson
import structlog

from bot.booking.trust import trust
from bot.config import Access
from bot.flow.calls import Filled

LARGEST = 1_000_000
"""Bytes of an answer; a longer one is not understood."""
LONGEST = 86_400.0
"""Seconds a system can make us wait; who says more is asked again the next day."""

_CONNECTING = 2.0
"""Seconds, so that a machine that is off is told from one that does not answer."""
_IDLE = 2.0
"""Seconds a connection is kept: less than servers do, so that none is used just as it is closed."""
_JSON = {"Content-Type": "application/json"}
_SECONDS = re.compile(r"[0-9]{1,9}")
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)

_log = structlog.get_logger()

# At INFO these write down addresses, in which another system may want a name or a number.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True)
class Heard:
    """An answer."""

    status: int
    body: Any = None
    """What the JSON holds; None for no JSON, or too much."""
    after: float | None = None
    """Seconds until we may ask again (RFC 9110, 10.2.3)."""


@dataclass(frozen=True)
class Lost:
    """No answer."""

    sent: bool
    """False when what we asked for has certainly not been done."""


class Line:
    """Speaks to one system; redirects are not followed, so that what we send reaches nobody else."""

    def __init__(self, url: str, access: Access) -> None:
        """Open nothing yet; `SettingError` for certificates that can't be read."""
        self._url = url.rstrip("/")
        parts = urlsplit(self._url)
        self._system = f"{parts.hostname}{parts.path}"
        # Unpacked answers could be larger than what was counted.
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "xiaxian-guide"}
        if access.token:
            headers["Authorization"] = f"Bearer {access.token.get_secret_value()}"
        self._client = httpx.AsyncClient(
            headers=headers,
            verify=trust(access),
            timeout=httpx.Timeout(None, connect=_CONNECTING),  # `say` times the rest
            limits=httpx.Limits(keepalive_expiry=_IDLE),
        )

    async def say(self, call: Filled, patience: float) -> Heard | Lost:
        """Make one call and read the answer, all within this many seconds."""
        try:
            async with asyncio.timeout(patience):
                return await self._spoken(call)
        except TimeoutError:
            return self._lost("timeout", sent=True)
        except _NEVER_LEFT as error:
            # Their words name the host and what is wrong with its certificate, and nothing of what we send.
            return self._lost(str(error) or type(error).__name__, sent=False)
        except httpx.HTTPError as error:
            return self._lost(type(error).__name__, sent=True)

    def complain(self, event: str, **what: object) -> None:
        """Log something about this system; nothing personal."""
        _log.warning(event, system=self._system, **what)

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.aclose()

    async def _spoken(self, call: Filled) -> Heard:
        content, kind = (None, {}) if call.body is None else (json.dumps(call.body), _JSON)
        async with self._client.stream(call.method, self._url + call.path, content=content, headers=kind) as answer:
            return Heard(answer.status_code, _json(await _read(answer)), _after(answer.headers))

    def _lost(self, why: str, *, sent: bool) -> Lost:
        self.complain("booking_system_silent", why=why)
        return Lost(sent=sent)


async def _read(answer: httpx.Response) -> bytes:
    """The whole body, or nothing of one that is too long."""
    content = bytearray()
    async for chunk in answer.aiter_raw():
        content += chunk
        if len(content) > LARGEST:
            return b""
    return bytes(content)


def _json(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


def _after(headers: Mapping[str, str]) -> float | None:
    """Seconds or a date (RFC 9110, 10.2.3); None for anything else."""
    said = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(said):
        return min(float(said), LONGEST)
    try:
        when = parsedate_to_datetime(said)
    except ValueError:
        return None
    seconds = (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), LONGEST)
