"""A store on each kind of Redis a house may have."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.stores.embedded import EmbeddedRedis
from bot.stores.program import bundled_program
from bot.stores.redis import RedisStore
from tests.stores.servers import Server, free_port, installed


@asynccontextmanager
async def _embedded(folder: Path, program: Path | None) -> AsyncIterator[str]:
    assert program
    async with EmbeddedRedis(folder, program) as house:
        yield house.url


@asynccontextmanager
async def _served(server: Server) -> AsyncIterator[str]:
    server.ask("FLUSHALL")
    yield server.url


@pytest.fixture(scope="session")
def tcp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("tcp"), port=free_port())
    server.start()
    yield server
    server.kill()


@pytest.fixture
async def tcp_server(tmp_path: Path) -> AsyncIterator[Server]:
    """A server that writes down every change, reached over TCP, which a test may kill and start again."""
    server = Server(tmp_path, "--appendonly", "yes", port=free_port())
    server.start()
    yield server
    server.kill()


@pytest.fixture(params=["debian", "wheel", "tcp", "cluster"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of an empty Redis of each kind."""
    kinds = {
        "debian": lambda: _embedded(tmp_path, installed()),
        "wheel": lambda: _embedded(tmp_path, bundled_program()),
        "tcp": lambda: _served(request.getfixturevalue("tcp")),
        "cluster": lambda: _served(request.getfixturevalue("redis_cluster")),
    }
    async with kinds[request.param]() as url:
        yield url


@pytest.fixture
async def any_store(house: str) -> AsyncIterator[RedisStore]:
    """A store with nothing in it, on each kind of Redis."""
    opened = RedisStore(house)
    yield opened
    await opened.close()


@pytest.fixture
async def two_stores(house: str) -> AsyncIterator[tuple[RedisStore, RedisStore]]:
    """The stores of two workers on one Redis."""
    pair = (RedisStore(house), RedisStore(house))
    yield pair
    for opened in pair:
        await opened.close()
