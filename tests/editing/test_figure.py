"""Another figure for a ledger record."""

import pytest

from bot.editing.figure import figure, odd
from bot.editing.fitness import Unfit
from bot.flow.load import load
from tests.houses import furnish


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    return load(furnish(tmp_path_factory.mktemp("figures"))).handbook.records


@pytest.mark.parametrize(
    ("record", "written", "told"),
    [
        ("t_average", "five", "figure_digits"),
        ("t_average", "", "figure_digits"),
        ("t_average", "nan", "figure_large"),
        ("t_average", "inf", "figure_large"),
        ("t_average", "1e300", "figure_large"),
        ("t_average", "-5", "figure_negative"),
        ("t_seats", "1.5", "figure_whole"),
        ("t_pipe", "1.5", "figure_whole"),
        ("t_share", "101", "figure_share"),
        ("t_words", "5", "figure_none"),
    ],
)
def test_what_can_be_no_value_of_the_record_is_refused(records, record, written, told):
    with pytest.raises(Unfit, match=told):
        figure(records[record], written)


@pytest.mark.parametrize(
    ("record", "written", "value"), [("t_average", "5", 5), ("t_half", "0.5", 0.5), ("t_share", "100", 100)]
)
def test_a_figure_that_makes_sense_is_taken(records, record, written, value):
    assert figure(records[record], written) == value


@pytest.mark.parametrize(
    ("record", "value", "strange"),
    [("t_average", 0, True), ("t_average", 70, True), ("t_average", 0.7, True), ("t_average", 20, False),
     ("t_average", 7, False), ("t_now", 0, False), ("t_now", 1, True)],
)  # fmt: skip
def test_nothing_and_ten_times_as_much_or_as_little_are_odd(records, record, value, strange):
    assert odd(records[record], value) is strange
