"""Names of what orders make: short enough to be typed, the same when an order comes again, and never taken from another."""

import base64
import hashlib
from typing import TypeVar

from bot.flow.model import Frozen
from bot.stores.binder import Binder


class Made(Frozen):
    """What an order made."""

    id: str = ""
    """Such as `D7K2Q`, unique within its kind; empty until it is kept."""
    order: str = ""
    """The order that made it."""


T = TypeVar("T", bound=Made)


async def kept_once(binder: Binder, kind: str, letter: str, made: T, seconds: int) -> T:
    """Keep it under the first name that is free, for so many seconds; an order that comes again finds what it made."""
    number = 0
    while True:
        named = made.model_copy(update={"id": f"{letter}{_letters(made.order, number)}"})
        if await binder.add(kind, named.id, named, seconds):
            return named
        found = await binder.leaf(kind, named.id, type(made))
        if found and found.order == made.order:
            return found
        number += 1


def _letters(order: str, number: int) -> str:
    digest = hashlib.blake2s(f"{order} {number}".encode(), digest_size=4).digest()
    return base64.b32encode(digest).decode()[:4]
