"""A maintainer changes the flows while people are in the middle of them: answers are carried over and counted."""

import pytest

from bot.engine.event import Tap
from bot.engine.mind import Mind
from bot.engine.reply import Ask, Finish, Offer, Tell
from bot.flow.handbook import Handbook
from tests.engine.books import ask, changed, end, jump, small, without
from tests.engine.citizen import Citizen


@pytest.fixture
def book():
    """Three questions, and an entrance that leads there or elsewhere."""
    return small(
        door={"a": ask({"x": "in", "y": "other"}, "x", "y", shared=True), "in": jump("room"), "other": jump("cellar")},
        room={
            "b": ask("c", "x", "y"),
            "c": ask("d", "x", "y"),
            "d": ask("done", "x", "y"),
            "done": end(materials=["id_card"]),
        },
        cellar={"e": ask("done", "x", "y"), "done": end()},
    )


@pytest.fixture
def citizen(book):
    """Somebody who answered two of the three questions."""
    person = Citizen(Mind(book))
    person.opens("room")
    person.answers("x", "y")
    return person


def meets(citizen: Citizen, book: Handbook) -> None:
    citizen.mind = Mind(book)


def updated(kept: int, lost: int) -> Tell:
    return Tell(what="updated", data={"kept": kept, "lost": lost})


def test_while_the_flows_are_unchanged_the_session_stays_the_very_same_object(citizen, book):
    meets(citizen, changed(book, "cellar", lambda states: states["e"].update(ask="换了字？")))

    session, news = citizen.mind.walker.renewed(citizen.session)

    assert session is citizen.session
    assert news == ()


def test_answers_that_still_fit_are_kept_and_counted(citizen, book):
    meets(citizen, changed(book, "room", lambda states: states["done"].update(say="新的话。")))

    assert citizen.does("resumed").replies == (updated(2, 0), Ask(number=3, total=3))
    assert citizen.given == {("room", "b"): "x", ("room", "c"): "y"}
    assert citizen.does("resumed").replies == (Ask(number=3, total=3),)


def test_an_answer_whose_choice_is_gone_is_counted_as_lost_and_asked_again(citizen, book):
    meets(citizen, changed(book, "room", lambda states: states["b"]["choices"].pop("x")))

    assert citizen.does("resumed").replies == (updated(1, 1), Ask(number=1, total=3))
    assert citizen.at == ("room", "b")
    citizen.answers("y")
    assert citizen.at == ("room", "d"), "the answer after it was kept"


def test_an_answer_to_a_question_that_is_gone_is_counted_as_lost(citizen, book):
    meets(citizen, changed(book, "room", lambda states: (states.pop("b"), states["c"].update(go="d"))))

    assert citizen.does("resumed").replies == (updated(1, 1), Ask(number=2, total=2))
    assert citizen.session.visit.answers == {"c": "y"}


def test_a_new_question_is_asked_and_nothing_is_lost(citizen, book):
    meets(citizen, changed(book, "room", lambda states: states.update(b=ask("new", "x", "y"), new=ask("c", "x"))))

    assert citizen.does("resumed").replies[0] == updated(2, 0)
    assert citizen.at == ("room", "new")
    citizen.answers("x")
    assert citizen.at == ("room", "d")


def test_an_answer_given_under_a_former_name_is_kept(citizen, book):
    def rename(states):
        states["b"]["go"] = "see"
        states["see"] = {**states.pop("c"), "aliases": ["c"]}

    meets(citizen, changed(book, "room", rename))

    assert citizen.does("resumed").replies[0] == updated(2, 0)
    assert citizen.given == {("room", "b"): "x", ("room", "see"): "y"}


def test_a_half_filled_link_with_a_former_name_still_works(book):
    citizen = Citizen(Mind(changed(book, "room", lambda states: states["b"].update(aliases=["bee"]))))

    citizen.opens("room", bee="x")

    assert citizen.at == ("room", "c")


