from datetime import date
from functools import partial
from pathlib import Path

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.engine import reading
from bot.engine.reading import LIMIT, Trouble, Understood
from bot.flow.lettering import Figures
from bot.flow.model import UNSURE, Ask, Number, Unsure
from bot.flow.shelf import Vocabulary

WORDS = Vocabulary.model_validate(YAML(typ="safe").load(Path("flows/words.yaml").read_text(encoding="utf-8")))
TODAY = date(2026, 11, 24)
read = partial(reading.read, today=TODAY)
BARE = Vocabulary(commands={}, units={"kVA": WORDS.units["kVA"]}, figures=WORDS.figures, dates=WORDS.dates)


def number(unit="kVA", low=1, high=100000, *, whole=False, unsure=True):
    button = Unsure(label="不知道多大", to="help") if unsure else None
    return Ask(
        ask="多大？", number=Number(unit=unit, min=low, max=high, whole=whole, example="120", unsure=button), go="end"
    )


def choice(**choices):
    return Ask(ask="哪一种？", choices=choices, go="end")


CAPACITY = number()
PIPE = number("DN", 15, 300, whole=True)
PLACE = choice(city={"label": "城市", "words": ["城里", "县城"]}, rural={"label": "农村", "words": ["村里", "乡下"]})
WHO = choice(
    home={"label": "居民家里", "words": ["家里", "居民家庭"]},
    small={"label": "小微企业或个体工商户", "words": ["小微企业", "个体户"]},
    other={"label": "其他单位", "words": ["学校", "不是小微"]},
)
SIGN = choice(yes="都能电子签名", no="有人不能")
KNOWN = choice(low="低压", high="高压", unknown={"label": "还没问", "words": ["没说"]})
CHANGE = choice(new="装新电表", transfer="过户（改户名）", add="加大用电（增容）")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("120", 120),
        ("120千伏安", 120),
        ("120 千伏安", 120),
        ("120kVA", 120),
        ("120 KVA。", 120),
        ("１２０", 120),
        ("１２０ｋＶＡ", 120),
        ("1️⃣2️⃣0️⃣", 120),
        ("120👍", 120),
        ("١٢٠", 120),
        ("1,200", 1200),
        ("12.5", 12.5),
        ("120.0", 120),
        ("1.5万", 15000),
        ("1.1万", 11000),
        ("10万", 100000),
        ("10 万", 100000),
        ("3千", 3000),
        ("1万2", 12000),
        ("3万5千", 35000),
        ("1e3", 1000),
        ("一百二十", 120),
        ("一百二", 120),
        ("一百二十千伏安", 120),
        ("两百", 200),
        ("两千五", 2500),
        ("一千零五十", 1050),
        ("三点五", 3.5),
        ("十二点五六", 12.56),
        ("一点五万", 15000),
        ("幺二零", 120),
        ("壹佰贰拾", 120),
        ("五", 5),
        ("五千伏安", 5),
        ("三千伏安", 3),
        ("三千千伏安", 3000),
        ("十", 10),
        ("大概120", 120),
        ("120左右", 120),
        ("差不多一百二吧", 120),
        ("就是五吧", 5),
        ("我们要报120的", 120),
        ("容量：120", 120),
        ("120，就是120千伏安", 120),
        ("10千伏的，315千伏安", 315),
        ("问一下，120千伏安行不行", 120),
        ("三相电，80", 80),
        ("说不准，大概120", 120),
    ],
)
def test_a_number_is_understood_however_it_is_written(text, value):
    expected = Trouble("several_numbers") if value is None else Understood(value)

    got = read(CAPACITY, text, WORDS)

    assert got == expected
    assert value is None or type(got.value) is type(value)


@pytest.mark.parametrize(
    "text", ["80", "DN80", "dn 80", "ＤＮ８０", "80毫米", "80mm", "八十毫米", "DN：80", "管子是dn80的"]
)
def test_a_unit_may_stand_before_or_behind(text):
    assert read(PIPE, text, WORDS) == Understood(80)


