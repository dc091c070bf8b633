"""Turns of thought about the conversation itself: change, restart, menu, forget."""

import pytest

from bot.engine.event import Tap
from bot.engine.reply import Answers, Ask, Offer, Tell
from tests.engine.citizen import Citizen


@pytest.mark.parametrize("kind", ["went_back", "restarted", "reopened", "resumed"])
def test_without_a_procedure_the_menu_is_shown(citizen, kind):
    assert citizen.does(kind).replies == (Offer(why="menu"),)


def test_change_lists_the_answers_and_keeps_them(done):
    kept = done.session

    given = (("water_hookup", "who"), ("water_hookup", "meter"))
    assert done.taps("reopened").replies == (Answers(given=given),)
    assert done.stands == kept


def test_a_question_that_was_never_answered_can_not_be_changed(midway):
    kept = midway.session

    midway.taps("reopened", state="meter")

    assert midway.told == ["old_step"]
    assert midway.stands == kept


def test_the_menu_knows_its_areas_and_pages(citizen):
    assert citizen.does("browsed", area="power", page=1).replies == (Offer(why="area", area="power", page=1),)
    assert citizen.does("browsed", area="moon").replies == (Offer(why="menu"),)
    assert citizen.does("browsed", by="person", page=2).replies == (Offer(why="person", page=2),)


def test_forgetting_asks_first_and_then_deletes_everything(done):
    assert done.does("forgot").replies == (Tell(what="forget"),)
    assert done.session.visit

    turned = done.taps("forgot", sure=True)

    assert turned.session is None
    assert turned.replies == (Tell(what="forgotten", data={"kept": 0, "freed": 0}),)


@pytest.mark.parametrize(("what", "toast"), [("photo", False), ("voice", False), ("edit", False), ("forged", True)])
def test_what_can_not_be_read_is_named_and_the_question_shown_again(midway, what, toast):
    kept = midway.session

    replies = midway.does("received", what=what).replies

    assert replies == (Tell(what="received", data={"what": what}, toast=toast), Ask(number=2, total=2))
    assert midway.stands == kept


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
