"""Which answers lead where, told as briefly as can be."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from bot.book.cases import Fork, Rule, branches, rules, tree
from bot.flow.paths import Path

NAMES = ("a", "b", "c")
CASES = [dict(zip(NAMES, values, strict=True)) for values in product("xyz", "xy", "xy")]


def fits(case, found: tuple[Rule, ...]) -> bool:
    return any(all(case[name] in values for name, values in rule) for rule in found)


@given(st.sets(st.sampled_from(range(len(CASES))), min_size=1))
def test_the_rules_hold_in_exactly_the_cases_in_which_the_line_is_there(held):
    found = rules(CASES, held, NAMES)

    if len(held) == len(CASES):
        assert found == ()
    else:
        assert {index for index, case in enumerate(CASES) if fits(case, found)} == held


def test_one_question_that_decides_alone_is_all_that_is_told():
    held = {index for index, case in enumerate(CASES) if case["c"] == "y"}

    assert rules(CASES, held, NAMES) == ((("c", ("y",)),),)


def test_either_of_two_questions_is_told_as_two_rules():
    held = {index for index, case in enumerate(CASES) if case["a"] in "xy" or case["b"] == "y"}

    assert rules(CASES, held, NAMES) == ((("a", ("x", "y")),), (("b", ("y",)),))


def test_what_was_not_asked_is_an_answer_of_its_own():
    cases = [{"a": "x", "b": "x"}, {"a": "x", "b": "y"}, {"a": "y", "b": None}]

    assert rules(cases, {1, 2}, ("a", "b")) == ((("b", ("y", None)),),)


def way(end: str, **answers: str) -> Path:
    return Path(answers, (*answers, end), end, "end")


def test_a_question_whose_every_answer_comes_to_the_same_is_left_out():
    ways = [way(one, a=one, b=two) for one in "xy" for two in "xy"]

    assert tree(ways) == Fork("a", ((("x",), "x"), (("y",), "y")))


def test_answers_that_lead_to_the_same_are_one_row():
    ways = [way("end", a="x"), way("end", a="y"), way("other", a="z")]

    assert list(branches(tree(ways))) == [((("a", ("x", "y")),), "end"), ((("a", ("z",)),), "other")]


def test_where_everything_leads_to_one_end_nothing_is_asked():
    assert list(branches(tree([way("end", a="x"), way("end", a="y")]))) == [((), "end")]
