"""Moves on the real handbook: back, change, jump; and what they keep."""

from collections.abc import Iterator

import pytest

from bot.engine.mind import Mind
from bot.engine.walk import SHELF
from bot.errors import HouseError
from bot.flow.model import Answer
from bot.flow.paths import paths, samples
from tests.engine.books import ask, end, jump, real, small
from tests.engine.citizen import Citizen

FLOWS = list(real().flows)
MOST = 40
"""Ways of one procedure that are walked, evenly picked; the quick checks in test_machine look at all."""


def asked(citizen: Citizen) -> bool:
    return citizen.mind.walker.asked(citizen.session) is not None


def walk(citizen: Citizen, name: str, answers: dict[str, Answer]) -> list[tuple[str | None, str | None]]:
    """Open a procedure and answer to an end: as given, then with the first answer there is. Gives what was asked."""
    citizen.opens(name)
    seen = []
    while asked(citizen):
        flow, state = citizen.at
        seen.append(citizen.at)
        first = samples(citizen.mind.handbook.flows[flow], citizen.mind.handbook.figures)[state][0]
        citizen.answers(answers.get(state, first) if flow == name else first)
    return seen


def every_way(mind: Mind, name: str) -> Iterator[tuple[Citizen, list[tuple[str | None, str | None]]]]:
    ways = tuple(paths(mind.handbook.flows[name], mind.handbook))
    for way in ways[:: len(ways) // MOST + 1]:
        citizen = Citizen(mind)
        yield citizen, walk(citizen, name, dict(way.answers))


@pytest.mark.parametrize("name", FLOWS)
def test_back_leads_past_every_question_in_turn_and_across_jumps_to_the_first(mind, name):
    for citizen, seen in every_way(mind, name):
        for place in reversed(seen):
            citizen.backs()

            assert citizen.at == place
            assert citizen.given.keys() == set(seen[: seen.index(place)])
        kept = citizen.session

        citizen.backs()

        assert citizen.told == ["at_start"]
        assert citizen.session == kept


@pytest.mark.parametrize("name", FLOWS)
def test_after_going_all_the_way_back_the_same_answers_lead_to_the_same_end(mind, name):
    for citizen, seen in every_way(mind, name):
        given, end_at = citizen.given, citizen.at
        for _ in seen:
            citizen.backs()

        citizen.answers(*given.values())

        assert (citizen.given, citizen.at) == (given, end_at)


@pytest.mark.parametrize("name", FLOWS)
def test_a_change_that_is_called_off_leaves_every_answer_as_it_was(mind, name):
    for citizen, seen in every_way(mind, name):
        before = citizen.session
        for _, state in seen:
            citizen.taps("reopened", state=state)
            assert citizen.at[1] == state

            citizen.backs()

            same = {"visit", "trail", "state", "path", "revising"}
            assert citizen.session.model_dump(include=same) == before.model_dump(include=same)


@pytest.mark.parametrize("name", FLOWS)
def test_changing_any_answer_keeps_every_other_that_is_still_asked_and_changing_back_restores_all(mind, name):
    for original, seen in every_way(mind, name):
        for flow, state in seen:
            for other in samples(mind.handbook.flows[flow], mind.handbook.figures)[state]:
                citizen = Citizen(mind)
                citizen.session, citizen.count = original.session, original.count
                before, was_at = citizen.given, citizen.at

                citizen.taps("reopened", state=state)
                citizen.answers(other)

                after, visit = citizen.given, citizen.session.visit
                told_by_the_jump = {(visit.flow, name) for name in visit.carried}
                kept = (after.keys() & before.keys()) - {(flow, state)} - told_by_the_jump
                assert after[flow, state] == other
                assert all(after[pair] == before[pair] for pair in kept)
                assert citizen.at not in before, "asked again although it was answered"

                citizen.taps("reopened", state=state)
                citizen.answers(before[flow, state])
                assert (citizen.given, citizen.at) == (before, was_at)


def test_a_rural_business_over_the_limit_goes_on_to_the_next_procedure_without_being_asked_again(citizen):
    citizen.opens("power")
    citizen.answers("small", "rural", 120)

    assert citizen.at == ("power_lv_nonresident", "hookup")
    assert citizen.told == ["jumped"]
    assert citizen.session.visit.answers == {"voltage": "low"}
    assert citizen.session.visit.carried == ("voltage",)


def test_shared_answers_come_along_and_only_the_rest_is_asked(citizen):
    citizen.opens("deregister")
    citizen.answers("company", "yes", "some")

    assert citizen.at == ("deregister_general", "reason")
    assert citizen.session.visit.answers == {"type": "company"}

    citizen.answers("vote", "no")
    assert citizen.at == ("deregister_general", "clear")


def test_a_shared_answer_is_changed_where_it_was_given(citizen):
    citizen.opens("deregister")
    citizen.answers("company", "no", "vote", "no")

    citizen.taps("reopened", state="type")
    assert citizen.at == ("deregister", "type")
    citizen.answers("self")

    assert citizen.at == ("deregister_general", "self_employed")
    assert citizen.given == {("deregister", "type"): "self", ("deregister", "debt"): "no"}


def test_an_answer_that_followed_from_another_is_not_listed_and_can_not_be_changed_alone(citizen):
    citizen.opens("power")
    citizen.answers("small", "rural", 120)

    listed = citizen.taps("reopened").replies[0].given
    assert listed == (("power", "customer"), ("power", "place"), ("power", "capacity"))

    citizen.taps("reopened", state="voltage")
    assert citizen.told == ["old_step"]


def test_answers_off_the_way_are_neither_counted_nor_carried_along(citizen):
    citizen.opens("power")
    citizen.answers("small", "rural", 120)
    citizen.taps("reopened", state="customer")
    citizen.answers("home")

    assert citizen.at == ("power_resident", "op")
    assert citizen.given == {("power", "customer"): "home"}
    assert citizen.session.visit.answers == {}


def test_answers_and_ticks_behind_a_jump_come_back_when_it_leads_there_again(citizen):
    citizen.opens("power")
    citizen.answers("high", "double", "yes")
    citizen.taps("ticked", material="business_licence", on=True)

    citizen.taps("reopened", state="customer")
    citizen.answers("other", "unknown")
    assert citizen.at == ("power_lv_nonresident", "ask_first")
    citizen.taps("reopened", state="customer")
    citizen.answers("high")

    assert citizen.at == ("power_hv", "hookup")
    assert citizen.session.visit.answers == {"source": "double", "risk": "yes"}
    assert citizen.session.visit.ticked == ("business_licence",)


def test_ticks_stay_while_going_back_and_forth_across_a_jump(citizen):
    citizen.opens("power")
    citizen.answers("small", "city", 100)
    citizen.taps("ticked", material="id_card", on=True)

    citizen.backs()
    assert citizen.at == ("power", "capacity")
    citizen.answers(120)

    assert citizen.session.visit.ticked == ("id_card",)


def test_back_skips_what_was_carried_along(citizen):
    citizen.opens("deregister_simple")
    citizen.answers("company", "no", "vote")
    citizen.backs()
    assert citizen.at == ("deregister_general", "reason")

    citizen.backs()

    assert citizen.at == ("deregister_simple", "debt")


def test_back_crosses_a_procedure_in_which_nothing_was_asked():
    citizen = Citizen(
        Mind(
            small(
                one={"a": ask("go", "x", "y", shared=True), "go": jump("two")},
                two={"a": ask("go", "x", "y", shared=True), "go": jump("three")},
                three={"b": ask("done", "x"), "done": end()},
            )
        )
    )
    citizen.opens("one")
    citizen.answers("x")
    assert citizen.at == ("three", "b")
    assert citizen.told == ["jumped", "jumped"]

    citizen.backs()

    assert citizen.at == ("one", "a")


def test_jumps_in_a_circle_are_a_fault_of_the_house():
    book = small(one={"go": jump("two")}, two={"go": jump("one")})

    with pytest.raises(HouseError, match="jumps without a question"):
        Citizen(Mind(book)).opens("one")


def test_the_shelf_holds_the_latest_half_filled_procedures_one_entry_each(citizen):
    for name in FLOWS[: SHELF + 3]:
        citizen.opens(name)
        citizen.answers(samples(real().flows[name], real().figures)[real().flows[name].start][0])
    citizen.opens("water_hookup")

    shelf = [visit.flow for visit in citizen.session.shelf]
    assert len(shelf) == len(set(shelf)) == SHELF


def test_what_was_not_answered_is_not_kept(citizen):
    citizen.opens("water_hookup")
    citizen.opens("gas_hookup")

    assert citizen.session.shelf == ()


def test_nothing_is_asked_and_nothing_answered_where_no_procedure_is_at_hand(mind, citizen):
    walker = mind.walker

    assert walker.answered(citizen.session, "x") == (citizen.session, ())
    assert walker.arrived(citizen.session)[0].state is None
    assert walker.given(citizen.session) == ()
    assert walker.backed(citizen.session) is None
    assert walker.reopened(citizen.session, "who") is None
