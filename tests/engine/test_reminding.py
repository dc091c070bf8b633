"""What time brings: reminders when people are awake, and the end of what is kept."""

from datetime import date, datetime, time, timedelta

import pytest

from bot.booking.base import Away, Expired, Gone, Receipt, Refused
from bot.config import ZONE
from bot.engine.event import Booked, Forgot, Rated, Reminded, Said, Started, TimePassed
from bot.engine.mind import Rules
from bot.engine.reply import Rating
from tests.engine.caller import Caller, slot


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


REMINDERS = pytest.mark.parametrize(
    ("what", "at", "said"),
    [("day_before", (21, "18:00"), "明天去办事"), ("hours_before", (22, "08:00"), "今天 9:00 去办事")],
)


def looks(caller, what, at):
    """The time of a reminder comes, and the office is asked; the reference."""
    ref = caller.session.diary.kept[0].ref
    caller.at = moment(*at)
    caller.does(TimePassed, what=what, ref=ref)
    assert (caller.turned.replies, caller.errand.act, caller.errand.ref) == ((), "look", ref)
    return ref


@REMINDERS
def test_a_reminder_says_when_where_and_the_reference_once_the_office_was_asked(caller, what, at, said):
    ref = looks(caller.books(), what, at)
    caller.stands("confirmed")

    assert said in caller.text
    assert ref in caller.text
    assert "茶馆窗口" in caller.text
    assert caller.turned.fresh


@REMINDERS
@pytest.mark.parametrize("answer", [Away(), Refused(), Expired()], ids=lambda answer: answer.kind)
def test_where_the_office_does_not_answer_it_is_reminded_as_ever(caller, what, at, said, answer):
    looks(caller.books(), what, at)
    caller.hears(answer, last=True)

    assert said in caller.text
    assert (caller.turned.staff, caller.turned.errands) == ((), ())


@REMINDERS
def test_what_the_office_deleted_itself_is_told_once_and_other_times_are_offered(caller, what, at, said):
    ref = looks(caller.books(), what, at)
    caller.hears(Gone())

    assert said not in caller.text
    assert "窗口那边查不到您的预约了" in caller.text
    assert ref in caller.text
    assert "☎️ 转人工" in str(caller.screen.rows)
    assert not caller.session.diary.kept
    assert (caller.turned.fresh, caller.turned.errands) == (True, ())
    assert due(caller) == {"draft": caller.at + timedelta(days=1)}
    caller.does(TimePassed, what="hours_before", ref=ref)
    assert (caller.turned.replies, caller.turned.errands) == ((), ())
    caller.taps("9月22日（星期二） 10:00")
    assert (caller.errand.act, caller.session.diary.kept[0].replaces) == ("hold", None)


def test_what_the_office_moved_is_told_and_reminded_of_anew(caller):
    ref = looks(caller.books(), "day_before", (21, "18:00"))
    caller.hears(Receipt(ref=ref, state="confirmed", slot=slot(3, 10)))

    assert "窗口改了时间" in caller.text
    assert "9月24日（星期四）10:00" in caller.text
    assert caller.session.diary.kept[0].slot == slot(3, 10)
    assert caller.session.diary.kept[0].changes == 1
    assert due(caller)["day_before"] == moment(23, "18:00")
    assert [file.kind for file in caller.screen.files] == ["receipt"]
    looks(caller, "hours_before", (22, "08:00"))
    caller.stands("confirmed")
    assert caller.turned.replies == ()
    caller.at = moment(22, "11:30")
    for what in ("afterwards", "wipe"):
        caller.does(TimePassed, what=what, ref=ref)
        assert caller.turned.replies == ()
    assert caller.session.diary.find(ref)


@pytest.mark.parametrize("answer", [Gone(), Away()], ids=lambda answer: answer.kind)
def test_an_answer_that_comes_too_late_or_unwanted_is_not_told(caller, answer):
    looks(caller.books(), "hours_before", (22, "08:00"))
    errand = caller.errand
    caller.at = moment(22, "09:00")
    caller.hears(answer, errand)
    assert caller.turned.replies == ()

    caller.at = moment(22, "08:30")
    caller.does(Reminded, on=False)
    caller.hears(Away(), errand)
    assert caller.turned.replies == ()

    caller.does(Booked, what="free_sure", ref=errand.ref)
    caller.hears(answer, errand)
    assert (caller.turned.replies, caller.turned.errands) == ((), ())
    caller.does(Forgot, sure=True)
    caller.stands("confirmed", errand)
    assert (caller.turned.replies, caller.turned.errands) == ((), ())


def test_who_is_making_another_appointment_goes_on_with_that(caller):
    caller.books()
    caller.taps("改时间")
    caller.taps("9月23日")
    looks(caller, "day_before", (21, "18:00"))
    caller.hears(Gone())

    assert "窗口那边查不到您的预约了" in caller.text
    assert caller.session.diary.draft.stage == "slot"


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
    caller.at = moment(25, "09:30")
    caller.does(TimePassed, what="wipe", ref=caller.session.diary.kept[0].ref)

    assert not caller.session.diary.personal


def test_stars_are_counted_and_a_sentence_may_follow_without_a_trace_of_whose(caller):
    caller.books()
    ref = caller.session.diary.kept[0].ref
    caller.at = moment(22, "11:30")
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


def test_all_the_days_it_will_speak_on_are_named(caller):
    shop(caller).taps("到期提醒我")
    days = {(one.day.month, one.day.day) for one in caller.session.diary.alarms}

    assert len(days) > 1
    assert all(f"{month}月{day}日" in caller.text for month, day in days)
    assert "前一天傍晚" in caller.text


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
