import pytest

from bot.engine.machine import FlowMachine, fits, further, targets
from bot.errors import HouseError
from bot.flow.model import Ask
from bot.flow.paths import paths
from tests.engine.books import ask, end, jump, number, real, small

FLOWS = list(real().flows)


@pytest.mark.parametrize("name", FLOWS)
def test_every_way_on_paper_is_the_way_the_machine_goes(name):
    flow = real().flows[name]
    machine = FlowMachine(flow, real().figures)

    for way in paths(flow, real()):
        walked = machine.walk(way.answers)

        assert (*walked.path, walked.state) == way.states


@pytest.mark.parametrize("name", FLOWS)
def test_replayed_answers_lead_where_single_steps_led(name):
    flow = real().flows[name]
    machine = FlowMachine(flow, real().figures)

    for way in paths(flow, real()):
        state, path = flow.start, ()
        for length, asked in enumerate(way.states[:-1], 1):
            given = {each: way.answers[each] for each in way.states[:length]}
            assert state == asked
            walked = machine.walk(given, path, state)
            state, path = walked.state, walked.path
            assert walked == machine.walk(given)


def test_an_answer_that_does_not_fit_leaves_its_question_open():
    machine = FlowMachine(real().flows["water_hookup"], real().figures)

    assert machine.walk({"who": "martian"}).state == "who"
    assert machine.walk({"who": "sme", "meter": 5}).state == "meter"
    assert machine.walk({"who": "sme", "meter": "unsure"}).state == "ask_window"


def test_the_order_in_which_answers_came_does_not_matter():
    machine = FlowMachine(real().flows["power"], real().figures)

    one = machine.walk({"customer": "small", "place": "rural", "capacity": 100})
    other = machine.walk({"capacity": 100, "place": "rural", "customer": "small"})

    assert one == other
    assert one.state == "to_three_zero"


def test_questions_in_a_circle_end_at_the_question_asked_before():
    flow = small(odd={"a": ask("b", "x"), "b": ask({"x": "a", "y": "done"}, "x", "y"), "done": end()}).flows["odd"]

    walked = FlowMachine(flow, {}).walk({"a": "x", "b": "x"})

    assert (walked.path, walked.state) == (("a", "b"), "a")


def test_an_answer_without_a_way_is_a_fault_of_the_house():
    flow = small(odd={"a": number([{"when": "a > 5", "to": "done"}]), "done": end()}).flows["odd"]

    with pytest.raises(HouseError, match=r"odd\.a leads nowhere"):
        FlowMachine(flow, {}).walk({"a": 3})


def test_a_procedure_without_a_question_has_no_ways():
    machine = FlowMachine(small(odd={"done": end()}).flows["odd"], {})

    assert machine.walk({}).state == "done"
    with pytest.raises(HouseError, match="leads nowhere"):
        machine.follow("done", {})


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        (1, True),
        (1000, True),
        (160.5, True),
        (0, False),
        (1001, False),
        ("unsure", False),
        ("160", False),
        (None, False),
        (float("nan"), False),
        (float("inf"), False),
    ],
)
def test_a_number_fits_between_its_limits_whatever_else_is_sent(answer, right):
    assert fits(Ask.model_validate(number("done")), answer) is right


def test_not_knowing_fits_only_where_it_is_offered():
    unsure = {"unsure": {"label": "不知道", "to": "done"}}

    assert fits(Ask.model_validate(number("done", number=unsure)), "unsure")
    assert not fits(Ask.model_validate(number("done")), "unsure")
    assert not fits(Ask.model_validate(ask("done", "x")), "unsure")


def test_halves_fit_only_where_they_make_sense():
    whole = Ask.model_validate(number("done", number={"whole": True}))

    assert fits(whole, 50)
    assert fits(whole, 50.0)
    assert not fits(whole, 50.5)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("2026-09-28", True),
        ("2024-02-29", True),
        ("2026-02-29", False),
        ("20260928", False),
        ("unsure", False),
        (20260928, False),
        (None, False),
        ("２０２６-09-28", False),
    ],
)
def test_only_a_day_that_exists_fits_a_question_for_a_day(answer, right):
    day = Ask.model_validate({"ask": "哪天？", "day": {"example": "9月1日"}, "go": "done"})

    assert fits(day, answer) is right


def test_a_question_knows_every_state_it_can_lead_to():
    states = real().flows["power"].states

    assert targets(states["customer"]) == ("to_resident", "place", "to_nonresident", "to_high")
    assert targets(states["place"]) == ("capacity",)
    assert targets(states["capacity"]) == ("to_three_zero", "to_rural_over", "to_big", "to_find_capacity")


def test_questions_that_may_still_come_are_counted_through_jumps_and_without_what_is_known():
    book = small(
        one={"a": ask("b", "x", shared=True), "b": ask("go", "x"), "go": jump("two", d="x")},
        two={"a": ask("c", "x", shared=True), "c": ask("d", "x"), "d": ask("done", "x"), "done": end()},
    )

    assert further(book, "one", "a", frozenset()) == 3
    assert further(book, "one", "b", frozenset({"a"})) == 2
    assert further(book, "two", "a", frozenset()) == 3
    assert further(book, "two", "done", frozenset()) == 0


def test_procedures_that_lead_to_each_other_are_counted_once():
    book = small(
        one={"a": ask({"x": "go", "y": "done"}, "x", "y"), "go": jump("two"), "done": end()},
        two={"b": ask({"x": "go", "y": "done"}, "x", "y"), "go": jump("one"), "done": end()},
    )

    assert further(book, "one", "a", frozenset()) == 2


def test_a_jump_to_a_procedure_that_is_not_there_counts_for_nothing():
    book = small(one={"a": ask("go", "x"), "go": jump("gone")})

    assert further(book, "one", "a", frozenset()) == 1
