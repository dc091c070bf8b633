"""One turn of thought, event by event, on the real handbook."""

import pytest

from bot.engine.event import Tap
from bot.engine.mind import Mind
from bot.engine.reply import Answers, Ask, Finish, Offer, Tell
from bot.engine.session import mark_of
from tests.engine.books import ask, end, number, real, small
from tests.engine.citizen import Citizen


@pytest.fixture
def midway(citizen):
    """Somebody who is asked the second question of two."""
    citizen.opens("water_hookup")
    citizen.answers("sme")
    return citizen


@pytest.fixture
def done(midway):
    """Somebody who stands at an outcome with one material ticked off."""
    midway.answers(50)
    midway.taps("ticked", material="wg_form", on=True)
    return midway


def test_the_house_opens_with_a_welcome_and_the_menu(citizen):
    assert citizen.does("started").replies == (Tell(what="welcome"), Offer(why="menu"))


def test_a_deep_link_goes_straight_to_the_first_question(citizen):
    assert citizen.opens("water_hookup").replies == (Ask(number=1, total=2),)
    assert citizen.at == ("water_hookup", "who")


def test_a_link_to_a_procedure_that_is_not_there_says_so_and_changes_nothing(midway):
    kept = midway.session

    assert midway.opens("moon_landing").replies == (Tell(what="no_such_flow"), Offer(why="menu"))
    assert midway.session is kept


def test_a_half_filled_link_asks_only_what_it_left_open(citizen):
    citizen.opens("water_hookup", who="sme")

    assert citizen.at == ("water_hookup", "meter")
    assert citizen.given == {("water_hookup", "who"): "sme"}


def test_a_link_filled_to_the_end_shows_the_outcome_and_each_answer_can_be_taken_back(citizen):
    assert citizen.opens("water_hookup", who="sme", meter=50).replies == (Finish(),)

    citizen.backs()
    assert citizen.at == ("water_hookup", "meter")
    citizen.backs()
    assert citizen.at == ("water_hookup", "who")


def test_a_link_with_forged_answers_keeps_only_those_that_fit(citizen):
    citizen.opens("water_hookup", who="sme", meter=5000, state="end", foo="bar")

    assert citizen.session.visit.answers == {"who": "sme"}
    assert citizen.at == ("water_hookup", "meter")


def test_a_half_filled_link_follows_jumps(citizen):
    citizen.opens("power", customer="small", place="rural", capacity=120)

    assert citizen.at == ("power_lv_nonresident", "hookup")


def test_opening_what_is_already_at_hand_goes_on_with_it(midway):
    midway.opens("water_hookup")

    assert midway.told == ["resumed"]
    assert midway.at == ("water_hookup", "meter")


def test_opening_the_entrance_again_after_its_jump_goes_on_behind_the_jump(citizen):
    citizen.opens("power")
    citizen.answers("other")
    citizen.opens("power")

    assert citizen.told == ["resumed"]
    assert citizen.at == ("power_lv_nonresident", "voltage")


def test_a_link_with_answers_to_what_is_at_hand_keeps_the_answers_it_does_not_speak_of(citizen):
    citizen.opens("open_business")
    citizen.answers("self")
    citizen.opens("open_business", delivery="mail")

    assert citizen.session.visit.answers == {"kind": "self", "delivery": "mail"}
    assert citizen.at == ("open_business", "way")


def test_a_deep_link_into_a_procedure_on_the_shelf_takes_it_up_again(midway):
    midway.opens("gas_hookup")
    assert [visit.flow for visit in midway.session.shelf] == ["water_hookup"]

    midway.opens("water_hookup")

    assert midway.told == ["resumed"]
    assert midway.at == ("water_hookup", "meter")
    assert midway.session.shelf == ()


def test_a_link_with_answers_into_a_procedure_on_the_shelf_keeps_those_as_well(citizen):
    citizen.opens("open_business")
    citizen.answers("self")
    citizen.opens("gas_hookup")
    citizen.opens("open_business", delivery="mail")

    assert citizen.session.visit.answers == {"kind": "self", "delivery": "mail"}
    assert citizen.session.shelf == ()


