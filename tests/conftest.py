"""Fixtures every room may ask for: a real Redis, and a store in it."""

import sys
from collections.abc import AsyncIterator, Iterator
from io import StringIO

import pytest

from bot.stores.redis import RedisStore
from bot.trace import log_to
from tests.stores.servers import Server, free_port


class Log(StringIO):
    """What is written to it is also shown where a test fails."""

    def write(self, text: str) -> int:
        sys.stderr.write(text)
        return super().write(text)


@pytest.fixture(autouse=True)
def log() -> Log:
    """The house's own log of this test, as it runs: structlog's usual one takes ten seconds to draw a traceback."""
    stream = Log()
    log_to(stream)
    return stream


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the whole run, on a unix socket."""
    server = Server(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def redis_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A cluster of one, which takes two seconds to agree with itself."""
    options = ("--cluster-enabled", "yes", "--cluster-port", str(free_port()))
    server = Server(tmp_path_factory.mktemp("cluster"), *options, port=free_port())
    server.start()
    server.found_cluster()
    yield server
    server.kill()


@pytest.fixture
def redis_url(redis_server: Server) -> str:
    """The address of a Redis with nothing in it."""
    redis_server.ask("FLUSHALL")
    return redis_server.url


@pytest.fixture
async def store(redis_url: str) -> AsyncIterator[RedisStore]:
    """A store with nothing in it."""
    opened = RedisStore(redis_url)
    yield opened
    await opened.close()
