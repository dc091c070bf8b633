import pytest

from bot.draw.condition import Conditions
from bot.flow.parts import conditions

STATES = {
    "place": {"ask": "在哪里？", "choices": {"city": "城市", "rural": "农村"}, "go": "size"},
    "size": {
        "ask": "多大容量？",
        "number": {"unit": "kVA", "min": 1, "max": 999, "example": "80", "unsure": {"label": "不知道", "to": "far"}},
        "go": "pipe",
    },
    "pipe": {"ask": "管子多粗？", "number": {"unit": "DN", "min": 1, "max": 999, "example": "80"}, "go": "far"},
    "far": {"ask": "要不要邮寄？", "choices": {"yes": "要", "no": "不要"}, "go": "kind"},
    "kind": {"ask": "哪一种？", "choices": {"a": "甲种", "b": "乙种", "c": "丙种"}, "go": "done"},
    "done": {"end": "好了", "say": "好了。", "offices": ("p12345",)},
}


@pytest.mark.parametrize(
    ("source", "asked", "words"),
    [
        ("size <= fact('a03_03')", "size", "不超过160千伏安"),
        ("size <= fact('a03_03')", None, "“多大容量”不超过160千伏安"),
        ("size > 5", "size", "超过5千伏安"),
        ("size >= 5.5", "size", "不少于5.5千伏安"),
        ("size < -5", "size", "小于-5千伏安"),
        ("size == 5", "size", "正好5千伏安"),
        ("size != 5", "size", "不是5千伏安"),
        ("5 < size", "size", "超过5千伏安"),
        ("5 < size <= 9", "size", "超过5千伏安，并且不超过9千伏安"),
        ("pipe == 100", "pipe", "正好DN100"),
        ("size <= 2 * 40", "size", "不超过80千伏安"),
        ("size == 'unsure'", "size", "不知道"),
        ("place == 'city'", "place", "城市"),
        ("'city' == place", None, "“城市”"),
        ("place != 'city'", None, "“农村”"),
        ("not place == 'city'", "place", "农村"),
        ("kind in ['a', 'c']", "kind", "甲种、丙种"),
        ("kind not in ['a', 'c']", "kind", "乙种"),
        ("kind == 'c' or kind == 'a'", None, "“甲种”或“丙种”"),
        ("kind == 'a' or place == 'city'", "kind", "甲种，或者“城市”"),
        ("place == 'city' and (kind == 'a' or size > 5)", "kind", "“城市”，并且（甲种，或者“多大容量”超过5千伏安）"),
        ("place == 'city' and (kind == 'a' or kind == 'b')", "kind", "“城市”，并且甲种、乙种"),
        ("not (kind == 'a' and place == 'city')", "kind", "不是（甲种，并且“城市”）"),
        ("far == 'yes'", None, "“要不要邮寄”选“要”"),
        (
            "size <= fact('a03_03' if place == 'city' else 'a03_04')",
            "size",
            "“城市”的，不超过160千伏安；“农村”的，不超过100千伏安",
        ),
        ("(5 if place == 'city' else 6) > size", "size", "“城市”的，小于5千伏安；“农村”的，小于6千伏安"),
        (
            "size > 1 if place == 'city' and kind == 'a' else size > 2",
            "size",
            "“城市”，并且“甲种”的，超过1千伏安；不是（“城市”，并且“甲种”）的，超过2千伏安",
        ),
    ],
)
def test_a_condition_is_said_in_words(small, source, asked, words):
    assert Conditions(small(STATES)).words(source, asked) == words


@pytest.mark.parametrize(
    "source",
    [
        "size +",  # can't be read
        "import",
        "nobody == 'x'",
        "nobody <= 5",
        "done == 5",
        "kind == 'gone'",
        "kind != 'gone'",
        "size != 'unsure'",
        "size <= (1 if place == 'city' else 2) * 3",
        "size in [1, 2]",
        "1 == 1",
        "kind == 5",
        "size <= fact('nowhere')",
    ],
)
def test_what_has_no_good_words_stands_as_it_was_written(small, source):
    assert Conditions(small(STATES)).words(source, "size") == source


def test_a_label_that_two_questions_share_is_told_with_its_question(small):
    states = {**STATES, "again": {"ask": "又是哪一种？", "choices": {"a": "甲种", "z": "丁种"}, "go": "done"}}

    assert Conditions(small(states)).words("kind == 'a'") == "“哪一种”选“甲种”"


def test_every_condition_of_the_county_is_said_in_words(book, drawer):
    for flow in book.flows.values():
        said = Conditions(drawer.shown(flow.id))
        for _, _, source in conditions(flow):
            assert said.words(source) != source, source
