"""Keeping an appointment, and what the citizen hears when a provider is slow, away, or unclear."""

from datetime import timedelta

import pytest

from bot.booking.base import Away, Doubtful, Expired, Gone, Person, Receipt, Refused, Taken
from bot.engine.diary import Diary
from bot.engine.event import Booked, Forgot, Heard, Marked, Started, Ticked, TimePassed
from bot.engine.mind import Rules
from tests.engine.caller import SLOTS, Caller


def labels(caller):
    return [button.label for row in caller.screen.rows for button in row]


def the(caller):
    (one,) = caller.session.diary.kept
    return one


def wanted(caller):
    """The booking as the provider is to have it."""
    return caller.renderer.request(caller.session, caller.errand)


def test_a_hold_ends_after_ten_minutes_unless_the_provider_says_otherwise(caller):
    caller.at_the_end().picks().gives()
    errand = caller.errand
    caller.stands("held")
    (timer,) = caller.turned.timers

    assert (timer.what, timer.due) == ("hold_ended", caller.at + timedelta(minutes=10))
    assert errand.ref == timer.ref
    assert "10:10" in caller.text


def test_where_no_slot_can_be_held_no_minutes_are_promised_and_the_wish_still_ends(caller):
    caller.at_the_end().picks().gives()
    errand = caller.errand
    caller.hears(Receipt(ref=errand.ref, state="held", slot=errand.slot))
    assert "请马上点「确认预约」" in caller.text
    (timer,) = caller.turned.timers
    assert timer.due == caller.at + timedelta(minutes=10)
    caller.at += timedelta(minutes=11)
    caller.taps("确认预约")
    assert caller.errand.act == "confirm"


def test_an_appointment_with_an_office_that_is_gone_can_still_be_shown(caller):
    caller.books()
    one = the(caller).model_copy(update={"office": "gone"})
    caller.session = caller.session.model_copy(update={"diary": caller.session.diary.put(one)})
    caller.does(Booked, what="show", ref=one.ref)

    assert one.ref in caller.text


def test_what_is_still_missing_is_named_before_it_is_booked_and_what_was_ticked_is_not(caller):
    caller.does(Started, flow="tea_shop")
    caller.says("小茶馆")
    caller.says("8")
    caller.picks().gives().stands("held")
    assert "还差 2 件" in caller.text
    assert "• 身份证" in caller.text

    caller.does(Ticked, material="id_card", on=True)
    caller.does(Booked, what="show", ref=the(caller).ref)
    caller.taps("确认预约")
    caller.stands("confirmed")
    assert "还差 1 件" in caller.text
    assert "• 身份证" not in caller.text


def test_a_receipt_has_the_reference_to_copy(caller):
    caller.books()

    assert the(caller).status == "confirmed"
    assert the(caller).ref in caller.text
    assert [b.copied for row in caller.screen.rows for b in row if b.copied] == [the(caller).ref]


def test_name_and_number_can_be_mended_while_the_slot_is_held(caller):
    caller.holds()
    held = the(caller)
    caller.taps("改姓名")
    assert "叫什么名字" in caller.text
    caller.says("张三丰")
    assert "姓名改好了" in caller.text
    assert "号给您留着" in caller.text
    assert (the(caller).person.name, the(caller).person.phone) == ("张三丰", held.person.phone)
    caller.taps("改手机号")
    caller.says("12345")
    assert "这个号码不对" in caller.text
    caller.says("139 0013 9000")
    assert "手机号改好了" in caller.text
    assert "张＊＊" in caller.text
    assert (the(caller).status, the(caller).until, caller.session.diary.draft) == ("held", held.until, None)
    caller.taps("确认预约")

    assert wanted(caller).person == the(caller).person == Person(name="张三丰", phone="13900139000")
    caller.stands("confirmed")
    assert "约好了" in caller.text


