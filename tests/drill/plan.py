"""What a drill is to be: how many people, how many slots, how much goes wrong."""

from dataclasses import dataclass
from datetime import datetime

from tests.houses import NOON

OFFICE = "window"
"""The office that takes appointments."""
MINUTES = 15
"""How long a slot is."""
CLOSING = "10:00"
"""All slots of the drill's own day have begun by then."""
_AHEAD = (1, 2, 3, 7, 8)
"""Working days after the drill's, a Monday before a holiday."""
_OF_A_DAY = 24
"""Slots of a day that fit on one screen."""
NOW: datetime = NOON


@dataclass(frozen=True)
class Plan:
    people: int = 200
    slots: int = 50
    kills: int = 4
    """Of the bot; its provider is killed half as often, and at least once."""
    seed: int = 1
    dropped: float = 0.3
    """Share of the provider's answers that are lost after the work was done."""
    busy: float = 0.2
    """Share of calls it answers with 503."""
    calm: float = 0.95
    """Share of the people who have come to an end when the storm is over: the others wait for a next try."""
    patience: float = 420
    """Seconds in which everybody must have come to an end, and again as many until nothing is owed."""

    @property
    def days(self) -> int:
        """Over how many days the slots are spread; 0 for a number that can't be spread evenly."""
        fitting = [days for days in range(1, len(_AHEAD) + 1) if not self.slots % days]
        return max((days for days in fitting if 0 < self.slots // days <= _OF_A_DAY), default=0)

    @property
    def ahead(self) -> int:
        """How many days ahead one can book."""
        return _AHEAD[self.days - 1]

    @property
    def hours(self) -> str:
        """When the window takes bookings."""
        begin = 60 * int(CLOSING[:2]) - MINUTES * (self.slots // self.days)
        return f"{begin // 60:02d}:{begin % 60:02d}-{CLOSING}"
