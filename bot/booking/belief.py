"""What is believed of what others say: a slot or a receipt somebody can come to, on the county's clock, or nothing."""

from datetime import datetime, timedelta
from unicodedata import category

from bot.booking.base import Receipt, Slot
from bot.config import ZONE

_LONGEST_ID = 64
"""Characters, as `Slot.id` says."""
_LONGEST = timedelta(days=1)
_FARTHEST = timedelta(days=400)


def slot(told: Slot) -> Slot | None:
    """The slot; None for one without a sound name, or that does not end within a day after its start."""
    try:
        times = {"start": told.start.astimezone(ZONE), "end": told.end.astimezone(ZONE)}
    except OverflowError:  # at either end of all calendars
        return None
    lasts = timedelta(0) < told.end - told.start <= _LONGEST
    return told.model_copy(update=times) if lasts and _sound(told.id) else None


def receipt(told: Receipt, asked: Slot) -> Receipt | None:
    """The receipt; None for one whose slot is none, or whose times lie more than 400 days from what was asked for."""
    where = slot(told.slot)
    if where is None or not _near(where.start, asked) or (told.until and not _near(told.until, asked)):
        return None
    return told.model_copy(update={"slot": where, "until": told.until and told.until.astimezone(ZONE)})


def _near(at: datetime, asked: Slot) -> bool:
    return abs(at - asked.start) <= _FARTHEST


def _sound(name: str) -> bool:
    """Whether it can be shown and sent: control characters (Unicode C) might turn round or break what stands by it."""
    return len(name) <= _LONGEST_ID and not any(category(each).startswith("C") for each in name)
