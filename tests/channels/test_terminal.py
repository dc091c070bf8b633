"""`guide chat` through a pipe, and how a card looks in a terminal."""

import re
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.channels.screen import draw, marks
from bot.message import Button, Message
from tests.commands import GUIDE, environment, guide
from tests.houses import furnish


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return furnish(tmp_path)


def piped(home: Path, *lines: str, procedure: str = "tea_shop", **settings: str) -> str:
    ran = guide(home, "chat", procedure, given="".join(f"{line}\n" for line in lines), **settings)
    assert (ran.returncode, ran.stderr) == (0, b"")
    return ran.stdout.decode()


def drawn(message: Message) -> str:
    console = Console(file=StringIO(), width=200, highlight=False, markup=False, emoji=False)
    draw(message, marks(message), console)
    return console.file.getvalue()


def test_a_pipe_is_answered_line_by_line_as_if_it_were_typed(home):
    out = piped(home, "1", "八个")

    assert re.findall(r"您说 › (.*)", out) == ["1", "八个"]
    assert out.index("您的茶馆多大？") < out.index("有多少个座位？") < out.index("小茶馆可以开")
    assert out.endswith("转人工 12345\n")


def test_each_run_of_a_pipe_starts_anew(home):
    piped(home, "1")

    assert "第 1/" in piped(home)
    assert not (home.parent / "data").exists()


def test_no_colours_reach_a_pipe(home):
    assert "\x1b" not in piped(home, "1")


def test_long_lines_stay_whole_in_a_pipe(home):
    (home / "messages_zh" / "ask" / "choices.j2").write_text("字" * 300, "utf-8")

    assert "字" * 300 in piped(home)


def test_empty_lines_are_no_turn(home):
    assert piped(home, "", "   ", "1").count("您说 ›") == 1


def test_the_last_line_needs_no_end(home):
    ran = guide(home, "chat", "tea_shop", given="1\n八个")

    assert "小茶馆可以开" in ran.stdout.decode()


def test_what_is_no_text_is_read_as_well_as_can_be(home):
    ran = guide(home, "chat", "tea_shop", given=b"\xff\xfe\n1\n")

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert "有多少个座位" in ran.stdout.decode()


def test_a_terminal_without_chinese_gets_question_marks_and_no_fault(home):
    ran = subprocess.run(
        [*GUIDE, "chat", "tea_shop"], input=b"1\n", capture_output=True, check=False, timeout=20, cwd=home.parent,
        env={**environment(home), "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"???" in ran.stdout


def test_signs_of_markup_and_emoji_codes_are_shown_as_typed(home):
    out = piped(home, "[bold]:smile:[/] \\")

    assert "您说 › [bold]:smile:[/] \\" in out


def test_a_procedure_may_be_called_by_its_title(home):
    assert "您的茶馆多大？" in piped(home, procedure="开茶馆")


def test_an_unknown_procedure_is_one_line_and_no_talk(home):
    done = subprocess.run(
        [*GUIDE, "chat", "nonsense"], stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=home.parent,
        env=environment(home), check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert done.stdout == ""
    assert "没有叫「nonsense」的事项" in done.stderr


def test_half_a_pipe_ends_quietly(home):
    with subprocess.Popen(
        [*GUIDE, "chat"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=home.parent,
        env=environment(home),
    ) as process:  # fmt: skip
        process.stdout.close()
        errors = process.stderr.read()

    assert b"Traceback" not in errors


# numbers and letters


def test_answers_have_numbers_and_ways_around_have_letters(home):
    out = piped(home)

    assert "  1. 小茶馆\n  2. 大茶楼\n  a. ❓ 为什么问   b. 📋 菜单   c. ☎️ 转人工 12345\n" in out


def test_a_letter_presses_its_button(home):
    assert "找人帮忙" in piped(home, "C")


def test_where_a_number_is_asked_for_digits_are_the_answer(home):
    out = piped(home, "1", "1")

    assert "  a. 还没数" in out
    assert "小茶馆可以开" in out


def test_digits_are_the_answer_also_when_another_procedure_is_offered(home):
    out = piped(home, "1", "大茶楼怎么开", "2", procedure="tea_shop")

    assert "a. 改办：开大茶楼" in out
    assert "小茶馆可以开" in out


def test_full_width_digits_are_digits(home):
    assert "有多少个座位？" in piped(home, "１")


def test_a_number_nothing_is_called_by_is_only_words(home):
    assert "没听明白" in piped(home, "7")


def test_ticks_are_numbered_and_taken_back_by_the_same_number(home):
    out = piped(home, "1", "八个", "1", "1")

    assert re.findall(r"  1\. (.) 身份证", out) == ["⬜", "✅", "⬜"]


# how a card looks


def test_links_stand_in_the_text_or_below_it():
    message = Message(text="看 https://a.example/", rows=((Button(label="甲", url="https://a.example/"),), (Button(label="乙", url="https://b.example/"),)))  # fmt: skip

    assert drawn(message) == "\n看 https://a.example/\n   乙 https://b.example/\n"


def test_markup_of_the_bot_api_is_taken_for_style_and_entities_for_signs():
    message = Message(text="<b>王 &lt;wang&gt;</b> [b]x[/b] <blockquote expandable><i>y</i></blockquote> 1 < 2 \\")

    assert drawn(message) == "\n王 <wang> [b]x[/b] y 1 < 2 \\\n"


def test_a_word_that_passes_stands_in_brackets():
    assert drawn(Message(text="", toast="慢一点")) == "〔慢一点〕\n"


def test_sheets_are_left_in_the_data_folder_and_their_paths_shown(home):
    out = piped(home, "小茶馆", "八个", "告知单", procedure="tea_shop")

    paths = [Path(line.strip()) for line in out.splitlines() if "/data/sheets/" in line]
    assert sorted(path.suffix for path in paths) == [".ics", ".pdf", ".png", ".png"]
    assert all(path.exists() for path in paths)
