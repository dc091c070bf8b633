import pytest

from bot.engine.gap import fault, gap_keys, sides, stretches
from bot.engine.hearing import hear


def found(word, text):
    before, after = sides(word)
    (phrase,) = hear(text)
    wanted = gap_keys(before, after)
    openings = {"".join(unit.face for unit in before), "".join(f" {unit.sound}" for unit in before)}
    return [(each.start, each.length, each.written) for each in stretches(phrase, openings) if each.key in wanted]


@pytest.mark.parametrize("word", ["开店", "开个…", "…店", "…", "", "。…。"])
def test_a_word_has_a_gap_only_with_something_on_both_sides(word):
    assert sides(word) == ()


def test_a_gap_may_be_written_longer():
    assert sides("开个……店") == sides("开个…店") != ()


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("开店", ""), ("开个…店", ""), ("开个...", ""), ("开个……店", ""), ("一二三四五六…一二三四五六", ""), ("一。二三四五六七…店", ""),
        ("开个…", "bare"), ("…店", "bare"), ("开个…。", "bare"), ("一二三四五六七…店", "long"), ("开…wo xiang kai ge xiao dian", ""),
        ("开…wo xiang kai yi ge xiao dian", "long"),
    ],
)  # fmt: skip
def test_a_word_with_a_gap_that_nobody_can_say_is_known(word, why):
    assert fault(word) == why


def test_a_word_whose_sides_are_too_long_is_never_found():
    assert found("一二三四五六…店", "一二三四五六花店")
    assert not found("一二三四五六七…店", "一二三四五六七花店")


def test_a_stretch_covers_both_sides_and_what_stands_in_between():
    assert found("开个…店", "我想开个陶艺店行不") == [(2, 5, True)]


@pytest.mark.parametrize("text", ["开个店", "开个", "陶艺店", "店开个", "开个大得没有边的店"])
def test_a_gap_holds_one_to_four_units(text):
    assert found("开个…店", text) == []


@pytest.mark.parametrize("text", ["kai ge hua dian", "開個花店", "开个花 dian"])
def test_by_sound_it_fits_only_what_is_not_surely_written(text):
    assert [written for *_, written in found("开个…店", text)] == [False]
    assert found("开个…店", "开个花电") == []