def test_a_number_can_be_mended_by_sharing_it(caller):
    caller.holds().taps("改手机号")
    caller.shares("+8613900139000")

    assert the(caller).person.phone == "13900139000"


@pytest.mark.parametrize("label", ["改姓名", "改手机号"])
def test_who_mends_nothing_after_all_has_the_slot_as_it_was(caller, label):
    caller.holds()
    held = the(caller)
    caller.taps(label)
    caller.taps("上一步")

    assert "号给您留着" in caller.text
    assert (the(caller), caller.session.diary.draft) == (held, None)


@pytest.mark.parametrize(("said", "act"), [("不约了", "free"), ("确认", "confirm")])
def test_while_mending_one_can_still_confirm_or_give_up(caller, said, act):
    caller.holds().taps("改姓名")
    caller.says(said)

    assert caller.errand.act == act
    assert caller.session.diary.draft is None


def test_who_gives_up_mending_amid_another_matter_still_holds_the_slot(caller):
    caller.holds()
    held = the(caller)
    caller.does(Started, flow="tea_shop")
    caller.does(Booked, what="mend_name", ref=held.ref)
    caller.says("不约了")

    assert "号给您留着" in caller.text
    assert the(caller) == held


def test_who_mends_too_long_hears_that_the_hold_has_ended(caller):
    caller.holds().taps("改姓名")
    caller.does(TimePassed, what="hold_ended", ref=the(caller).ref)

    assert "保留的时间到了" in caller.text
    assert caller.session.diary == Diary()


def test_what_is_held_no_longer_is_not_mended(caller):
    caller.holds()
    mend = next(b.id for row in caller.screen.rows for b in row if "改姓名" in b.label)
    caller.taps("改姓名")
    diary = caller.session.diary.model_copy(update={"kept": ()})
    caller.session = caller.session.model_copy(update={"diary": diary})
    caller.says("张三丰")
    assert "已经不在了" in caller.text

    caller.books()
    caller.presses(mend.replace(mend.split(".")[3], the(caller).ref.lower()))
    assert "约好了" in caller.text
    assert caller.session.diary.draft is None


def test_two_taps_on_confirm_book_once(caller):
    caller.holds()
    confirm = next(b.id for row in caller.screen.rows for b in row if "确认" in b.label)
    caller.presses(confirm)
    first = caller.errand
    caller.presses(confirm)
    assert not caller.turned.errands
    caller.stands("confirmed", first)
    caller.presses(confirm)

    assert not caller.turned.errands
    assert "约好了" in caller.text


def test_confirming_after_the_hold_has_ended_brings_other_slots(caller):
    caller.holds()
    caller.at += timedelta(minutes=10)
    caller.taps("确认预约")

    assert "让给别人" in caller.text
    assert caller.session.diary.draft.stage == "next"


def test_a_hold_nobody_confirms_is_given_back_and_gently_said(caller):
    caller.holds()
    ref = the(caller).ref
    caller.at += timedelta(minutes=10)
    caller.does(TimePassed, what="hold_ended", ref=ref)

    assert "保留的时间到了" in caller.text
    assert (caller.errand.ref, caller.errand.act) == (ref, "free")
    assert not caller.session.diary.kept


def test_a_hold_that_was_confirmed_does_not_end(caller):
    caller.books()
    caller.does(TimePassed, what="hold_ended", ref=the(caller).ref)

    assert caller.turned.replies == ()
    assert the(caller).status == "confirmed"


def test_who_is_away_while_a_slot_is_asked_for_may_be_waited_for(caller):
    caller.at_the_end().picks().gives().hears(Away())
    assert "还没有约上" in caller.text
    caller.taps("替我排着")
    assert caller.errand.act == "confirm"
    assert "还没约上" in caller.text
    caller.stands("confirmed")
    assert "约好了" in caller.text


def test_who_does_not_want_to_wait_is_freed_of_it(caller):
    caller.at_the_end().picks().gives().hears(Away())
    caller.taps("不约了")
    assert caller.errand.act == "free"
    caller.hears(Gone())
    assert not caller.session.diary.kept


