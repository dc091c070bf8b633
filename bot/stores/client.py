"""What is said to Redis and what it answers: to one server, or to a cluster."""

import asyncio
from collections.abc import Awaitable, Iterable
from typing import Any, Protocol, TypeVar

from hiredis import pack_command
from redis.asyncio import RedisCluster
from redis.asyncio.connection import Connection, ConnectionPool
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as Silent

T = TypeVar("T")
Word = str | bytes | int | float
Command = tuple[Word, ...]


class Client(Protocol):
    """Says commands as tuples; raises what redis-py raises, and tries nothing again."""

    async def ask(self, *command: Word) -> Any:
        """The answer to one command."""
        ...

    async def ask_all(self, commands: Iterable[Command]) -> list[Any]:
        """The answers to several commands said at once; raises the first refusal when all are answered."""
        ...

    async def aclose(self) -> None:
        """Let go of all connections."""
        ...


class Single:
    """One server, over redis-py's connections but not its client, which takes as long for a command as Redis itself.

    A connection has its own three watches a command, and its pool a lock, a condition and another watch; here one watch
    covers finding out whether the connection is still good, saying and hearing.
    """

    def __init__(self, pool: ConnectionPool, places: int, silence: float, patience: float) -> None:
        """Use at most `places` connections as `pool` makes them, which must not have a time-out of their own.

        `silence` is how long (seconds) a command may take, `patience` how long it may wait for a free connection.
        """
        self._pool = pool
        self._places = asyncio.Semaphore(places)
        self._silence = silence
        self._patience = patience
        self._idle: list[Connection] = []
        self._all: list[Connection] = []

    async def ask(self, *command: Word) -> Any:
        """The answer to one command."""
        answer = (await self._exchange(_packed(command), 1))[0]
        if isinstance(answer, ResponseError):
            raise answer
        return answer

    async def ask_all(self, commands: Iterable[Command]) -> list[Any]:
        """The answers to several commands said at once; raises the first refusal when all are answered."""
        packed = [_packed(command) for command in commands]
        answers = await self._exchange(b"".join(packed), len(packed))
        for answer in answers:
            if isinstance(answer, ResponseError):
                raise answer
        return answers

    async def aclose(self) -> None:
        """Let go of all connections."""
        for connection in self._all:
            await connection.disconnect()

    async def _exchange(self, said: bytes, answers: int) -> list[Any]:
        await self._take_place()
        try:
            connection = self._idle.pop() if self._idle else self._connection()
            try:
                async with asyncio.timeout(self._silence):
                    return await self._heard(connection, said, answers)
            except TimeoutError:
                raise Silent(f"no answer within {self._silence:g} s") from None
            finally:
                # The last to have been used is used next: after a restart no more than those needed are found dead.
                self._idle.append(connection)
        finally:
            self._places.release()

    async def _take_place(self) -> None:
        if not self._places.locked():
            await self._places.acquire()  # at once, and so without a watch
            return
        try:
            async with asyncio.timeout(self._patience):
                await self._places.acquire()
        except TimeoutError:
            raise Unreachable("no connection is free") from None

    def _connection(self) -> Connection:
        connection: Connection = self._pool.make_connection()  # type: ignore[no-untyped-call]
        self._all.append(connection)
        return connection

    async def _heard(self, connection: Connection, said: bytes, answers: int) -> list[Any]:
        # Whatever ends this early, redis-py closes the connection: no late answer is taken for that to the next command.
        await self._pool.ensure_connection(connection)
        await connection.send_packed_command(said, check_health=False)
        return [await _answer(connection) for _ in range(answers)]


def _packed(command: Command) -> bytes:
    return pack_command(command)  # type: ignore[arg-type,no-any-return]  # its stub knows commands of one word only


async def _answer(connection: Connection) -> Any:
    try:
        return await connection.read_response()
    except ResponseError as refusal:
        return refusal


class Clustered:
    """A cluster, over redis-py's client, which knows where each key lies."""

    def __init__(self, client: RedisCluster) -> None:
        self._client = client

    async def ask(self, *command: Word) -> Any:
        """The answer to one command."""
        return await _heeding(self._client.execute_command(*command))

    async def ask_all(self, commands: Iterable[Command]) -> list[Any]:
        """The answers to several commands said at once; raises the first refusal when all are answered."""
        pipeline = self._client.pipeline(transaction=False)
        for command in commands:
            pipeline.execute_command(*command)
        return list(await _heeding(pipeline.execute()))

    async def aclose(self) -> None:
        """Let go of all connections."""
        await self._client.aclose()


async def _heeding(call: Awaitable[T]) -> T:
    """Waits for the call, and ends with the task even where `wait_for` of Python 3.11, in redis-py, forgets to."""
    task = asyncio.current_task()
    asked = task.cancelling() if task else 0
    try:
        return await call
    finally:
        if task and task.cancelling() > asked:
            raise asyncio.CancelledError
