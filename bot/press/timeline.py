"""Lays time limits on a calendar by weeks: what the picture of the limits shows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.engine.outcome import Outcome, Promised
from bot.press.notice import Case, Say, start
from bot.press.picture import Bar, Square, Strip, Timeline, Week
from bot.press.sheet import Captions
from bot.workdays import Deadline, WorkCalendar

MOST_WEEKS = 9
"""Rows; in a longer time the weeks in which nothing begins or ends are left out."""

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class _Span:
    """The days of a limit, both ends included."""

    first: date
    last: date
    workdays: bool
    """True when only working days count."""


def timeline(case: Case, calendar: WorkCalendar, say: Say) -> Timeline | None:
    """The picture for this case; None when no limit has a last day, other than what is done at once."""
    limits = [(part, one) for part in case.parts for one in part.limits]
    dated = [(part, one, one.deadline) for part, one in limits if one.deadline]
    if not any(part.dated for part in case.parts):
        return None
    spans = [_span(one, end) for _, one, end in dated]
    return Timeline(
        matter=case.main.flow.title,
        title=case.main.end.end,
        weeks=tuple(_weeks(spans, calendar, case.at.date())),
        bars=tuple(_bar(case, part, one, say) for part, one, _ in dated),
        undated=tuple(say("undated", one, case.matter(part)) for part, one in limits if not one.deadline),
        estimated=any(end.estimated for *_, end in dated),
        made=case.made,
        made_words=say("made", case.made),
        reference=case.reference,
        hotline=say("hotline"),
        captions=Captions(png=say("caption", "timeline", case.main.flow.title)),
    )


def _span(one: Promised, end: Deadline) -> _Span:
    """From the day after the one it counts from, which is not counted itself; what ends at once has that day alone."""
    return _Span(min(end.accepted + _DAY, end.day), end.day, one.record.unit == "working_days")


def _bar(case: Case, part: Outcome, one: Promised, say: Say) -> Bar:
    style: Literal["firm", "average", "passed"] = "average" if one.record.average else "firm"
    return Bar(
        matter=case.matter(part),
        item=say("item", one),
        length=say("length", one),
        start=start(case, part, one, say) if one.record.value else "",
        last=say("last", one),
        style="passed" if one.passed else style,
    )


def _weeks(spans: list[_Span], calendar: WorkCalendar, today: date) -> Iterator[Week]:
    mondays = list(_mondays(spans, today))
    before: date | None = None
    for monday in mondays:
        skipped = 0 if before is None else (monday - before).days // 7 - 1
        yield Week(
            squares=tuple(_squares(monday, calendar, today, head=before is None or skipped > 0)),
            strips=tuple(_strips(spans, calendar, monday)),
            skipped=skipped,
        )
        before = monday


def _mondays(spans: Iterable[_Span], today: date) -> Iterable[date]:
    """The weeks to show: all from first to last, or only those in which something happens."""
    days = {today, *(span.first for span in spans), *(span.last for span in spans)}
    first, last = _monday(min(days)), _monday(max(days))
    count = (last - first) // _WEEK + 1
    if count <= MOST_WEEKS:
        return [first + number * _WEEK for number in range(count)]
    return sorted({_monday(day) for day in days})


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY


def _squares(monday: date, calendar: WorkCalendar, today: date, *, head: bool) -> Iterator[Square]:
    for place in range(7):
        day = monday + place * _DAY
        named = day.day == 1 or (head and place == 0)
        yield Square(
            number=day.day, kind=calendar.kind(day), today=day == today, month=day.month if named else None
        )  # fmt: skip


def _strips(spans: Iterable[_Span], calendar: WorkCalendar, monday: date) -> Iterator[Strip]:
    sunday = monday + 6 * _DAY
    for number, span in enumerate(spans):
        first, last = max(span.first, monday), min(span.last, sunday)
        if first > last:
            continue
        days = [first + place * _DAY for place in range((last - first).days + 1)]
        yield Strip(
            bar=number,
            first=first.weekday(),
            last=last.weekday(),
            counted=tuple(not span.workdays or calendar.is_workday(day) for day in days),
            begins=first == span.first,
            ends=last == span.last,
        )
