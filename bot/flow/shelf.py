"""The shelves all procedures draw from: materials, offices, areas, the words of the house, the office calendar."""

from datetime import date, time
from typing import Literal

from pydantic import AnyHttpUrl, Field

from bot.flow.booking import Booking
from bot.flow.ground import Confidence, Frozen, Key, Prose, Words
from bot.flow.lettering import Dates, Figures


class Material(Frozen):
    """A document or thing to bring."""

    name: Words
    """What it is called."""
    form: Literal["original", "copy", "electronic"]
    """In which form it is wanted."""
    count: int = Field(default=1, ge=1, le=99)
    """How many copies."""
    where: Prose
    """Where to get it."""
    later_supply: Literal["no", "yes", "ask_window"]
    """Whether the window accepts the application without it and it may follow later."""
    fact: Key
    """The ledger record that asks for it."""
    confidence: Confidence = "high"
    """How sure we are."""
    note: Prose | None = None
    """What to know about it."""


class Office(Frozen):
    """A window, a hotline or an official online channel; nothing unverified is ever printed of it."""

    kind: Literal["online", "window", "phone"]
    """Which kind of door."""
    name: Words
    """What it is called."""
    url: AnyHttpUrl | None = None
    """The official address, for online channels only."""
    phone: Words | None = None
    """The number, for hotlines only."""
    use: Prose
    """What it is good for, in a few words."""
    confidence: Confidence
    """How sure we are that it is there and right."""
    booking: Booking | None = None
    """How one books a time there; left out where one can't."""


class Area(Frozen):
    """An area of the plan: one folder of flows."""

    title: Words
    """What the menu calls it."""
    order: int
    """Its place in the menu."""
    lead: Words
    """The department in charge."""


class Unit(Frozen):
    """A unit of measure and the words people use for it."""

    label: str
    """How it is written after a number; may be empty."""
    words: tuple[Words, ...] = ()
    """How people write or say it."""
    before: bool = False
    """True when it stands before the number, as in DN100."""


class Topics(Frozen):
    """What people ask about the procedure at hand, and the words they ask it in."""

    cost: tuple[Words, ...] = ()
    """What it costs."""
    time: tuple[Words, ...] = ()
    """How long it takes."""
    bring: tuple[Words, ...] = ()
    """What to bring."""
    where: tuple[Words, ...] = ()
    """Where to go, and whom to call."""
    how: tuple[Words, ...] = ()
    """What to do, step by step."""
    why: tuple[Words, ...] = ()
    """Why it is asked, and on what it rests."""
    beside: tuple[Words, ...] = ()
    """Words beside these that name nothing, so that the procedure at hand is still meant."""


class Referral(Frozen):
    """A matter that others look after, and whom to ask about it."""

    words: tuple[Words, ...] = Field(min_length=1)
    """How people speak of it; a gap as in ask-words is allowed."""
    say: Prose
    """What to do and whom to call."""
    urgent: bool = False
    """True where life is in danger: this is said before anything else that was heard."""


class Vocabulary(Frozen):
    """The words the house understands everywhere: commands, units, dates and topics."""

    commands: dict[Key, tuple[Words, ...]]
    """What people type for back, restart, menu, human, help, mine, forget, privacy, notice, timeline, change, yes, no."""
    units: dict[str, Unit] = Field(max_length=100)
    """Units of ledger records and of number questions."""
    figures: Figures
    """How figures are written out in letters."""
    empty: tuple[Words, ...] = ()
    """Words that say nothing about which procedure is meant."""
    denials: tuple[Words, ...] = ()
    """Words after which something is named that is not meant."""
    turns: tuple[Words, ...] = ()
    """Words that end a denial and lead on to what is meant."""
    elsewhere: tuple[Words, ...] = ()
    """Matters that others look after, so that what sounds a little like ours is not taken for it."""
    referrals: dict[Key, Referral] = Field(default_factory=dict)
    """Matters that others look after, of which we know whom to ask."""
    dates: Dates
    """How people name a day."""
    topics: Topics = Topics()
    """How people ask about the procedure at hand."""


class Closure(Frozen):
    """A day on which the offices differ from the general calendar."""

    day: date
    """Which day."""
    reason: Words
    """Why."""


class Year(Frozen):
    """A year's holiday notice that the calendar package does not know yet."""

    holidays: tuple[date, ...]
    """Days off that would be weekdays or weekends."""
    workdays: tuple[date, ...] = ()
    """Weekend days that are worked instead."""
    source: Words
    """The notice."""


class OfficeCalendar(Frozen):
    """The county's own corrections to the statutory calendar: `flows/calendar.yaml`."""

    closes_at: time
    """After this a request counts from the next working day; an assumption, never shown."""
    closed: tuple[Closure, ...] = ()
    """Working days on which the offices are closed."""
    open: tuple[Closure, ...] = ()
    """Days off on which the offices work."""
    years: dict[int, Year] = Field(default_factory=dict)
    """Notices for years the package does not know."""
