"""The clerk goes to the booking providers for the desk, and always comes back with an answer."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog

from bot.booking.base import PATIENCE, Answer, Away, BookingProvider, Doubtful, Refused, Request, Slot
from bot.engine.reply import Errand, Lookup

_log = structlog.get_logger()

_FIRST, _LONGEST = 5.0, 300.0
"""Seconds between two tries: the first pause, doubled each time, and the longest."""
_OBEYED = 3600.0
"""The longest pause a provider may ask for."""
_SWEEP = 60.0
"""Seconds for sweeping one office's book."""
_BOOKS = frozenset({"hold", "confirm"})
"""What must not be done twice."""
_LAST = timedelta(minutes=5)
"""How long before the end it is asked for the last time."""
_FREEING = timedelta(days=3)
"""How long freeing a slot is tried."""


@dataclass(frozen=True)
class Clerk:
    """Knows the provider of each office."""

    providers: Mapping[str, BookingProvider]

    async def look(self, lookup: Lookup) -> tuple[Slot, ...] | Away:
        """The free slots, or that nobody answered."""
        provider = self.providers.get(lookup.office)
        if provider is None:
            return Away()
        try:
            async with asyncio.timeout(PATIENCE + 1):
                return await provider.availability(lookup.service, lookup.begin, lookup.end)
        except TimeoutError:
            _log.warning("lookup_too_slow", office=lookup.office)
            return Away()

    async def sweep(self, before: date) -> None:
        """Wipe what lies before this day wherever we keep the book; who is away, or fails, is swept next time."""
        sweeps = [asyncio.wait_for(provider.sweep(before), _SWEEP) for provider in self.providers.values()]
        ends = await asyncio.gather(*sweeps, return_exceptions=True)
        for office, end in zip(self.providers, ends, strict=True):
            if isinstance(end, TimeoutError):
                _log.warning("sweep_too_slow", office=office)
            elif isinstance(end, BaseException):  # one office's fault does not keep the others' books unswept
                # Its own words may hold what a citizen wrote.
                _log.error("sweep_failed", office=office, error=type(end).__name__)

    async def run(self, errand: Errand, request: Request | None, *, begun: bool) -> Answer:
        """What the provider says; `Away` when it says nothing we can understand.

        An errand that somebody has `begun` and died over is not done a second time where that could book twice.
        """
        provider = self.providers.get(errand.office)
        if provider is None:  # taken out of the flows; what stands there must be freed by people
            return Refused() if errand.act in _BOOKS else Away()
        if begun and errand.act in _BOOKS and not provider.repeatable:
            return Doubtful()
        try:
            async with asyncio.timeout(PATIENCE + 1):
                return await _asked(provider, errand, request)
        except TimeoutError:
            _log.warning("errand_too_slow", office=errand.office, act=errand.act)
            return Away()


async def _asked(provider: BookingProvider, errand: Errand, request: Request | None) -> Answer:
    if errand.act == "free":
        return await provider.delete(errand.ref, errand.slot)
    if errand.act == "look":
        return await provider.get(errand.ref, errand.slot)
    if request is None:
        return Refused()
    return await provider.put(request, "held" if errand.act == "hold" else "confirmed")


def again_at(errand: Errand, tries: int, answer: Answer, at: datetime) -> datetime | None:
    """When to try once more, with a pause that grows and is never quite the same; None when it has an answer, or ends.

    A hold is tried once, since the citizen waits for it, and so is looking; a booking until its slot begins; freeing for three days more.
    """
    if not isinstance(answer, Away) or errand.act in {"hold", "look"}:
        return None
    pause = min(_FIRST * 2 ** min(tries, 10), _LONGEST) * random.uniform(0.75, 1.25)  # noqa: S311 - spreads the load, guards nothing
    end = errand.slot.start + (_FREEING if errand.act == "free" else timedelta(0))
    due = at + timedelta(seconds=max(pause, min(answer.after or 0, _OBEYED)))
    # However long it wants to be left alone, it is asked once more before there is nothing left to ask for.
    due = min(due, max(end - _LAST, at + timedelta(seconds=pause)))
    return due if due < end else None
