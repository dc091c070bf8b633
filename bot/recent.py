"""What was saved a moment ago and need not be read again."""

import asyncio
from collections import OrderedDict

from bot.stores.base import Loaded

MOST = 1024
"""Owners."""


class Recent:
    """Sessions as they were saved last, each good for one turn; another may have changed it since, which a store tells."""

    def __init__(self, seconds: float) -> None:
        """Whatever happens, nothing is kept for much longer than twice these seconds."""
        self._seconds = seconds
        self._kept: OrderedDict[str, tuple[float, Loaded]] = OrderedDict()
        self._tidying: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._kept)

    def keep(self, owner: str, saved: Loaded) -> None:
        """Keep it for so many seconds; of too many, the oldest is let go."""
        loop = asyncio.get_running_loop()
        self._kept.pop(owner, None)
        self._kept[owner] = (loop.time() + self._seconds, saved)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
        if self._tidying is None:
            self._tidying = loop.call_later(self._seconds, self._tidy)

    def take(self, owner: str) -> Loaded | None:
        """What was kept, which is then gone: who must try again reads what is really there."""
        now = asyncio.get_running_loop().time()
        until, saved = self._kept.pop(owner, (now, None))
        return saved if now < until else None

    def _tidy(self) -> None:
        """Let go of what is too old; looks again only while there is something."""
        loop = asyncio.get_running_loop()
        while self._kept and next(iter(self._kept.values()))[0] <= loop.time():
            self._kept.popitem(last=False)
        self._tidying = loop.call_later(self._seconds, self._tidy) if self._kept else None