def test_a_procedure_comes_back_from_the_shelf_with_what_was_answered_before_its_jump(citizen):
    citizen.opens("power")
    citizen.answers("other")
    citizen.opens("gas_hookup")
    citizen.opens("power")

    assert citizen.told == ["resumed"]
    assert citizen.at == ("power_lv_nonresident", "voltage")
    citizen.backs()
    assert citizen.at == ("power", "customer")


def test_a_finished_procedure_on_the_shelf_is_opened_anew(done):
    done.opens("gas_hookup")
    done.opens("water_hookup")

    assert done.at == ("water_hookup", "who")
    assert done.session.visit.answers == {}


def test_a_finished_procedure_at_hand_is_opened_anew(done):
    done.opens("water_hookup")

    assert done.at == ("water_hookup", "who")
    assert done.session.visit.ticked == ()


def test_a_choice_leads_on(citizen):
    citizen.opens("water_hookup")

    assert citizen.answers("sme").replies == (Ask(number=2, total=2),)


@pytest.mark.parametrize("key", ["martian", "unsure", "50"])
def test_a_forged_choice_changes_nothing_and_shows_the_question_again(citizen, key):
    citizen.opens("water_hookup")
    kept = citizen.session

    citizen.taps("chosen", key=key)

    assert citizen.turned.replies[0] == Tell(what="received", data={"what": "forged"}, toast=True)
    assert isinstance(citizen.turned.replies[1], Ask)
    assert citizen.session is kept


def test_a_choice_where_nothing_is_asked_changes_nothing(done):
    kept = done.session

    done.taps("chosen", key="sme")

    assert done.told == ["received"]
    assert done.session is kept


def test_not_knowing_is_tapped_like_a_choice(midway):
    midway.taps("chosen", key="unsure")

    assert midway.at == ("water_hookup", "ask_window")


def test_a_double_tap_counts_once(citizen):
    citizen.opens("open_business")
    tap = Tap(walk=citizen.session.walk, step=citizen.session.step)
    citizen.does("chosen", tap=tap, key="self")
    kept = citizen.session

    citizen.does("chosen", tap=tap, key="self")

    assert citizen.told == ["old_step"]
    assert citizen.session is kept
    assert citizen.at == ("open_business", "delivery")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("chosen", {"key": "sme"}),
        ("went_back", {}),
        ("reopened", {}),
        ("reopened", {"state": "who"}),
        ("restarted", {}),
    ],
)
def test_a_button_of_an_older_step_is_answered_politely_and_changes_nothing(midway, kind, fields):
    kept = midway.session

    midway.does(kind, tap=Tap(walk=kept.walk, step=kept.step - 1), **fields)

    assert midway.turned.replies == (Tell(what="old_step", toast=True), Ask(number=2, total=2))
    assert midway.session is kept
    assert not midway.turned.fresh


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("chosen", {"key": "sme"}),
        ("went_back", {}),
        ("reopened", {"state": "who"}),
        ("restarted", {}),
        ("ticked", {"material": "wg_form", "on": True}),
    ],
)
def test_a_button_of_an_older_walk_gets_the_card_at_hand_as_a_new_message(midway, kind, fields):
    old = midway.session
    midway.does("restarted")
    kept = midway.session

    midway.does(kind, tap=Tap(walk=old.walk, step=kept.step), **fields)

    assert midway.told == ["old_card"]
    assert midway.turned.fresh
    assert midway.session is kept


@pytest.mark.parametrize(
    ("kind", "fields"),
    [("chosen", {"key": "sme"}), ("forgot", {"sure": True}), ("restarted", {}), ("started", {"flow": "gas_hookup"})],
)
def test_another_persons_button_is_refused_without_showing_anything(midway, kind, fields):
    kept = midway.session

    midway.does(kind, tap=Tap(walk="zzz" + kept.walk[3:], step=kept.step), **fields)

    assert not kept.walk.startswith("zzz")
    assert midway.turned.replies == (Tell(what="foreign", toast=True),)
    assert midway.session is kept


