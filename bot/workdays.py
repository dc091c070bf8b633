"""Counting days: from the moment of a request and a time limit to the date on which it ends.

One rule for every unit. A request is accepted on the day it is made if the offices work that day and it comes no later
than closing time, otherwise on the next working day. The day of acceptance is not counted (Civil Code, article 201);
the date given is the last day of the limit.

- working_days: the n-th working day after acceptance (Administrative Licensing Law, article 82).
- calendar_days, days: the n-th day after acceptance, weekend or not. Article 203 of the Civil Code would move the last
  day of a statutory period from a day off to the first day after it; here it stays. For an office "within n days" is
  what was promised, and for a citizen's own period the earlier date is the safe one.
- half a day (0.5 of days or working_days): accepted before noon it ends that day, otherwise on the next working day.
- hours: by the clock from the request; from midnight of the day of acceptance when that is a later day, and from the
  last moment of the day on which another limit ends.
- months, years: the same day of the month, the month's last day where that is missing (Civil Code, article 202).
- 0 of any of these: at once, on the day of acceptance.

A limit may also start on a day somebody names, such as the day a notice arrived. It starts on that very day, whether the
offices work then or not, at whatever hour it was; the day itself is not counted. Half a day then ends on the next
working day, and hours run from its last moment.

A limit of at least n (a record's operator `>=`) must run full: its date is its last day all the same, and what it holds
up may happen from the day after; whoever writes the sentence says so.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Literal

from chinese_calendar.constants import holidays, workdays

from bot.flow.shelf import OfficeCalendar

DayKind = Literal["workday", "weekend", "holiday", "makeup"]
"""A makeup day is one of a weekend on which the offices work; a holiday is any other day that is off."""

_KNOWN = range(min(holidays).year, max(holidays).year + 1)
_DAY = timedelta(days=1)
_NOON = time(12)
_HALF = 0.5
_FRIDAY = 4
_MOST = 1000
"""More of any unit is a slip of the pen and gets no date."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The date on which a limit ends."""

    day: date
    """The last day of the limit."""
    accepted: date
    """The day it counts from, itself not counted."""
    estimated: bool
    """True when a day of it lies in a year whose holidays are not announced."""
    at_once: bool = False
    """True when it is done while the citizen waits."""
    morning: bool = False
    """True when it ends with the morning of its day, so that another half day ends on the same day."""
    closed: bool = False
    """True when the offices do not work on its day; the limit may then run on to the next working day."""


@dataclass(frozen=True)
class WorkCalendar:
    """The days on which the county's offices work: statutory calendar, hand-entered years, own corrections."""

    office: OfficeCalendar

    def is_workday(self, day: date) -> bool:
        """Tell whether the offices work that day; a guess by weekday in a year not announced."""
        return self._special.get(day, day.weekday() <= _FRIDAY)

    def kind(self, day: date) -> DayKind:
        """Tell what sort of day it is, for a calendar to be drawn."""
        weekday, special = day.weekday() <= _FRIDAY, self._special.get(day)
        if special is None:
            return "workday" if weekday else "weekend"
        if not special:
            return "holiday"
        return "workday" if weekday else "makeup"

    def announced(self, year: int) -> bool:
        """Tell whether the year's holiday notice is known, from the package or by hand."""
        return year in _KNOWN or year in self.office.years

    def accepted_on(self, at: datetime) -> date:
        """Give the day on which a request made at that local time counts as accepted; closing time itself is in time."""
        today = at.date()
        if self.is_workday(today) and at.time() <= self.office.closes_at:
            return today
        return self._workday_after(today, 1)

    def deadline(self, at: datetime, value: float, unit: str) -> Deadline | None:
        """Give the end of a limit that starts with a request; None for what is no time, such as `steps` or 1.5 days."""
        accepted = self.accepted_on(at)
        begins = at if at.date() == accepted else datetime.combine(accepted, time.min)
        return self._ending(begins, value, unit, since=at.date())

    def deadline_after(self, before: Deadline, value: float, unit: str) -> Deadline | None:
        """Give the end of a limit that starts when another ends; two half days make one working day."""
        begins = datetime.combine(before.day, time.min if before.morning else time.max)
        return self._ending(begins, value, unit, since=before.accepted)

    def deadline_since(self, day: date, value: float, unit: str) -> Deadline | None:
        """Give the end of a limit that starts on a day somebody names; None as for `deadline`."""
        return self._ending(datetime.combine(day, time.max), value, unit, since=day)

    def _ending(self, begins: datetime, value: float, unit: str, since: date) -> Deadline | None:
        accepted = begins.date()
        day = self._last_day(begins, value, unit) if 0 <= value <= _MOST else None
        if day is None:
            return None
        estimated = not all(map(self.announced, range(since.year, day.year + 1)))
        morning = value == _HALF and day > accepted
        closed = not self.is_workday(day)
        return Deadline(day, accepted, estimated, at_once=value == 0, morning=morning, closed=closed)

    def _last_day(self, begins: datetime, value: float, unit: str) -> date | None:
        accepted = begins.date()
        if unit == "hours":
            return (begins + timedelta(hours=value)).date()
        if value == _HALF and unit in ("days", "working_days"):
            return self._workday_after(accepted, 0 if begins.time() < _NOON else 1)
        return self._after(accepted, int(value), unit) if value == int(value) else None

    def _after(self, day: date, count: int, unit: str) -> date | None:
        match unit:
            case "working_days":
                return self._workday_after(day, count)
            case "calendar_days" | "days":
                return day + count * _DAY
            case "months":
                return months_after(day, count)
            case "years":
                return months_after(day, count * 12)
            case _:
                return None

    def _workday_after(self, day: date, count: int) -> date:
        while count:
            day += _DAY
            count -= self.is_workday(day)
        return day

    @cached_property
    def _special(self) -> Mapping[date, bool]:
        """Days that are not what their weekday says, to whether they are worked; the county's own word comes last."""
        special = {**dict.fromkeys(holidays, False), **dict.fromkeys(workdays, True)}
        for year in self.office.years.values():
            special |= {**dict.fromkeys(year.holidays, False), **dict.fromkeys(year.workdays, True)}
        special |= {opening.day: True for opening in self.office.open}
        return special | {closure.day: False for closure in self.office.closed}


def months_after(day: date, count: int) -> date:
    """Give the same day that many months on, or back; the month's last day where that is missing.

    ValueError beyond the years that dates know.
    """
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