def test_a_former_name_that_is_in_use_again_means_the_question_that_bears_it(citizen, book):
    meets(citizen, changed(book, "room", lambda states: states["b"].update(aliases=["c"])))
    citizen.does("resumed")

    assert citizen.given == {("room", "b"): "x", ("room", "c"): "y"}


def test_a_procedure_that_was_withdrawn_is_told_and_the_menu_shown(citizen, book):
    meets(citizen, without(book, "room"))

    assert citizen.says("一句话").replies == (Tell(what="flow_gone"), Offer(why="menu"))
    assert (citizen.session.visit, citizen.session.trail, citizen.session.ahead) == (None, (), ())


def test_an_entrance_that_leads_elsewhere_now_is_followed_and_answers_wait_behind_it(book):
    citizen = Citizen(Mind(book))
    citizen.opens("door")
    citizen.answers("x", "x", "y")
    turned_about = changed(book, "door", lambda states: states["a"].update(go={"x": "other", "y": "in"}))
    meets(citizen, turned_about)

    assert [reply.what for reply in citizen.does("resumed").replies[:-1]] == ["updated", "jumped"]
    assert citizen.turned.replies[0] == updated(3, 0)
    assert citizen.at == ("cellar", "e")
    citizen.taps("reopened", state="a")
    citizen.answers("y")
    assert citizen.at == ("room", "d")


def test_a_withdrawn_procedure_behind_an_entrance_is_replaced_by_where_it_leads_now(book):
    citizen = Citizen(Mind(book))
    citizen.opens("door")
    citizen.answers("x", "x")
    meets(citizen, without(changed(book, "door", lambda states: states["in"].update(jump="cellar")), "room"))

    assert citizen.does("resumed").replies[0] == updated(1, 1)
    assert citizen.at == ("cellar", "e")


def test_a_withdrawn_entrance_leaves_the_procedure_behind_it(book):
    citizen = Citizen(Mind(book))
    citizen.opens("door")
    citizen.answers("x", "x")
    meets(citizen, without(book, "door"))

    assert citizen.does("resumed").replies == (updated(1, 1), Ask(number=2, total=3))
    citizen.backs()
    assert citizen.at == ("room", "b")


def test_an_answer_that_came_along_can_be_taken_back_once_its_source_is_withdrawn():
    book = small(
        door={"a": ask("in", "x", "y", shared=True), "in": jump("room")},
        room={"a": ask("b", "x", "y", shared=True), "b": ask("done", "x"), "done": end()},
    )
    citizen = Citizen(Mind(book))
    citizen.opens("door")
    citizen.answers("x")
    meets(citizen, without(book, "door"))
    citizen.does("resumed")

    citizen.backs()

    assert citizen.at == ("room", "a")


def test_the_explanation_of_a_jump_is_not_repeated_when_it_leads_where_it_led(book):
    citizen = Citizen(Mind(book))
    citizen.opens("door")
    citizen.answers("x", "x")
    meets(citizen, changed(book, "door", lambda states: states["a"].update(ask="换了字？")))

    assert citizen.does("resumed").replies == (updated(2, 0), Ask(number=3, total=4))


def test_a_tap_on_a_question_that_is_still_the_one_at_hand_counts(citizen, book):
    meets(citizen, changed(book, "room", lambda states: states["d"].update(ask="换了字？")))

    assert citizen.taps("chosen", key="x").replies == (updated(2, 0), Finish())
    assert citizen.given["room", "d"] == "x"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("chosen", {"key": "x"}),
        ("said", {"text": "第x种"}),
        ("went_back", {}),
        ("said", {"text": "上一步"}),
        ("reopened", {"state": "b"}),
        ("ticked", {"material": "id_card", "on": True}),
    ],
)
def test_what_was_meant_for_a_question_that_is_no_longer_at_hand_counts_for_none(citizen, book, kind, fields):
    meets(
        citizen, changed(book, "room", lambda states: states["b"].update(go="new") or states.update(new=ask("c", "x")))
    )

    citizen.does(kind, tap=Tap(walk=citizen.session.walk, step=citizen.session.step), **fields)

    assert citizen.turned.replies == (updated(2, 0), Ask(number=2, total=4))
    assert citizen.given == {("room", "b"): "x"}
    assert citizen.session.visit.answers == {"b": "x", "c": "y"}


