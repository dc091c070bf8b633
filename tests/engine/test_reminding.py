"""What time brings: reminders when people are awake, and the end of what is kept."""

from datetime import date, datetime, time, timedelta

import pytest

from bot.config import ZONE
from bot.engine.event import Booked, Rated, Reminded, Said, Started, TimePassed
from bot.engine.mind import Rules
from bot.engine.reply import Rating
from tests.engine.caller import Caller, home


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    return home(tmp_path_factory.mktemp("house"))


@pytest.fixture
def caller(house):
    return Caller(house)


def due(caller):
    return {timer.what: timer.due for timer in caller.turned.timers}


def moment(day, clock):
    return datetime.combine(date(2026, 9, day), time.fromisoformat(clock), ZONE)


def test_one_is_reminded_the_evening_before_and_two_hours_before_but_not_at_night(caller):
    caller.books()

    assert due(caller) == {
        "day_before": moment(21, "18:00"),
        "hours_before": moment(22, "08:00"),
        "afterwards": moment(22, "11:30"),
        "wipe": moment(29, "09:30"),
    }


def test_a_reminder_that_would_come_too_late_is_none(caller):
    caller.at_the_end().picks().gives().stands("held")
    caller.taps("确认预约")
    caller.at = moment(22, "08:45")
    caller.stands("confirmed")

    assert due(caller).keys() == {"afterwards", "wipe"}


@pytest.mark.parametrize(("what", "said"), [("day_before", "明天去办事"), ("hours_before", "今天 9:00 去办事")])
def test_a_reminder_says_when_where_and_the_reference(caller, what, said):
    caller.books()
    ref = caller.session.diary.kept[0].ref
    caller.does(TimePassed, what=what, ref=ref)

    assert said in caller.text
    assert ref in caller.text
    assert "茶馆窗口" in caller.text


def test_who_wants_no_reminders_gets_none_and_keeps_the_appointment(caller):
    caller.books()
    ref = caller.session.diary.kept[0].ref
    caller.says("不要提醒")
    caller.does(TimePassed, what="day_before", ref=ref)

    assert caller.turned.replies == ()
    assert caller.session.diary.find(ref)


@pytest.mark.parametrize("what", ["day_before", "hours_before", "afterwards", "wipe", "deadline"])
def test_what_is_gone_is_not_spoken_of(caller, what):
    caller.at_the_end()
    caller.does(TimePassed, what=what, ref="0000000000")

    assert caller.turned.replies == ()


def test_name_and_number_are_wiped_days_after(house):
    caller = Caller(house, Rules(days=3)).books()
    assert due(caller)["wipe"] == moment(25, "09:30")
    caller.does(TimePassed, what="wipe", ref=caller.session.diary.kept[0].ref)

    assert not caller.session.diary.personal


def test_stars_are_counted_and_a_sentence_may_follow_without_a_trace_of_whose(caller):
    caller.books()
    ref = caller.session.diary.kept[0].ref
    caller.does(TimePassed, what="afterwards", ref=ref)
    caller.taps("⭐⭐⭐⭐")
    assert caller.turned.rating == Rating(flow="tea_hall", stars=4, ref=ref)
    caller.does(Said, text="窗口的人很好")
    assert caller.turned.rating == Rating(flow="tea_hall", stars=4, words="窗口的人很好", ref=ref)
    caller.does(Said, text="开茶馆")
    assert caller.turned.rating is None


def test_who_goes_on_to_something_else_is_not_taken_at_their_word(caller):
    caller.books()
    caller.does(Rated, ref=caller.session.diary.kept[0].ref, stars=5)
    caller.does(Started, flow="tea_shop")
    caller.does(Said, text="小茶馆")

    assert caller.turned.rating is None


def test_stars_for_what_is_gone_are_not_counted(caller):
    caller.at_the_end()
    caller.does(Rated, ref="0000000000", stars=5)

    assert caller.turned.rating is None


def shop(caller):
    caller.does(Started, flow="tea_shop")
    caller.says("小茶馆")
    caller.says("8")
    return caller


def test_last_days_are_remembered_the_evening_before_and_on_the_morning(caller):
    shop(caller).taps("到期提醒我")
    alarms = caller.session.diary.alarms
    assert alarms
    for alarm in alarms:
        times = [timer.due for timer in caller.turned.timers if timer.ref == alarm.id]
        morning = datetime.combine(alarm.day, time(9), ZONE)
        assert morning in times
        assert set(times) <= {morning, morning - timedelta(hours=15)}


def test_a_last_day_is_told_and_then_done_with(caller):
    shop(caller).taps("到期提醒我")
    alarm = caller.session.diary.alarms[0]
    caller.at = datetime.combine(alarm.day, time(9), ZONE)
    caller.does(TimePassed, what="deadline", ref=alarm.id)

    assert "今天" in caller.text
    assert "是最后一天" in caller.text
    assert alarm not in caller.session.diary.alarms


def test_who_wants_no_reminders_has_no_last_days_either(caller):
    shop(caller).taps("到期提醒我")
    caller.does(Reminded, on=False)

    assert caller.session.diary.alarms == ()


def test_without_a_last_day_nothing_is_promised(caller):
    caller.at_the_end()
    caller.does(Reminded, on=True)

    assert caller.session.diary.alarms == ()
    assert not caller.turned.timers


def test_a_question_after_the_stars_is_answered_and_not_taken_for_a_remark(caller):
    caller.books()
    caller.does(Rated, ref=caller.session.diary.kept[0].ref, stars=5)
    caller.does(Said, text="我想开茶馆")

    assert caller.turned.rating is None
    assert caller.session.visit.flow == "tea_shop"


def test_what_is_typed_long_after_the_stars_is_no_remark(caller):
    caller.books()
    caller.does(Rated, ref=caller.session.diary.kept[0].ref, stars=5)
    caller.at += timedelta(minutes=11)
    caller.does(Said, text="窗口的人很好")

    assert caller.turned.rating is None


@pytest.mark.parametrize(("what", "clock"), [("day_before", "00:30"), ("hours_before", "09:00")])
def test_a_reminder_that_comes_too_late_is_not_said(caller, what, clock):
    caller.books()
    caller.at = moment(22, clock)
    caller.does(TimePassed, what=what, ref=caller.session.diary.kept[0].ref)

    assert caller.turned.replies == ()


def test_a_reminder_that_comes_at_night_waits_for_the_morning(caller):
    caller.books()
    ref = caller.session.diary.kept[0].ref
    caller.at = moment(22, "23:00")
    caller.does(TimePassed, what="afterwards", ref=ref)

    assert caller.turned.replies == ()
    assert due(caller) == {"afterwards": moment(23, "08:00")}


def test_a_name_that_was_typed_is_not_kept_for_who_went_away_over_it(caller):
    caller.at_the_end().picks().taps("同意")
    caller.says("李小芳")
    assert due(caller) == {"draft": caller.at + timedelta(days=1)}
    caller.does(TimePassed, what="draft", ref=caller.session.walk)

    assert not caller.session.diary.personal


def test_what_is_past_can_neither_be_changed_nor_called_off_and_counts_no_more(house):
    caller = Caller(house, Rules(at_once=1)).books()
    ref = caller.session.diary.kept[0].ref
    caller.at = moment(22, "09:30")
    for what in ("change", "free", "free_sure"):
        caller.does(Booked, what=what, ref=ref)
        assert "已经过了" in caller.text
        assert not caller.turned.errands
    caller.does(Booked, what="open")
    assert "哪一天" in caller.text
