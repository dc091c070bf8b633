"""What was saved a moment ago and need not be read again: whoever answers a question taps on within a minute."""

from collections import OrderedDict

from bot.stores.base import Loaded

KEPT = 60
"""Seconds; far less than the day for which a store remembers the revision of a deleted session."""
MOST = 1024
"""Owners."""


class Recent:
    """Sessions as they were saved last, each good for one turn; another may have changed it since, which a store tells.

    Times are seconds of one clock that never goes back.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[float, Loaded]] = OrderedDict()

    def keep(self, owner: str, saved: Loaded, now: float) -> None:
        """Keep it for a minute, and let go of what is older or too much."""
        self._kept.pop(owner, None)
        self._kept[owner] = (now + KEPT, saved)
        while self._oldest() <= now or len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def take(self, owner: str, now: float) -> Loaded | None:
        """What was kept, which is then gone: who must try again reads what is really there."""
        until, saved = self._kept.pop(owner, (now, None))
        return saved if now < until else None

    def _oldest(self) -> float:
        return next(iter(self._kept.values()))[0]
