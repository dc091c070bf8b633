"""Another figure for a ledger record."""

import pytest

from bot.editing.figure import figure
from bot.errors import SettingError
from bot.flow.load import load
from tests.houses import furnish


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    return load(furnish(tmp_path_factory.mktemp("figures"))).handbook.records


@pytest.mark.parametrize(
    ("record", "written", "told"),
    [
        ("t_average", "five", "not a number"),
        ("t_average", "", "not a number"),
        ("t_average", "nan", "no number"),
        ("t_average", "inf", "no number"),
        ("t_average", "1e300", "far too large"),
        ("t_average", "-5", "below 0"),
        ("t_seats", "1.5", "whole number"),
        ("t_pipe", "1.5", "whole number"),
        ("t_share", "101", "100 percent"),
        ("t_words", "5", "has no figure"),
    ],
)
def test_what_can_be_no_value_of_the_record_is_refused(records, record, written, told):
    with pytest.raises(SettingError, match=told):
        figure(records[record], written)


@pytest.mark.parametrize(
    ("record", "written", "value"), [("t_average", "5", 5), ("t_half", "0.5", 0.5), ("t_share", "100", 100)]
)
def test_a_figure_that_makes_sense_is_taken(records, record, written, value):
    assert figure(records[record], written) == value
