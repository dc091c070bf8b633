"""Making an appointment: what is asked, in which order, and what is understood."""

from datetime import timedelta

import pytest

from bot.booking.base import Away, Expired, Refused, Taken
from bot.engine.event import Asked, Booked, Browsed, Forgot, Marked, Picked, Resumed, Started, WentBack
from bot.engine.mind import Rules
from bot.message import plain
from tests.engine.caller import COUNTER, LINK, SLOTS, Caller, home, slot


@pytest.fixture
def caller(caller):
    return caller.at_the_end()


def labels(caller):
    return [button.label for row in caller.screen.rows for button in row]


def test_days_with_free_slots_are_offered_with_how_many(caller):
    caller.slots = (slot(1, 9, 2), slot(1, 10, 3), slot(4, 9, 1))
    caller.taps("预约办理")

    assert labels(caller)[:2] == ["9月22日（星期二） 余5", "9月25日（星期五） 余1"]


def test_a_slot_that_has_begun_is_not_offered(caller):
    caller.slots = (slot(0, 9), slot(0, 11))
    caller.taps("预约办理")
    caller.taps("9月21日")

    assert labels(caller)[0] == "11:00"


def test_later_days_are_on_the_next_screen_and_then_the_first_again(caller):
    caller.slots = tuple(slot(day, 9) for day in range(1, 9))
    caller.taps("预约办理")
    first = labels(caller)[:6]
    caller.taps("更晚的日子")
    assert labels(caller)[:2] == ["9月28日（星期一） 余1", "9月29日（星期二） 余1"]
    caller.taps("回第一页")
    assert labels(caller)[:6] == first


def test_a_day_that_filled_up_meanwhile_is_said_and_the_others_offered(caller):
    caller.taps("预约办理")
    caller.slots = SLOTS[3:]
    message = caller.taps("9月22日")

    assert message.toast == "这一天刚刚约满了，换一天。"
    assert labels(caller)[0].startswith("9月23日")


def test_consent_is_asked_before_the_name_and_the_name_before_the_number(caller):
    caller.picks()
    assert "加密" in caller.text
    assert caller.taps("同意").text.startswith("<b>👤")
    caller.says("李小芳")
    assert "手机号" in caller.text
    caller.says("１３８ ００１３ ８０００")
    assert (caller.errand.act, caller.errand.slot) == ("hold", SLOTS[0])
    assert caller.session.diary.kept[0].person.phone == "13800138000"


@pytest.mark.parametrize("typed", ["12345", "1380013800", "有的", "+1 202 555 0100", "一三八"])
def test_a_wrong_number_is_said_with_an_example_and_asked_again(caller, typed):
    caller.picks().taps("同意")
    caller.says("李小芳")
    caller.says(typed)

    assert "例如：138 0000 0000" in caller.text
    assert caller.screen.share == "📱 分享我的手机号"
    assert not caller.turned.errands


@pytest.mark.parametrize("typed", ["李4", "😀", "a", "<b>李</b>", "张" * 31])
def test_what_is_no_name_is_said_with_an_example_and_asked_again(caller, typed):
    caller.picks().taps("同意")
    caller.says(typed)

    assert "例如：李小芳" in caller.text
    assert caller.session.diary.draft.stage == "name"


def test_a_question_instead_of_the_name_is_answered_and_taken_for_no_name(caller):
    caller.picks().taps("同意")
    caller.says("要带什么材料")

    assert caller.session.diary.draft.name == ""


def test_ones_own_shared_contact_is_taken_and_anothers_is_not(caller):
    caller.picks().taps("同意")
    caller.says("李小芳")
    caller.shares("8613900000000", own=False)
    assert not caller.turned.errands
    caller.shares("8613800138000")
    assert caller.session.diary.kept[0].person.phone == "13800138000"


def test_a_contact_nobody_asked_for_leads_nowhere(caller):
    caller.shares("8613800138000")

    assert not caller.session.diary.personal
    assert "名片" in caller.text


def test_back_goes_one_question_back_and_at_last_to_the_outcome(caller):
    caller.picks().taps("同意")
    caller.says("李小芳")
    seen = []
    while caller.session.diary.draft:
        seen.append(caller.session.diary.draft.stage)
        caller.does(WentBack)

    assert seen == ["phone", "name", "consent", "slot", "day"]
    assert caller.screen.end


