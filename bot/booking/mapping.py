"""A booking system of another shape, spoken to as its mapping in `flows/offices.yaml` says."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.booking.base import HOLD, Receipt, Refused, Request, Slot, State
from bot.booking.contract import meaning_of
from bot.booking.line import Heard
from bot.booking.pointing import at, moment, speaks_of, word
from bot.config import ZONE
from bot.flow.booking import Mapping as Shape
from bot.flow.booking import Meaning
from bot.flow.calls import CALLS, Filled, Form


class Mapped:
    """Speaks as a mapping says; `ExpressionError` for one whose texts can't be read."""

    def __init__(self, shape: Shape) -> None:
        self.repeatable = shape.idempotent
        self._shape = shape
        calls = ((name, getattr(shape, name)) for name in CALLS)
        self._forms = {name: Form(call) for name, call in calls if call}
        self.holds, self.looks = "hold" in self._forms, "get" in self._forms

    def availability(self, service: str, begin: date, end: date) -> Filled:
        """Ask for free slots."""
        return self._forms["availability"].fill({"service": service, "begin": begin, "end": end})

    def put(self, request: Request, state: State) -> Filled:
        """Ask for a slot."""
        known = {
            "state": state,
            "person": request.person.model_dump(),
            "matter": request.matter.model_dump(),
            "instead": request.instead or "",
            **_booked(request.ref, request.slot),
        }
        return self._forms["hold" if state == "held" else "confirm"].fill(known)

    def get(self, ref: str, slot: Slot) -> Filled:
        """Ask what stands under a reference."""
        return self._forms["get"].fill(_booked(ref, slot))

    def delete(self, ref: str, slot: Slot) -> Filled:
        """Ask to free what stands under a reference."""
        return self._forms["delete"].fill(_booked(ref, slot))

    def meaning(self, heard: Heard) -> Meaning | None:
        """What an answer means; None for one that can't be understood."""
        by_status = self._shape.status.get(heard.status) or meaning_of(heard.status)
        if self._shape.code is None:
            return by_status
        known = self._shape.codes.get(word(at(heard.body, self._shape.code)))
        # A system with codes of its own says 200 to everything, so its 200 alone means nothing.
        return known or (None if by_status in {"new", "same"} else by_status)

    def slots(self, body: Any) -> tuple[Slot, ...]:
        """The slots in an answer; ValueError for one that can't be understood."""
        found = at(body, self._shape.slots)
        if not isinstance(found, list):
            raise ValueError("no list of slots")  # noqa: TRY004 - theirs, not a caller's
        return tuple(self._slot(each) for each in found)

    def receipt(self, body: Any, request: Request, state: State, *, new: bool) -> Receipt:
        """What was booked, which is what we asked for; ValueError where it may be another state, so that one looks."""
        if body is None:
            raise ValueError("no JSON")
        until = self._until(body) if state == "held" else None
        if state == "held" and until is None:
            if self.looks and not new:
                raise ValueError("held or confirmed")
            until = datetime.now(UTC) + timedelta(seconds=HOLD)
        return Receipt(ref=request.ref, state=state, slot=request.slot, until=until, new=new)

    def found(self, body: Any, ref: str, slot: Slot) -> Receipt | None:
        """What stands under a reference, None for nothing; ValueError for an answer that can't be understood."""
        path = self._shape.found or ""
        if not speaks_of(body, path):
            raise ValueError("nothing about a booking")
        named = word(at(body, path))
        if not named:
            return None
        if named != ref:
            raise ValueError("another reference")
        until = self._until(body)
        return Receipt(ref=ref, state="held" if until else "confirmed", slot=slot, until=until, new=False)

    def freed(self, heard: Heard) -> bool:
        """Whether the slot is free after this answer to `delete`."""
        meaning = self.meaning(heard)
        return meaning in {"gone", "expired"} or (meaning in {"new", "same"} and heard.body is not None)

    def why(self, body: Any) -> Refused:  # noqa: ARG002 - their reasons are their own
        """Why it was refused is not told."""
        return Refused()

    def _until(self, body: Any) -> datetime | None:
        path = self._shape.until
        return moment(body, path) if path and word(at(body, path)) else None

    def _slot(self, part: Any) -> Slot:
        paths = self._shape.slot
        name = word(at(part, paths["id"]))
        if not name:
            raise ValueError("no id")
        free = int(word(at(part, paths["free"]))) if "free" in paths else 1
        return Slot(id=name, start=moment(part, paths["start"]), end=moment(part, paths["end"]), free=free)


def _booked(ref: str, slot: Slot) -> Mapping[str, Any]:
    times = {"start": slot.start.astimezone(ZONE), "end": slot.end.astimezone(ZONE)}
    return {"ref": ref, "slot": {"id": slot.id, **times}}