def test_menus_and_words_about_the_house_work_from_any_card_however_old(midway):
    old = Tap(walk=mark_of(midway.session.owner), step=0)

    midway.does("browsed", tap=old, area="power")
    assert midway.turned.replies == (Offer(why="area", area="power"),)
    midway.does("asked", tap=old, topic="human")
    assert midway.told == ["human"]
    midway.does("resumed", tap=old)
    assert midway.at == ("water_hookup", "meter")


def test_a_typed_number_is_an_answer(midway):
    midway.says("ＤＮ五十")

    assert midway.given["water_hookup", "meter"] == 50
    assert midway.at == ("water_hookup", "fee_free")


def test_typed_words_are_taken_for_the_choice_they_mean(citizen):
    citizen.opens("water_hookup")
    citizen.says("自己家")

    assert citizen.given == {("water_hookup", "who"): "home"}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("很多", "not_a_number"),
        ("-5", "negative"),
        ("5", "too_small"),
        ("1e9", "too_big"),
        ("50.5", "not_whole"),
        ("😀", "not_a_number"),
        ("字" * 10000, "too_long"),
        ("<b>{{7*7}}</b>", "too_small"),
    ],
)
def test_what_is_no_number_is_told_kindly_and_the_question_stays(midway, said, why):
    kept = midway.session

    midway.says(said)

    told, asked = midway.turned.replies
    assert (told.what, told.data["why"]) == ("trouble", why)
    assert isinstance(asked, Ask)
    assert midway.session is kept


def test_what_is_no_choice_is_told_and_the_question_stays(citizen):
    citizen.opens("water_hookup")
    citizen.says("今天天气真好")

    assert citizen.turned.replies[0].data["why"] == "not_a_choice"
    assert citizen.at == ("water_hookup", "who")


def test_words_for_another_procedure_are_offered_and_nothing_is_left_unasked(midway):
    kept = midway.session

    midway.says("企业简易注销")

    assert midway.turned.replies == (Offer(why="switch", flows=("deregister_simple",)), Ask(number=2, total=2))
    assert midway.session is kept
    midway.opens("deregister_simple")
    assert [visit.flow for visit in midway.session.shelf] == ["water_hookup"]


def test_words_for_the_procedure_at_hand_are_no_reason_to_switch(midway):
    midway.says("用水报装")

    assert midway.told == ["trouble"]


def test_words_find_a_procedure_and_say_so(citizen):
    citizen.says("企业简易注销")

    assert citizen.turned.replies == (Tell(what="went_in", data={"flow": "deregister_simple"}), Ask(number=1, total=5))
    assert citizen.at == ("deregister_simple", "type")


def test_words_find_a_half_filled_procedure_on_the_shelf_and_lose_none_of_it(midway):
    midway.opens("gas_hookup", who="home")
    midway.says("用水报装")

    assert midway.told == ["went_in", "resumed"]
    assert midway.at == ("water_hookup", "meter")


def test_words_that_may_mean_several_procedures_are_asked_about(citizen):
    replies = citizen.says("用水报装和用气报装").replies

    assert replies[0].why == "unclear"
    assert set(replies[0].flows) == {"water_hookup", "gas_hookup"}
    assert citizen.at == (None, None)


def test_words_that_mean_nothing_here_get_no_guess(citizen):
    assert citizen.says("今天天气真好").replies == (Offer(why="none"),)


