"""A rehearsal's reminders: asked for by `/later`, each at its own time."""

import re

import pytest

from tests.commands import guide
from tests.engine.caller import home as laid

NOW = "2026-09-21T10:00:00+08:00"
"""A Monday morning."""
BOOK = ("开大茶楼", "1", "1", "3", "2", "1", "孙大川", "13987654321", "1")
"""The words and buttons by which one comes to an appointment two days ahead."""


@pytest.fixture
def home(tmp_path):
    return laid(tmp_path)


def chat(home, *lines, **settings):
    """What each of these lines is answered by."""
    ran = guide(home, "chat", "tea_hall", given="".join(f"{line}\n" for line in lines), **settings)
    assert (ran.returncode, ran.stderr) == (0, b"")
    return re.split(r"\n您说 › .*\n", ran.stdout.decode())[1:]


def test_reminders_come_when_asked_for_in_their_order_and_at_their_own_time(home):
    answers = chat(home, *BOOK, *["/later"] * 4, NOW=NOW)

    booked, before, shortly, after, nothing = answers[len(BOOK) - 1 :]
    assert "约好了" in booked
    assert "演练时间 2026-09-22 18:00" in before
    assert "明天去办事" in before
    assert "演练时间 2026-09-23 08:00" in shortly
    assert "今天 9:30 去办事" in shortly
    assert "演练时间 2026-09-23 12:00" in after
    assert "办成了吗" in after
    assert "后面没有要提醒的了" in nothing


def test_what_was_called_off_is_not_reminded_of(home):
    answers = chat(home, *BOOK, "2", "1", "/later", NOW=NOW)

    assert "退掉了" in answers[-2]
    assert "后面没有要提醒的了" in answers[-1]


def test_a_reminder_is_answered_like_any_other(home):
    answers = chat(home, *BOOK, *["/later"] * 3, "5", "/later", NOW=NOW)

    assert "谢谢" in answers[-2]
    assert "后面没有要提醒的了" in answers[-1]


def test_outside_a_rehearsal_time_is_not_for_asking(home):
    (answer,) = chat(home, "/later")

    assert "提醒" not in answer