def test_no_answer_to_the_confirmation_is_told_once_and_then_what_came_of_it(caller):
    caller.holds().taps("确认预约")
    errand = caller.errand
    caller.hears(Away(), errand)
    assert "还不能算约上" in caller.text
    caller.hears(Away(), errand)
    assert caller.turned.replies == ()
    caller.stands("confirmed", errand)
    assert "约好了" in caller.text


def test_when_it_was_tried_to_the_end_the_citizen_and_the_staff_hear_it_and_nothing_stands(caller):
    caller.holds().taps("确认预约")
    errand = caller.errand
    caller.hears(Away(), errand)
    caller.hears(Away(), errand, last=True)

    assert "没有约上" in caller.text
    assert (caller.errand.ref, caller.errand.act) == (errand.ref, "free")
    assert [tell.what for tell in caller.turned.staff] == ["staff_hopeless"]
    assert not caller.session.diary.kept


def test_what_can_not_be_asked_again_waits_for_a_person(caller):
    caller.holds().taps("确认预约")
    caller.hears(Doubtful())
    assert "待人工核实" in caller.text
    assert [tell.what for tell in caller.turned.staff] == ["staff_doubtful"]
    ref = the(caller).ref
    caller.does(Marked, ref=ref, what="found")
    assert "约好了" in caller.text


def test_a_doubtful_one_that_was_not_found_brings_other_slots(caller):
    caller.holds().taps("确认预约")
    caller.hears(Doubtful())
    caller.does(Marked, ref=the(caller).ref, what="not_found")

    assert "没有约上" in caller.text
    assert caller.session.diary.draft.stage == "next"


def test_the_old_slot_is_freed_only_when_the_new_one_stands(caller):
    caller.books()
    old = the(caller).ref
    caller.taps("改时间")
    caller.taps("9月23日")
    caller.taps("10:00")
    assert (caller.errand.act, wanted(caller).instead) == ("hold", old)
    caller.stands("held")
    assert not caller.turned.errands
    caller.taps("确认预约")
    assert (caller.errand.act, wanted(caller).instead) == ("confirm", old)
    caller.stands("confirmed")

    assert (caller.errand.ref, caller.errand.act) == (old, "free")
    assert "约好了" in caller.text
    caller.hears(Gone())
    assert [one.slot for one in caller.session.diary.kept] == [SLOTS[4]]


def test_all_that_took_each_others_place_are_one_entry_in_the_citizens_calendar(caller):
    caller.books()
    first = the(caller).ref
    assert (the(caller).entry, the(caller).changes) == ("", 0)
    for number, clock in enumerate(("10:00", "11:00"), 1):
        caller.taps("改时间")
        caller.taps("9月23日")
        caller.taps(clock)
        caller.stands("held")
        caller.taps("确认预约")
        caller.stands("confirmed")
        caller.hears(Gone())
        assert "退掉了" in caller.text
        assert "删掉" not in caller.text
        assert (the(caller).entry, the(caller).changes) == (first, number)
        caller.does(Booked, what="show", ref=the(caller).ref)
    caller.does(Marked, ref=the(caller).ref, what="closed")
    caller.taps("9月24日")
    caller.stands("held")
    caller.taps("确认预约")
    caller.stands("confirmed")
    assert (the(caller).entry, the(caller).changes) == (first, 3)


def test_a_slot_lost_before_it_stood_has_no_entry_to_move(caller):
    caller.at_the_end().picks().gives().hears(Taken())
    caller.taps("9月22日（星期二） 9:00")
    caller.stands("held")
    caller.taps("确认预约")
    caller.stands("confirmed")

    assert (the(caller).entry, the(caller).changes) == ("", 0)


