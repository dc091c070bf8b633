"""Answers checked at once."""

import pytest
from pydantic import TypeAdapter

from bot.editing import fitness
from bot.editing.draft import keys, next_order, parted
from bot.editing.fitness import Unfit
from bot.flow.load import load
from bot.flow.model import Key
from tests.houses import ROOT, furnish


@pytest.fixture(scope="module")
def book():
    return load(ROOT).handbook


def rule(check, *given) -> str:
    with pytest.raises(Unfit) as trouble:
        check(*given)
    words = (ROOT / "messages_zh" / "new" / "unfit.txt").read_text("utf-8")
    told = dict(line.split("=", 1) for line in words.splitlines())[trouble.value.rule]
    assert told.format(**trouble.value.data)
    return trouble.value.rule


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", "empty"), ("3天办好", "figure"), ("三天办好", "figure"), ("打{nobody}", "place"), ("一个{", "place")],
)
def test_a_sentence_citizens_must_not_read_is_refused(book, text, expected):
    assert rule(fitness.reads, book, text) == expected


def test_a_sentence_with_known_places_will_do(book):
    assert fitness.reads(book, "打{p12345}，{a03_15}办好，带{id_card}") == "打{p12345}，{a03_15}办好，带{id_card}"


def test_a_label_that_fits_no_button_is_refused(book):
    assert rule(fitness.label, book, "字" * 21) == "long"
    assert fitness.label(book, "字" * 20)


@pytest.mark.parametrize("text", ["是", "是，是", "一，二，三，四，五，六，七，八，九，十"])
def test_buttons_are_some_and_differ(book, text):
    assert rule(fitness.choices, book, text) == "choices"


def test_buttons_are_parted_by_commas_of_any_kind(book):
    assert fitness.choices(book, "过户，抵押、查档案, 别的") == ("过户", "抵押", "查档案", "别的")


@pytest.mark.parametrize(
    ("text", "taken", "expected"),
    [
        ("房子过户", (), "fang_zi_guo_hu"),
        ("房子过户", ("fang_zi_guo_hu",), "fang_zi_guo_hu_2"),
        ("3C认证", (), "x_3c_ren_zheng"),
        ("！", (), "x"),
        ("area", (), "area_2"),
        ("小微企业三零接电服务和别的服务", (), "xiao_wei_qi_ye_san_ling_jie_d"),
    ],
)
def test_an_id_is_made_of_the_sound_of_words(text, taken, expected):
    assert fitness.spelt(text, taken) == expected
    assert TypeAdapter(Key).validate_python(expected) == expected


def test_yes_and_no_have_their_own_keys(book):
    assert keys(("是", "不是"), book) == {"是": "yes", "不是": "no"}
    assert keys(("是", "是的", "过户"), book) == {"是": "yes", "是的": "shi_de", "过户": "guo_hu"}


def test_records_that_promise_a_time_are_told_from_the_others(book):
    some = tuple(book.records[name] for name in ("a05_05", "a03_03", "a05_15"))

    assert parted(some) == (("a05_05",), ("a03_03", "a05_15"))


def test_a_new_area_comes_last(tmp_path):
    assert next_order(load(furnish(tmp_path)).handbook) == 2
