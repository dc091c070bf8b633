"""The memory of the house: sessions and owed effects in Redis, each change by one script."""

import asyncio
import time
import zlib
from collections import defaultdict
from contextlib import suppress
from typing import cast

import orjson
import structlog
from pydantic import ValidationError

from bot.errors import StoreError
from bot.stores.base import Effect, Loaded
from bot.stores.connection import connect, patiently, place

BUCKETS = 64
"""Owners share buckets, so that session and effects lie in one slot of a cluster and one script changes both."""
SEEN = 32
"""Event ids kept to recognise what is delivered again."""
KEPT = 30 * 86400
"""Seconds a session lives after its last change."""
MARKED = 86400
"""Seconds the dedupe mark outlives a deleted session."""
LEASE = 30
"""Seconds an owed effect belongs to who took it."""
BATCH = 100
"""Settled effects that make a batch full."""
GATHER = 0.05
"""Seconds a batch waits for more."""
LONG = 1000
"""Bytes from which a session is packed: only who left many procedures half-filled has so many."""

_log = structlog.get_logger()

# Revision and seen ids outlive a deletion, so that a turn begun before it conflicts instead of bringing data back.
# `c` names the card last changed and the effect for it: one that is still owed, but no longer known to be said, would
# turn the card back.
_COMMIT = f"""
local s, o, d = KEYS[1], KEYS[2], KEYS[3]
local revision, session, seen, event, owner, now, forget, id, effect, card = unpack(ARGV)
local found = redis.call('HGET', s, 'r') or '0'
if found ~= revision then
  for _, handled in ipairs(cjson.decode(redis.call('HGET', s, 'e') or '[]')) do
    if handled == event then return 2 end
  end
  return 0
end
redis.call('HSET', s, 'r', found + 1, 'e', seen)
if session ~= '' then
  redis.call('HSET', s, 's', session)
  redis.call('EXPIRE', s, {KEPT})
else
  redis.call('HDEL', s, 's')
  redis.call('EXPIRE', s, {MARKED})
end
if forget == '1' then
  redis.call('HDEL', s, 'c')
  for _, other in ipairs(redis.call('HKEYS', o)) do
    if cjson.decode(redis.call('HGET', o, other)).owner == owner then
      redis.call('HDEL', o, other)
      redis.call('ZREM', d, other)
    end
  end
end
if id then
  if card then
    local earlier, place = string.match(redis.call('HGET', s, 'c') or '', '^(%S+) (.*)$')
    if place == card then
      redis.call('HDEL', o, earlier)
      redis.call('ZREM', d, earlier)
    end
    redis.call('HSET', s, 'c', id .. ' ' .. card)
  end
  redis.call('HSET', o, id, effect)
  redis.call('ZADD', d, now, id)
  redis.call('EXPIRE', o, {KEPT})
  redis.call('EXPIRE', d, {KEPT})
end
return 1
"""

# A lease is a later score; thousandths keep the order in which effects were committed.
_LEASE = """
local o, d = KEYS[1], KEYS[2]
local before, lease, limit = unpack(ARGV)
local effects = {}
for n, id in ipairs(redis.call('ZRANGEBYSCORE', d, '-inf', '(' .. before, 'LIMIT', 0, limit)) do
  local effect = redis.call('HGET', o, id)
  if effect then
    redis.call('ZADD', d, string.format('%.3f', before + lease + n / 1000), id)
    effects[#effects + 1] = effect
  else
    redis.call('ZREM', d, id)
  end
end
return effects
"""


class RedisStore:
    """Keeps the promises of `Store` in a Redis of 6.2 or later, alone or as a cluster."""

    def __init__(self, url: str) -> None:
        self._client = connect(url)
        self._place = place(url)
        self._commit = self._client.register_script(_COMMIT)
        self._lease = self._client.register_script(_LEASE)
        self._settled: list[tuple[str, str]] = []
        self._flushing: asyncio.Task[None] | None = None

    async def load(self, owner: str) -> Loaded:
        """Read a session in one round trip."""
        key = f"{_bucket(owner)}:s:{owner}"
        found = await patiently(lambda _: self._client.hmget(key, ["r", "s", "e"]), self._place)
        revision, session, seen = cast("list[bytes | None]", found)
        if revision is None or seen is None:
            return Loaded()
        return Loaded(revision=int(revision), session=_unpacked(session), seen=tuple(orjson.loads(seen)))

    async def commit(self, owner: str, found: Loaded, session: bytes | None, effect: Effect | None, event: str) -> bool:
        """Save session, dedupe mark and effect at once if the revision is still the one found; otherwise do nothing.

        A session of None deletes everything about the owner, effects still owed included, but the dedupe mark; an empty
        one only says that there is nothing to keep. True when saved, False on conflict.
        """
        bucket = _bucket(owner)
        keys = [f"{bucket}:s:{owner}", f"{bucket}:o", f"{bucket}:d"]
        seen = orjson.dumps((event, *found.seen[: SEEN - 1]))
        packed, forget = _packed(session or b""), int(session is None)
        values: list[bytes | str | float] = [found.revision, packed, seen, event, owner, time.time(), forget]
        if effect:
            values += [effect.id, effect.model_dump_json(), *([effect.card] if effect.card else [])]

        async def attempt(again: bool) -> bool:
            outcome = await self._commit(keys, values)
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

    async def owed(self, before: float, limit: int) -> tuple[Effect, ...]:
        """Lease up to `limit` effects committed before this time (Unix seconds) and not settled, for 30 seconds."""
        effects: list[Effect] = []
        for bucket in await patiently(lambda _: self._due(before), self._place):
            effects += await self._leased(bucket, before, limit - len(effects))
            if len(effects) >= limit:
                break
        return tuple(effects)

    async def close(self) -> None:
        """Finish what is batched and let go of the connections."""
        if self._flushing:
            await self._flushing
        await self._flush()
        await self._client.aclose()

    async def _due(self, before: float) -> list[str]:
        pipeline = self._client.pipeline(transaction=False)
        buckets = [f"guide:{{b{number}}}" for number in range(BUCKETS)]
        for bucket in buckets:
            pipeline.zcount(f"{bucket}:d", "-inf", f"({before}")
        counts = await pipeline.execute()
        return [bucket for bucket, count in zip(buckets, counts, strict=True) if count]

    async def _leased(self, bucket: str, before: float, limit: int) -> list[Effect]:
        keys, values = [f"{bucket}:o", f"{bucket}:d"], [before, LEASE, limit]
        found = await patiently(lambda _: self._lease(keys, values), self._place)
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
        pipeline = self._client.pipeline(transaction=False)
        for bucket, ids in effects.items():
            # In this order a batch cut in half leaves due times without effects, which the next lease clears away.
            pipeline.hdel(f"{bucket}:o", *ids)
            pipeline.zrem(f"{bucket}:d", *ids)
        await pipeline.execute()


def _bucket(owner: str) -> str:
    return f"guide:{{b{zlib.crc32(owner.encode()) % BUCKETS}}}"


def _packed(session: bytes) -> bytes:
    return zlib.compress(session, level=1) if len(session) > LONG else session


def _unpacked(session: bytes | None) -> bytes | None:
    return zlib.decompress(session) if session and not session.startswith(b"{") else session
