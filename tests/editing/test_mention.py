"""A figure said again in words."""

import pytest

from bot.editing.mention import Again, again, number
from bot.flow.lettering import Figures
from bot.flow.load import load
from tests.houses import ROOT


@pytest.fixture(scope="module")
def words():
    return load(ROOT).handbook.words


@pytest.mark.parametrize(
    ("text", "old", "new", "unit", "expected"),
    [
        ("不超过7个工作日", 7, 5, "working_days", "不超过5个工作日"),
        ("3个工作日；再延长3个工作日；第3步", 3, 5, "working_days", "5个工作日；再延长5个工作日；第3步"),
        ("第3步，3天", 3, 5, "working_days", "第3步，5天"),
        ("13个工作日，3.5天，0.3元", 3, 5, "working_days", None),
        ("１６０千伏安", 160, 200, "kVA", "２００千伏安"),
        ("不超过一百六十千伏安", 160, 200, "kVA", "不超过二百千伏安"),
        ("两个月", 2, 3, "months", "三个月"),
        ("三个月", 3, 2, "months", "两个月"),
        ("最长半天", 0.5, 1, "days", "最长一天"),
        ("最长一天", 1, 0.5, "days", "最长半天"),
        ("口径DN100以下", 100, 50, "DN", "口径DN50以下"),
        ("一套4枚章", 4, 5, "count", "一套5枚章"),
        ("最多 30 %", 30, 25.5, "percent", "最多 25.5 %"),
        ("看{a_7}，7天", 7, 5, "days", "看{a_7}，5天"),
        ("千万别忘，七天", 7, 5, "days", "千万别忘，五天"),
        ("没有数字", 7, 5, "days", None),
        ("7天", 7, 7, "days", None),
    ],
)
def test_the_figure_is_found_with_its_unit_and_said_anew(words, text, old, new, unit, expected):
    found = again(text, old, new, unit, words)

    assert found == (Again(expected, sure=True) if expected else None)


def test_a_numeral_that_may_be_a_part_of_a_name_is_told_as_doubtful(words):
    assert again("有三处可办", 3, 4, "count", words) == Again("有四处可办", sure=False)


def test_a_numeral_that_says_which_one_is_no_figure(words):
    assert again("第三处", 3, 4, "count", words) is None


def test_two_and_a_half_are_said_in_the_vocabularys_letters(words):
    plain = Figures.model_validate(words.figures.model_dump() | {"two": None, "half": None})
    bare = words.model_copy(update={"figures": plain})

    assert again("三个月", 3, 2, "months", bare) == Again("二个月", sure=True)
    assert again("最长半天", 0.5, 1, "days", bare) is None


@pytest.mark.parametrize(("value", "written"), [(5.0, "5"), (0.5, "0.5"), (160, "160"), (0.0, "0")])
def test_a_figure_is_written_without_a_needless_fraction(value, written):
    assert number(value) == written
