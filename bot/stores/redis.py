"""The memory of the house: sessions and owed effects in Redis, each change by one script."""

import asyncio
import time
import zlib
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, cast

import orjson
import structlog
from pydantic import ValidationError
from redis.exceptions import NoScriptError

from bot.engine.reply import Rating
from bot.errors import StoreError
from bot.stores.base import GRACE, Change, Effect, Loaded
from bot.stores.client import Command
from bot.stores.connection import connect, patiently, place
from bot.stores.script import BEGIN, COMMIT, KEPT, LEASE, POSTPONE, Script

BUCKETS = 64
"""Owners share buckets, so that session and effects lie in one slot of a cluster and one script changes both."""
SEEN = 32
"""Event ids kept to recognise what is delivered again."""
LEASED = 30
"""Seconds an owed effect belongs to who took it."""
BATCH = 100
"""Settled effects that make a batch full."""
GATHER = 0.05
"""Seconds a batch waits for more."""
LONG = 1000
"""Bytes from which a session is packed: only who left many procedures half-filled has so many."""

_RATINGS = "guide:{ratings}"
_PACKED = b"x"
"""The first byte of everything zlib writes (RFC 1950)."""

_log = structlog.get_logger()


class RedisStore:
    """Keeps the promises of `Store` in a Redis of 6.2 or later, alone or as a cluster."""

    def __init__(self, url: str) -> None:
        self._client = connect(url)
        self._place = place(url)
        self._settled: list[tuple[str, str]] = []
        self._flushing: asyncio.Task[None] | None = None

    async def load(self, owner: str) -> Loaded:
        """Read a session in one round trip."""
        key = f"{_bucket(owner)}:s:{owner}"
        found = await patiently(lambda _: self._client.ask("HMGET", key, "r", "s", "e"), self._place)
        revision, session, seen = cast("list[bytes | None]", found)
        if revision is None or seen is None:
            return Loaded()
        return Loaded(revision=int(revision), session=_unpacked(session), seen=tuple(orjson.loads(seen)))

    async def commit(self, owner: str, found: Loaded, change: Change) -> bool:
        """Save the change whole if the revision is still the one found; otherwise do nothing, and tell so by False."""
        now = time.time()
        bucket = _bucket(owner)
        keys = [f"{bucket}:s:{owner}", f"{bucket}:o", f"{bucket}:d", f"{bucket}:x"]
        seen = orjson.dumps((change.event, *found.seen[: SEEN - 1]))
        packed, forget = _packed(change.session or b""), int(change.session is None)
        keep = max([KEPT, *(int(effect.due - now) + KEPT for effect in change.effects if effect.due)])
        values: list[bytes | str | float] = [found.revision, packed, seen, change.event, owner, keep, forget]
        values += [len(change.dropped), *change.dropped]
        for effect in change.effects:
            values += [effect.id, _written(effect), effect.due or now + GRACE, effect.card or ""]

        async def attempt(again: bool) -> bool:
            outcome = await self._run(COMMIT, keys, values)
            # 2: another revision, but this event is in it. After a lost answer that was us; at first sight, a rival.
            return outcome == 1 or (again and outcome == 2)  # noqa: PLR2004

        return await patiently(attempt, self._place)

    async def settle(self, owner: str, effect: str) -> None:
        """The effect has been delivered and is owed no longer; written with others within 50 ms."""
        self._settled.append((_bucket(owner), effect))
        if len(self._settled) >= BATCH:
            await self._flush()
        elif self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush_soon())

    async def owed(self, now: float, limit: int, owner: str | None = None) -> tuple[Effect, ...]:
        """Lease up to `limit` effects that are due (Unix seconds) and not settled, for 30 seconds; all, or one owner's."""
        effects: list[Effect] = []
        buckets = [_bucket(owner)] if owner else await patiently(lambda _: self._due(now), self._place)
        for bucket in buckets:
            effects += await self._leased(bucket, now, limit - len(effects), owner or "")
            if len(effects) >= limit:
                break
        return tuple(effects)

    async def begin(self, effect: Effect, begun: Effect) -> bool:
        """Put the begun one in the place of an errand that is still owed just so; False when another has begun it."""
        bucket = _bucket(effect.owner)
        keys = [f"{bucket}:o", f"{bucket}:d"]
        values: tuple[str | float, ...] = (effect.id, effect.tries, _written(begun), begun.due or time.time())
        return bool(await patiently(lambda _: self._run(BEGIN, keys, values), self._place))

    async def postpone(self, effect: Effect) -> None:
        """Owe it again from its `due` on, with its `tries`; one that has `failed` is laid aside as dead for 30 days."""
        bucket = _bucket(effect.owner)
        keys = [f"{bucket}:o", f"{bucket}:d", f"{bucket}:x"]
        due = effect.due or time.time()
        values: tuple[str | float, ...] = (effect.id, _written(effect), due, int(effect.failed is not None))
        await patiently(lambda _: self._run(POSTPONE, keys, values), self._place)

    async def listed(self) -> tuple[Effect, ...]:
        """Everything that is owed or dead, for people who look after the house."""
        keys = [f"guide:{{b{number}}}:{kind}" for number in range(BUCKETS) for kind in "ox"]
        found = await patiently(lambda _: self._client.ask_all(("HVALS", key) for key in keys), self._place)
        effects = (
            self._read(key.rpartition(":")[0], raw) for key, raws in zip(keys, found, strict=True) for raw in raws
        )
        return tuple(effect for effect in effects if effect)

    async def revive(self, effect: Effect) -> None:
        """Owe a dead one again, at once; put back before it is taken from the dead, so that it is never in neither."""
        bucket, again = (
            _bucket(effect.owner),
            effect.model_copy(update={"failed": None, "tries": 0, "due": time.time()}),
        )
        await self._say(("HSET", f"{bucket}:o", effect.id, _written(again)))
        await self._say(("ZADD", f"{bucket}:d", time.time(), effect.id))
        await self._say(("HDEL", f"{bucket}:x", effect.id))

    async def bury(self, effect: Effect) -> None:
        """Forget a dead one."""
        await self._say(("HDEL", f"{_bucket(effect.owner)}:x", effect.id))

    async def _say(self, command: Command) -> None:
        await patiently(lambda _: self._client.ask(*command), self._place)

    async def doubt(self, ref: str, owner: bytes) -> None:
        """Note for 30 days who asked for a booking that a person has to look up."""
        await self._say(("SET", f"guide:doubt:{ref}", owner, "EX", KEPT))

    async def doubted(self, ref: str) -> bytes | None:
        """Who asked for it, as noted."""
        found = await patiently(lambda _: self._client.ask("GET", f"guide:doubt:{ref}"), self._place)
        return cast("bytes | None", found)

    async def count(self, id: str, rating: Rating) -> None:
        """Count a rating once, however often it comes under this id."""
        await self._say(("HSETNX", _RATINGS, id, rating.model_dump_json(exclude_defaults=True, exclude={"ref"})))

    async def ratings(self) -> tuple[Rating, ...]:
        """All ratings counted."""
        found = await patiently(lambda _: self._client.ask("HVALS", _RATINGS), self._place)
        return tuple(Rating.model_validate_json(raw) for raw in found)

    async def close(self) -> None:
        """Finish what is batched and let go of the connections."""
        if self._flushing:
            await self._flushing
        await self._flush()
        await self._client.aclose()

    async def _due(self, now: float) -> list[str]:
        # Each look begins elsewhere, so that a crowd in the first buckets does not keep the last ones waiting.
        first = int(now) % BUCKETS
        buckets = [f"guide:{{b{(first + number) % BUCKETS}}}" for number in range(BUCKETS)]
        counts = await self._client.ask_all(("ZCOUNT", f"{bucket}:d", "-inf", now) for bucket in buckets)
        return [bucket for bucket, count in zip(buckets, counts, strict=True) if count]

    async def _leased(self, bucket: str, now: float, limit: int, owner: str) -> list[Effect]:
        keys, values = [f"{bucket}:o", f"{bucket}:d"], (now, LEASED, limit, owner)
        found = await patiently(lambda _: self._run(LEASE, keys, values), self._place)
        return [effect for raw in found if (effect := self._read(bucket, raw))]

    def _read(self, bucket: str, raw: bytes) -> Effect | None:
        """Read an effect; one that another version of the house wrote and nobody can read any more is dropped."""
        try:
            return Effect.model_validate_json(raw)
        except ValidationError:
            _log.error("effect_unreadable")
            self._settled.append((bucket, orjson.loads(raw)["id"]))
            return None

    async def _flush_soon(self) -> None:
        await asyncio.sleep(GATHER)
        await self._flush()

    async def _flush(self) -> None:
        batch, self._settled = self._settled, []
        if not batch:
            return
        effects: dict[str, list[str]] = defaultdict(list)
        for bucket, effect in batch:
            effects[bucket].append(effect)
        with suppress(StoreError):  # a lost batch is delivered a second time, which is better than failing the turn
            await patiently(lambda _: self._remove(effects), self._place)

    async def _remove(self, effects: dict[str, list[str]]) -> None:
        # In this order a batch cut in half leaves due times without effects, which the next lease clears away.
        await self._client.ask_all(
            command
            for bucket, ids in effects.items()
            for command in (("HDEL", f"{bucket}:o", *ids), ("ZREM", f"{bucket}:d", *ids))
        )

    async def _run(self, script: Script, keys: list[str], values: Sequence[bytes | str | float]) -> Any:
        """Run a script by its name; a server that does not know it yet is told it whole."""
        rest = (len(keys), *keys, *values)
        try:
            return await self._client.ask("EVALSHA", script.name, *rest)
        except NoScriptError:
            return await self._client.ask("EVAL", script.text, *rest)


def _written(effect: Effect) -> str:
    return effect.model_dump_json(exclude_defaults=True)


def _bucket(owner: str) -> str:
    return f"guide:{{b{zlib.crc32(owner.encode()) % BUCKETS}}}"


def _packed(session: bytes) -> bytes:
    """Packed where it is long, and neither packed nor sealed already."""
    return zlib.compress(session, level=1) if len(session) > LONG and session.startswith(b"{") else session


def _unpacked(session: bytes | None) -> bytes | None:
    return zlib.decompress(session) if session and session.startswith(_PACKED) else session
