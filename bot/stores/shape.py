"""How sessions and effects are written in Redis, and in which bucket."""

import zlib

from bot.stores.base import Effect

BUCKETS = 64
"""Owners share buckets, so that session and effects lie in one slot of a cluster and one script changes both."""
LONG = 1000
"""Bytes from which a session is packed: only who left many procedures half-filled has so many."""

_PACKED = b"x"
"""The first byte of everything zlib writes (RFC 1950)."""
_OPEN = {"message"}


def bucket_of(owner: str) -> str:
    """The bucket's name, which begins the keys of all that lies in it."""
    return f"guide:{{b{zlib.crc32(owner.encode()) % BUCKETS}}}"


def written(effect: Effect) -> str:
    """The effect as JSON; of a message that is sealed nothing else is written."""
    return effect.model_dump_json(exclude_defaults=True, exclude=_OPEN if effect.sealed else None)


def packed(session: bytes) -> bytes:
    """Packed where it is long, and neither packed nor sealed already."""
    return zlib.compress(session, level=1) if len(session) > LONG and session.startswith(b"{") else session


def unpacked(session: bytes | None) -> bytes | None:
    """As it was before it was packed."""
    return zlib.decompress(session) if session and session.startswith(_PACKED) else session
