"""The line to a calendar server (WebDAV, RFC 4918): bounded in time and size, and nothing is raised."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx
import structlog

from bot.booking.base import PATIENCE, Away, Refused
from bot.booking.trust import trust
from bot.config import Access

LARGEST = 4 * 1024 * 1024
"""Bytes of an answer that are read."""

_LINES = 4
"""Connections at once: half of what Radicale takes if it is not told otherwise, so that staff get through, too."""
_IDLE = 2.0
"""Seconds a connection is kept: less than servers do, so that none is used just as it is closed."""
_LONGEST = 86_400.0
"""Seconds a system can make us wait."""
_SECONDS = re.compile(r"[0-9]{1,9}")
_PASSING = frozenset({401, 403, 408, 423, 425, 429})
"""Refusals (4xx) that do not last; a person mends a password or what it allows."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer."""

    status: int
    body: bytes | None
    """None when it is longer than `LARGEST`."""
    after: float | None = None
    """Seconds until we may ask again (RFC 9110, 10.2.3)."""

    @property
    def done(self) -> bool:
        """Whether what we asked for was done (2xx)."""
        return httpx.codes.is_success(self.status)


class Dav:
    """Speaks about one collection; redirects are not followed, so that what we send reaches nobody else."""

    def __init__(self, url: str, access: Access) -> None:
        """Open nothing yet; `SettingError` for certificates that can't be read."""
        self._url = url.rstrip("/") + "/"
        parts = urlsplit(self._url)
        self.path = parts.path
        """The collection's own, with a slash at the end."""
        self._system = f"{parts.hostname}{parts.path}"
        # Unpacked answers could be larger than what was counted.
        headers = {"Accept-Encoding": "identity", "User-Agent": "xiaxian-guide"}
        if access.token:
            headers["Authorization"] = f"Bearer {access.token.get_secret_value()}"
        password = access.password.get_secret_value() if access.password else ""
        self._client = httpx.AsyncClient(
            auth=httpx.BasicAuth(access.user, password) if access.user else None,
            headers=headers,
            verify=trust(access),
            timeout=httpx.Timeout(PATIENCE / 2, pool=PATIENCE),  # after a lost answer there is time to look
            limits=httpx.Limits(max_connections=_LINES, keepalive_expiry=_IDLE),
        )

    async def ask(self, method: str, name: str, headers: Mapping[str, str], body: bytes | None = None) -> Heard | None:
        """The answer about the collection or what is named in it; None for silence, after which it may yet be done."""
        try:
            async with self._client.stream(method, self._url + name, headers=headers, content=body) as answer:
                return Heard(answer.status_code, await _read(answer), _after(answer.headers.get("Retry-After", "")))
        except httpx.HTTPError as error:
            # The words of other errors than these might tell what we sent.
            words = str(error) if isinstance(error, httpx.ConnectError) else ""
            self.complain("booking_system_silent", why=words or type(error).__name__)
            return None

    def refusal(self, heard: Heard) -> Away | Refused:
        """What an answer means that is none to what we asked."""
        self.complain("booking_system_refuses", status=heard.status)
        lasting = httpx.codes.is_client_error(heard.status) and heard.status not in _PASSING
        return Refused() if lasting else Away(after=heard.after)

    def complain(self, event: str, **what: object) -> None:
        """Log something about this server; nothing personal."""
        _log.warning(event, system=self._system, **what)

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.aclose()


async def _read(answer: httpx.Response) -> bytes | None:
    """The whole body, or nothing of one that is too long."""
    content = bytearray()
    async for chunk in answer.aiter_raw():
        content += chunk
        if len(content) > LARGEST:
            return None
    return bytes(content)


def _after(said: str) -> float | None:
    """Seconds or a date (RFC 9110, 10.2.3); None for anything else."""
    if _SECONDS.fullmatch(said):
        return min(float(said), _LONGEST)
    try:
        when = parsedate_to_datetime(said)
    except ValueError:
        return None
    seconds = (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), _LONGEST)
