from io import StringIO

import pytest
import structlog

from bot.errors import StoreError
from bot.trace import log_to


@pytest.fixture
def log() -> StringIO:
    stream = StringIO()
    log_to(stream)
    return stream


def test_an_event_is_one_line_with_its_time_and_level(log):
    structlog.get_logger().warning("incident", number="abc")

    lines = log.getvalue().splitlines()
    assert len(lines) == 1
    assert all(words in lines[0] for words in ("Z", "warning", "incident", "number=abc"))
    assert "\x1b" not in lines[0]


def test_a_fault_is_told_with_its_traceback_but_without_what_people_said(log):
    said = "".join(reversed("明小王"))
    try:
        try:
            int(said)
        except ValueError as error:
            raise KeyError(said) from error
    except KeyError:
        structlog.get_logger().exception("incident")

    assert log.getvalue().count("Traceback") == 2
    assert log.getvalue().index("builtins.ValueError") < log.getvalue().index("builtins.KeyError")
    assert "test_trace.py" in log.getvalue()
    assert said not in log.getvalue()


def test_a_fault_of_the_house_is_told_in_its_own_words(log):
    structlog.get_logger().error("incident", exc_info=StoreError("Redis can't be reached"))

    assert log.getvalue().rstrip().endswith("bot.errors.StoreError: Redis can't be reached")
