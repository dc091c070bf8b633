"""The staff's binder in Redis: walks under way, what was tried, drafts, notes and proposals; each ends on its own time."""

from collections.abc import Iterable
from typing import TypeVar, cast

from pydantic import BaseModel

from bot.stores.client import Command
from bot.stores.connection import connect, patiently, place

T = TypeVar("T", bound=BaseModel)

DAY = 86400
"""Seconds a proposal waits."""
WEEKS = 14 * DAY
"""Seconds a draft is kept."""
SEASON = 90 * DAY
"""Seconds it is remembered what a chat has tried, and a note once it is settled."""
MONTH = 30 * DAY
"""Seconds a walk is kept after it was last touched."""


class Binder:
    """Leaves and sheets by name: a *leaf* is one record, a *file* a list of them that only grows, a *set* of marks."""

    def __init__(self, url: str) -> None:
        self._client = connect(url)
        self._place = place(url)

    async def leaf(self, kind: str, name: str, of: type[T]) -> T | None:
        """The record of this name; None when there is none, or none any more."""
        found = cast("bytes | None", await self._ask("GET", _key(kind, name)))
        return of.model_validate_json(found) if found else None

    async def leaves(self, kind: str, of: type[T]) -> tuple[T, ...]:
        """All records of a kind, in the order of their names."""
        names = sorted(await self.names(kind))
        if not names:
            return ()
        found = await self._ask("MGET", *(_key(kind, name) for name in names))
        return tuple(of.model_validate_json(each) for each in found if each)

    async def names(self, kind: str) -> tuple[str, ...]:
        """The names of a kind; some of them may have ended."""
        return tuple(name.decode() for name in await self._ask("SMEMBERS", _index(kind)))

    async def keep(self, kind: str, name: str, leaf: BaseModel, seconds: int) -> None:
        """Keep a record for so long, in the place of the former one of this name."""
        await self._ask("SET", _key(kind, name), leaf.model_dump_json(exclude_defaults=True), "EX", seconds)
        await self._ask("SADD", _index(kind), name)

    async def drop(self, kind: str, name: str) -> None:
        """Keep it no longer."""
        await self._ask("DEL", _key(kind, name))
        await self._ask("SREM", _index(kind), name)

    async def append(self, kind: str, name: str, leaf: BaseModel, seconds: int, most: int) -> None:
        """Put a record at the end of a file, of which the last `most` are kept."""
        key = _key(kind, name)
        # With all defaults: one of them is the name by which the kind of an event is known again.
        await self._ask("RPUSH", key, leaf.model_dump_json())
        await self._ask("LTRIM", key, -most, -1)
        await self._ask("EXPIRE", key, seconds)

    async def file(self, kind: str, name: str, of: type[T]) -> tuple[T, ...]:
        """All of a file, in its order."""
        found = await self._ask("LRANGE", _key(kind, name), 0, -1)
        return tuple(of.model_validate_json(each) for each in found)

    async def mark(self, kind: str, name: str, marks: Iterable[str], seconds: int) -> None:
        """Add marks to a set."""
        await self._ask("SADD", _key(kind, name), *marks)
        await self._ask("EXPIRE", _key(kind, name), seconds)

    async def marks(self, kind: str, name: str) -> frozenset[str]:
        """All marks of a set."""
        return frozenset(mark.decode() for mark in await self._ask("SMEMBERS", _key(kind, name)))

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def _ask(self, *command: str | int) -> list[bytes]:
        call: Command = command
        return cast("list[bytes]", await patiently(lambda _: self._client.ask(*call), self._place))


def _key(kind: str, name: str) -> str:
    return f"guide:{{staff}}:{kind}:{name}"


def _index(kind: str) -> str:
    return f"guide:{{staff}}:names:{kind}"
