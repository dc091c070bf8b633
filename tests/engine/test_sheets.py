"""Sheets are given at an end, and only there."""

import pytest

from bot.engine.reply import Sheet

SHEETS = ["notice", "timeline"]


@pytest.mark.parametrize("what", SHEETS)
def test_at_an_end_the_sheet_comes_as_a_new_message_and_nothing_changes(done, what):
    kept = done.session

    turned = done.taps("printed", what=what)

    assert turned.replies == (Sheet(what=what),)
    assert turned.fresh
    assert done.session is kept


@pytest.mark.parametrize(("said", "what"), [("告知单", "notice"), ("打印", "notice"), ("看日程图", "timeline")])
def test_a_sheet_can_be_asked_for_in_words(done, said, what):
    assert done.says(said).replies == (Sheet(what=what),)


@pytest.mark.parametrize("what", SHEETS)
def test_before_the_end_the_question_stays(midway, what):
    kept = midway.session

    midway.taps("printed", what=what)

    assert midway.told == ["no_sheet_yet"]
    assert midway.turned.replies[-1].kind == "ask"
    assert midway.session is kept


@pytest.mark.parametrize("what", SHEETS)
def test_without_a_procedure_the_menu_is_shown(citizen, what):
    citizen.does("printed", what=what)

    assert citizen.told == ["no_sheet_yet"]
    assert citizen.turned.replies[-1].kind == "offer"


def test_without_a_last_day_there_is_no_picture_but_the_notice(citizen):
    citizen.opens("power_lv_nonresident", voltage="unknown")

    citizen.does("printed", what="timeline")
    assert citizen.told == ["no_dates"]

    assert citizen.does("printed", what="notice").replies == (Sheet(what="notice"),)
