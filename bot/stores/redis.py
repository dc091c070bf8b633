"""The memory of the house: sessions and owed effects in Redis, each change by one script."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any, cast

import orjson
import structlog
from pydantic import ValidationError
from redis.exceptions import NoScriptError

from bot.engine.reply import Rating
from bot.errors import StoreError
from bot.stores.base import GRACE, Change, Effect, Line, Loaded
from bot.stores.client import Command
from bot.stores.connection import connect, patiently, place
from bot.stores.script import BEGIN, COMMIT, DEAD, KEPT, LEASE, POSTPONE, REVIVE, STAFF, Script
from bot.stores.shape import BUCKETS, bucket_of, packed, unpacked, written

SEEN = 32
"""Event ids kept to recognise what is delivered again."""
LEASED = 30
"""Seconds an owed effect belongs to who took it."""
BATCH = 100
"""Settled effects that make a batch full."""
GATHER = 0.05
"""Seconds a batch waits for more."""

KEYED = 400 * 86400
"""Seconds a key's mark is known: an appointment at most 28 days ahead is kept for up to 90 days, its session 30 more."""

_RATINGS = "guide:{ratings}"
_KEY = "guide:key"

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
        key = f"{bucket_of(owner)}:s:{owner}"
        found = await patiently(lambda _: self._client.ask("HMGET", key, "r", "s", "e"), self._place)
        revision, session, seen = cast("list[bytes | None]", found)
        if revision is None or seen is None:
            return Loaded()
        return Loaded(revision=int(revision), session=unpacked(session), seen=tuple(orjson.loads(seen)))

    async def commit(self, owner: str, found: Loaded, change: Change) -> Loaded | None:
        """Save the change whole if the revision is still the one found, and return what is there now; or do nothing."""
        now = time.time()
        bucket = bucket_of(owner)
        keys = [f"{bucket}:s:{owner}", f"{bucket}:o", f"{bucket}:d", f"{bucket}:x"]
        seen = (change.event, *found.seen[: SEEN - 1])
        last = orjson.dumps(found.seen[0]) if found.seen else b""
        text, handled = packed(change.session or b""), orjson.dumps(seen)
        keep = max([KEPT, *(int(effect.due - now) + KEPT for effect in change.effects if effect.due)])
        values: list[bytes | str | float] = [found.revision, last, text, handled, change.event, owner, keep]
        values += [int(change.session is None), len(change.dropped), *change.dropped]
        for effect in change.effects:
            values += [effect.id, written(effect), effect.due or now + GRACE, effect.card or ""]

        async def attempt(again: bool) -> bool:
            outcome = await self._run(COMMIT, keys, values)
            # 2: another revision, but this event is in it. After a lost answer that was us; at first sight, a rival.
            return outcome == 1 or (again and outcome == 2)  # noqa: PLR2004

        if not await patiently(attempt, self._place):
            return None
        return Loaded(revision=found.revision + 1, session=change.session or None, seen=seen)

    async def settle(self, owner: str, effect: str) -> None:
        """The effect has been delivered and is owed no longer; written with others within 50 ms."""
        self._settled.append((bucket_of(owner), effect))
        if len(self._settled) >= BATCH:
            await self._flush()
        elif self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush_soon())

    async def owed(
        self, now: float, limit: int, owner: str | None = None, without: Collection[Line] = ()
    ) -> tuple[Effect, ...]:
        """Lease up to `limit` effects that are due (Unix seconds) and not settled, for 30 seconds; all, or one owner's.

        What stands in the lines `without` which it shall do is left as it is, and so is found in its order later.
        """
        effects: list[Effect] = []
        buckets = [bucket_of(owner)] if owner else await patiently(lambda _: self._due(now), self._place)
        for bucket in buckets:
            left = [f"{STAFF if staff else ''}{whose}" for whose, staff in without if bucket_of(whose) == bucket]
            effects += await self._leased(bucket, now, limit - len(effects), owner or "", left)
            if len(effects) >= limit:
                break
        return tuple(effects)

    async def begin(self, effect: Effect, begun: Effect) -> bool:
        """Put the begun one in the place of an errand that is still owed just so; False when another has begun it."""
        bucket = bucket_of(effect.owner)
        keys = [f"{bucket}:o", f"{bucket}:d"]
        values: tuple[str | float, ...] = (effect.id, effect.tries, written(begun), begun.due or time.time())
        return bool(await patiently(lambda _: self._run(BEGIN, keys, values), self._place))

    async def postpone(self, effect: Effect) -> None:
        """Owe it again from its `due` on, with its `tries`; one that has `failed` is dead for 30 days from then, and ends."""
        bucket = bucket_of(effect.owner)
        keys = [f"{bucket}:o", f"{bucket}:d", f"{bucket}:x"]
        due = effect.due or time.time()
        values: tuple[str | float, ...] = (effect.id, written(effect), due, int(effect.failed is not None))
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
        """Owe a dead one again, at once, if it is still dead."""
        bucket, now = bucket_of(effect.owner), time.time()
        keys = [f"{bucket}:o", f"{bucket}:d", f"{bucket}:x"]
        values = (effect.id, written(effect.model_copy(update={"failed": None, "tries": 0, "due": now})), now)
        await patiently(lambda _: self._run(REVIVE, keys, values), self._place)

    async def bury(self, effect: Effect) -> None:
        """Forget a dead one."""
        bucket = bucket_of(effect.owner)
        await self._say(("HDEL", f"{bucket}:x", effect.id))
        await self._say(("ZREM", f"{bucket}:d", DEAD + effect.id))

    async def _say(self, command: Command) -> None:
        await patiently(lambda _: self._client.ask(*command), self._place)

    async def doubt(self, ref: str, owner: bytes) -> None:
        """Note for 30 days who asked for a booking that a person has to look up."""
        await self._say(("SET", f"guide:doubt:{ref}", owner, "EX", KEPT))

    async def doubted(self, ref: str) -> bytes | None:
        """Who asked for it, as noted."""
        found = await patiently(lambda _: self._client.ask("GET", f"guide:doubt:{ref}"), self._place)
        return cast("bytes | None", found)

    async def undoubt(self, ref: str) -> None:
        """Forget who asked for it."""
        await self._say(("DEL", f"guide:doubt:{ref}"))

    async def keyed(self, mark: str) -> bool:
        """Whether what is sealed here is sealed with the key of this mark; the first to ask decides it.

        A mark is known for 400 days after it was last asked for, longer than anything sealed is kept: so where no bot
        has worked for that time another key may come.
        """
        first: Command = ("SET", _KEY, mark, "NX", "EX", KEYED)
        _, known = await patiently(lambda _: self._client.ask_all((first, ("GET", _KEY))), self._place)
        if known != mark.encode():
            return False
        await self._say(("EXPIRE", _KEY, KEYED))
        return True

    async def unkey(self) -> None:
        """Let the next to ask decide it anew."""
        await self._say(("DEL", _KEY))

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

    async def _leased(self, bucket: str, now: float, limit: int, owner: str, left: list[str]) -> list[Effect]:
        keys = [f"{bucket}:o", f"{bucket}:d", f"{bucket}:x"]
        values: list[str | float] = [now, LEASED, limit, owner, *left]
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
