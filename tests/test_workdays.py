from datetime import date, datetime, time, timedelta, timezone

import holidays
import pytest
from chinese_calendar import constants
from hypothesis import given
from hypothesis import strategies as st

from bot.flow.shelf import Closure, OfficeCalendar, Year
from bot.workdays import Deadline, WorkCalendar

CHINA = timezone(timedelta(hours=8))
COUNTY = WorkCalendar(OfficeCalendar(closes_at=time(18)))

# Copied by hand from the State Council's notices: 国办发明电〔2023〕7号, 〔2024〕12号, 〔2025〕7号.
# First and last day off of each holiday, then the weekend days worked instead.
NOTICES = {
    2024: (
        "0101-0101 0210-0217 0404-0406 0501-0505 0610-0610 0915-0917 1001-1007",
        "0204 0218 0407 0428 0511 0914 0929 1012",
    ),
    2025: (
        "0101-0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008",
        "0126 0208 0427 0928 1011",
    ),
    2026: (
        "0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007",
        "0104 0214 0228 0509 0920 1010",
    ),
}


def days(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def month_day(year, text):
    return date(year, int(text[:2]), int(text[2:]))


def noticed(year):
    off, worked = NOTICES[year]
    spans = [span.split("-") for span in off.split()]
    holiday = {day for first, last in spans for day in days(month_day(year, first), month_day(year, last))}
    return holiday, {month_day(year, text) for text in worked.split()}


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def end(moment, value, unit, calendar=COUNTY):
    deadline = calendar.deadline(at(moment), value, unit)
    assert deadline is not None
    return deadline.day.isoformat()


@pytest.mark.parametrize("year", NOTICES)
def test_every_day_of_a_noticed_year_is_worked_or_off_as_the_notice_says(year):
    holiday, worked = noticed(year)

    for day in days(date(year, 1, 1), date(year, 12, 31)):
        assert COUNTY.is_workday(day) == (day in worked or (day.weekday() < 5 and day not in holiday)), day


@pytest.mark.parametrize("year", NOTICES)
def test_two_independent_packages_agree_with_the_calendar_on_every_day(year):
    # For these years chinese_calendar and holidays differ on no day; both list the make-up days of the notices.
    holiday, worked = noticed(year)
    other = holidays.China(years=year)

    assert worked == {day for day in constants.workdays if day.year == year}
    assert worked == {day for day in other.weekend_workdays if day.year == year}
    # A holiday's weekend days are listed or left to their weekday, as each package likes.
    assert {d for d in holiday if d.weekday() < 5} == {
        d for d in constants.holidays if d.year == year and d.weekday() < 5
    }
    for day in days(date(year, 1, 1), date(year, 12, 31)):
        assert COUNTY.is_workday(day) == other.is_working_day(day), day


def test_new_years_eve_of_2024_was_worked_because_its_notice_only_encouraged_leave():
    assert COUNTY.is_workday(date(2024, 2, 9))


@pytest.mark.parametrize(
    ("moment", "accepted"),
    [
        ("2026-03-04T09:00:00", "2026-03-04"),
        ("2026-03-04T18:00:00", "2026-03-04"),
        ("2026-03-04T18:00:00.000001", "2026-03-05"),
        ("2026-03-04T18:00:01", "2026-03-05"),
        ("2026-03-06T23:59:59", "2026-03-09"),
        ("2026-03-08T10:00:00", "2026-03-09"),
        ("2026-02-13T18:30:00", "2026-02-14"),  # the make-up Saturday before Spring Festival
        ("2026-02-14T18:30:00", "2026-02-24"),  # over the nine days of Spring Festival
        ("2026-02-28T10:00:00", "2026-02-28"),  # the make-up Saturday after it
        ("2025-09-30T18:01:00", "2025-10-09"),  # over National Day and Mid-Autumn
        ("2026-12-31T18:30:00", "2027-01-01"),  # not announced: by weekday only
    ],
)
def test_a_request_after_closing_or_on_a_day_off_counts_from_the_next_working_day(moment, accepted):
    assert COUNTY.accepted_on(at(moment)).isoformat() == accepted


@pytest.mark.parametrize(
    ("moment", "value", "unit", "day"),
    [
        ("2026-03-02T09:00", 1, "working_days", "2026-03-03"),
        ("2026-03-02T09:00", 7, "working_days", "2026-03-11"),
        ("2026-03-06T09:00", 1, "working_days", "2026-03-09"),
        ("2026-02-12T09:00", 3, "working_days", "2026-02-24"),  # 13, make-up 14, then after the festival 24
        ("2026-02-26T09:00", 2, "working_days", "2026-02-28"),
        ("2026-09-30T09:00", 3, "working_days", "2026-10-10"),  # 8, 9, make-up Saturday 10
        ("2024-09-30T09:00", 5, "working_days", "2024-10-12"),
        ("2025-09-30T18:01", 2, "working_days", "2025-10-11"),
        ("2026-03-06T09:00", 2, "calendar_days", "2026-03-08"),  # not moved off the Sunday
        ("2026-03-06T09:00", 2, "days", "2026-03-08"),
        ("2026-03-06T18:01", 2, "days", "2026-03-11"),
        ("2026-03-08T09:00", 20, "calendar_days", "2026-03-29"),
        ("2026-03-02T11:59:59", 0.5, "days", "2026-03-02"),
        ("2026-03-02T12:00:00", 0.5, "days", "2026-03-03"),
        ("2026-03-06T15:00:00", 0.5, "working_days", "2026-03-09"),
        ("2026-03-08T15:00:00", 0.5, "working_days", "2026-03-09"),
        ("2026-03-06T19:00:00", 0.5, "days", "2026-03-09"),
        ("2026-03-06T10:00", 24, "hours", "2026-03-07"),
        ("2026-03-06T23:30", 2, "hours", "2026-03-09"),
        ("2026-03-06T17:00", 7, "hours", "2026-03-07"),
        ("2025-12-31T09:00", 2, "months", "2026-02-28"),
        ("2023-12-29T09:00", 2, "months", "2024-02-29"),
        ("2025-01-27T18:30", 1, "months", "2025-03-05"),  # accepted on 5 February
        ("2025-03-31T09:00", 1, "months", "2025-04-30"),
        ("2025-12-15T09:00", 1, "months", "2026-01-15"),
        ("2024-02-29T09:00", 1, "years", "2025-02-28"),
    ],
)
def test_each_unit_ends_on_its_own_day(moment, value, unit, day):
    assert end(moment, value, unit) == day


def test_a_month_from_the_last_of_january_ends_on_the_last_of_february():
    saturday = Closure(day=date(2026, 1, 31), reason="值班")
    county = WorkCalendar(OfficeCalendar(closes_at=time(18), open=(saturday,)))

    assert end("2026-01-31T09:00", 1, "months", county) == "2026-02-28"


@pytest.mark.parametrize("unit", ["working_days", "days", "calendar_days", "hours", "months", "years"])
def test_nought_of_any_unit_of_time_is_at_once_on_the_day_of_acceptance(unit):
    monday = date(2026, 3, 9)

    assert COUNTY.deadline(at("2026-03-08T10:00"), 0, unit) == Deadline(monday, monday, estimated=False, at_once=True)


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (2, "steps"),
        (0, "none"),
        (160, "kVA"),
        (1.5, "working_days"),
        (0.5, "calendar_days"),
        (0.5, "months"),
        (-1, "days"),
        (1001, "years"),
        (float("nan"), "days"),
        (float("inf"), "hours"),
    ],
)
def test_what_is_no_length_of_time_has_no_deadline(value, unit):
    assert COUNTY.deadline(at("2026-03-04T09:00"), value, unit) is None


