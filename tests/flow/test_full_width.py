from pathlib import Path
from time import process_time

import pytest

from bot.flow import sheet
from bot.flow.lint import lint
from bot.flow.load import load

SOUND = Path(__file__).parent / "sound" / "flows"


@pytest.mark.parametrize(
    ("text", "place", "meant"),
    [
        ("a: 1\nb: {label: 大，words: [大]}\n", "2:13", ","),
        ("a: 1\nb: {label: 大， words: [大]}\n", "2:13", ","),
        ("a: 1\nb: {label：大}\n", "2:10", ":"),
        ("a: 1\nb: {say: 大, when：x}\n", "2:17", ":"),
        ("a: 1\nb: {say：大, when: x}\n", "2:8", ":"),
        ("states:\n  size:\n    ask：多大？\n    go: done\n", "3:8", ":"),
        ("states:\n  size：\n    ask: 多大？\n    go: done\n", "2:7", ":"),
        ("size：\n  ask: 多大？\n", "1:5", ":"),
        ("notes:\n  - say：先看：再来\n    when: x\n", "2:8", ":"),
    ],
)
def test_a_chinese_sign_in_the_place_of_yamls_own_is_found_where_it_stands(text, place, meant):
    read = sheet.read("flows/a.yaml", text.encode())

    found = [(f"{one.line}:{one.column}", one.data["meant"]) for one in read.findings if one.rule == "full_width_sign"]
    assert found == ([(place, meant)] if place else [])
    assert read.sound is not bool(place)


@pytest.mark.parametrize(
    "text",
    [
        "say: 您好，请看：先看这里\n",
        "- 材料：身份证，户口本\n",
        "{say: 您好，请问, when: x}\n",
        '{"大：小": }\n',
        "a: |\n  say：大，when：x\n",
        "- APP：在手机上也能查\n",
    ],
)
def test_a_chinese_sign_among_chinese_words_is_no_matter(text):
    assert sheet.read("flows/a.yaml", text.encode()).findings == []


def test_a_missing_brace_is_not_put_down_to_a_comma_among_words():
    read = sheet.read("flows/a.yaml", "a: {say: 您好，请问\nb: 1\n".encode())

    assert [one.rule for one in read.findings] == ["yaml_syntax"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- wifi：在大厅也能用\n- say: 注意: 带证\n", 2),
        ("a: |\n  文字\n  - wifi：你好\nb: c: d\n", 4),
    ],
)
def test_a_colon_too_many_is_not_put_down_to_the_line_before(text, line):
    (found,) = sheet.read("flows/a.yaml", text.encode()).findings

    assert (found.line, found.rule) == (line, "yaml_syntax")


def test_a_key_with_a_chinese_colon_is_no_sentence(lay):
    text = (SOUND / "power" / "small.yaml").read_text("utf-8")
    text = text.replace("- 提出申请", "- do：提出申请").replace("- 记得带{id_card}。", "- say：带{id_card}")

    found = [(one.place, one.rule) for one in lint(load(lay({"power/small.yaml": text})))]

    assert found == [("states.done.steps[0].do", "full_width_sign"), ("states.done.notes[0].say", "full_width_sign")]


def test_many_findings_are_told_in_little_time():
    begun = process_time()
    read = sheet.read("flows/a.yaml", ("[" + "{a：}, " * 2000 + "]\n").encode() * 1)
    nested = sheet.read("flows/a.yaml", ("\n".join(f"k{n}: [{'!a b, ' * 1900}]" for n in range(16))).encode())

    assert len(read.findings) == 2000
    assert len(nested.findings) == 16 * 1900
    assert process_time() - begun < 20  # 90 when each was compared with all before it


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ('a: 1\nsay: "没有关\nb: 2\nc: 3\n', (2, 6), "found unexpected end of stream"),
        ("a: 1\nwho: [person, business\nask: x\nb: 2\n", (2, 6), "did not find expected ',' or ']'"),
        ("a: {label: 丢了补办\nb: 2\nc: 3\n", (1, 4), "did not find expected ',' or '}'"),
        ("title:老年\nid: x\n", (1, 7), "no blank"),
        ("a:\n    ask: 多大\n      go: x\n", (3, 9), "deeper"),
        ("a: 1\nb: 大: 小\n", (2, 5), "mapping values are not allowed in this context"),
        ("a:\n  - b: 1\n－ c\nd: 1\n", (3, 1), "could not find expected ':'"),
    ],
)
def test_what_is_unfinished_is_told_where_it_begins(text, place, problem):
    (found,) = sheet.read("flows/a.yaml", text.encode()).findings

    assert ((found.line, found.column), found.data["problem"]) == (place, problem)
