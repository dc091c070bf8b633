"""How an office takes bookings: the `booking` of an entry in `flows/offices.yaml`."""

import re
from collections.abc import Iterable
from datetime import datetime, time
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AnyHttpUrl, ConfigDict, Field, ValidationInfo, field_validator, model_serializer, model_validator

from bot.flow.ground import Frozen, Prose, Words

_CLOCK = "([01]?[0-9]|2[0-3]):[0-5][0-9]"
_STRETCH = f"^{_CLOCK} ?- ?{_CLOCK}$"


def _as_written(schema: dict[str, Any]) -> None:
    schema.clear()
    schema.update(type="string", pattern=_STRETCH, description="A stretch of a day, such as 09:00-12:00.")


class Hours(Frozen):
    """A stretch of a day; in YAML `09:00-12:00`."""

    model_config = ConfigDict(json_schema_extra=_as_written)

    begin: time
    """The first slot begins here."""
    end: time
    """The last slot ends here or before."""

    @model_validator(mode="before")
    @classmethod
    def _from_words(cls, value: Any) -> Any:
        if not isinstance(value, str) or not re.search(_STRETCH, value):
            msg = "hours_unread"
            raise ValueError(msg)
        begin, end = (datetime.strptime(part.strip(), "%H:%M").time() for part in value.split("-"))  # noqa: DTZ007 - any day
        if end <= begin:
            msg = "hours_backward"
            raise ValueError(msg)
        return {"begin": begin, "end": end}

    @model_serializer
    def _in_words(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"


class _Slots(Frozen):
    trial: bool = False
    """True while the office has not agreed yet: only offered where trials are allowed, and every card says so."""
    workdays: tuple[Hours, ...]
    """When the windows take bookings on working days, make-up days included; empty for those open on weekends only."""
    weekends: tuple[Hours, ...] = Field(default=(), validate_default=True)
    """When they do on weekends that are off; never on statutory holidays."""
    minutes: int = Field(default=30, ge=5, le=240, validate_default=True)
    """How long a slot is."""
    windows: int = Field(default=1, ge=1, le=50)
    """How many can come at the same time."""
    ahead: int = Field(default=14, ge=1, le=28)
    """How many days ahead one can book, today not counted."""
    per_person: int = Field(default=2, ge=1, le=20)
    """How many slots one phone number can have on one day."""

    @field_validator("workdays", "weekends")
    @classmethod
    def _apart(cls, hours: tuple[Hours, ...]) -> tuple[Hours, ...]:
        in_order = sorted(hours, key=lambda stretch: stretch.begin)
        if any(later.begin < earlier.end for earlier, later in pairwise(in_order)):
            msg = "hours_overlap"
            raise ValueError(msg)
        return hours

    @field_validator("weekends")
    @classmethod
    def _some(cls, hours: tuple[Hours, ...], about: ValidationInfo) -> tuple[Hours, ...]:
        if not hours and about.data.get("workdays") == ():
            msg = "nothing_inside"
            raise ValueError(msg)
        return hours

    @field_validator("minutes")
    @classmethod
    def _fits(cls, minutes: int, about: ValidationInfo) -> int:
        stretches: Iterable[Hours] = (*about.data.get("workdays", ()), *about.data.get("weekends", ()))
        if any(_minutes(stretch) < minutes for stretch in stretches):
            msg = "slot_too_long"
            raise ValueError(msg)
        return minutes


def _minutes(stretch: Hours) -> int:
    return (stretch.end.hour - stretch.begin.hour) * 60 + stretch.end.minute - stretch.begin.minute


class CounterBooking(_Slots):
    """The house keeps the book itself."""

    provider: Literal["counter"]
    """The bot's own book of slots."""


class CaldavBooking(_Slots):
    """The book is a calendar on a CalDAV server (RFC 4791)."""

    provider: Literal["caldav"]
    """A calendar of the office."""
    url: AnyHttpUrl
    """The calendar collection, one for the office."""


Meaning = Literal["new", "same", "taken", "expired", "refused", "away", "gone"]
"""What an answer of a booking system comes to."""


class Call(Frozen):
    """One call to a system of another shape; its texts are jinja2 (`bot/flow/calls.py` says with which names)."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    """The HTTP method."""
    path: Words
    """What follows the address, such as /yuyue/{{ ref }}."""
    body: Words | None = None
    """The JSON that is sent."""


class Mapping(Frozen):
    """How a system that differs from the contract is spoken to."""

    availability: Call
    """Asks for free slots."""
    hold: Call | None = None
    """Holds a slot; without it nothing is held, and a slot may be gone when it is confirmed."""
    confirm: Call
    """Books it."""
    get: Call | None = None
    """Looks a booking up by our reference; without it nothing is tried again after a time-out."""
    found: Words | None = None
    """Where the answer to `get` carries our reference, such as data.ref; empty there, it is not booked."""
    delete: Call
    """Cancels it."""
    slots: Words
    """Where the list of slots stands in the answer, such as data.list."""
    slot: dict[Literal["id", "start", "end", "free"], Words]
    """Where each part of a slot stands within it; a time may be put together of several, such as: day begin."""
    status: dict[int, Meaning] = Field(default_factory=dict)
    """What a status code means where it is not as in the contract."""
    code: Words | None = None
    """Where an answer carries a code of its own, such as code."""
    codes: dict[str, Meaning] = Field(default_factory=dict)
    """What that code means."""
    until: Words | None = None
    """Where the end of a hold stands in an answer; a booking that has none is confirmed."""
    idempotent: bool = False
    """True when doing the same call again makes no second booking."""

    def __hash__(self) -> int:
        """By its words, since it holds dicts; what is said of an office is kept by what the office is."""
        return hash(self.model_dump_json())


class HttpBooking(Frozen):
    """The office's own system, by the contract of `bot/booking/openapi.yaml` or a mapping."""

    provider: Literal["http"]
    """A booking system over HTTP."""
    trial: bool = False
    """True while the office has not agreed yet."""
    url: AnyHttpUrl
    """The address before /availability and /bookings."""
    ahead: int = Field(default=14, ge=1, le=28)
    """How many days ahead is asked for."""
    mapping: Mapping | None = None
    """For a system that differs."""


class LinkBooking(Frozen):
    """The official online channel takes the booking; the house only shows the way."""

    provider: Literal["link"]
    """A page or an app."""
    trial: bool = False
    """True while it is not known to work."""
    url: AnyHttpUrl
    """The page on which one books."""
    type: Prose
    """What to type or to press there."""


Booking = Annotated[CounterBooking | CaldavBooking | HttpBooking | LinkBooking, Field(discriminator="provider")]
SlotBooking = CounterBooking | CaldavBooking
"""Offices whose slots the house works out from their hours."""