def test_a_limit_over_the_end_of_the_announced_years_is_estimated():
    before, over = (COUNTY.deadline(at(f"2026-12-{day}T09:00"), 5, "working_days") for day in (24, 25))

    assert before == Deadline(date(2026, 12, 31), date(2026, 12, 24), estimated=False)
    assert over == Deadline(date(2027, 1, 1), date(2026, 12, 25), estimated=True)


def test_a_request_late_on_the_last_announced_day_is_estimated():
    assert COUNTY.deadline(at("2026-12-31T20:00"), 0, "days").estimated


def test_the_package_knows_the_years_2004_to_2026_at_least():
    assert all(map(COUNTY.announced, range(2004, 2027)))
    assert not COUNTY.announced(2003)


def test_the_offices_own_closures_and_openings_override_every_calendar():
    monday, saturday, holiday = date(2026, 3, 9), date(2026, 3, 14), date(2026, 5, 1)
    own = WorkCalendar(
        OfficeCalendar(
            closes_at=time(17, 30),
            closed=(Closure(day=monday, reason="搬迁"),),
            open=(Closure(day=saturday, reason="延时服务"), Closure(day=holiday, reason="值班")),
        )
    )

    assert [own.is_workday(day) for day in (monday, saturday, holiday)] == [False, True, True]
    assert end("2026-03-06T17:31", 1, "working_days", own) == "2026-03-11"
    assert end("2026-03-13T09:00", 1, "working_days", own) == "2026-03-14"


