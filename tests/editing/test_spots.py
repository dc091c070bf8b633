"""Values written anew in their place."""

import pytest

from bot.editing.spots import put, scalar, spots
from bot.flow import sheet


def test_every_plain_value_has_its_stretch():
    text = "a: 1 # x\nb:\n  - 'c'\n  - {d: \"e\"}\nf: |\n  g\n\nh: i\n"

    found = {path: text[spot.start : spot.end] for path, spot in spots(text).items()}

    assert found == {("a",): "1", ("b", 0): "'c'", ("b", 1, "d"): '"e"', ("f",): "|\n  g", ("h",): "i"}


def test_nothing_has_no_places():
    assert spots("# nothing\n") == {}


def test_only_what_is_put_changes():
    text = "a: 1 # x\nb: |\n  long\n  words\n# y\nc: 'z'\n"

    assert put(text, {("b",): "short", ("a",): "22"}) == "a: 22 # x\nb: short\n# y\nc: 'z'\n"


@pytest.mark.parametrize(
    ("words", "bare"),
    [
        ("三零", True),
        ("“三零”接电", True),
        ("二（三）2", True),
        ("a: b", False),
        ("a #b", False),
        ("1", False),
        ("true", False),
        ("", False),
        (" x", False),
        ("- x", False),
        ("{a03_03}内", False),
        ("带{a03_03}，", False),
        ("x, y", False),
        ("two\nlines", False),
        ('say "x"', True),
        ("&x", False),
    ],
)
def test_words_are_written_so_that_they_are_read_back(words, bare):
    written = scalar(words)

    assert (written == words) is bare
    assert sheet.read("", f"a: {written}\nb: [{written}, {written}]".encode()).value == {
        "a": words,
        "b": [words, words],
    }
