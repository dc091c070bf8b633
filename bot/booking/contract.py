"""The contract as it is spoken over HTTP, by `bot/booking/openapi.yaml`."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from bot.booking.base import Receipt, Refused, Request, Slot, State
from bot.booking.line import Heard
from bot.flow.booking import Meaning
from bot.flow.calls import Filled

_STATUS: Mapping[int, Meaning] = {
    200: "same", 201: "new", 204: "gone", 404: "gone", 409: "taken", 410: "expired", 422: "refused",
    400: "refused", 503: "away",
}  # fmt: skip
_OURS = range(400, 500)
_WHY: Mapping[object, Literal["person", "slot", "limit"]] = {"person": "person", "slot": "slot", "limit": "limit"}


def meaning_of(status: int) -> Meaning | None:
    """What a status code means; None for one after which nobody knows whether it was done."""
    return _STATUS.get(status) or ("away" if status in _OURS else None)


class _Told(BaseModel):
    """Theirs, which may say more than we know."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Slot(_Told):
    id: Annotated[str, Field(min_length=1)]
    start: AwareDatetime
    end: AwareDatetime
    free: Annotated[int, Field(ge=0)] = 1

    def slot(self) -> Slot:
        return Slot(id=self.id, start=self.start, end=self.end, free=self.free)


class _Slots(_Told):
    slots: tuple[_Slot, ...]


class _Booking(_Told):
    ref: str
    state: State
    slot: _Slot
    until: AwareDatetime | None = None


class Contract:
    """Speaks as the contract does."""

    repeatable = holds = looks = True

    def availability(self, service: str, begin: date, end: date) -> Filled:
        """Ask for free slots."""
        return Filled("GET", "/availability?" + urlencode({"service": service, "from": str(begin), "to": str(end)}))

    def put(self, request: Request, state: State) -> Filled:
        """Ask for a slot."""
        sent = request.model_dump(mode="json", include={"person", "matter"})
        slot = request.slot.model_dump(mode="json", include={"id", "start", "end"})
        sent["matter"]["answers"] = [{"question": asked, "answer": said} for asked, said in request.matter.answers]
        instead = {"instead": request.instead} if request.instead else {}
        return Filled("PUT", _booking(request.ref), {"state": state, "slot": slot, **sent, **instead})

    def get(self, ref: str, slot: Slot) -> Filled:  # noqa: ARG002 - the reference is enough
        """Ask what stands under a reference."""
        return Filled("GET", _booking(ref))

    def delete(self, ref: str, slot: Slot) -> Filled:  # noqa: ARG002 - the reference is enough
        """Ask to free what stands under a reference."""
        return Filled("DELETE", _booking(ref))

    def meaning(self, heard: Heard) -> Meaning | None:
        """What an answer means; None for one that can't be understood."""
        return meaning_of(heard.status)

    def slots(self, body: Any) -> tuple[Slot, ...]:
        """The slots in an answer; ValueError for one that can't be understood."""
        return tuple(told.slot() for told in _Slots.model_validate(body).slots)

    def receipt(self, body: Any, request: Request, state: State, *, new: bool) -> Receipt:
        """What was booked, as the system says; ValueError for another's booking, or not what we asked for."""
        receipt = self.found(body, request.ref, request.slot)
        if receipt.state == "held" and state == "confirmed":
            raise ValueError("still only held")
        if new and receipt.slot.id != request.slot.id:
            raise ValueError("another slot")
        return receipt.model_copy(update={"new": new})

    def found(self, body: Any, ref: str, slot: Slot) -> Receipt:  # noqa: ARG002 - the answer says which slot
        """What stands under a reference; ValueError for an answer that can't be understood."""
        told = _Booking.model_validate(body)
        if told.ref != ref:
            raise ValueError("another reference")
        until = told.until if told.state == "held" else None
        return Receipt(ref=ref, state=told.state, slot=told.slot.slot(), until=until, new=False)

    def freed(self, heard: Heard) -> bool:
        """Whether the slot is free after this answer to `delete`."""
        return meaning_of(heard.status) == "gone"

    def why(self, body: Any) -> Refused:
        """Why it was refused, where the answer says so."""
        code = body.get("code") if isinstance(body, dict) else None
        return Refused(why=_WHY.get(code, "other")) if isinstance(code, str) else Refused()


def _booking(ref: str) -> str:
    return f"/bookings/{quote(ref, safe='')}"
