"""Buttons: choices, ticks, and buttons that are old, forged or somebody else's."""

import pytest

from bot.engine.event import Tap
from bot.engine.reply import Ask, Finish, Offer, Tell
from bot.engine.session import mark_of


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
        ("printed", {"what": "notice"}),
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
        ("printed", {"what": "timeline"}),
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


def test_restart_twice_by_a_double_tap_counts_once(midway):
    tap = Tap(walk=midway.session.walk, step=midway.session.step)
    midway.does("restarted", tap=tap)
    kept = midway.session

    midway.does("restarted", tap=tap)

    assert midway.told == ["old_card"]
    assert midway.session is kept


def test_menus_and_words_about_the_house_work_from_any_card_however_old(midway):
    old = Tap(walk=mark_of(midway.session.owner), step=0)

    midway.does("browsed", tap=old, area="power")
    assert midway.turned.replies == (Offer(why="area", area="power"),)
    midway.does("asked", tap=old, topic="human")
    assert midway.told == ["human"]
    midway.does("resumed", tap=old)
    assert midway.at == ("water_hookup", "meter")


@pytest.mark.parametrize("material", ["business_licence", "nonsense"])
def test_a_tick_for_what_is_not_on_the_list_changes_nothing(done, material):
    kept = done.session

    done.taps("ticked", material=material, on=True)

    assert done.told == ["old_step"]
    assert done.session is kept