def test_a_year_entered_by_hand_is_announced_and_reaches_into_the_december_before_it():
    notice = Year(
        holidays=tuple(days(date(2027, 1, 1), date(2027, 1, 3))),
        workdays=(date(2026, 12, 26), date(2027, 1, 9)),
        source="测试用通知",
    )
    county = WorkCalendar(OfficeCalendar(closes_at=time(18), years={2027: notice}))

    deadline = county.deadline(at("2026-12-25T09:00"), 6, "working_days")

    assert county.announced(2027)
    assert not county.announced(2028)
    assert deadline == Deadline(date(2027, 1, 4), date(2026, 12, 25), estimated=False)
    assert county.is_workday(date(2027, 1, 9))


@pytest.mark.parametrize(
    ("moment", "first", "second"),
    [
        ("2026-03-06T09:00", "2026-03-06", "2026-03-09"),
        ("2026-03-06T15:00", "2026-03-09", "2026-03-09"),
    ],
)
def test_two_half_days_in_a_row_end_with_the_whole_working_day_they_make(moment, first, second):
    half = COUNTY.deadline(at(moment), 0.5, "days")
    other = COUNTY.deadline_after(half, 0.5, "days")

    assert (half.day.isoformat(), other.day.isoformat()) == (first, second)
    assert end(moment, 1, "working_days") == second


def test_a_limit_after_another_starts_on_the_day_that_one_ends():
    notice = COUNTY.deadline(at("2026-03-02T09:00"), 20, "calendar_days")

    follow_up = COUNTY.deadline_after(notice, 3, "working_days")

    assert notice.day == date(2026, 3, 22)
    assert follow_up == Deadline(date(2026, 3, 25), date(2026, 3, 22), estimated=False)


def test_a_limit_after_an_estimated_one_is_estimated_too():
    first = COUNTY.deadline(at("2003-12-30T09:00"), 5, "working_days")
    second = COUNTY.deadline_after(first, 2, "working_days")

    assert (first.day.year, second.accepted) == (2004, first.day)
    assert (first.estimated, second.estimated) == (True, True)


@pytest.mark.parametrize(
    ("day", "value", "unit", "last"),
    [
        ("2026-11-20", 1, "calendar_days", "2026-11-21"),  # a Friday; the day itself is not counted
        ("2026-11-21", 1, "calendar_days", "2026-11-22"),  # a Saturday counts like any day
        ("2026-11-20", 1, "working_days", "2026-11-23"),
        ("2026-11-22", 1, "working_days", "2026-11-23"),
        ("2026-11-20", 0.5, "working_days", "2026-11-23"),
        ("2026-11-20", 24, "hours", "2026-11-21"),
        ("2026-08-31", 6, "months", "2027-02-28"),
        ("2026-10-03", 60, "days", "2026-12-02"),
        ("2026-11-20", 0, "days", "2026-11-20"),
    ],
)
def test_a_limit_since_a_day_starts_on_that_day_worked_or_not(day, value, unit, last):
    deadline = COUNTY.deadline_since(date.fromisoformat(day), value, unit)

    assert (deadline.accepted.isoformat(), deadline.day.isoformat()) == (day, last)


def test_a_limit_since_a_day_is_estimated_like_any_other_and_none_for_what_is_no_time():
    assert COUNTY.deadline_since(date(2003, 12, 30), 5, "working_days").estimated
    assert not COUNTY.deadline_since(date(2026, 11, 20), 5, "working_days").estimated
    assert COUNTY.deadline_since(date(2026, 11, 20), 2, "steps") is None
    assert COUNTY.deadline_since(date(2026, 11, 20), 1.5, "days") is None


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 6, 30), timezones=st.just(CHINA))  # noqa: DTZ001
UNITS = st.sampled_from(["working_days", "calendar_days", "days", "hours", "months", "years"])


@given(MOMENTS, UNITS, st.integers(0, 60), st.integers(0, 60))
def test_a_longer_limit_never_ends_earlier(moment, unit, value, more):
    assert COUNTY.deadline(moment, value, unit).day <= COUNTY.deadline(moment, value + more, unit).day


@given(MOMENTS, st.integers(1, 60))
def test_n_working_days_hold_exactly_n_days_of_work_and_end_with_one(moment, count):
    deadline = COUNTY.deadline(moment, count, "working_days")
    following = days(deadline.accepted + timedelta(days=1), deadline.day)

    assert sum(map(COUNTY.is_workday, following)) == count
    assert COUNTY.is_workday(deadline.day)
    assert COUNTY.is_workday(deadline.accepted)


@given(MOMENTS, st.integers(0, 400))
def test_a_date_is_estimated_exactly_when_it_touches_a_year_without_notice(moment, count):
    deadline = COUNTY.deadline(moment, count, "calendar_days")

    assert deadline.estimated == (max(moment.date(), deadline.day).year > 2026)
