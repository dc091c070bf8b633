"""The window's cards: words from `messages_zh/staff`, and their buttons."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property

from bot.booking.base import Slot
from bot.booking.book import Shut
from bot.flow.shelf import Office
from bot.message import Button, Message
from bot.staff.labels import labels
from bot.staff.window.bookings import Closed, Line, Resolved
from bot.staff.window.view import View, tap

PAGE = 8
"""Bookings on one screen."""
_NUMBERED = 4
"""Buttons in a row that carry only a number or a time."""
_TIMES = 80
"""Times of one day that are offered to be closed; a keyboard has at most 100 buttons (Bot API)."""
_LOCK = "\N{LOCK} "
_NAMES = 600
"""Characters for the names of the materials ticked, or missing."""
_ANSWERS = 1800
"""Characters for the citizen's answers."""

Row = tuple[Button, ...]


class Cards:
    """Writes messages of at most 4096 characters."""

    def __init__(self, say: Callable[..., str], offices: Mapping[str, Office]) -> None:
        """Find words by a template's name and what it may speak of."""
        self._say = say
        self._offices = offices

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The words of buttons, of passing notices and of files."""
        return labels(self._say)

    def listed(
        self, view: View, lines: Sequence[Line], shut: Mapping[str, Shut], at: datetime, toast: str | None = None
    ) -> Message:
        """One page of a day's list; each number opens its booking's card."""
        pages = max(1, -(-len(lines) // PAGE))
        seen = view.model_copy(update={"page": min(view.page, pages - 1)})
        shown = lines[seen.page * PAGE : (seen.page + 1) * PAGE]
        text = self._say(
            "staff/list.j2",
            view=seen, shown=shown, total=len(lines), pages=pages, at=at, offices=self._offices,
            counts=Counter(line.entry.mark for line in lines), several=len({line.office for line in lines}) > 1,
            shut={name: _times(closed) for name, closed in shut.items()},
            calls={line.entry.ref for line in shown if _untold(line, shut, at)},
        )  # fmt: skip
        day = f"{view.day:%Y%m%d}"
        numbers = [
            Button(label=str(number), id=tap("e", line.entry.ref, seen.page, view.words))
            for number, line in enumerate(shown, 1)
        ]
        turning = [
            self._button(name, "l", day, page, view.words)
            for name, page in (("before", seen.page - 1), ("after", seen.page + 1))
            if 0 <= page < pages
        ]
        closing = (self._button("close_slot", "s", day), self._button("close_day", "t", day))
        files = tuple(
            self._button(name, verb, day, 0, view.words)
            for name, verb in (("csv", "x"), ("ics_day", "i"), ("ics_week", "j"))
        )
        return Message(text=text, rows=(*_in_rows(numbers), *_in_rows(turning), closing, files), toast=toast)

    def entry(self, line: Line, view: View, at: datetime) -> Message:
        """All that is known of one booking, and what became of it to be noted."""
        request = line.entry.request
        answers = request.matter.answers if request else ()
        shown = _within(answers, _ANSWERS)
        text = self._say(
            "staff/entry.j2",
            line=line, request=request, office=self._offices[line.office], at=at, answers=shown,
            more=len(answers) - len(shown),
            ready=_short(request.matter.ready if request else ()),
            missing=_short(request.matter.missing if request else ()),
        )  # fmt: skip
        return Message(text=text, rows=(*self._marks(line, view, at), *self._off(line, view, at), (self._back(view),)))

    def unknown(self, ref: str) -> Message:
        """Tell that no booking has this reference."""
        return Message(text=self._say("staff/unknown.j2", ref=ref))

    def missed(self, line: Line, view: View, at: datetime) -> Message:
        """Ask once more before somebody is told that nobody came."""
        text = self._say("staff/missed.j2", line=line, request=line.entry.request, at=at)
        sure = self._button("missed_sure", "m", line.entry.ref, view.page, view.words)
        return Message(text=text, rows=((sure,), (self._back(view),)))

    def cancel(self, line: Line, view: View, at: datetime) -> Message:
        """Ask once more before somebody is told not to come."""
        text = self._say("staff/cancel.j2", **self._booked(line, at))
        sure = self._button("cancel_sure", "h", line.entry.ref, view.page, view.words)
        return Message(text=text, rows=((sure,), (self._back(view),)))

    def cancelled(self, line: Line, cancelled: Closed, view: View, at: datetime) -> Message:
        """Tell whether the citizen was told, or a person has to call."""
        text = self._say("staff/cancelled.j2", **self._booked(line, at), cancelled=cancelled)
        return Message(text=text, rows=((self._back(view),),))

    def offices(self, day: date, names: Iterable[str], verb: str, at: datetime) -> Message:
        """Ask whose times are to be closed."""
        rows = tuple(
            (Button(label=self._offices[name].name, id=tap(verb, f"{day:%Y%m%d}", tail=name)),) for name in names
        )
        text = self._say("staff/offices.j2", day_of=day, at=at)
        return Message(text=text, rows=(*rows, (self._back(View(day=day)),)))

    def slots(  # noqa: PLR0913 - each is another thing the card shows
        self, office: str, day: date, times: Sequence[Slot], taken: Counter[str], shut: Shut, at: datetime
    ) -> Message:
        """Ask which time is to be closed; each says how many have it, and whether it is closed already."""
        buttons = [
            Button(
                label=(_LOCK if shut.covers(one.id) else "")
                + f"{one.start:%H:%M}"
                + (f"·{taken[one.id]}" if taken[one.id] else ""),
                id=tap("c", one.id, tail=office),
            )
            for one in times[:_TIMES]
        ]
        text = self._say("staff/slots.j2", office=self._offices[office], day_of=day, shut=shut, at=at)
        return Message(text=text, rows=(*_in_rows(buttons), (self._back(View(day=day)),)))

    def close(self, office: str, day: date, slot: Slot | None, count: int, at: datetime) -> Message:
        """Ask once more before people are sent away."""
        text = self._say("staff/close.j2", **self._time(office, day, slot, at), count=count)
        named = slot.id if slot else f"{day:%Y%m%d}"
        sure, again = (self._button(*each, named, 0, office) for each in (("close_sure", "k"), ("open", "r")))
        return Message(text=text, rows=((sure,), (again,), (self._back(View(day=day)),)))

    def shut(self, office: str, day: date, slot: Slot | None, count: int, at: datetime) -> Message:
        """Offer to open again what is closed; without a slot the whole day is."""
        text = self._say("staff/close_before.j2", **self._time(office, day, slot, at), count=count)
        again = self._button("open", "r", slot.id if slot else f"{day:%Y%m%d}", 0, office)
        return Message(text=text, rows=((again,), (self._back(View(day=day)),)))

    def closed(self, office: str, day: date, slot: Slot | None, closed: Closed, at: datetime) -> Message:
        """Tell who was told, and whom a person has to call."""
        text = self._say("staff/closed.j2", **self._time(office, day, slot, at), closed=closed)
        again = self._button("open", "r", slot.id if slot else f"{day:%Y%m%d}", 0, office)
        return Message(text=text, rows=((again,), (self._back(View(day=day)),)))

    def opened(self, office: str, day: date, slot: Slot | None, at: datetime) -> Message:
        """Tell that a time can be booked again."""
        text = self._say("staff/opened.j2", **self._time(office, day, slot, at))
        return Message(text=text, rows=((self._back(View(day=day)),),))

    def resolved(self, ref: str, what: str, resolved: Resolved) -> Message:
        """Tell what became of a doubtful booking."""
        return Message(text=self._say("staff/resolved.j2", ref=ref, what=what, resolved=resolved), place="new")

    def help(self) -> Message:
        """The commands, for staff alone."""
        return Message(text=self._say("staff/help.j2"), place="new")

    def passing(self, name: str) -> Message:
        """A word that passes; the card stays as it is."""
        return Message(text="", toast=self.words[name])

    def _marks(self, line: Line, view: View, at: datetime) -> tuple[Row, ...]:
        if line.entry.state != "confirmed":
            return ()
        verbs = {"arrived": "a", "done": "d"} | ({"missed": "n"} if line.slot.start <= at else {})
        marks = tuple(
            self._button(name, verb, line.entry.ref, view.page, view.words)
            for name, verb in verbs.items()
            if name != line.entry.mark
        )
        # Who was told that nobody came has lost the appointment: that can't be taken back.
        if line.entry.mark in (None, "missed"):
            return (marks,)
        return (marks, (self._button("unmark", "u", line.entry.ref, view.page, view.words),))

    def _off(self, line: Line, view: View, at: datetime) -> tuple[Row, ...]:
        """The button that calls it off, while it is still to come."""
        button = self._button("cancel", "g", line.entry.ref, view.page, view.words)
        return ((button,),) if line.ahead(at) else ()

    def _booked(self, line: Line, at: datetime) -> dict[str, object]:
        return {"line": line, "request": line.entry.request, "office": self._offices[line.office], "at": at}

    def _time(self, office: str, day: date, slot: Slot | None, at: datetime) -> dict[str, object]:
        return {"office": self._offices[office], "day_of": day, "slot": slot, "at": at}

    def _back(self, view: View) -> Button:
        return self._button("list", "l", f"{view.day:%Y%m%d}", view.page, view.words)

    def _button(self, name: str, verb: str, what: str, page: int = 0, tail: str = "") -> Button:
        return Button(label=self.words[name], id=tap(verb, what, page, tail))


def _in_rows(buttons: Sequence[Button]) -> tuple[Row, ...]:
    return tuple(tuple(buttons[place : place + _NUMBERED]) for place in range(0, len(buttons), _NUMBERED))


def _untold(line: Line, shut: Mapping[str, Shut], at: datetime) -> bool:
    """Whether somebody still comes at a time that is closed: whoever could be told gives the place up."""
    return line.office in shut and shut[line.office].covers(line.entry.slot) and line.ahead(at)


def _times(shut: Shut) -> Sequence[str]:
    """The times that are closed, as on a clock; none where the whole day is."""
    return () if shut.whole else [f"{slot[8:10]}:{slot[10:12]}" for slot in sorted(shut.slots)]


def _within(answers: Sequence[tuple[str, str]], most: int) -> Sequence[tuple[str, str]]:
    """The first answers, as many as so many characters hold."""
    length = 0
    for place, (question, answer) in enumerate(answers):
        length += len(question) + len(answer) + len("•  \n")
        if length > most:
            return answers[:place]
    return answers


def _short(names: Iterable[str]) -> str:
    text = "\N{IDEOGRAPHIC COMMA}".join(names)
    return text if len(text) <= _NAMES else text[: _NAMES - 1] + "\N{HORIZONTAL ELLIPSIS}"
