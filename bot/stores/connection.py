"""The way to a Redis: addresses, connections, and patience with a server that restarts."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import urlsplit

from redis.asyncio import RedisCluster
from redis.asyncio.connection import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    BusyLoadingError,
    ClusterDownError,
    ReadOnlyError,
    RedisClusterException,
    RedisError,
    TryAgainError,
)
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import TimeoutError as Silent

from bot.complaint import wrong
from bot.errors import StoreError
from bot.stores.client import Client, Clustered, Single

T = TypeVar("T")

CLUSTER = "redis+cluster://"
POOL = 32
"""Connections at most; further calls wait for a free one."""
SILENCE = 2.0
"""Seconds a server may be silent before the call counts as lost."""
PATIENCE = 8.0
"""Seconds a call is tried again, so that a restart of the server loses no turn."""

_REFUSED = (AuthenticationError, AuthorizationError)
_PASSING = (
    Unreachable, Silent, BusyLoadingError, ReadOnlyError, ClusterDownError, TryAgainError, RedisClusterException,
)  # fmt: skip


def connect(url: str) -> Client:
    """Make a client for `unix://`, `redis://`, `rediss://` or `redis+cluster://`; it connects when first used.

    Raises SettingError for an address that is none of these.
    """
    # Nothing is tried again unseen: only who knows that an answer was lost can tell a conflict from an echo.
    options: dict[str, Any] = {
        "retry": Retry(NoBackoff(), 0),
        "socket_connect_timeout": SILENCE,
        "protocol": 2,
        "driver_info": None,
    }
    try:
        if url.startswith(CLUSTER):
            options["socket_timeout"] = SILENCE
            return Clustered(RedisCluster.from_url("redis://" + url.removeprefix(CLUSTER), **options))
        return Single(ConnectionPool.from_url(url, socket_timeout=None, **options), POOL, SILENCE, PATIENCE)
    except (ValueError, TypeError, RedisClusterException):
        # Not in the error's own words: where a password holds a / or #, they quote it.
        raise wrong("GUIDE_REDIS_URL", "redis_url") from None


def place(url: str) -> str:
    """Where a Redis is, for people: the address without user and password."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] + parts.path


async def patiently(attempt: Callable[[bool], Awaitable[T]], where: str) -> T:
    """Try until it succeeds, for 8 seconds; `attempt` is told whether an answer may have been lost before.

    Raises StoreError with one plain line when the server stays away or refuses.
    """
    give_up, pause, again = monotonic() + PATIENCE, 0.02, False
    while True:
        try:
            return await attempt(again)
        except _REFUSED as error:
            raise StoreError(f"Redis at {where} refuses us: {error}") from error
        except _PASSING as error:
            if monotonic() + pause > give_up:
                raise StoreError(f"Redis at {where} can't be reached: {error}") from error
        except RedisError as error:
            raise StoreError(f"Redis at {where} can't do it: {error}") from error
        await asyncio.sleep(pause)
        pause, again = min(pause * 2, 0.5), True
