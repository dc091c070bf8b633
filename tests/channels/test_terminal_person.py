"""`guide chat` with a person at a terminal."""

import re
import signal
from pathlib import Path

import pytest

from tests.commands import Terminal
from tests.houses import furnish

PROMPT = "您说 ›"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return furnish(tmp_path)


def plainly(screen: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", screen)


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


def test_what_is_numbered_already_is_not_numbered_twice(home):
    with Terminal(home, "chat", "tea_shop") as terminal:
        terminal.reads(PROMPT)
        terminal.types("1\n")
        terminal.reads(PROMPT)
        terminal.types("改答案\n")
        shown = plainly(terminal.reads(PROMPT))

    assert "  1. 改这一项" in shown
    assert "1. 1." not in shown


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


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_told_to_go_it_puts_everything_away(home, name):
    with Terminal(home, "chat", "tea_shop") as terminal:
        terminal.reads(PROMPT)
        terminal.hears(signal.Signals[name])

        assert terminal.ends() == 143
        assert "Traceback" not in terminal.screen
        assert not (home.parent / "data" / "redis.pid").exists()


def test_with_a_redis_of_ones_own_the_log_still_has_a_place(home, redis_url):
    with Terminal(home, "chat", REDIS_URL=redis_url) as terminal:
        terminal.reads(PROMPT)

    assert {file.name for file in (home.parent / "data").iterdir()} >= {"guide.log", "booking.key"}
