import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flow import sheet

YAML_LIKE = st.text(st.sampled_from("ab中{}[]:,-?&*!|>'\"%@#~<=\n \t\r0"), max_size=60)


def read(text):
    return sheet.read("x.yaml", text if isinstance(text, bytes) else text.encode())


def rules(text):
    return [(found.rule, found.line, found.column) for found in read(text).findings]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"), ("on", "on"), ("no", "no"), ("true", True), ("False", False), ("null", None), ("~", None), ("", None),
        ("12", 12), ("007", 7), ("-3", -3), ("1.5", 1.5), (".5", 0.5), ("1e3", 1000.0), ("0x10", "0x10"), (".nan", ".nan"),
        ("1e999", "1e999"), ("9" * 30, 1e30), ("2026-11-24", "2026-11-24"), ("12:30", "12:30"), ("'12'", "12"), ('"true"', "true"),
        ("|\n  两行\n  文字", "两行\n文字\n"), ("千伏安", "千伏安"),
    ],
)  # fmt: skip
def test_scalars_are_read_as_yaml_1_2(written, value):
    assert read(f"a: {written}\n").value == {"a": value}


def test_each_entry_has_the_place_of_its_key_or_dash():
    page = read("一: {二: [三, 四]}\nb:\n  - c: 1\n")

    assert page.marks == {
        (): (1, 1), ("一",): (1, 1), ("一", "二"): (1, 5), ("一", "二", 0): (1, 9), ("一", "二", 1): (1, 12),
        ("b",): (2, 1), ("b", 0): (3, 5), ("b", 0, "c"): (3, 5),
    }  # fmt: skip
    assert page.at(("b", 0, "c", "d", 5)) == (3, 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"a: 1\nb: \xff", ("not_utf8", 2, 4)),
        ("a: 1\r\nb: \x00", ("control_character", 2, 4)),
        ("a: \u2028", ("control_character", 1, 4)),
        ("a: \ufeff", ("control_character", 1, 4)),
        ("a: 1\n\tb: 2", ("yaml_syntax", 2, 1)),
        ("a: b: c", ("yaml_syntax", 1, 5)),
        ("*a", ("yaml_syntax", 1, 1)),
        ("a: 1\n---\nb: 2", ("several_documents", 2, 1)),
        ("a: 1\na: 2", ("duplicate_key", 2, 1)),
        ("a: &x [1, *x]", ("yaml_anchor", 1, 4)),
        ("a: !!str 1", ("yaml_tag", 1, 4)),
        ("!x a: 1", ("yaml_tag", 1, 1)),
        ("<<: {a: 1}", ("yaml_merge", 1, 1)),
        ("? [a]\n: 1", ("key_not_plain", 1, 3)),
        ("[" * 201, ("too_deep", 1, 201)),
        ("- " * 100_000, ("too_deep", 1, 1)),
        ("a:\n- " + "[" * 50 + "]" * 50, ("too_deep", 2, 42)),
        ("a" * (sheet.SIZE + 1), ("too_large", 1, 1)),
    ],
)
def test_what_can_not_be_read_is_found_with_its_place(text, expected):
    assert expected in rules(text)


def test_brackets_that_close_do_not_nest():
    assert rules("a: [" + "[x], " * 300 + "]") == []


def test_a_quoted_double_arrow_is_a_word():
    assert read("'<<': 1").value == {"<<": 1}


def test_a_byte_order_mark_is_passed_over():
    assert read("\ufeffa: 1").value == {"a": 1}


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=200), YAML_LIKE.map(str.encode)))
def test_nothing_ever_raises_and_every_finding_has_a_place(content):
    page = sheet.read("x.yaml", content)

    assert page.sound or page.findings
    assert all(found.line >= 1 and found.column >= 1 for found in page.findings)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n  - " + "字" * 1001, ("text_too_long", 2, 5)),
        ("字" * 1001 + ": 1", ("text_too_long", 1, 1)),
        ("a: [" + "1, " * 2000 + "1]", ("too_many", 1, 1)),
        ("a: {" + ", ".join(f"k{n}: 1" for n in range(2001)) + "}", ("too_many", 1, 1)),
    ],
)
def test_a_text_or_list_without_end_is_found(text, expected):
    assert expected in rules(text)


@pytest.mark.parametrize("letter", "\u202e\u2066\u200b\u200f\u00ad\u3164\U000e0041\ue000")
def test_a_letter_nobody_sees_or_that_turns_the_line_is_found(letter):
    assert rules(f"a: 工地{letter}") == [("control_character", 1, 6)]


def test_a_joiner_is_fine_between_pictures_and_found_between_letters():
    assert rules("a: 👨\u200d👩\u200d👧 ❤️\u200d🔥") == []
    assert rules("a: 工\u200d地") == [("control_character", 1, 5)]
