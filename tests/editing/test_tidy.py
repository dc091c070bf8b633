"""The house style of YAML files."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editing.tidy import same, tidy
from bot.flow import sheet

ROOT = Path(__file__).parents[2]


def tidied(text: str) -> str:
    """The text in house style; that it says the same and stays as it is when done again goes without saying."""
    found = tidy(text.encode())
    assert same(text.encode(), found.encode())
    assert tidy(found.encode()) == found
    return found


@pytest.mark.parametrize("file", sorted((ROOT / "flows").rglob("*.yaml")), ids=lambda file: file.stem)
def test_the_county_s_files_are_in_house_style(file):
    assert tidy(file.read_bytes()) == file.read_text("utf-8")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("a:   1\nb:\t2\nc :  x\n", "a: 1\nb: 2\nc: x\n", id="one space after a colon"),
        pytest.param("a: [ 1 ,2,  3, ]\n", "a: [1, 2, 3]\n", id="lists on a line"),
        pytest.param("a: { b :  1,c: 2 }\n", "a: {b: 1, c: 2}\n", id="mappings on a line"),
        pytest.param("a: {b, c: }\n", "a: {b, c: }\n", id="values left out"),
        pytest.param("a: {}\nb: [  ]\n", "a: {}\nb: [  ]\n", id="nothing inside"),
        pytest.param("a: 'x'\nb: 'it''s'\nc: '\"'\n", "a: \"x\"\nb: 'it''s'\nc: '\"'\n", id="quotation marks"),
        pytest.param("a:\n    b:\n        c: 1\n", "a:\n  b:\n    c: 1\n", id="two spaces a level"),
        pytest.param("a:\n- 1\n-   b: 2\n    c: 3\nd: 4\n", "a:\n  - 1\n  - b: 2\n    c: 3\nd: 4\n", id="lists"),
        pytest.param("- - 1\n  - 2\n-\n     - 3\n", "- - 1\n  - 2\n-\n  - 3\n", id="lists of lists"),
        pytest.param("a:\n   [\n     1,\n     2,\n   ]\n", "a:\n  [\n    1,\n    2,\n  ]\n", id="lists over lines"),
        pytest.param("a:\n    words\n      go on\n    b\n", "a:\n  words\n    go on\n  b\n", id="words over lines"),
        pytest.param('a:\n    b: "x\n\n       y  "\n', 'a:\n  b: "x\n\n     y  "\n', id="quoted words over lines"),
        pytest.param("a:\n    b: |\n      x  \n\n       y\nc: 1\n", "a:\n  b: |\n    x  \n\n     y\nc: 1\n", id="text"),
        pytest.param("a: |+\n  x\n\n\nb: 1\n", "a: |+\n  x\n\n\nb: 1\n", id="text that keeps its blank lines"),
        pytest.param("a: |+\n  x\n\n\n", "a: |+\n  x\n\n\n", id="text that keeps its blank lines at the end"),
        pytest.param("a: >-\n  x\n\n\n\nb: 1\n", "a: >-\n  x\n\nb: 1\n", id="blank lines after text"),
        pytest.param("\n\na: 1\n\n\n\nb: 2\n\n\n", "a: 1\n\nb: 2\n", id="never two blank lines"),
        pytest.param("a: 1  \t\n#  x \n", "a: 1\n#  x\n", id="no spaces at the end"),
        pytest.param("a: 1", "a: 1\n", id="a line end at the end"),
        pytest.param("a: 1\r\nb: 2\r\n", "a: 1\nb: 2\n", id="Windows"),
        pytest.param("\ufeffa: 1\rb: 2\r", "a: 1\nb: 2\n", id="byte order mark, old line ends"),
        pytest.param("a: 1　\n", "a: 1　\n", id="a wide space is a letter"),
        pytest.param("---\na:\n    b: 1\n...\n", "---\na:\n  b: 1\n...\n", id="marks of a document"),
        pytest.param("# only\n\n\n# this\n", "# only\n\n# this\n", id="comments only"),
        pytest.param("", "", id="nothing"),
        pytest.param("words\n", "words\n", id="no mapping"),
    ],
)  # fmt: skip
def test_what_is_written_comes_out_in_house_style(written, expected):
    assert tidied(written) == expected


def test_comments_stay_beside_what_they_stood_beside():
    written = (
        "# head\na:\n    # of b\n    b:   # behind\n    - 1\n    # in the list\n"
        "  # between\n# of c\nc: [1, # one\n    2]\n   # the end\n"
    )

    assert tidied(written) == (
        "# head\na:\n  # of b\n  b:   # behind\n    - 1\n    # in the list\n"
        "# between\n# of c\nc: [1, # one\n    2]\n# the end\n"
    )


def test_states_are_parted_by_a_blank_line_above_their_comments():
    written = "states:\n  a:\n    end: x\n    # of a\n  # of b\n  # too\n  b:\n    end: x\n\n  c:\n    end: x\n"

    assert tidied(written) == (
        "states:\n  a:\n    end: x\n    # of a\n\n  # of b\n  # too\n  b:\n    end: x\n\n  c:\n    end: x\n"
    )


@pytest.mark.parametrize("written", ["states: {a: 1, b: 2}\n", "states: 1\n", "{states: {a: 1, b: 2}}\n"])
def test_states_on_a_line_stay_there(written):
    assert tidied(written) == written


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1", "a: 2"),
        ("a: 1", "a: 1.0"),
        ("a: 1", 'a: "1"'),
        ("a: 1\nb: 2", "b: 2\na: 1"),
        ("a: 1 # x", "a: 1"),
        ("a: 1 # x", "a: 1 # y"),
    ],
)
def test_what_says_something_else_is_not_the_same(before, after):
    assert not same(before.encode(), after.encode())


# any file


WORDS = st.sampled_from(
    ["x", "甲", "it's", "a b", "1", "yes", "- x", "a: b", "#", "{x}", " x ", '"', "x\ny", "", "12:30"]
)
VALUES = st.recursive(
    WORDS | st.integers(-9, 9) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcde"), inner, max_size=3),
    max_leaves=12,
)


class Scribe:
    """Writes values as nobody should: any indentation, any spaces, comments and blank lines in between."""

    def __init__(self, draw) -> None:
        self._draw = draw

    def block(self, value, column):
        """Lines at a column."""
        if not value or not isinstance(value, (dict, list)) or self._chance():
            return [self._noise(column) + " " * column + self.inline(value)]
        lines = []
        for key, part in value.items() if isinstance(value, dict) else ((None, part) for part in value):
            head = "-" if key is None else f"{key}{self._space()}:"
            deeper = column + self._draw(st.integers(1, 5))
            lines.append(self._noise(column) + " " * column + head)
            if part and isinstance(part, (dict, list)) and self._chance():
                lines += self.block(part, deeper)
            else:
                lines[-1] += self._space(1) + self.inline(part) + self._draw(st.sampled_from(["", "  ", " # aside"]))
        return lines

    def inline(self, value):
        space = self._space
        match value:
            case dict():
                return (
                    "{"
                    + ",".join(f'{space()}"{key}"{space()}: {self.inline(part)}' for key, part in value.items())
                    + "}"
                )
            case list():
                return "[" + ",".join(space() + self.inline(part) + space() for part in value) + "]"
            case bool() | int():
                return str(value).lower()
            case str() if "\n" in value or self._chance():
                return '"' + value.replace('"', '\\"').replace("\n", "\\n") + '"'
        return "'" + value.replace("'", "''") + "'"

    def _space(self, least=0):
        return " " * self._draw(st.integers(least, 2))

    def _chance(self):
        return self._draw(st.booleans())

    def _noise(self, column):
        remark = " " * (column + self._draw(st.sampled_from([-1, 0, 2]))) + "# 注\n"
        return self._draw(st.sampled_from(["", "", "\n", "\n \n", remark]))


@given(st.data())
def test_any_sound_file_says_the_same_in_house_style(data):
    value = data.draw(VALUES)
    text = "\n".join(Scribe(data.draw).block(value, data.draw(st.integers(0, 3)))) + "\n"
    read = sheet.read("", text.encode())
    assert (read.findings, read.value) == ([], value)

    tidied(text)
