"""The window's room: each order done, and shown as a card."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from bot.booking.base import Slot
from bot.booking.book import OPEN, Mark
from bot.booking.hours import slot_named
from bot.channels.base import Obeyed
from bot.flow.booking import CounterBooking
from bot.flow.shelf import Vocabulary
from bot.message import Message
from bot.press.paper import Paper
from bot.staff.order import Order
from bot.staff.window import export
from bot.staff.window.bookings import Line, Window
from bot.staff.window.cards import Cards
from bot.staff.window.view import Tapped, View, tapped, view_of

_WEEK = 7
_LONGEST = 40
"""Characters of a reference that are shown back."""
_MARKS: dict[str, Mark | None] = {"a": "arrived", "d": "done", "m": "missed", "u": None}
_LOOKALIKES = str.maketrans("OIL", "011")
"""Crockford's base32 has no such letters; who types them means figures."""


class WindowRoom:
    """Does what is ordered of the window; every order may come again without harm."""

    def __init__(self, window: Window, say: Callable[..., str], vocabulary: Vocabulary) -> None:
        self._window = window
        self._say = say
        self._vocabulary = vocabulary
        self._cards = Cards(say, window.offices)

    async def obey(self, order: Order) -> Obeyed:
        """Do it."""
        match order.command:
            case "today":
                view = view_of(order.words, self._vocabulary, order.at.date())
                return Obeyed((await self._list(view, order)).model_copy(update={"place": "new"}))
            case "found":
                return await self._resolve("found", order)
            case "notfound":
                return await self._resolve("not_found", order)
            case "booking":
                return await self._one(order)
            case "staff":
                return Obeyed(self._cards.help())
            case _:
                return await self._tapped(order)

    async def _tapped(self, order: Order) -> Obeyed:
        button = tapped(order.tap)
        match button:
            case Tapped(verb="e" | "n" | "a" | "d" | "m" | "u" | "g" | "h"):
                return await self._about(button, order)
            case Tapped(verb="l" | "x" | "i" | "j" | "s" | "t", day=date() as day):
                view = View(day=day, words=button.tail, page=button.page)
                return await self._day(button.verb, view, order)
            case Tapped(verb="o" | "c" | "k" | "r", day=date() as day, tail=office) if office in self._window.offices:
                return await self._closing(button.verb, office, day, button.slot, order)
            case _:
                return Obeyed(self._cards.passing("old_card"))

    async def _about(self, button: Tapped, order: Order) -> Obeyed:
        """One booking: looked at, or marked."""
        line = await self._window.line(button.what)
        day = line.day if line else order.at.date()
        view = View(day=day, words=button.tail, page=button.page)
        if line is None:
            return Obeyed(await self._list(view, order, "gone"))
        if button.verb == "e":
            return Obeyed(self._cards.entry(line, view, order.at))
        if button.verb in "nm" and line.slot.start > order.at:
            return Obeyed(self._cards.passing("too_soon"))
        if button.verb == "n":
            return Obeyed(self._cards.missed(line, view, order.at))
        if button.verb in "gh":
            return await self._cancelling(button.verb, line, view, order)
        return await self._mark(line, _MARKS[button.verb], view, order)

    async def _cancelling(self, verb: str, line: Line, view: View, order: Order) -> Obeyed:
        if not line.ahead(order.at):
            return Obeyed(self._cards.passing("too_late"))
        if verb == "g":
            return Obeyed(self._cards.cancel(line, view, order.at))
        cancelled = await self._window.cancel(line, order)
        return Obeyed(self._cards.cancelled(line, cancelled, view, order.at), told=cancelled.effects)

    async def _mark(self, line: Line, mark: Mark | None, view: View, order: Order) -> Obeyed:
        told = await self._window.mark(line, mark, order)
        said = "gone" if told is None else "marked" if mark else "unmarked"
        return Obeyed(await self._list(view, order, said), told=told or ())

    async def _day(self, verb: str, view: View, order: Order) -> Obeyed:
        """A whole day: listed, taken along, or to be closed."""
        match verb:
            case "l":
                return Obeyed(await self._list(view, order))
            case "s" | "t":
                return await self._offices("o" if verb == "s" else "c", view, order)
            case _:
                return await self._files(verb, view, order)

    async def _list(self, view: View, order: Order, said: str | None = None) -> Message:
        toast = self._cards.words[said] if said else None
        lines, shut = await self._window.lines(view), await self._window.shut(view.day)
        return self._cards.listed(view, lines, shut, order.at, toast)

    async def _files(self, verb: str, view: View, order: Order) -> Obeyed:
        days = [view.day + timedelta(days=ahead) for ahead in range(_WEEK if verb == "j" else 1)]
        lines = [line for day in days for line in await self._window.lines(view.model_copy(update={"day": day}))]
        if not lines:
            return Obeyed(self._cards.passing("nothing"))
        offices, words = self._window.offices, self._cards.words
        content = (
            export.table(lines, offices, words) if verb == "x" else export.calendar(lines, offices, self._say, order.at)
        )
        name = f"{words['file']}-{view.day:%Y%m%d}.{'csv' if verb == 'x' else 'ics'}"
        caption = self._say("staff/file.j2", first=days[0], last=days[-1], count=len(lines), at=order.at)
        return Obeyed(self._cards.passing("sent"), (Paper(name, content, caption, "document"),))

    async def _offices(self, verb: str, view: View, order: Order) -> Obeyed:
        """Whose times are to be closed; with one office nobody need be asked."""
        names = tuple(self._window.closable(view.day, order.at))
        if not names:
            return Obeyed(self._cards.passing("not_open"))
        if len(names) == 1:
            return await self._closing(verb, names[0], view.day, None, order)
        return Obeyed(self._cards.offices(view.day, names, verb, order.at))

    async def _closing(self, verb: str, office: str, day: date, named: str | None, order: Order) -> Obeyed:
        """A time, or without a slot's name the whole day: looked for, asked about, closed, opened."""
        slot = self._slot(office, named)
        shut = (await self._window.shut(day)).get(office, OPEN) if verb in "oc" else OPEN
        if verb == "o":
            times = self._window.closable(day, order.at).get(office, ())
            taken = Counter(line.slot.id for line in await self._window.coming(office, day, None, order.at))
            return Obeyed(self._cards.slots(office, day, times, taken, shut, order.at))
        if named and slot is None:
            return Obeyed(self._cards.passing("old_card"))
        match verb:
            case "c":
                count = len(await self._window.coming(office, day, named, order.at))
                if shut.covers(named):
                    return Obeyed(self._cards.shut(office, day, None if shut.whole else slot, count, order.at))
                return Obeyed(self._cards.close(office, day, slot, count, order.at))
            case "k":
                closed = await self._window.close(office, day, named, order)
                return Obeyed(self._cards.closed(office, day, slot, closed, order.at), told=closed.effects)
            case _:
                await self._window.open(office, day, named)
                return Obeyed(self._cards.opened(office, day, slot, order.at))

    def _slot(self, office: str, named: str | None) -> Slot | None:
        booking = self._window.offices[office].booking
        return slot_named(named, booking.minutes) if named and isinstance(booking, CounterBooking) else None

    async def _one(self, order: Order) -> Obeyed:
        """The booking of a reference."""
        ref = _ref(order)
        line = await self._window.line(ref)
        card = self._cards.entry(line, View(day=line.day), order.at) if line else self._cards.unknown(ref[:_LONGEST])
        return Obeyed(card.model_copy(update={"place": "new"}))

    async def _resolve(self, what: Literal["found", "not_found"], order: Order) -> Obeyed:
        ref = _ref(order)
        resolved = await self._window.resolve(ref, what, order)
        return Obeyed(self._cards.resolved(ref[:_LONGEST], what, resolved), told=resolved.effects)


def _ref(order: Order) -> str:
    """The reference somebody typed."""
    return order.words.strip().upper().translate(_LOOKALIKES)
