"""What can be walked over in a flow, and what somebody walked over."""

from bot.flow.load import load
from bot.flow.roads import Road, roads, walked
from tests.houses import furnish


def shop(tmp_path):
    book = load(furnish(tmp_path)).handbook
    return book.flows["tea_shop"], book.figures


def test_states_choices_conditions_and_not_knowing_can_be_walked_over(tmp_path):
    flow, _ = shop(tmp_path)

    assert list(roads(flow))[:7] == [
        Road(("states", "size"), "size"),
        Road(("states", "size", "choices", "small"), "size", "small"),
        Road(("states", "size", "choices", "big"), "size", "big"),
        Road(("states", "seats"), "seats"),
        Road(("states", "seats", "number", "unsure"), "seats", "unsure"),
        Road(("states", "seats", "go", 0), "seats", "done"),
        Road(("states", "seats", "go", 1), "seats", "to_hall"),
    ]


def test_whoever_came_through_walked_over_the_states_the_choice_and_the_way_that_held(tmp_path):
    flow, figures = shop(tmp_path)

    some = set(walked(flow, ("size", "seats", "to_hall"), {"size": "small", "seats": 13}, figures))
    none = set(walked(flow, ("size", "seats", "ask_window"), {"size": "small", "seats": "unsure"}, figures))
    begun = list(walked(flow, ("size",), {}, figures))

    assert some - none == {("states", "seats", "go", 1), ("states", "to_hall")}
    assert none - some == {("states", "seats", "number", "unsure"), ("states", "ask_window")}
    assert begun == [("states", "size")]