@pytest.mark.parametrize(("said", "at"), [("上一步", "who"), ("  返回！", "who"), ("ＢＡＣＫ", "who"), ("重来", "who")])
def test_commands_work_in_words(midway, said, at):
    midway.says(said)

    assert midway.at == ("water_hookup", at)


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("菜单", Offer(why="menu")),
        ("转人工", Tell(what="human")),
        ("帮助", Tell(what="help")),
        ("隐私", Tell(what="privacy")),
        ("为什么", Tell(what="why")),
        ("我的", Offer(why="mine", flows=("water_hookup",))),
        ("忘了我", Tell(what="forget")),
        ("改", Answers(given=(("water_hookup", "who"),))),
        ("继续", Ask(number=2, total=2)),
    ],
)
def test_words_about_the_house_leave_the_question_as_it_is(midway, said, reply):
    kept = midway.session

    assert midway.says(said).replies == (reply,)
    assert midway.session is kept


def test_every_command_in_the_words_file_that_acts_is_understood(mind):
    acting = {"back", "restart", "menu", "human", "help", "mine", "forget", "privacy", "change", "resume", "why"}

    assert set(mind.commands.values()) == acting
    assert acting <= real().words.commands.keys()


@pytest.mark.parametrize("kind", ["went_back", "restarted", "reopened", "resumed"])
def test_without_a_procedure_the_menu_is_shown(citizen, kind):
    assert citizen.does(kind).replies == (Offer(why="menu"),)


def test_a_tick_counts_and_a_second_one_changes_nothing(done):
    assert done.session.visit.ticked == ("wg_form",)
    kept = done.session

    done.taps("ticked", material="wg_form", on=True)

    assert done.turned.replies == (Finish(),)
    assert done.session is kept


def test_a_tick_redelivered_late_does_not_even_change_the_order(done):
    done.taps("ticked", material="wg_drawing", on=True)
    kept = done.session

    done.taps("ticked", material="wg_form", on=True)

    assert done.session is kept


def test_a_tick_is_taken_back_once(done):
    done.taps("ticked", material="wg_form", on=False)
    kept = done.session
    done.taps("ticked", material="wg_form", on=False)

    assert done.session is kept
    assert kept.visit.ticked == ()


def test_a_tick_counts_from_an_older_card_of_the_same_walk(done):
    old = Tap(walk=done.session.walk, step=1)

    done.does("ticked", tap=old, material="wg_drawing", on=True)

    assert done.session.visit.ticked == ("wg_form", "wg_drawing")


def test_a_tick_while_an_answer_is_being_changed_counts_and_the_question_stays(done):
    done.taps("reopened", state="meter")
    done.taps("ticked", material="wg_drawing", on=True)

    assert done.at == ("water_hookup", "meter")
    assert done.session.visit.ticked == ("wg_form", "wg_drawing")


@pytest.mark.parametrize("material", ["business_licence", "nonsense"])
def test_a_tick_for_what_is_not_on_the_list_changes_nothing(done, material):
    kept = done.session

    done.taps("ticked", material=material, on=True)

    assert done.told == ["old_step"]
    assert done.session is kept


def test_a_tick_while_a_question_is_open_changes_nothing(midway):
    midway.taps("ticked", material="wg_form", on=True)

    assert midway.told == ["old_step"]


def test_a_tick_without_a_procedure_changes_nothing(citizen):
    assert citizen.taps("ticked", material="wg_form", on=True).replies[-1] == Offer(why="menu")


def test_ticks_are_kept_through_back_change_and_return(done):
    done.backs()
    done.answers(60)
    done.taps("reopened", state="who")
    done.answers("big")
    assert done.at == ("water_hookup", "listed_price")

    done.taps("reopened", state="who")
    done.answers("sme")

    assert done.at == ("water_hookup", "fee_free")
    assert done.session.visit.ticked == ("wg_form",)


def test_change_lists_the_answers_and_keeps_them(done):
    kept = done.session

    given = (("water_hookup", "who"), ("water_hookup", "meter"))
    assert done.taps("reopened").replies == (Answers(given=given),)
    assert done.session is kept


def test_a_question_that_was_never_answered_can_not_be_changed(midway):
    kept = midway.session

    midway.taps("reopened", state="meter")

    assert midway.told == ["old_step"]
    assert midway.session is kept