def test_a_change_given_up_leaves_the_old_one(caller):
    caller.books()
    ref = the(caller).ref
    caller.taps("改时间")
    caller.slots = ()
    caller.taps("9月23日")

    assert "原来的预约还在" in caller.text
    assert the(caller).ref == ref


def test_cancelling_asks_first_and_may_be_thought_better_of(caller):
    caller.books()
    caller.taps("取消")
    assert not caller.turned.errands
    caller.taps("留着")
    assert "约好了" in caller.text
    caller.taps("取消")
    caller.taps("确定取消")
    assert caller.errand.act == "free"
    caller.hears(Gone())
    assert "退掉了" in caller.text
    assert "请自己删掉那一条" in caller.text
    assert not caller.session.diary.kept


def test_a_cancellation_nobody_answers_is_told_and_in_the_end_handed_to_people(caller):
    caller.books().taps("取消")
    caller.taps("确定取消")
    errand = caller.errand
    caller.hears(Away(), errand)
    assert "取消的事记下了" in caller.text
    caller.hears(Away(), errand, last=True)
    assert "没能取消成" in caller.text
    assert caller.turned.staff


def test_a_receipt_for_what_nobody_wants_any_more_is_given_back(caller):
    caller.holds().taps("确认预约")
    errand = caller.errand
    caller.hears(Away(), errand)
    caller.taps("不约了")
    caller.hears(Gone())
    caller.stands("confirmed", errand)

    assert caller.turned.replies == ()
    assert (caller.errand.ref, caller.errand.act) == (errand.ref, "free")


@pytest.mark.parametrize(("what", "said"), [("closed", "开不了"), ("cancelled", "窗口取消了您的预约")])
def test_a_closed_slot_is_told_and_others_offered(caller, what, said):
    caller.books()
    ref = the(caller).ref
    caller.does(Marked, ref=ref, what=what)

    assert said in caller.text
    assert caller.session.diary.draft.stage == "next"
    assert caller.errand.ref == ref
    caller.taps("9月22日（星期二） 9:00")
    assert caller.errand.act == "hold"


def test_who_missed_too_many_comes_without_an_appointment_for_a_while(house):
    caller = Caller(house, Rules(missed=1)).books()
    caller.does(Marked, ref=the(caller).ref, what="missed")
    assert "没有等到您" in caller.text
    caller.taps("预约办理")
    assert "现在不能再约" in caller.text
    caller.at += timedelta(days=91)
    caller.does(Booked, what="open")
    assert "都约满了" in caller.text


def test_forgetting_calls_appointments_off_or_leaves_them_by_choice(caller):
    caller.books()
    ref = the(caller).ref
    caller.does(Forgot)
    assert ref in caller.text
    screen = caller.screen
    caller.taps("预约也取消")
    assert caller.turned.session is None
    assert (caller.errand.ref, caller.errand.act) == (ref, "free")
    assert "预约也替您去取消了" in caller.text
    assert screen.rows[1][0].label.endswith("预约留着")


def test_what_does_not_stand_yet_is_called_off_even_if_appointments_are_left(caller):
    caller.holds()
    ref = the(caller).ref
    caller.does(Forgot, sure=True)

    assert (caller.errand.ref, caller.errand.act) == (ref, "free")
    assert "预约还留着" not in caller.text


def test_after_forgetting_no_answer_is_heard_any_more(caller):
    caller.holds().taps("确认预约")
    errand = caller.errand
    caller.does(Forgot, sure=True)
    receipt = Receipt(ref=errand.ref, state="confirmed", slot=errand.slot)
    caller.does(Heard, ref=errand.ref, office=errand.office, slot=errand.slot, act="confirm", answer=receipt)

    assert caller.turned.replies == ()
    assert caller.errand.act == "free"


@pytest.mark.parametrize("what", ["confirm", "queue", "change", "show", "free", "free_sure"])
def test_a_button_of_an_appointment_that_is_gone_is_answered_politely(caller, what):
    caller.at_the_end()
    caller.does(Booked, what=what, ref="0000000000")

    assert "已经不在了" in caller.text


