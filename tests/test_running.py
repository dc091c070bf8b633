"""`guide run` and `make run` as somebody sees them who starts and stops the bot at a terminal."""

import asyncio
import shlex
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.commands import GUIDE, Terminal, environment
from tests.houses import ROOT, furnish
from tests.stores.servers import free_port
from tests.telegram.bot_api import BotApi
from tests.telegram.state import ME

READY = "机器人开着了：在 Telegram 里找 @{} 试一试。按 Ctrl-C 停。\n"
NAME = ME["username"]
OVER = "机器人停了，办到一半的事都留着。再运行一次，就接着办。\n"
QUIET = {0, 130, -signal.SIGINT}
"""How make ends that is stopped by Ctrl-C."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return furnish(tmp_path)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


def bot(api: BotApi, **others: str) -> dict[str, str]:
    return {"TELEGRAM_TOKEN": api.token, "TELEGRAM_API": api.address, **others}


def run_and_stop(home: Path, ready: str, settings: dict[str, str], command: list[str] = GUIDE) -> tuple[int, str]:
    with Terminal(home, "run", command=command, **settings) as terminal:
        terminal.reads(ready)
        terminal.types(b"\x03")
        return terminal.ends(), terminal.screen


@pytest.mark.parametrize("webhook", [False, True])
async def test_a_bot_says_when_it_is_ready_and_when_it_is_over(home, api, webhook):
    others = {"WEBHOOK_URL": "https://bot.example.org/x", "WEBHOOK_SECRET": "s", "PORT": str(free_port())}
    ready = READY.format(NAME)

    status, screen = await asyncio.to_thread(run_and_stop, home, ready, bot(api, **(others if webhook else {})))

    assert status == 0
    assert screen.endswith(OVER)


@pytest.fixture
def made(home: Path) -> list[str]:
    """The command `make`, where everything is installed."""
    shutil.copy(ROOT / "Makefile", home.parent)
    for name in ("pyproject.toml", "constraints.txt", ".venv/.installed", ".venv/bin/guide"):
        path = home.parent / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    path.write_text(f'#!/bin/sh\nexec {shlex.join(GUIDE)} "$@"\n')
    path.chmod(0o755)
    return ["make"]


async def test_make_run_is_stopped_without_a_complaint_of_make(home, api, made):
    status, screen = await asyncio.to_thread(run_and_stop, home, READY.format(NAME), bot(api), made)

    assert status in QUIET
    assert screen.endswith(OVER)
    assert "***" not in screen


def test_make_chat_is_broken_off_without_a_complaint_of_make(home, made):
    with Terminal(home, "chat", command=made) as terminal:
        terminal.reads("您说")
        terminal.types(b"\x03")
        status = terminal.ends()

    assert status in QUIET
    assert terminal.screen.endswith("下次接着办。\n")
    assert "***" not in terminal.screen


async def test_without_a_terminal_only_the_log_is_written(home, api):
    process = await asyncio.create_subprocess_exec(
        *GUIDE, "run", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        cwd=home.parent, env=environment(home, **bot(api)),
    )  # fmt: skip
    await api.until(lambda: api.called("getUpdates"))
    process.terminate()
    said, _ = await process.communicate()

    assert process.returncode == 143
    assert "telegram_polling" in said.decode()
    assert "机器人" not in said.decode()
