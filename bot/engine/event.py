"""What happened: events in the past tense, as any channel reports them."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from bot.flow.model import Answer, Frozen


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


class Forgot(_Happened):
    """Everything stored about this person is to be deleted; confirmed by a second step."""

    kind: Literal["forgot"] = "forgot"
    sure: bool = False


class Received(_Happened):
    """Something came that the house can't read: a photo, a voice message, an unknown command, a forged button."""

    kind: Literal["received"] = "received"
    what: Literal[
        "photo", "voice", "sticker", "file", "location", "contact", "forward", "edit", "command", "forged", "other"
    ]


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
    | Forgot
    | Received,
    Field(discriminator="kind"),
]