def test_restart_begins_the_first_procedure_anew_and_leaves_the_shelf_alone(midway):
    midway.opens("power")
    midway.answers("small", "rural", 120)
    shelf = midway.session.shelf
    midway.taps("restarted")

    assert midway.told == ["restarted"]
    assert midway.at == ("power", "customer")
    assert midway.given == {}
    assert midway.session.shelf == shelf


def test_restart_twice_by_a_double_tap_counts_once(midway):
    tap = Tap(walk=midway.session.walk, step=midway.session.step)
    midway.does("restarted", tap=tap)
    kept = midway.session

    midway.does("restarted", tap=tap)

    assert midway.told == ["old_card"]
    assert midway.session is kept


def test_a_half_filled_procedure_is_taken_up_from_the_shelf_and_the_other_put_there(midway):
    midway.opens("gas_hookup")
    midway.answers("home")
    midway.taps("resumed", flow="water_hookup")

    assert midway.told == ["resumed"]
    assert midway.at == ("water_hookup", "meter")
    assert [visit.flow for visit in midway.session.shelf] == ["gas_hookup"]
    assert midway.does("asked", topic="mine").replies == (Offer(why="mine", flows=("water_hookup", "gas_hookup")),)


def test_what_is_not_on_the_shelf_can_not_be_taken_up(midway):
    kept = midway.session

    assert midway.taps("resumed", flow="gas_hookup").replies == (Ask(number=2, total=2),)
    assert midway.session is kept


def test_the_menu_knows_its_areas_and_pages(citizen):
    assert citizen.does("browsed", area="power", page=1).replies == (Offer(why="area", area="power", page=1),)
    assert citizen.does("browsed", area="moon").replies == (Offer(why="menu"),)


def test_forgetting_asks_first_and_then_deletes_everything(done):
    assert done.does("forgot").replies == (Tell(what="forget"),)
    assert done.session.visit

    turned = done.taps("forgot", sure=True)

    assert turned.session is None
    assert turned.replies == (Tell(what="forgotten"),)


@pytest.mark.parametrize(("what", "toast"), [("photo", False), ("voice", False), ("edit", False), ("forged", True)])
def test_what_can_not_be_read_is_named_and_the_question_shown_again(midway, what, toast):
    kept = midway.session

    replies = midway.does("received", what=what).replies

    assert replies == (Tell(what="received", data={"what": what}, toast=toast), Ask(number=2, total=2))
    assert midway.session is kept


def test_the_place_in_the_conversation_is_counted_across_jumps_and_while_changing(citizen):
    citizen.opens("power")
    assert citizen.turned.replies == (Ask(number=1, total=6),)
    assert citizen.answers("small", "city", 161).replies[-1] == Ask(number=4, total=6)
    assert citizen.answers("high").replies[-1] == Ask(number=5, total=6)

    assert citizen.taps("reopened", state="place").replies == (Ask(number=2, total=6),)


def test_what_is_off_the_way_is_not_counted(citizen):
    citizen.opens("deregister")
    citizen.answers("company", "yes", "some")
    citizen.taps("reopened", state="debt")

    assert citizen.answers("no").replies[-1] == Ask(number=3, total=4)


def test_two_people_in_one_group_do_not_meet(mind):
    here, there = Citizen(mind, "tg.1.1"), Citizen(mind, "tg.1.2")
    here.opens("water_hookup")
    there.opens("water_hookup")

    there.does("chosen", tap=Tap(walk=here.session.walk, step=here.session.step), key="sme")

    assert there.told == ["foreign"]


def test_a_day_is_answered_by_typing_it():
    book = small(one={"a": {"ask": "哪天？", "day": {"example": "9月1日"}, "go": "done"}, "done": end()})
    citizen = Citizen(Mind(book))
    citizen.opens("one", a="2026-09-01")

    assert citizen.at == ("one", "done")


def test_a_number_of_any_size_survives_storing():
    citizen = Citizen(Mind(small(one={"a": number("b"), "b": ask("done", "x"), "done": end()})))
    citizen.opens("one", a=12.5)

    assert citizen.session.visit.answers == {"a": 12.5}
