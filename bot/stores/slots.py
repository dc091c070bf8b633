"""The book of slots in Redis: every office's windows, day by day, with names and numbers sealed."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, cast

import structlog
from pydantic import ValidationError
from redis.exceptions import NoScriptError

from bot.booking.base import HOLD, Expired, Refused, Request, State, Taken
from bot.booking.book import Entry, Mark, Shut, Standing, Terms
from bot.config import ZONE
from bot.stores.client import Command, Word
from bot.stores.connection import connect, patiently, place
from bot.stores.script import Script
from bot.stores.slot_scripts import CLOSE, DAY, DELETE, FREE, GET, MARK, OPEN, PUT
from bot.vault import Vault

_DAY = "*"
_UNMARKED = "-"
_TEXTS = {script.name: script.text for script in (CLOSE, DAY, DELETE, FREE, GET, MARK, OPEN, PUT)}
_STATES: Mapping[bytes, State] = {b"h": "held", b"c": "confirmed"}

_log = structlog.get_logger()


class SlotBook:
    """Keeps the promises of `Book`, and is read and marked by the window; alone or on a cluster.

    A day of an office is deleted whole, `keep` days after it. Phone numbers are compared by a keyed mark of their own
    for each office and day.
    """

    def __init__(self, url: str, vault: Vault, clock: Callable[[], datetime], keep: int) -> None:
        self._client = connect(url)
        self._place = place(url)
        self._vault = vault
        self._clock = clock
        self._keep = timedelta(days=keep + 1)

    async def free(self, office: str, slots: Sequence[str], windows: int, minutes: int) -> Mapping[str, int]:
        """How many can still have each of these slots, in one round trip; 0 for one that staff closed."""
        days: dict[date, list[str]] = defaultdict(list)
        for slot in slots:
            days[_day(slot)].append(slot)
        calls = [self._call(FREE, office, day, windows, minutes, *names) for day, names in days.items()]
        counts = await self._answers(*calls) if calls else []
        return {
            slot: free
            for names, found in zip(days.values(), counts, strict=True)
            for slot, free in zip(names, found, strict=True)
        }

    async def put(
        self, office: str, request: Request, state: State, terms: Terms
    ) -> Standing | Taken | Expired | Refused:
        """Give the slot to this reference, or say what this reference has already."""
        day = _day(request.slot.id)
        ends = self._clock().timestamp() + HOLD if state == "held" else 0
        person = self._vault.mark(f"{office} {day} {request.person.phone}")
        sealed = self._vault.seal(request.model_dump_json().encode())
        wish = (request.ref, state[0], request.slot.id, f"{ends:.3f}", person)
        given = (terms.windows, terms.minutes, terms.per_person, int(terms.bookable))
        # Before the book, so that what stands there can always be found; one too many does no harm.
        index: Command = ("SET", _index(request.ref), f"{office} {day}", "EX", self._seconds(day))
        _, found = await self._answers(
            index, self._call(PUT, office, day, *wish, *given, self._seconds(day), sealed, request.instead or "")
        )
        return _outcome(request.ref, *found)

    async def get(self, office: str, day: date, ref: str) -> Standing | None:
        """What stands under this reference on this day."""
        line = await self._answer(GET, office, day, ref)
        return _standing(ref, line) if line else None

    async def delete(self, office: str, day: date, ref: str) -> None:
        """Free what stands under this reference, if anything does; the reference is spent."""
        await self._answer(DELETE, office, day, ref, self._seconds(day))

    async def find(self, ref: str) -> tuple[str, date] | None:
        """The office and day to look for a reference; it may have been deleted there since, or refused."""
        found = (await self._answers(("GET", _index(ref))))[0]
        if not found:
            return None
        office, day = found.decode().split()
        return office, date.fromisoformat(day)

    async def day(self, office: str, day: date) -> tuple[Entry, ...]:
        """All that is held or confirmed on a day, in order of time; VaultError when sealed with another key."""
        lines = await self._answer(DAY, office, day)
        return tuple(sorted(map(self._entry, lines), key=lambda entry: (entry.slot, entry.ref)))

    async def mark(self, office: str, day: date, ref: str, mark: Mark | None) -> bool:
        """Note what became of a confirmed booking; False when there is none."""
        return bool(await self._answer(MARK, office, day, ref, mark or _UNMARKED))

    async def close(self, office: str, day: date, slot: str | None = None) -> tuple[str, ...]:
        """Take no more bookings for a slot, or the whole day; gives the references that stand there and stay."""
        return _refs(await self._answer(CLOSE, office, day, slot or _DAY, self._seconds(day)))

    async def closed(self, offices: Sequence[str], day: date) -> Mapping[str, Shut]:
        """What staff closed of this day, of each office where anything is, in one round trip."""
        found = await self._answers(*(("SMEMBERS", _keys(office, day)["c"]) for office in offices)) if offices else []
        names = ({name.decode() for name in members} for members in found)
        return {
            office: Shut(whole=_DAY in closed, slots=frozenset(closed - {_DAY}))
            for office, closed in zip(offices, names, strict=True)
            if closed
        }

    async def open(self, office: str, day: date, slot: str | None = None) -> tuple[str, ...]:
        """Take bookings again for a slot, or for all of the day; gives the references that stand there.

        A day closed as a whole is only opened as a whole.
        """
        return _refs(await self._answer(OPEN, office, day, slot or _DAY))

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    def _entry(self, line: list[bytes]) -> Entry:
        ref, slot, state, mark, sealed = line
        return Entry(
            ref=ref.decode(),
            slot=slot.decode(),
            state=_STATES[state],
            mark=None if mark == _UNMARKED.encode() else cast("Mark", mark.decode()),
            request=self._opened(sealed) if sealed else None,
        )

    def _opened(self, sealed: bytes) -> Request | None:
        """Open a record; one that another version of the house wrote and nobody can read any more is passed over."""
        try:
            return Request.model_validate_json(self._vault.open(sealed))
        except ValidationError:
            _log.error("booking_unreadable")
            return None

    def _seconds(self, day: date) -> int:
        """How long a day's book is still kept; counted by our clock, which may be a rehearsal's."""
        left = datetime.combine(day, time.min, ZONE) + self._keep - self._clock()
        return max(1, int(left.total_seconds()))

    def _call(self, script: Script, office: str, day: date, *values: Word) -> Command:
        keys = _keys(office, day).values()
        return ("EVALSHA", script.name, len(keys), *keys, f"{self._clock().timestamp():.3f}", *values)

    async def _answer(self, script: Script, office: str, day: date, *values: Word) -> Any:
        return (await self._answers(self._call(script, office, day, *values)))[0]

    async def _answers(self, *commands: Command) -> list[Any]:
        return await patiently(lambda _: self._said(commands), self._place)

    async def _said(self, commands: Sequence[Command]) -> list[Any]:
        try:
            return await self._client.ask_all(commands)
        except NoScriptError:
            return await self._client.ask_all(_whole(command) for command in commands)


def _whole(command: Command) -> Command:
    """The same with the script's text instead of its name, for a server that does not know it yet."""
    if command[0] != "EVALSHA":
        return command
    _, name, *rest = command
    return ("EVAL", _TEXTS[str(name)], *rest)


def _keys(office: str, day: date) -> Mapping[str, str]:
    return {part: f"guide:{{{office}.{day:%Y%m%d}}}:{part}" for part in "brnhcl"}


def _index(ref: str) -> str:
    return f"guide:ref:{ref}"


def _day(slot: str) -> date:
    return date.fromisoformat(slot[:8])


def _refs(found: list[bytes]) -> tuple[str, ...]:
    return tuple(sorted(ref.decode() for ref in found))


def _outcome(ref: str, outcome: bytes, *line: bytes) -> Standing | Taken | Expired | Refused:
    match outcome:
        case b"taken":
            return Taken()
        case b"expired":
            return Expired()
        case b"refused":
            return Refused(why="slot")
        case b"limit":
            return Refused(why="limit")
        case _:
            return _standing(ref, line, new=outcome == b"new")


def _standing(ref: str, line: Sequence[bytes], *, new: bool = False) -> Standing:
    slot, state, ends = line
    until = datetime.fromtimestamp(float(ends), ZONE) if state == b"h" else None
    return Standing(ref=ref, slot=slot.decode(), state=_STATES[state], until=until, new=new)
