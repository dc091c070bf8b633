"""What citizens read before and after a change."""

import pytest

from bot.editing.screens import House, compare
from bot.flow.load import load
from tests.houses import change, furnish


@pytest.fixture
def houses(tmp_path):
    """Two houses alike; the second may be changed before it is looked at."""
    folders = [tmp_path / name for name in ("old", "new")]
    for folder in folders:
        folder.mkdir()
    return [furnish(folder) for folder in folders]


def compared(houses):
    return compare(*(House(home, load(home).handbook) for home in houses))


def test_alike_houses_tell_the_same(houses):
    assert compared(houses) == ()


def test_a_changed_figure_is_told_with_each_screen_that_shows_it(houses):
    change(houses[1] / "flows" / "policy" / "plan.yaml", "value: 7,", "value: 5,")

    found = compared(houses)

    assert any("7个工作日" in "".join(one.before) and "5个工作日" in "".join(one.after) for one in found)
    assert {(spot.flow, spot.state) for one in found for spot in one.spots} == {("tea_shop", "done")}


def test_equal_changes_come_together_the_most_frequent_first(houses):
    change(houses[1] / "flows" / "policy" / "plan.yaml", "value: 7,", "value: 5,")

    counts = [len(one.spots) for one in compared(houses)]

    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 1


def test_a_threshold_that_moved_tells_where_the_same_answers_lead_now(houses):
    change(houses[1] / "flows" / "policy" / "plan.yaml", "value: 12,", "value: 20,")

    spots = [spot for one in compared(houses) for spot in one.spots if spot.becomes != spot.state]

    assert {(spot.state, spot.becomes, dict(spot.answers)["seats"]) for spot in spots} == {
        ("to_hall", "done", number) for number in (13, 19, 20)
    }


def test_buttons_are_looked_at_as_well(houses):
    change(houses[1] / "flows" / "tea" / "tea_shop.yaml", "label: 大茶楼", "label: 大茶馆")

    assert any("大茶馆" in line for one in compared(houses) for line in one.after)
