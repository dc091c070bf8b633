"""Two values laid side by side."""

import pytest

from bot.flow.difference_values import Change, changes


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [Change(("a",), 1, 2)]),
        ({"a": {"b": 1}}, {"a": {"c": 1}}, [Change(("a", "c"), None, 1), Change(("a", "b"), 1, None)]),
        ({}, {"a": ["x"]}, [Change(("a",), None, "x")]),
        ({"a": ["x", "y"]}, {"a": ["y", "z"]}, [Change(("a",), None, "z"), Change(("a",), "x", None)]),
        ({"a": ["x", "y"]}, {"a": ["y", "x"]}, [Change(("a",), ["x", "y"], ["y", "x"])]),
        ({"a": "x"}, {"a": ["x"]}, [Change(("a",), "x", ["x"])]),
        (None, 3, [Change((), None, 3)]),
    ],
)
def test_each_place_is_told_once(old, new, expected):
    assert list(changes(old, new)) == expected


@pytest.mark.parametrize(
    ("shelf", "old", "new", "expected"),
    [
        ("materials", {"use": "id_card"}, {"use": "id_card", "note": "n"}, [("id_card", "note")]),
        ("limits", {"fact": "a", "item": "x"}, {"fact": "a", "item": "y"}, [("a", "item")]),
        ("fees", {"item": "x", "fact": "a", "status": "free"}, {"item": "x", "fact": "b", "status": "free"}, [("x", "fact")]),
        ("steps", {"do": "x"}, {"do": "y"}, [("1", "do")]),
        ("materials", {"use": "id_card"}, {"use": "plan"}, [("plan",), ("id_card",)]),
    ],
)  # fmt: skip
def test_entries_of_a_list_are_known_by_what_they_are_about(shelf, old, new, expected):
    found = list(changes({shelf: [old]}, {shelf: [new]}))

    assert [change.path[1:] for change in found] == expected


def test_two_entries_about_the_same_are_told_apart():
    both = [{"fact": "a", "when": "x"}, {"fact": "a", "when": "y"}]

    found = list(changes({"limits": both}, {"limits": [both[0], {"fact": "a", "when": "z"}]}))

    assert found == [Change(("limits", "a (2)", "when"), "y", "z")]


def test_ways_are_told_as_a_whole():
    old, new = [{"when": "x", "to": "a"}, {"to": "b"}], [{"to": "a"}]

    assert list(changes({"go": old}, {"go": new})) == [Change(("go",), old, new)]
