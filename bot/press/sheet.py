"""What stands on the sheets to take along: plain words and figures, ready to be set.

Of a person there is nothing but the masked name, and that only where an appointment is.

`matter` names the procedure something belongs to; empty unless the sheet is that of a life event.
"""

from datetime import date, datetime

from pydantic import AwareDatetime

from bot.flow.model import Frozen


class Given(Frozen):
    """A question and what the citizen answered."""

    ask: str
    answer: str


class Thing(Frozen):
    """A material on the list."""

    name: str
    form: str
    """Original, copy or electronic, and how many."""
    where: str
    """Where to get it."""
    matters: str
    """The procedures that ask for it; empty unless the sheet is that of a life event."""
    under: tuple[str, ...]
    """What to know about it, a line each."""
    ticked: bool


class Act(Frozen):
    """A step."""

    matter: str
    text: str
    places: str
    """Where it is done; may be empty."""


class Limit(Frozen):
    """A time limit."""

    matter: str
    item: str
    length: str
    """How long, in words."""
    start: str
    """From when it counts; empty where no day can be computed."""
    last: str
    """Its last day in words; empty where no day can be computed."""
    under: tuple[str, ...]
    """What to know about it, a line each."""
    passed: bool


class Fee(Frozen):
    """What something costs."""

    matter: str
    item: str
    amount: str
    free: bool
    under: tuple[str, ...]


class Remark(Frozen):
    """What else to know."""

    matter: str
    text: str


class Later(Frozen):
    """Where later law says something else than the county's plan."""

    county: str
    law: str
    source: str


class Door(Frozen):
    """Where to go: a window, a hotline or an online channel."""

    kind: str
    name: str
    phone: str
    url: str
    use: str


class Clause(Frozen):
    """A clause, who answers for it, and what rests on it."""

    source: str
    owner: str
    text: str


class Captions(Frozen):
    """A few words beside each file."""

    pdf: str = ""
    ics: str = ""
    png: str


class Made(Frozen):
    """What every sheet that is printed says of itself."""

    made: datetime
    made_words: str
    hotline: str
    captions: Captions


class LastDay(Frozen):
    """An entry for a calendar."""

    id: str
    """Stable for this sheet and this limit."""
    day: date
    title: str
    words: str


class Arrival(Frozen):
    """An appointment: when somebody is expected, where, and with what."""

    ref: str
    """Its reference, which stands in the QR code as well."""
    entry: str
    """Names its entry in a calendar; the same for all that took each other's place."""
    changes: int
    """How often that entry was moved."""
    day: str
    clock: str
    """From when to when."""
    office: str
    matter: str
    name: str
    """Who comes, masked."""
    trial: str
    """What to know while the office has not agreed yet; else empty."""
    lacking: str
    """How many materials are not ticked off; empty where none is, or where nobody can tell any more."""
    missing: tuple[str, ...]
    """Which ones."""
    advice: tuple[str, ...]
    """What to do, a line each."""
    start: AwareDatetime
    end: AwareDatetime
    title: str
    """The entry in a calendar; tells nothing of the person."""
    words: str
    """What the entry says."""


class Notice(Made):
    """The one-time notice: everything to be known about a matter, told at once."""

    matter: str
    title: str
    over: str
    """That a last day is over, and what can still be done; empty where none is."""
    say: str
    check: bool
    """True when the window should be asked first."""
    department: str
    answers: tuple[Given, ...]
    materials: tuple[Thing, ...]
    steps: tuple[Act, ...]
    limits: tuple[Limit, ...]
    fees: tuple[Fee, ...]
    notes: tuple[Remark, ...]
    later: tuple[Later, ...]
    doors: tuple[Door, ...]
    windows: bool
    """True when one of the doors is a window, whose address is not known."""
    clauses: tuple[Clause, ...]
    dates: tuple[LastDay, ...]
    reference: str
    appointment: Arrival | None = None
    """Where one is, the limits that begin when it is applied for count from its day."""


class Slip(Made):
    """The sheet of an appointment whose matter is no longer at hand."""

    appointment: Arrival


class Link(Frozen):
    """A page, as a QR code for another phone."""

    url: str
    office: str
    caption: str
