import pytest

from bot.engine.attention import Attention
from bot.engine.hearing import hear

ATTENTION = Attention.on(
    ["个体户", "不想干了", "办电", "接水", "停电"],
    ["个", "办", "怎么", "我"],
    ["不是", "不想", "不"],
    ["是", "想", "的"],
)


def marked(text, marks):
    (phrase,) = hear(text)
    return "".join(unit.face or unit.sound for unit, mark in zip(phrase, marks(phrase), strict=True) if mark)


@pytest.mark.parametrize(
    ("text", "heeded"),
    [
        ("怎么办执照", "执照"),
        ("办个个体户", "个体户"),
        ("怎麼办电", "办电"),
        ("wo zhuang", "zuang"),
        ("握手", "握手"),
    ],
)
def test_empty_words_are_passed_over_unless_part_of_a_kept_one(text, heeded):
    assert marked(text, ATTENTION.heeds) == heeded


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("不是电表", "电表"),
        ("不是电表是水表", "电表"),
        ("水表不是电表", "电表"),
        ("不是想开店", "开店"),
        ("不是小微的店", "小微"),
        ("是不是电表", ""),
        ("不想干了", ""),
        ("不是", ""),
        ("不", ""),
        ("不接水要通气", "接水"),
        ("不给钱", ""),
        ("停不停电", ""),
        ("不是一二三四五六七八九十", "一二三四五六七八"),
    ],
)
def test_a_denial_reaches_to_the_next_turn(text, denied):
    assert marked(text, ATTENTION.denies) == denied


def test_taken_literally_a_word_that_looks_like_a_denial_is_one():
    (phrase,) = hear("不想干了")

    assert list(ATTENTION.denies(phrase, literally=True)) == [False, False, True, True]


def test_beyond_the_end_nothing_begins():
    (phrase,) = hear("接水")

    assert [ATTENTION.reach(phrase, at) for at in (0, 1, 2)] == [2, 0, 0]
