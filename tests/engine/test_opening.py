"""Opening procedures: links, half-filled links, the shelf."""

from bot.engine.reply import Ask, Finish, Offer, Tell


def test_the_house_opens_with_a_welcome_and_the_menu(citizen):
    assert citizen.does("started").replies == (Tell(what="welcome"), Offer(why="menu"))


def test_a_deep_link_goes_straight_to_the_first_question(citizen):
    assert citizen.opens("water_hookup").replies == (Ask(number=1, total=2),)
    assert citizen.at == ("water_hookup", "who")


def test_a_link_to_a_procedure_that_is_not_there_says_so_and_changes_nothing(midway):
    kept = midway.session

    assert midway.opens("moon_landing").replies == (Tell(what="no_such_flow"), Offer(why="menu"))
    assert midway.stands == kept


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


def test_restart_begins_the_first_procedure_anew_and_leaves_the_shelf_alone(midway):
    midway.opens("power")
    midway.answers("small", "rural", 120)
    shelf = midway.session.shelf
    midway.taps("restarted")

    assert midway.told == ["restarted"]
    assert midway.at == ("power", "customer")
    assert midway.given == {}
    assert midway.session.shelf == shelf


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
    assert midway.stands == kept