def test_looking_elsewhere_keeps_the_draft_and_another_procedure_drops_it(caller):
    caller.picks()
    caller.does(Browsed)
    caller.taps("接着办")
    assert caller.session.diary.draft.stage == "consent"
    caller.does(Started, flow="tea_shop")
    assert caller.session.diary.draft is None


def test_an_office_is_asked_for_where_several_take_appointments(tmp_path):
    laid = home(tmp_path, offices=[("window", COUNTER), ("site", LINK)])
    caller = Caller(laid)
    caller.does(Started, flow="tea_shop")
    while not caller.screen.end:
        caller.says("8") if caller.screen.typed else caller.presses(caller.screen.rows[0][0].id)
    caller.taps("预约办理")
    assert labels(caller)[:2] == ["茶馆窗口", "茶馆网"]

    caller.taps("茶馆网")
    assert caller.screen.rows[0][0].url == "https://tea.example/yuyue"
    assert "点「预约」" in caller.text


def test_an_office_on_trial_is_offered_only_where_trials_are(tmp_path):
    laid = home(tmp_path, offices=[("window", COUNTER + "    trial: true\n")])

    assert "🗓 预约办理" not in labels(Caller(laid).at_the_end())
    caller = Caller(laid, Rules(trial=True)).at_the_end()
    caller.taps("预约办理")
    assert "试用" in caller.text


def test_without_an_office_that_takes_appointments_nothing_is_invented(tmp_path):
    caller = Caller(home(tmp_path, offices=[])).at_the_end()
    caller.does(Booked, what="open")

    assert "还不能在这里预约" in caller.text


@pytest.mark.parametrize(("slots", "said"), [(Away(), "没有答复"), ((), "都约满了")])
def test_no_slots_and_no_answer_are_told_apart_with_whom_to_ask(caller, slots, said):
    caller.slots = slots
    caller.taps("预约办理")

    assert said in caller.text
    assert "12345" in caller.text
    assert caller.session.diary.draft is None


def test_a_slot_taken_while_choosing_brings_the_next_three_and_nothing_is_typed_again(caller):
    caller.picks(clock="10:00").gives()
    caller.slots = SLOTS[2:]
    caller.hears(Taken())

    assert "刚被别人约走" in caller.text
    assert [label for label in labels(caller) if "星期" in label] == [
        "9月22日（星期二） 11:00", "9月23日（星期三） 9:00", "9月23日（星期三） 10:00",
    ]  # fmt: skip
    caller.taps("11:00")
    assert (caller.errand.act, caller.errand.slot) == ("hold", SLOTS[2])


@pytest.mark.parametrize("why", ["person", "slot", "limit", "other"])
def test_a_refusal_is_told_with_what_to_do(caller, why):
    caller.picks().gives().hears(Refused(why=why))

    assert "没有约上" in caller.text
    assert not caller.session.diary.kept


def test_a_hold_that_ended_at_the_counter_brings_other_slots(caller):
    caller.picks().gives().stands("held")
    caller.taps("确认预约")
    caller.hears(Expired())

    assert "让给别人" in caller.text
    assert caller.session.diary.draft.stage == "next"


def test_a_stale_pick_changes_nothing(caller):
    caller.taps("预约办理")
    old = caller.screen.rows[0][0].id
    caller.taps("9月23日")
    message = caller.presses(old)

    assert message.toast
    assert caller.session.diary.draft.day.day == 23


@pytest.mark.parametrize("what", ["office", "day", "slot", "page"])
@pytest.mark.parametrize("value", ["x", "99", "20260923", "hall"])
def test_a_forged_pick_changes_nothing(caller, what, value):
    before = caller.session
    caller.does(Picked, what=what, value=value)

    assert caller.session.diary == before.diary


def test_so_many_at_once_and_no_more(house):
    caller = Caller(house, Rules(at_once=1)).books()
    caller.does(Booked, what="open")

    assert "最多 1 个" in caller.text


def test_my_matters_list_the_appointments(caller):
    caller.picks().gives().stands("held")
    caller.taps("确认预约")
    caller.stands("confirmed")
    caller.does(Asked, topic="mine")

    assert "9月22日（星期二）9:00–9:30" in caller.text
    assert labels(caller)[0].startswith("🎫")


def test_name_and_number_are_shown_masked(caller):
    caller.picks().gives().stands("held")

    assert "李＊＊" in caller.text
    assert "138****8000" in caller.text
    assert "李小芳" not in plain(caller.screen.text)


