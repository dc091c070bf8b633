import pytest

from bot.flow.load import load
from bot.flow.model import Flow
from bot.flow.paths import LIMIT, DeadEnd, Path, explore, paths, samples

HEAD = {
    "id": "f",
    "title": "事",
    "summary": "事",
    "department": "局",
    "who": ["person"],
    "ask_words": ["事"],
    "examples": ["事"],
}
END = {"end": "完", "say": "完", "offices": []}


def flow(**states):
    return Flow.model_validate({**HEAD, "states": {**states, "done": END}})


def number(go, **more):
    return {"ask": "?", "number": {"unit": "kVA", "min": 1, "max": 10, "example": "例", **more}, "go": go}


def choice(go, *keys):
    return {"ask": "?", "choices": dict.fromkeys(keys, "选"), "go": go}


def test_every_choice_threshold_and_not_knowing_is_walked(lay):
    book = load(lay()).handbook

    found = list(paths(book.flows["small"], book))

    assert [tuple(path.answers.values()) for path in found] == [
        ("urban", 1), ("urban", 159), ("urban", 160), ("urban", 161), ("urban", 1000), ("urban", "unsure"), ("rural",),
    ]  # fmt: skip
    assert [path.end for path in found] == ["done", "done", "done", "other", "other", "ask_window", "other"]
    assert found[0] == Path({"place": "urban", "capacity": 1}, ("place", "capacity", "done"), "done", "end")
    assert found[3].kind == "jump"


@pytest.mark.parametrize(
    ("more", "when", "expected"),
    [
        ({}, "n > 5", (1, 4, 5, 6, 10)),
        ({}, "n > 4.5", (1, 3.5, 4.5, 5.5, 10)),
        ({"whole": True}, "n > 4.5", (1, 3, 4, 5, 6, 10)),
        ({"min": 0.5}, "n > 10", (0.5, 9, 10)),
        ({"unsure": {"label": "?", "to": "done"}}, "n > fact('f')", (1, 6, 7, 8, 10, "unsure")),
        ({}, "n >", (1, 10)),
        ({}, "n > fact('gone')", (1, 10)),
    ],
)
def test_numbers_are_tried_at_their_limits_and_around_each_threshold(more, when, expected):
    asked = flow(n=number([{"when": when, "to": "done"}, {"to": "done"}], **more))

    assert samples(asked, {"f": 7})["n"] == expected


def test_conditions_of_outcomes_count_too():
    asked = Flow.model_validate(
        {**HEAD, "states": {"n": number("done"), "done": {**END, "notes": [{"say": "好", "when": "n > 5"}, "好"]}}}
    )

    assert samples(asked, {})["n"] == (1, 4, 5, 6, 10)


@pytest.mark.parametrize(
    ("states", "code", "last"),
    [
        ({"a": choice({"x": "done"}, "x", "y")}, "no_way", "a"),
        ({"a": choice("gone", "x")}, "unknown_state", "a"),
        ({"a": choice("b", "x"), "b": choice("a", "x")}, "loop", "a"),
        ({"a": number([{"when": "a >", "to": "done"}])}, "syntax", "a"),
        ({"a": number([{"when": "b == 'x'", "to": "done"}])}, "unanswered", "a"),
    ],
)
def test_ways_that_lead_nowhere_are_dead_ends(states, code, last):
    dead = [way for way in explore(flow(**states), {}) if isinstance(way, DeadEnd)]

    assert {(way.code, way.states[-1]) for way in dead} == {(code, last)}


def test_a_tangled_flow_is_walked_no_further_than_the_limit():
    keys = "abcdefgh"
    tangled = flow(**{f"q{i}": choice(f"q{i + 1}" if i < 5 else "done", *keys) for i in range(6)})

    assert sum(1 for _ in explore(tangled, {})) == LIMIT