@pytest.mark.parametrize(
    ("text", "what", "heard"),
    [
        ("", "not_a_number", None),
        ("很多", "not_a_number", None),
        ("好多好多", "not_a_number", None),
        ("👍👍", "not_a_number", None),
        ("nan", "not_a_number", None),
        ("inf", "not_a_number", None),
        ("<b>{{ 容量 }}</b>", "not_a_number", None),
        ("千万别断电", "not_a_number", None),
        ("问一下", "not_a_number", None),
        ("三相电", "not_a_number", None),
        ("一百二十零", "not_a_number", None),
        ("100多", "vague_number", None),
        ("一百多千伏安", "vague_number", None),
        ("100千伏安以上", "vague_number", None),
        ("几百", "vague_number", None),
        ("十几个", "vague_number", None),
        ("三四百", "vague_number", None),
        ("三四百五", "vague_number", None),
        ("十五六", "vague_number", None),
        ("五六", "vague_number", None),
        ("不到100", "vague_number", None),
        ("120或者150", "several_numbers", None),
        ("100-150", "several_numbers", None),
        ("100-150千伏安", "several_numbers", None),
        ("100～150", "several_numbers", None),
        ("一百到两百", "several_numbers", None),
        ("100，200", "several_numbers", None),
        ("1.2.3", "several_numbers", None),
        ("½", "several_numbers", None),
        ("-5", "negative", "-5"),
        ("−5", "negative", "-5"),
        ("是-5千伏安", "negative", "-5"),
        ("负五", "negative", "-5"),
        ("负五千伏安", "negative", "-5"),
        ("0", "too_small", "0"),
        ("0.5", "too_small", "0.5"),
        ("零", "too_small", "0"),
        ("1e9", "too_big", "1000000000"),
        ("100000.5", "too_big", "100000.5"),
        ("一亿", "too_big", "100000000"),
        ("13800138000", "too_big", "13800138000"),
        ("1e999", "too_big", None),
        ("9" * LIMIT, "too_big", None),
        ("120度", "wrong_unit", "度"),
        ("120千瓦", "wrong_unit", "千瓦"),
        ("一百二十千瓦", "wrong_unit", "千瓦"),
        ("120 kW", "wrong_unit", "kw"),
        ("120kwh", "wrong_unit", "kwh"),
        ("10千伏", "wrong_unit", "千伏"),
        ("DN80", "wrong_unit", "dn"),
        ("S11", "wrong_unit", "s"),
        ("3天", "wrong_unit", "天"),
        ("120" * 1000, "too_long", None),
        ("好" * 10_000, "too_long", None),
    ],
)
def test_what_is_no_clear_number_is_said_to_be_which_kind_of_unclear(text, what, heard):
    assert read(CAPACITY, text, WORDS) == Trouble(what, {"heard": heard} if heard else {})


def test_a_fraction_is_refused_where_halves_make_no_sense():
    assert read(PIPE, "80.5", WORDS) == Trouble("not_whole", {"heard": "80.5"})


@pytest.mark.parametrize("text", ["不知道", "不知道多大", "我也说不准啊", "不清楚是100还是150", "说不准，十几个吧"])
def test_not_knowing_is_an_answer_where_there_is_a_way_for_it(text):
    assert read(CAPACITY, text, WORDS) == Understood(UNSURE)
    assert isinstance(read(number(unsure=False), text, WORDS), Trouble)


@pytest.mark.parametrize(
    ("ask", "text", "key"),
    [
        (PLACE, "农村", "rural"),
        (PLACE, "rural", "rural"),
        (PLACE, " 农 村。", "rural"),
        (PLACE, "我家在村里头", "rural"),
        (PLACE, "不是农村，城市", "city"),
        (PLACE, "2", "rural"),
        (PLACE, "２", "rural"),
        (PLACE, "②", "rural"),
        (PLACE, "2️⃣", "rural"),
        (PLACE, "(2)", "rural"),
        (PLACE, "B", "rural"),
        (PLACE, "第一个", "city"),
        (PLACE, "选2", "rural"),
        (PLACE, "我选第二个", "rural"),
        (WHO, "居民", "home"),
        (WHO, "个体工商户", "small"),
        (WHO, "我是个体户", "small"),
        (WHO, "不是小微", "other"),
        (WHO, "不是小微企业", "other"),
        (WHO, "小微企业", "small"),
        (WHO, "小微企业和个体工商户", "small"),
        (WHO, "其它单位", "other"),
        (WHO, "小微企业或者个体工商户", "small"),
        (CHANGE, "过户", "transfer"),
        (CHANGE, "改户名", "transfer"),
        (CHANGE, "装新店表", "new"),
        (CHANGE, "想给厂里加大用电", "add"),
        (SIGN, "是的", "yes"),
        (SIGN, "可以的呀", "yes"),
        (SIGN, "嗯，都能", "yes"),
        (SIGN, "不行", "no"),
        (SIGN, "没有。", "no"),
        (SIGN, "有人不能", "no"),
        (KNOWN, "不清楚", "unknown"),
        (KNOWN, "低压吧", "low"),
    ],
)
def test_a_choice_is_understood_however_it_is_typed(ask, text, key):
    assert read(ask, text, WORDS) == Understood(key)


@pytest.mark.parametrize(
    ("ask", "text", "what"),
    [
        (PLACE, "", "not_a_choice"),
        (PLACE, "😀", "not_a_choice"),
        (PLACE, "不是农村", "not_a_choice"),
        (PLACE, "3", "not_a_choice"),
        (PLACE, "0", "not_a_choice"),
        (PLACE, "选一个", "not_a_choice"),
        (PLACE, "是", "not_a_choice"),
        (PLACE, "好" * 501, "too_long"),
        (PLACE, "城里和村里都有", "several_choices"),
        (PLACE, "城里，村里", "several_choices"),
        (CHANGE, "不是过户", "not_a_choice"),
        (PLACE, "不在城里，也不是乡下", "not_a_choice"),
        (WHO, "单", "not_a_choice"),
        (SIGN, "对，没有", "several_choices"),
        (SIGN, "能不能", "not_a_choice"),
        (KNOWN, "中压", "not_a_choice"),
    ],
)
def test_an_unclear_choice_is_never_guessed(ask, text, what):
    assert read(ask, text, WORDS).what == what


