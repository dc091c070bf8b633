"""What can be walked over in a flow, and what somebody walked over."""

from bot.flow.load import load
from bot.flow.roads import Road, roads, walked
from tests.houses import change, furnish


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


def test_the_only_way_on_from_what_is_typed_is_walked_over_by_an_answer(tmp_path):
    home = furnish(tmp_path)
    change(home / "flows/tea/tea_hall.yaml", "choices: {one: 一层, more: 两层或更多}", "day: {example: 今天}")
    book = load(home).handbook
    flow = book.flows["tea_hall"]

    come = set(walked(flow, ("floors",), {}, book.figures))
    gone = set(walked(flow, ("floors", "done"), {"floors": "2026-09-21"}, book.figures))

    assert Road(("states", "floors", "go"), "floors", "done") in roads(flow)
    assert come == {("states", "floors")}
    assert gone == {("states", "floors"), ("states", "floors", "go"), ("states", "done")}


def test_not_knowing_a_number_is_not_its_only_way_on(tmp_path):
    home = furnish(tmp_path)
    go = "go:\n      - {when: seats <= fact('t_seats'), to: done}\n      - {to: to_hall}\n"
    change(home / "flows/tea/tea_shop.yaml", go, "go: done\n")
    book = load(home).handbook

    some, none = (
        set(walked(book.flows["tea_shop"], ("seats",), {"seats": answer}, book.figures)) for answer in (8, "unsure")
    )

    assert some - none == {("states", "seats", "go")}
    assert none - some == {("states", "seats", "number", "unsure")}