def test_days_beyond_the_clock_count_from_the_moment_of_the_tap(caller):
    caller.taps("预约办理")
    caller.at += timedelta(days=1, hours=1)
    caller.taps("9月22日")

    assert "9:00" not in labels(caller)


@pytest.mark.parametrize(("day", "clock"), [("9月23日", "10:00"), ("后天", "十点"), ("23号", "上午10点")])
def test_day_and_time_may_be_typed_as_people_say_them(caller, day, clock):
    caller.taps("预约办理")
    caller.says(day)
    caller.says(clock)
    caller.says("好的")
    caller.says("我叫李小芳")
    caller.says("13800138000")

    assert caller.errand.slot == SLOTS[4]
    assert caller.session.diary.kept[0].person.name == "李小芳"


@pytest.mark.parametrize("typed", ["随便", "早上吧", "😀", "昨天"])
def test_what_is_no_answer_is_said_and_the_same_card_stands_again(caller, typed):
    caller.taps("预约办理")
    before = caller.screen.rows
    caller.says(typed)

    assert "请点下面的一个按钮" in caller.text
    assert [[b.label for b in row] for row in caller.screen.rows] == [[b.label for b in row] for row in before]


@pytest.mark.parametrize("typed", ["不约了", "算了"])
def test_an_appointment_being_made_may_be_given_up_in_words_at_any_question(caller, typed):
    caller.picks().taps("同意")
    caller.says(typed)

    assert caller.session.diary.draft is None
    assert caller.screen.end


@pytest.mark.parametrize(("typed", "act"), [("确认预约", "confirm"), ("确认", "confirm"), ("不约了", "free")])
def test_the_last_step_may_be_typed(caller, typed, act):
    caller.picks().gives().stands("held")
    caller.says(typed)

    assert caller.errand.act == act


def test_before_the_outcome_there_is_nothing_to_book_yet_and_that_is_said(house):
    caller = Caller(house)
    caller.says("预约")
    assert "先告诉我您要办哪件事" in caller.text
    caller.does(Started, flow="tea_shop")
    caller.says("预约")
    assert "先答完这几问" in caller.text


def test_a_word_that_confirms_means_the_question_at_hand_where_there_is_one(caller):
    caller.picks().gives().stands("held")
    caller.does(Started, flow="tea_shop")
    caller.says("好的")

    assert not caller.turned.errands


def asked_for_the_number(caller):
    caller.picks().taps("同意")
    caller.says("李小芳")
    return caller.screen


@pytest.mark.parametrize("event", [Browsed, Started, Asked])
def test_the_button_to_share_a_number_is_taken_away_once_when_one_goes_elsewhere(caller, event):
    assert asked_for_the_number(caller).share
    what = {"topic": "help"} if event is Asked else {}
    left = caller.does(event, **what)
    assert left.unshared
    assert left.rows
    assert caller.does(event, **what).unshared is None

    caller.does(Resumed)
    assert caller.screen.share
    assert caller.does(event, **what).unshared


def test_what_comes_unasked_takes_no_button_away(caller):
    caller.books()
    ref = caller.session.diary.kept[0].ref
    caller.does(Booked, what="open")
    caller.taps("9月22日")
    caller.taps("10:00")
    caller.taps("同意")
    caller.says("李小芳")

    assert caller.does(Marked, ref=ref, what="missed").unshared is None
    assert caller.does(Browsed).unshared


def test_a_wrong_number_keeps_the_button_and_a_right_one_takes_it_with_the_next_words(caller):
    asked_for_the_number(caller)
    assert caller.says("12345").unshared is None
    sent = caller.says("138 0013 8000")

    assert (sent.shared, sent.unshared, sent.rows) == (True, None, ())
    assert caller.stands("held").unshared is None


def test_other_times_looked_for_by_typing_take_the_button_away(caller):
    asked_for_the_number(caller)

    assert caller.says("预约办理").unshared


def test_forgetting_takes_the_button_away(caller):
    asked_for_the_number(caller)

    assert caller.does(Forgot, sure=True).unshared


def test_a_card_that_is_tapped_never_had_the_button(caller):
    caller.picks().gives().stands("held")
    caller.taps("改手机号")

    assert caller.says("139 0013 9000").unshared is None


def test_a_passing_word_takes_no_button_away(caller):
    asked_for_the_number(caller)

    assert caller.presses("zzzzzz.1.c.x").unshared is None
    assert caller.does(Browsed).unshared