def test_a_typo_never_turns_a_figure_or_a_denial_round():
    supply = choice(ten="10千伏用户专线", own="能自己办理")

    assert read(supply, "20千伏用户专线", WORDS) == Trouble("not_a_choice")
    assert read(supply, "10千伏用护专线", WORDS) == Understood("ten")
    assert read(supply, "不能自己办理", WORDS) == Trouble("not_a_choice")


def test_two_labels_as_near_as_each_other_are_named_both():
    supply = choice(single="单电源线路", double="双电源线路")

    assert read(supply, "但电源线路", WORDS) == Trouble("several_choices", {"heard": "单电源线路 / 双电源线路"})


def test_a_vocabulary_without_word_lists_still_reads_plain_answers():
    assert read(CAPACITY, "120千伏安", BARE) == Understood(120)
    assert read(CAPACITY, "不知道", BARE) == Trouble("not_a_number")
    assert read(SIGN, "都能电子签名", BARE) == Understood("yes")
    assert read(PLACE, "1", BARE) == Understood("city")


def spelt(**changed):
    figures = Figures.model_validate(WORDS.figures.model_dump() | changed)
    return WORDS.model_copy(update={"figures": figures})


def test_the_vocabulary_says_which_letters_are_numerals():
    digits = {digit: letters.replace("幺", "") for digit, letters in WORDS.figures.digits.items()}

    assert read(CAPACITY, "幺二零", WORDS) == Understood(120)
    assert read(CAPACITY, "幺二零", spelt(digits=digits)) == Understood(20)
    assert read(CAPACITY, "1百", spelt(powers={200: "百"})) == Understood(200)


def test_letters_that_no_library_knows_are_read_as_the_vocabulary_says():
    digits = WORDS.figures.digits | {3: "三仨"}
    powers = WORDS.figures.powers | {20: "廿"}
    own = spelt(digits=digits, powers=powers, point="又")

    assert read(CAPACITY, "仨百廿", own) == Understood(320)
    assert read(CAPACITY, "仨又五", own) == Understood(3.5)


def test_a_vocabulary_without_numerals_still_reads_digits():
    none = spelt(digits={}, powers={})

    assert read(CAPACITY, "120千伏安", none) == Understood(120)
    assert read(CAPACITY, "一百二十", none) == Trouble("not_a_number")
    assert read(CAPACITY, "三点五", none) == Trouble("not_a_number")
    assert read(CAPACITY, "三点五", spelt(point="两")) == Trouble("not_a_number")


PIECES = st.lists(
    st.sampled_from("一二两三十百千万亿零点负多几半度是不第个 ,.-+e0123456789kva千伏安dn~，。（）😀２②½Ⅷ٣\0\n#{<"),
    max_size=40,
).map("".join)


@given(st.sampled_from([CAPACITY, PIPE, PLACE, WHO, SIGN, KNOWN]), st.text(max_size=600) | PIECES)
def test_any_text_is_either_understood_within_the_question_or_a_trouble(ask, text):
    got = read(ask, text, WORDS)

    if isinstance(got, Understood) and got.value != UNSURE:
        assert got.value in ask.choices if ask.choices else ask.number.min <= got.value <= ask.number.max
    if isinstance(got, Trouble):
        assert all(len(str(value)) < 100 for value in got.data.values())


@given(
    st.integers(1, 100000),
    st.sampled_from(["{}", "{}千伏安", " {} KVA", "大概{}", "{}左右", "就是{}吧", "容量：{}。", "{}的"]),
)
def test_a_whole_number_reads_back_however_it_is_printed(value, frame):
    full_width = str(value).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})

    for printed in (str(value), f"{value:,}", full_width, cn2an.an2cn(value), cn2an.an2cn(value, "up")):
        assert read(CAPACITY, frame.format(printed), WORDS) == Understood(value), printed


@given(st.decimals(1, 100000, places=2))
def test_a_fraction_reads_back_in_digits_and_in_numerals(value):
    for printed in (str(value), cn2an.an2cn(str(value)), f"{value / 10000}万"):
        assert read(CAPACITY, printed, WORDS) == Understood(float(value)), printed


def test_words_that_stand_in_other_words_count_where_they_stand_alone():
    debt = Ask.model_validate(
        {
            "ask": "都清了吗？",
            "choices": {"yes": {"label": "都清了", "words": ["没欠款"]}, "no": {"label": "没清", "words": ["欠款"]}},
            "go": "end",
        }
    )

    assert read(debt, "税没欠款", WORDS) == Understood("yes")
    assert read(debt, "税没欠款就是还有点欠款", WORDS).what == "several_choices"
