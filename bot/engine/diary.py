"""A person's diary: the appointment being made, those made, and the days to be reminded of."""

import base64
import hashlib
from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from bot.booking.base import Person, Slot
from bot.flow.model import Frozen

Stage = Literal["office", "link", "day", "slot", "consent", "name", "phone", "next"]
"""What is asked while an appointment is made; `link` shows the official page instead, and `next` asks for another slot
after the wished one was gone."""

Status = Literal["holding", "held", "waiting", "confirming", "confirmed", "freeing", "doubtful"]
"""
- holding: asked for; the provider has not answered yet
- held: ours until its hold ends; the citizen has to confirm
- waiting: the provider was away, and the citizen lets us book it as soon as it is back
- confirming: confirmed by the citizen; the provider has not answered yet
- confirmed: it stands
- freeing: called off by the citizen; the provider has not answered yet
- doubtful: a person has to look whether it stands
"""

BROKEN_OFF: frozenset[Status] = frozenset({"holding", "held"})
"""What is not an appointment yet."""


class Draft(Frozen):
    """An appointment being made."""

    flow: str
    """The procedure it is for."""
    stage: Stage
    offices: tuple[str, ...] = ()
    """The offices to pick from, if there are several."""
    office: str = ""
    days: tuple[tuple[date, int], ...] = ()
    """Days with free slots, and how many."""
    page: int = 0
    """Which screen of them is shown."""
    day: date | None = None
    offered: tuple[Slot, ...] = ()
    """The free slots shown."""
    slot: Slot | None = None
    name: str = ""
    phone: str = ""
    agreed: bool = False
    """True when the citizen agreed to our passing name and phone number on."""
    replaces: str | None = None
    """The reference of the appointment it shall take the place of."""
    mends: str | None = None
    """The reference of the held appointment whose name or number is typed anew; its slot is the draft's."""
    entry: str = ""
    """As of the appointment that stood until its office called it off."""
    changes: int = 0
    sharing: bool = False
    """True while the channel may show its button for sharing the number."""


class Appointment(Frozen):
    """A slot that is ours, or about to be."""

    ref: str
    office: str
    flow: str
    slot: Slot
    person: Person
    status: Status
    until: AwareDatetime | None = None
    """When the hold ends."""
    replaces: str | None = None
    only_held: bool = False
    """True when it is only whether it is held that is doubtful."""
    told: bool = False
    """True when the citizen knows that the provider is away."""
    entry: str = ""
    """Names its entry in the citizen's calendar: the reference of the first of those that took each other's place; empty
    for one that took nobody's."""
    changes: int = 0
    """How often that entry was moved."""

    def moved(self) -> dict[str, str | int]:
        """Entry and changes of what takes its place."""
        return {"entry": self.entry or self.ref, "changes": self.changes + 1}


class Alarm(Frozen):
    """A last day the citizen wants to be reminded of."""

    id: str
    flow: str
    item: str
    """The record of the limit."""
    day: date


class Rated(Frozen):
    """Stars that were given, after which a sentence may follow."""

    ref: str
    flow: str
    stars: int
    until: AwareDatetime
    """When what is typed means something else again."""


class Diary(Frozen):
    """All this of one person; empty for most."""

    draft: Draft | None = None
    kept: tuple[Appointment, ...] = ()
    """In the order they were made."""
    alarms: tuple[Alarm, ...] = ()
    missed: tuple[date, ...] = ()
    """Days of appointments the person did not come to."""
    calm: bool = False
    """True when the person wants no reminders."""
    rating: Rated | None = None
    """What was rated, while a sentence is awaited."""

    @property
    def personal(self) -> bool:
        """Whether a name or a number is in it."""
        return bool(self.kept or (self.draft and (self.draft.name or self.draft.phone)))

    def without_draft_of(self, appointment: Appointment) -> "Diary":
        """Without the draft this appointment came from; another one is left alone."""
        mine = self.draft and self.draft.slot == appointment.slot
        return self.model_copy(update={"draft": None}) if mine else self

    def find(self, ref: str | None) -> Appointment | None:
        """The appointment of this reference."""
        return next((one for one in self.kept if one.ref == ref), None)

    def put(self, appointment: Appointment) -> "Diary":
        """With this appointment, in the place of the one of the same reference."""
        others = tuple(one for one in self.kept if one.ref != appointment.ref)
        return self.model_copy(update={"kept": (*others, appointment)})

    def without(self, ref: str) -> "Diary":
        """Without the appointment of this reference."""
        return self.model_copy(update={"kept": tuple(one for one in self.kept if one.ref != ref)})


def put_aside(diary: Diary) -> Diary:
    """The diary without what is only being typed; whoever goes to another procedure begins that anew."""
    if diary.draft is None and diary.rating is None:
        return diary
    return diary.model_copy(update={"draft": None, "rating": None})


_PLAIN = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
"""From base32 to Crockford's: no letter that can be taken for a figure."""


def ref_of(owner: str, event: str) -> str:
    """The reference of the appointment that this event asks for: ten letters and figures, the same if it comes again."""
    digest = hashlib.blake2s(f"{owner} {event}".encode(), digest_size=10).digest()
    return base64.b32encode(digest).decode()[:10].translate(_PLAIN)