def test_an_old_button_gets_the_news_and_the_question_at_hand(citizen, book):
    meets(citizen, changed(book, "room", lambda states: states["d"].update(ask="换了字？")))
    step = citizen.session.step

    citizen.does("chosen", key="x", tap=Tap(walk=citizen.session.walk, step=step - 1))
    assert citizen.turned.replies == (updated(2, 0), Ask(number=3, total=3))

    citizen.does("chosen", key="x", tap=Tap(walk=citizen.session.walk, step=step))
    assert citizen.told == ["old_step"]


def test_a_button_of_an_older_walk_gets_the_news_in_a_new_message(citizen, book):
    meets(citizen, changed(book, "room", lambda states: states["d"].update(ask="换了字？")))

    citizen.does("went_back", tap=Tap(walk=citizen.session.walk[:3], step=1))

    assert citizen.told == ["updated"]
    assert citizen.turned.fresh


def test_the_news_comes_before_whatever_else_was_asked_for(citizen, book):
    meets(citizen, changed(book, "room", lambda states: states["d"].update(ask="换了字？")))

    assert citizen.does("asked", topic="human").replies == (updated(2, 0), Tell(what="human"))


def test_a_change_under_way_stays_under_way_and_ticks_stay(citizen, book):
    citizen.answers("x")
    citizen.taps("ticked", material="id_card", on=True)
    citizen.taps("reopened", state="b")
    meets(citizen, changed(book, "room", lambda states: states["d"].update(ask="换了字？")))

    assert citizen.taps("chosen", key="y").replies == (updated(3, 0), Finish())
    assert citizen.given["room", "b"] == "y"
    assert citizen.session.visit.ticked == ("id_card",)


def test_a_change_of_a_question_that_is_gone_is_over(citizen, book):
    citizen.taps("reopened", state="b")
    meets(citizen, changed(book, "room", lambda states: states.pop("b")))
    citizen.taps("chosen", key="y")

    assert citizen.session.revising is None
    assert citizen.at == ("room", "d")


def test_answers_behind_a_jump_that_was_taken_back_are_carried_over_too(book):
    citizen = Citizen(Mind(book))
    citizen.opens("door")
    citizen.answers("x", "x", "y")
    citizen.taps("reopened", state="a")
    meets(citizen, changed(book, "room", lambda states: states["c"]["choices"].pop("y")))

    assert citizen.taps("chosen", key="x").replies[0] == updated(2, 1)
    assert citizen.at == ("room", "c")


def test_a_procedure_on_the_shelf_is_carried_over_when_it_is_taken_up(citizen, book):
    citizen.opens("cellar")
    meets(citizen, changed(book, "room", lambda states: states["b"]["choices"].pop("x")))

    assert citizen.does("resumed", flow="room").replies[:2] == (Tell(what="resumed"), updated(1, 1))
    assert citizen.at == ("room", "b")


def test_a_withdrawn_procedure_on_the_shelf_is_neither_listed_nor_taken_up(citizen, book):
    citizen.opens("cellar")
    meets(citizen, without(book, "room"))

    assert citizen.does("asked", topic="mine").replies == (Offer(why="mine", flows=("cellar",)),)
    assert citizen.does("resumed", flow="room").replies == (Ask(number=1, total=1),)
    assert citizen.opens("room").replies[0] == Tell(what="no_such_flow")


def test_half_done_is_what_was_begun_and_not_ended(citizen, book):
    half = citizen.mind.walker.half
    visit = citizen.session.visit

    assert half(visit)
    assert not half(visit.model_copy(update={"answers": {}}))
    assert not half(visit.model_copy(update={"answers": {"b": "x", "c": "x", "d": "x"}}))
    assert not Mind(without(book, "room")).walker.half(visit)
