"""The staff's binder in Redis: walks under way, what was tried, drafts, notes and proposals; each ends on its own time."""

from collections.abc import Iterable
from typing import Any, TypeVar

import structlog
from pydantic import BaseModel, ValidationError
from redis.exceptions import NoScriptError

from bot.stores.binder_scripts import APPEND, DROP, KEEP, MARK, NAMES
from bot.stores.client import Word
from bot.stores.connection import connect, patiently, place
from bot.stores.script import Script

T = TypeVar("T", bound=BaseModel)

DAY = 86400
"""Seconds a proposal waits."""
WEEKS = 14 * DAY
"""Seconds a draft is kept."""
SEASON = 90 * DAY
"""Seconds it is remembered what a chat has tried, and a note once it is settled."""
MONTH = 30 * DAY
"""Seconds a walk is kept after it was last touched."""

_log = structlog.get_logger(__name__)


class Binder:
    """Leaves and sheets by name: a *leaf* is one record, a *file* a list of them that only grows, a *set* of marks.

    What can't be read, because another version of the house wrote it, is passed over and logged; it ends on its own time.
    """

    def __init__(self, url: str) -> None:
        self._client = connect(url)
        self._place = place(url)

    async def leaf(self, kind: str, name: str, of: type[T]) -> T | None:
        """The record of this name; None when there is none, or none any more."""
        found = await self._ask("GET", _key(kind, name))
        return _read(kind, found, of) if found else None

    async def leaves(self, kind: str, of: type[T]) -> tuple[T, ...]:
        """All records of a kind, in the order of their names."""
        names = sorted(name.decode() for name in await self._run(NAMES, (_index(kind),)))
        if not names:
            return ()
        found = await self._ask("MGET", *(_key(kind, name) for name in names))
        return tuple(leaf for raw in found if raw and (leaf := _read(kind, raw, of)))

    async def keep(self, kind: str, name: str, leaf: BaseModel, seconds: int) -> None:
        """Keep a record for so long, in the place of the former one of this name."""
        await self._kept(kind, name, leaf, seconds, fresh=False)

    async def add(self, kind: str, name: str, leaf: BaseModel, seconds: int) -> bool:
        """Keep a record for so long, unless there is one of this name; then tell so by False.

        False is told as well where the answer to the first try was lost: look whose record it is.
        """
        return await self._kept(kind, name, leaf, seconds, fresh=True)

    async def drop(self, kind: str, name: str) -> None:
        """Keep it no longer."""
        await self._run(DROP, (_key(kind, name), _index(kind)), name)

    async def append(self, kind: str, name: str, leaf: BaseModel, seconds: int, most: int) -> None:
        """Put a record at the end of a file, of which the last `most` are kept."""
        # With all defaults: one of them is the name by which the kind of an event is known again.
        await self._run(APPEND, (_key(kind, name),), leaf.model_dump_json(), seconds, most)

    async def file(self, kind: str, name: str, of: type[T]) -> tuple[T, ...]:
        """All of a file, in its order."""
        found = await self._ask("LRANGE", _key(kind, name), 0, -1)
        return tuple(leaf for raw in found if (leaf := _read(kind, raw, of)))

    async def mark(self, kind: str, name: str, marks: Iterable[str], seconds: int) -> None:
        """Add marks to a set."""
        await self._run(MARK, (_key(kind, name),), seconds, *marks)

    async def marks(self, kind: str, name: str) -> frozenset[str]:
        """All marks of a set."""
        return frozenset(mark.decode() for mark in await self._ask("SMEMBERS", _key(kind, name)))

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def _kept(self, kind: str, name: str, leaf: BaseModel, seconds: int, *, fresh: bool) -> bool:
        text = leaf.model_dump_json(exclude_defaults=True)
        keys = (_key(kind, name), _index(kind))
        return bool(await self._run(KEEP, keys, name, text, seconds, int(fresh)))

    async def _ask(self, *command: Word) -> Any:
        return await patiently(lambda _: self._client.ask(*command), self._place)

    async def _run(self, script: Script, keys: tuple[str, ...], *values: Word) -> Any:
        """Run a script by its name; a server that does not know it yet is told it whole."""
        rest = (len(keys), *keys, *values)

        async def attempt(_: bool) -> Any:
            try:
                return await self._client.ask("EVALSHA", script.name, *rest)
            except NoScriptError:
                return await self._client.ask("EVAL", script.text, *rest)

        return await patiently(attempt, self._place)


def _read(kind: str, raw: bytes, of: type[T]) -> T | None:
    try:
        return of.model_validate_json(raw)
    except ValidationError:
        _log.error("leaf_unreadable", of=kind)
        return None


def _key(kind: str, name: str) -> str:
    return f"guide:{{staff}}:{kind}:{name}"


def _index(kind: str) -> str:
    return f"guide:{{staff}}:ends:{kind}"
