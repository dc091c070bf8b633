import pytest

from bot.flow import sheet


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
    ],
)
def test_a_chinese_sign_among_chinese_words_is_no_matter(text):
    assert sheet.read("flows/a.yaml", text.encode()).findings == []


def test_a_missing_brace_is_not_put_down_to_a_comma_among_words():
    read = sheet.read("flows/a.yaml", "a: {say: 您好，请问\nb: 1\n".encode())

    assert [one.rule for one in read.findings] == ["yaml_syntax"]
