"""What the picture of the time limits shows: weeks as rows, limits as bars across them, ready to be set."""

from typing import Literal

from bot.flow.model import Frozen
from bot.press.sheet import Made
from bot.workdays import DayKind


class Square(Frozen):
    """A day of the picture."""

    number: int
    """The day of the month."""
    kind: DayKind
    today: bool = False
    month: int | None = None
    """Which month begins here, or at the head of the picture; none elsewhere."""


class Strip(Frozen):
    """A limit's piece of one week."""

    bar: int
    """Which limit, from 0."""
    first: int
    """Its first day in the week, Monday being 0."""
    last: int
    """Its last day in the week."""
    counted: tuple[bool, ...]
    """Which of its days count towards the limit."""
    begins: bool
    ends: bool


class Week(Frozen):
    """A row of the picture."""

    squares: tuple[Square, ...]
    strips: tuple[Strip, ...]
    skipped: int = 0
    """Weeks left out above it, in which nothing begins or ends."""


class Bar(Frozen):
    """A limit that can be drawn."""

    matter: str
    item: str
    length: str
    start: str
    last: str
    style: Literal["firm", "average", "passed"]


class Timeline(Made):
    """The picture of the time limits."""

    matter: str
    title: str
    weeks: tuple[Week, ...]
    bars: tuple[Bar, ...]
    undated: tuple[str, ...]
    """Limits for which no day can be computed."""
    estimated: bool
    """True when a day lies in a year whose holidays are not announced."""
    reference: str
