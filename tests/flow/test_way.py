import pytest

from bot.flow.expression import ExpressionError
from bot.flow.model import Ask
from bot.flow.way import exits, fits, follow

CHOICE = Ask(ask="?", choices={"a": "甲", "b": "乙"}, go={"a": "x", "b": "y"})
STRAIGHT = Ask(ask="?", choices={"a": "甲"}, go="x")
NUMBER = Ask(
    ask="?",
    number={"unit": "kVA", "min": 1, "max": 9, "whole": True, "example": "5", "unsure": {"label": "?", "to": "help"}},
    go=[{"when": "n < fact('low')", "to": "x"}, {"when": "n == 5 and kind == 'a'", "to": "y"}],
)
FREE = Ask(ask="?", number={"unit": "kVA", "min": 0.5, "max": 9, "example": "5"}, go=[{"to": "x"}])


@pytest.mark.parametrize(
    ("ask", "answers", "expected"),
    [
        (CHOICE, {"n": "b"}, "y"),
        (STRAIGHT, {"n": "a"}, "x"),
        (NUMBER, {"n": "unsure"}, "help"),
        (NUMBER, {"n": 1}, "x"),
        (NUMBER, {"n": 5, "kind": "a"}, "y"),
        (FREE, {"n": 5}, "x"),
    ],
)
def test_an_answer_leads_to_one_state(ask, answers, expected):
    assert follow(ask, "n", answers, {"low": 3}) == expected


@pytest.mark.parametrize(
    ("ask", "answers", "code"),
    [(CHOICE, {"n": "c"}, "no_way"), (NUMBER, {"n": 7}, "no_way"), (NUMBER, {"n": 5}, "unanswered")],
)
def test_an_answer_without_a_way_tells_why(ask, answers, code):
    with pytest.raises(ExpressionError) as raised:
        follow(ask, "n", answers, {"low": 3})

    assert raised.value.code == code


@pytest.mark.parametrize(("ask", "expected"), [(CHOICE, ["x", "y"]), (STRAIGHT, ["x"]), (NUMBER, ["x", "y", "help"])])
def test_exits_are_all_states_an_answer_may_lead_to(ask, expected):
    assert list(exits(ask)) == expected


@pytest.mark.parametrize(
    ("ask", "answer", "expected"),
    [
        (CHOICE, "a", True), (CHOICE, "c", False), (CHOICE, 1, False), (NUMBER, 1, True), (NUMBER, 9, True), (NUMBER, 10, False),
        (NUMBER, 0, False), (NUMBER, 1.5, False), (NUMBER, "unsure", True), (NUMBER, "a", False), (FREE, 1.5, True), (FREE, "unsure", False),
    ],
)  # fmt: skip
def test_only_what_could_be_answered_fits(ask, answer, expected):
    assert fits(ask, answer) is expected
