"""The terminal as people, pipes and scripts meet it: the real command in its own process."""

import re
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.channels.screen import draw, marks
from bot.message import Button, Message
from tests.commands import GUIDE, Terminal, environment, guide, talk
from tests.houses import furnish

PROMPT = "您说 › "


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


# through a pipe


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


def test_an_unknown_procedure_is_answered_with_the_menu(home):
    out = piped(home, procedure="nonsense")

    assert "没有找到" in out
    assert "1. 开店" in out


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


# for scripts


def test_scripts_say_and_tap_and_hear_where_they_are(home):
    first, second, third = talk(home, {"say": "小茶馆"}, {"say": "八个"}, procedure="tea_shop")

    assert set(first) == {"flow", "state", "text", "buttons", "toast", "end"}
    assert (first["flow"], first["state"], first["end"]) == ("tea_shop", "size", False)
    assert [button["label"] for button in first["buttons"]][:2] == ["小茶馆", "大茶楼"]
    assert "<b>" not in first["text"]
    assert (second["state"], third["state"], third["end"]) == ("seats", "done", True)


def test_the_ids_of_buttons_are_the_same_in_every_run(home):
    opened = talk(home, procedure="tea_shop")[0]

    tapped = talk(home, {"tap": opened["buttons"][1]["id"]}, procedure="tea_shop")[-1]

    assert (tapped["flow"], tapped["state"]) == ("tea_hall", "floors")


@pytest.mark.parametrize(
    "line",
    ["garbage", "{", "[]", "3", "null", '"say"', "{}", '{"say": 3}', '{"tap": null}', '{"say": "\\ud800"}', "[" * 5000],
)
def test_what_a_script_gets_wrong_is_told_and_nothing_is_lost(home, line):
    _, wrong, after = talk(home, line, {"say": "小茶馆"}, procedure="tea_shop")

    assert list(wrong) == ["error"]
    assert after["state"] == "seats"


@pytest.mark.parametrize("id", ["", "x", "aaa.1.c.small", "0.0.z", "' OR 1=1", "字" * 100, "zzz123456.1.c.small"])
def test_forged_taps_change_nothing(home, id):
    _, forged, after = talk(home, {"tap": id}, {"say": "小茶馆"}, procedure="tea_shop")

    assert forged["toast"] or forged["text"]
    assert "故障号" not in forged["text"]
    assert after["state"] == "seats"


def test_an_old_button_is_answered_and_shows_the_question_at_hand(home):
    opened = talk(home, procedure="tea_shop")[0]
    old = opened["buttons"][1]["id"]

    again = talk(home, {"say": "小茶馆"}, {"tap": old}, procedure="tea_shop")[-1]

    assert again["toast"]
    assert again["state"] == "seats"


def test_an_unknown_procedure_gives_scripts_the_menu(home):
    assert talk(home, procedure="nonsense")[0]["state"] is None


def test_a_long_text_is_answered(home):
    assert talk(home, {"say": "我想开茶馆" * 2000}, procedure="tea_shop")[-1]["state"] == "size"


# for people


def test_a_person_goes_on_where_an_earlier_run_stopped(home):
    with Terminal(home, "chat", "tea_shop") as terminal:
        terminal.reads(PROMPT)
        terminal.types("1\n")
        terminal.reads(PROMPT)
        terminal.types(b"\x03")
        assert terminal.ends() == 130
        assert "Traceback" not in terminal.screen

    with Terminal(home, "chat") as terminal:
        assert "1. ▶️ 接着办：开茶馆" in plainly(terminal.reads(PROMPT))
        terminal.types("1\n")
        assert "有多少个座位？" in terminal.reads(PROMPT)


def test_each_answer_shows_the_new_card_only(home):
    with Terminal(home, "chat", "tea_shop") as terminal:
        terminal.reads(PROMPT)
        terminal.types("1\n")
        new = plainly(terminal.reads(PROMPT))

    assert "有多少个座位？" in new
    assert "您的茶馆多大" not in new


def test_ctrl_d_says_goodbye(home):
    with Terminal(home, "chat") as terminal:
        terminal.reads(PROMPT)
        terminal.types(b"\x04")

        assert terminal.ends() == 0
        assert "下次接着办" in terminal.screen


def test_ctrl_c_while_a_line_is_half_typed_stops_at_once(home):
    with Terminal(home, "chat") as terminal:
        terminal.reads(PROMPT)
        terminal.types("半句".encode() + b"\x04")
        terminal.types(b"\x03")

        assert terminal.ends() == 130


def test_lines_pasted_together_are_answered_one_by_one(home):
    with Terminal(home, "chat", "tea_shop") as terminal:
        terminal.reads(PROMPT)
        terminal.types("1\n八个\n")

        assert "小茶馆可以开" in terminal.reads("向我们反映问题")


def test_half_a_letter_does_no_harm(home):
    with Terminal(home, "chat", "tea_shop") as terminal:
        terminal.reads(PROMPT)
        terminal.types(b"\xe5\n")

        assert "没听明白" in terminal.reads(PROMPT)


def test_colours_are_for_terminals(home):
    with Terminal(home, "chat") as terminal:
        assert "\x1b[" in terminal.reads(PROMPT)

    with Terminal(home, "chat", NO_COLOR="1") as terminal:
        assert "夏县办事向导" in terminal.reads(PROMPT)


def test_a_fault_of_ours_stands_in_the_log_and_not_on_the_screen(home):
    (home / "messages_zh" / "ask" / "number.j2").unlink()
    with Terminal(home, "chat", "tea_shop") as terminal:
        terminal.reads(PROMPT)
        terminal.types("1\n")
        screen = plainly(terminal.reads(PROMPT))

    number = re.search(r"故障号 (\w{8})", screen)[1]
    log = (home.parent / "data" / "guide.log").read_text("utf-8")
    assert "Traceback" not in screen
    assert number in log
    assert "WordsBroken" in log


def test_two_terminals_share_a_conversation(home):
    with Terminal(home, "chat", "tea_shop") as one:
        one.reads(PROMPT)
        with Terminal(home, "chat") as other:
            assert "接着办：开茶馆" in plainly(other.reads(PROMPT))
        one.types("1\n")
        assert "有多少个座位" in one.reads(PROMPT)


def test_the_time_of_a_rehearsal_is_shown_and_every_run_of_it_is_answered(home):
    for _ in range(2):
        with Terminal(home, "chat", NOW="2024-02-29T08:05:00+08:00") as terminal:
            assert "演练时间 2024-02-29 08:05" in terminal.reads(PROMPT)


def plainly(screen: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", screen)