@pytest.mark.parametrize(("hour", "quiet"), [(3, True), (7, True), (8, False), (20, False), (21, True)])
def test_what_comes_unasked_at_night_makes_no_sound(caller, hour, quiet):
    caller.holds().taps("确认预约")
    errand = caller.errand
    caller.hears(Away(), errand)
    caller.at = caller.at.replace(hour=hour)
    message = caller.stands("confirmed", errand)

    assert message.quiet == quiet


@pytest.mark.parametrize("what", ["open", "agree", "mend_name", "mend_phone"])
def test_where_others_look_on_no_name_is_asked_for(caller, what):
    caller.at_the_end()
    caller.does(Booked, what=what, public=True)

    assert "到私聊里再约" in caller.text
    assert caller.session.diary.draft is None


@pytest.mark.parametrize("answer", [Away(), Taken(), Expired(), Refused(), Doubtful()], ids=lambda answer: answer.kind)
@pytest.mark.parametrize("last", [False, True])
def test_an_answer_that_comes_after_the_receipt_takes_nothing_back(caller, answer, last):
    caller.holds().taps("确认预约")
    errand = caller.errand
    caller.stands("confirmed", errand)
    caller.hears(answer, errand, last=last)

    assert (caller.turned.replies, caller.turned.errands) == ((), ())
    assert the(caller).status == "confirmed"


def test_a_receipt_that_comes_twice_is_told_once(caller):
    caller.holds().taps("确认预约")
    errand = caller.errand
    caller.stands("confirmed", errand)
    caller.stands("confirmed", errand)

    assert caller.turned.replies == ()


def test_a_late_answer_to_the_hold_does_not_decide_about_what_is_waited_for(caller):
    caller.at_the_end().picks().gives()
    hold = caller.errand
    caller.hears(Away(), hold)
    caller.taps("替我排着")
    caller.hears(Taken(), hold)

    assert caller.turned.replies == ()
    assert the(caller).status == "waiting"


def test_what_is_refused_after_silence_may_stand_all_the_same_and_is_freed(caller):
    caller.holds().taps("确认预约")
    errand = caller.errand
    caller.hears(Away(), errand)
    caller.hears(Refused(), errand)

    assert "没有约上" in caller.text
    assert (caller.errand.ref, caller.errand.act) == (errand.ref, "free")


def test_of_two_changes_of_one_appointment_the_latest_is_left(caller):
    caller.books()
    old = the(caller).ref
    for clock in ("10:00", "11:00"):
        caller.does(Booked, what="change", ref=old)
        caller.taps("9月23日")
        caller.taps(clock)
        caller.stands("held")
    _, first, second = caller.session.diary.kept
    caller.does(Booked, what="confirm", ref=first.ref)
    caller.stands("confirmed")
    assert caller.errand.ref == old
    caller.does(Booked, what="confirm", ref=second.ref)
    caller.stands("confirmed")

    assert (caller.errand.ref, caller.errand.act) == (first.ref, "free")


def test_what_is_being_called_off_is_not_called_off_anew_by_a_change(caller):
    caller.books()
    old = the(caller).ref
    caller.does(Booked, what="change", ref=old)
    caller.taps("9月23日")
    caller.taps("10:00")
    caller.stands("held")
    caller.does(Booked, what="free_sure", ref=old)
    caller.does(Booked, what="confirm", ref=caller.session.diary.kept[0].ref)
    caller.stands("confirmed")

    assert caller.turned.errands == ()


def test_a_change_of_time_leaves_the_receipt_where_it_is(caller):
    caller.books()

    assert caller.taps("改时间").place == "new"


def test_where_nothing_stands_yet_there_is_nothing_to_leave(caller):
    caller.holds()
    caller.does(Forgot)

    assert [label for label in labels(caller) if "删" in label] == ["🗑 确认，全部删掉"]
