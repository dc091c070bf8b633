"""What is told of wrong settings, files and revisions: in words of the house, and never without any."""

import ast
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.complaint import because, lines, wrong

BOT = Path(__file__).parents[1] / "bot"
WORDED = {"wrong": "settings", "misused": "refusals"}
"""Who says what is wrong, and where its words are."""


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """Each call of these names in the program, with its place."""
    for file in sorted(BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield f"{file.relative_to(BOT)}:{node.lineno}", node


def test_no_error_of_usage_is_told_in_the_programs_own_english():
    own = [place for place, call in calls("SettingError") if not worded(call.args[1])]

    assert own == []


def worded(problem: ast.expr) -> bool:
    """Whether the words come from messages_zh: looked up among lines, or said by a template."""
    names = (_name(part) for part in ast.walk(problem) if isinstance(part, ast.Name | ast.Attribute))
    return not {"lines", "_refusal", "_say"}.isdisjoint(names)


def _name(part: ast.Name | ast.Attribute) -> str:
    return part.id if isinstance(part, ast.Name) else part.attr


@pytest.mark.parametrize(("name", "file"), WORDED.items())
def test_each_reason_has_its_words(name, file):
    reasons = {
        part.value
        for _, call in calls(name)
        for part in ast.walk(call.args[1])
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }

    assert reasons - {""} <= lines(file).keys()


@pytest.mark.parametrize("name", [name for name in lines("faults") if name != "UTF8"])
def test_why_the_system_refused_is_told_in_words_of_the_house(name):
    fault = OSError(getattr(errno, name), os.strerror(getattr(errno, name)))

    assert because(fault) == because(fault.strerror)
    assert str(wrong("x", "path_unreadable", why=fault)) == str(wrong("x", "path_unreadable", why=fault.strerror))
    assert str(fault.strerror) not in str(wrong("x", "path_unreadable", why=fault))


def test_a_fault_names_its_file_and_one_without_words_stays_as_it_is(tmp_path):
    with pytest.raises(OSError, match="No such file") as fault:
        (tmp_path / "nowhere").open()

    assert because(fault.value) == f"没有这个文件或文件夹：{tmp_path / 'nowhere'}"
    assert because("something else") == "something else"
    assert str(because(OSError("odd"))) == "odd"


def test_letters_that_are_no_utf_8_are_told_in_words(tmp_path):
    (tmp_path / "latin").write_bytes(b"\xff")

    with pytest.raises(UnicodeDecodeError) as fault:
        (tmp_path / "latin").read_text("utf-8")

    assert because(fault.value) == "不是 UTF-8 的文字"
