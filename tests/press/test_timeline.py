"""Limits laid on weeks."""

from datetime import datetime

from bot.config import ZONE
from tests.houses import Visitor


def test_weeks_run_from_today_to_the_last_day(timeline):
    numbers = [[square.number for square in week.squares] for week in timeline.weeks]

    assert numbers == [[21, 22, 23, 24, 25, 26, 27], [28, 29, 30, 1, 2, 3, 4], [5, 6, 7, 8, 9, 10, 11]]
    assert [square.number for week in timeline.weeks for square in week.squares if square.today] == [21]
    assert [square.month for week in timeline.weeks for square in week.squares if square.month] == [9, 10]


def test_days_off_and_makeup_days_are_told_apart(timeline):
    third = timeline.weeks[2].squares

    assert [square.kind for square in third[1:]] == ["holiday", "holiday", "workday", "workday", "makeup", "weekend"]


def test_a_bar_begins_the_day_after_acceptance_and_counts_only_what_counts(timeline):
    strips = [strip for week in timeline.weeks for strip in week.strips if strip.bar == 2]

    assert [(strip.first, strip.last) for strip in strips] == [(1, 6), (0, 6), (0, 3)]
    assert [strip.begins for strip in strips] == [True, False, False]
    assert [strip.ends for strip in strips] == [False, False, True]
    assert sum(sum(strip.counted) for strip in strips) == 7


def test_in_calendar_days_every_day_counts(timeline):
    strips = [strip for week in timeline.weeks for strip in week.strips if strip.bar == 3]

    assert sum(sum(strip.counted) for strip in strips) == 20


def test_what_is_done_at_once_is_the_day_itself(timeline):
    strip = next(strip for strip in timeline.weeks[0].strips if strip.bar == 0)

    assert (strip.first, strip.last, strip.begins, strip.ends) == (0, 0, True, True)


def test_a_limit_without_a_day_is_told_in_words(timeline):
    assert timeline.undated == ("有效期：3年，从拿到证那天起",)


def test_an_average_is_marked_as_one(timeline):
    assert [bar.style for bar in timeline.bars] == ["firm", "firm", "average", "firm"]


def test_weeks_in_which_nothing_happens_are_left_out_of_a_long_time(visitor):
    shown = visitor.renderer.writer.timeline(visitor.session, datetime(2027, 1, 28, 9, tzinfo=ZONE))
    assert shown
    assert all(week.skipped == 0 for week in shown.weeks)


def test_without_any_last_day_there_is_no_picture(home):
    visitor = Visitor(home)
    visitor.opens("tea_shop")
    visitor.says("小茶馆", "还没数")

    assert visitor.renderer.writer.timeline(visitor.session, visitor.at) is None
