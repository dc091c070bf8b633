"""What the engine wants said; words come later, in render."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from bot.booking.base import Slot
from bot.engine.diary import Appointment
from bot.engine.event import Act
from bot.engine.session import Session
from bot.flow.model import Frozen

Topic = Literal["cost", "time", "bring", "where", "how"]
"""What can be asked about a procedure and answered from its outcomes."""


class Ask(Frozen):
    """Ask the question of the session's state."""

    kind: Literal["ask"] = "ask"
    number: int
    """Which question this is, from 1."""
    total: int
    """How many there are at most on this way."""


class Finish(Frozen):
    """Show the outcome of the session's state."""

    kind: Literal["finish"] = "finish"
    part: int | None = None
    """Which procedure of a life event, from 0; None for the whole."""


class Answers(Frozen):
    """List the answers given, each with a button to change it."""

    kind: Literal["answers"] = "answers"
    given: tuple[tuple[str, str], ...] = ()
    """Flow and state of each answer that counts, in the order asked."""


class Sheet(Frozen):
    """Give a sheet of the outcome to take along."""

    kind: Literal["sheet"] = "sheet"
    what: Literal["notice", "timeline"]


class About(Frozen):
    """Answer what was asked about the procedure at hand."""

    kind: Literal["about"] = "about"
    topics: tuple[Topic, ...]
    """In the order asked."""


class Offer(Frozen):
    """Offer procedures: as the menu, or as what the words may have meant."""

    kind: Literal["offer"] = "offer"
    why: Literal["menu", "person", "business", "areas", "events", "area", "unclear", "none", "switch", "mine"]
    flows: tuple[str, ...] = ()
    area: str | None = None
    page: int = 0


class Tell(Frozen):
    """Say one thing: `messages_zh/house/<what>.j2`."""

    kind: Literal["tell"] = "tell"
    what: str
    data: dict[str, str | int | float] = {}
    toast: bool = False
    """True for a word that passes: a pop-up where the channel has one."""


class Book(Frozen):
    """Ask what the draft of an appointment needs next: `messages_zh/booking/<stage>.j2`."""

    kind: Literal["book"] = "book"


class Ticket(Frozen):
    """Show an appointment: `messages_zh/booking/<what>.j2`."""

    kind: Literal["ticket"] = "ticket"
    appointment: Appointment
    what: Literal[
        "held", "receipt", "shown", "away", "queued", "slow", "free", "day_before", "hours_before", "doubtful",
        "afterwards", "ended", "gone", "missed", "moved",
    ]  # fmt: skip


Reply = Annotated[Ask | Finish | Answers | Sheet | About | Offer | Tell | Book | Ticket, Field(discriminator="kind")]


class Lookup(Frozen):
    """Free slots the engine wants to know before it can answer."""

    office: str
    service: str
    begin: date
    end: date


class Errand(Frozen):
    """Something to be done at a booking provider, once what led to it is saved."""

    ref: str
    office: str
    slot: Slot
    act: Act


class Timer(Frozen):
    """A time at which the engine wants to be woken by `TimePassed`."""

    what: Literal["hold_ended", "day_before", "hours_before", "afterwards", "wipe", "draft", "deadline"]
    ref: str
    due: AwareDatetime


class Rating(Frozen):
    """A rating to be counted, with nothing that tells of whom."""

    flow: str
    stars: int
    words: str = ""
    ref: str = ""
    """The appointment it is about, so that it counts once; not kept with it."""


class Turned(Frozen):
    """What one turn of thought comes to."""

    session: Session | None
    """None when everything about the person is to be deleted."""
    replies: tuple[Reply, ...]
    fresh: bool = False
    """True when the answer must stand as a new message and leave the tapped one as it is."""
    lookup: Lookup | None = None
    """What has to be looked up first: the answer comes as `Listed`, before anything is said."""
    left: bool = False
    """True when the channel's button for sharing a number is wanted no longer, since something else is shown."""
    errands: tuple[Errand, ...] = ()
    timers: tuple[Timer, ...] = ()
    rating: Rating | None = None
    staff: tuple[Tell, ...] = ()
    """What the staff must know."""
