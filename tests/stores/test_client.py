"""What the client of a single server promises of its connections."""

import asyncio

import pytest
from redis.asyncio.connection import ConnectionPool
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as Silent

from bot.stores.client import Single


@pytest.fixture
async def pair(tcp_server):
    """A client that has two connections at most, and little patience."""
    client = Single(ConnectionPool.from_url(tcp_server.url, socket_timeout=None), 2, silence=0.5, patience=0.1)
    yield client
    await client.aclose()


async def test_of_many_calls_at_once_each_gets_its_own_answer_over_few_connections(pair):
    answers = await asyncio.gather(*(pair.ask("ECHO", number) for number in range(100)))

    assert answers == [b"%d" % number for number in range(100)]
    assert len((await pair.ask("CLIENT", "LIST")).splitlines()) == 2


async def test_an_answer_that_comes_too_late_is_not_taken_for_that_to_the_next_command(tcp_server, pair):
    tcp_server.ask("CLIENT", "PAUSE", 600)

    with pytest.raises(Silent):
        await pair.ask("ECHO", "first")

    assert await pair.ask("ECHO", "second") == b"second"


async def test_who_waits_too_long_for_a_free_connection_is_told(tcp_server, pair):
    tcp_server.ask("CLIENT", "PAUSE", 600)

    ended = await asyncio.gather(*(pair.ask("PING") for _ in range(3)), return_exceptions=True)

    assert [type(error) for error in ended] == [Silent, Silent, Unreachable]


async def test_a_refusal_among_several_answers_is_raised_and_shifts_none(pair):
    with pytest.raises(ResponseError):
        await pair.ask_all([("ECHO", "first"), ("HGET", "one word too few"), ("ECHO", "third")])

    assert await pair.ask_all([("ECHO", "fourth"), ("ECHO", b"fifth")]) == [b"fourth", b"fifth"]


async def test_a_cancelled_call_leaves_no_answer_behind(tcp_server, pair):
    tcp_server.ask("CLIENT", "PAUSE", 200)
    call = asyncio.create_task(pair.ask("ECHO", "cancelled"))
    await asyncio.sleep(0.05)
    call.cancel()
    await asyncio.wait([call])

    assert await pair.ask("ECHO", "next") == b"next"
