"""What happened: events in the past tense, as any channel reports them."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from bot.booking.base import Answer as Answered
from bot.booking.base import Away, Slot
from bot.flow.model import Answer, Frozen

Act = Literal["hold", "confirm", "free", "look"]
"""What can be asked of a booking provider; look: whether it still stands there."""


class Tap(Frozen):
    """Which walk and which step a button was drawn for."""

    walk: str
    step: int


class _Happened(Frozen):
    id: str
    """Unique for this event and the same when it is delivered again."""
    at: AwareDatetime
    """When it happened, in the county's time zone."""
    tap: Tap | None = None
    """Set when a button was pressed; none when the citizen typed or used a command."""
    public: bool = False
    """True where others look on, as in a group: a name and a number are not asked for there."""


class Started(_Happened):
    """Somebody opened a procedure, by deep link, menu or command; without a flow, the house itself."""

    kind: Literal["started"] = "started"
    flow: str | None = None
    answers: dict[str, Answer] = Field(default_factory=dict)
    """Answers that came along in a half-filled link."""


class Chosen(_Happened):
    """A choice's button was pressed."""

    kind: Literal["chosen"] = "chosen"
    key: str


class Said(_Happened):
    """Something was typed or dictated."""

    kind: Literal["said"] = "said"
    text: str


class Ticked(_Happened):
    """A material was ticked off, or the tick taken back."""

    kind: Literal["ticked"] = "ticked"
    material: str
    on: bool


class WentBack(_Happened):
    """One step back."""

    kind: Literal["went_back"] = "went_back"


class Examined(_Happened):
    """One procedure of a life event was looked at closely."""

    kind: Literal["examined"] = "examined"
    part: int


class Printed(_Happened):
    """A sheet to take along was asked for."""

    kind: Literal["printed"] = "printed"
    what: Literal["notice", "timeline"]


class Reopened(_Happened):
    """An earlier answer is to be changed; without a state, the list of answers was asked for."""

    kind: Literal["reopened"] = "reopened"
    state: str | None = None


class Restarted(_Happened):
    """The procedure at hand begins anew."""

    kind: Literal["restarted"] = "restarted"


class Resumed(_Happened):
    """A half-filled procedure was taken up again; without a flow, the question at hand is shown again."""

    kind: Literal["resumed"] = "resumed"
    flow: str | None = None


class Browsed(_Happened):
    """The menu was opened: its first screen, one of its lists, or one area's procedures."""

    kind: Literal["browsed"] = "browsed"
    by: Literal["person", "business", "areas", "events"] | None = None
    """A list: whose matters, the areas, or the life events."""
    area: str | None = None
    page: int = 0


class Asked(_Happened):
    """A word about the house was asked for: help, privacy, human, mine, why."""

    kind: Literal["asked"] = "asked"
    topic: Literal["help", "privacy", "human", "mine", "why"]


class Booked(_Happened):
    """A step towards an appointment, or away from one."""

    kind: Literal["booked"] = "booked"
    what: Literal[
        "open", "change", "show", "agree", "confirm", "queue", "free", "free_sure", "mend_name", "mend_phone"
    ]  # fmt: skip
    """open: one for the procedure at hand; change: another slot for this one; queue: book it when the system is back;
    mend: type name or number of a held one anew."""
    ref: str | None = None


class Picked(_Happened):
    """An office, a day, or a slot was picked for an appointment."""

    kind: Literal["picked"] = "picked"
    what: Literal["office", "day", "slot", "page"]
    value: str
    """The office's id, the day as 20261126, the slot's place among those offered, or the screen of days."""


class Shared(_Happened):
    """The citizen shared a contact by the channel's own button."""

    kind: Literal["shared"] = "shared"
    phone: str
    own: bool
    """True when it is the citizen's own number."""


class Listed(_Happened):
    """What the engine wanted to look up came: free slots, or no answer."""

    kind: Literal["listed"] = "listed"
    slots: tuple[Slot, ...] | Away


class Heard(_Happened):
    """A booking provider answered what we asked of it."""

    kind: Literal["heard"] = "heard"
    ref: str
    office: str
    slot: Slot
    act: Act
    answer: Answered
    last: bool = False
    """True when it won't be tried again."""


class TimePassed(_Happened):
    """A time came that was waited for."""

    kind: Literal["time_passed"] = "time_passed"
    what: Literal["hold_ended", "day_before", "hours_before", "afterwards", "wipe", "draft", "deadline"]
    ref: str
    """The appointment's reference, or the alarm's id."""


class Marked(_Happened):
    """The window noted something its owner must hear of: nobody came, the slot is closed, or the booking called off."""

    kind: Literal["marked"] = "marked"
    ref: str
    what: Literal["missed", "closed", "cancelled", "found", "not_found"]
    """closed: the window can't serve then; found and not_found: what a person saw of a doubtful one."""


class Rated(_Happened):
    """Somebody told whether it went well, with one to five stars; 0 when it could not be done."""

    kind: Literal["rated"] = "rated"
    ref: str
    stars: int = Field(ge=0, le=5)


class Reminded(_Happened):
    """Reminders are wanted: of the last days of this outcome (on), or of nothing any more (off)."""

    kind: Literal["reminded"] = "reminded"
    on: bool


class Forgot(_Happened):
    """Everything stored about this person is to be deleted; confirmed by a second step."""

    kind: Literal["forgot"] = "forgot"
    sure: bool = False
    free: bool = False
    """True when appointments are called off as well; otherwise they stand, and we know of them no more."""


class Received(_Happened):
    """Something came that the house can't read: a photo, a voice message, an unknown command, a forged button."""

    kind: Literal["received"] = "received"
    what: Literal["photo", "voice", "sticker", "file", "location", "forward", "edit", "command", "forged", "other"]


Event = Annotated[
    Started
    | Chosen
    | Said
    | Ticked
    | WentBack
    | Examined
    | Printed
    | Reopened
    | Restarted
    | Resumed
    | Browsed
    | Asked
    | Booked
    | Picked
    | Shared
    | Listed
    | Heard
    | TimePassed
    | Marked
    | Rated
    | Reminded
    | Forgot
    | Received,
    Field(discriminator="kind"),
]
