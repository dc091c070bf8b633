"""Getting ready: whoever starts a command waits for no more than it needs."""

import gc
import subprocess
import sys

import pytest

from bot import wire
from bot.config import Settings
from tests.houses import ROOT, furnish

LATER = {"typst", "fontTools", "segno", "icalendar", "telegram", "uvicorn", "uvloop"}


def opened(words: str) -> set[str]:
    """The packages and rooms that stand open after this."""
    told = subprocess.run(
        [sys.executable, "-c", f"{words}\nimport sys; print(*sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(told.stdout.split())


def test_a_chat_begins_without_what_sheets_and_telegram_need():
    assert not opened("import bot.wire") & LATER


def test_a_chat_begins_without_what_reads_and_checks_flows():
    assert not opened("import bot.wire") & {"ruamel", "bot.flow.load", "bot.flow.lint", "bot.preview"}


def test_flows_are_checked_without_the_dictionaries_that_peoples_words_need():
    checked = "from pathlib import Path; from bot.inspection import inspect; inspect(Path.cwd())"

    assert not opened(checked) & {"cn2an", "pypinyin", "rapidfuzz"}


def test_help_begins_without_the_rooms_the_commands_need():
    names = opened("import bot.cli")

    assert "bot.cli.flows" in names
    assert not names & {"pydantic", "jinja2", "redis", "bot.config", "bot.engine", "bot.render"}


@pytest.fixture
def uncollected():
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


async def test_garbage_is_collected_once_the_desk_stands(tmp_path, uncollected):
    async with wire.desk(Settings(home=furnish(tmp_path), data_dir=tmp_path / "data")):
        assert gc.isenabled()
