"""Enters bookings into a calendar and takes them out, beside all others who write there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.booking import belief
from bot.booking.agenda import Place, owned
from bot.booking.base import HOLD, Away, Expired, Gone, Receipt, Refused, Request, Slot, State
from bot.booking.collection import Collection, Written
from bot.booking.entry import Draft, Entry, write
from bot.booking.hours import slot_named

Words = Callable[[Request, State], tuple[str, str]]
"""What staff read in an entry: its heading and the text below, both plain."""

_HOLD = timedelta(seconds=HOLD)
_TRIES = 3
"""Changes of others during ours, after which it waits."""


@dataclass(frozen=True)
class Register:
    """Each writing is decided by the server; after one without an answer it looks before it writes again."""

    book: Collection
    minutes: int
    words: Words
    clock: Callable[[], datetime]

    async def take(
        self, place: Place, names: Iterable[str], request: Request, state: State
    ) -> Receipt | Expired | Refused | Away | None:
        """The booking at this place, one of the `names` of its slot; None when somebody else was first."""
        ended = place.ended
        draft = self._draft(request, request.slot, state, ended)
        if ended and ended.ref == request.ref:
            written = await self._change(ended, draft)
        else:
            # An id can't be changed in place (RFC 4791, 5.3.2.1), so a hold that is over is first taken away.
            written = await self.remove(ended) if ended else "done"
            if written == "done":
                written = await self.book.create(place.name, write(draft, self.clock()))
        match written:
            case "done":
                return Receipt(ref=request.ref, state=state, slot=request.slot, until=draft.until)
            case "other" | "twice" | "lost":
                return await self._look([place.name] if written != "twice" else names, written, request, state)
            case _:
                return written

    async def again(self, own: Entry, request: Request, state: State) -> Receipt | Expired | Refused | Away:
        """The receipt of a booking that stands there, confirmed if that is wanted now."""
        for _ in range(_TRIES):
            if own.off:
                return Expired()
            standing = self.receipt(own, request.ref, request.slot)
            if isinstance(standing, Away) or state in {"held", standing.state}:
                return standing
            draft = self._draft(request, standing.slot, state, own)
            written = await self._change(own, draft)
            if written == "done":
                return Receipt(ref=request.ref, state=state, slot=draft.slot, new=False)
            if isinstance(written, Away | Refused):
                return written
            found = await self.book.named([own.name])
            if not isinstance(found, tuple):
                return found
            changed = owned(found, request.ref)
            if changed is None:
                return Expired()
            own = changed
        return Away()

    async def delete(self, ref: str, names: Iterable[str]) -> Gone | Away | Refused:
        """Take out a booking, whose entry has one of these names if there is any."""
        for _ in range(_TRIES):
            found = await self.book.named(names)
            if not isinstance(found, tuple):
                return found
            own = owned(found, ref)
            if own is None and any(entry.unread for entry in found):
                return Away()  # it may be ours
            written = await self.remove(own) if own else "done"
            if written == "done":
                return Gone()
            if isinstance(written, Away | Refused):
                return written
        return Away()

    async def remove(self, entry: Entry) -> Written:
        """Take an entry away, if it is still the one we know."""
        return await self.book.remove(entry.name, entry.etag)

    def receipt(self, own: Entry, ref: str, asked: Slot) -> Receipt | Away:
        """What stands in the calendar, at the time to which staff may have moved it; `Away` for no time to come."""
        known = slot_named(own.name.rpartition("-")[0], self.minutes) or asked
        slot = Slot(id=known.id, start=own.begin, end=own.end)
        until = own.until if own.state == "held" else None
        return belief.receipt(Receipt(ref=ref, state=own.state, slot=slot, until=until, new=False), asked) or Away()

    async def _look(
        self, names: Iterable[str], written: Written, request: Request, state: State
    ) -> Receipt | Expired | Refused | Away | None:
        """What came of a writing that was not plainly done."""
        found = await self.book.named(names)
        if not isinstance(found, tuple):
            return found
        own = owned(found, request.ref)
        if own and not own.ended(self.clock()):
            return await self.again(own, request, state)
        if written == "other":
            return None
        return Refused() if written == "twice" else Away()

    async def _change(self, entry: Entry, draft: Draft) -> Written:
        return await self.book.change(entry.name, entry.etag, write(draft, self.clock()))

    def _draft(self, request: Request, slot: Slot, state: State, at: Entry | None) -> Draft:
        """The entry to write, `at` the place of another."""
        summary, description = self.words(request, state)
        return Draft(
            ref=request.ref,
            slot=slot,
            state=state,
            until=self.clock() + _HOLD if state == "held" else None,
            summary=summary,
            description=description,
            phone=request.person.phone,
            before=_before(at, request.ref) if at else (),
        )


def _before(at: Entry, ref: str) -> tuple[str, ...]:
    """The references whose holds have ended where this entry lies, `ref` itself not among them."""
    return tuple(one for one in (*at.before, at.ref) if one and one != ref)
