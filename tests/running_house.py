"""The command `guide run` as its own process, which can be killed and started again on the same data."""

import asyncio
import signal
import subprocess
from datetime import datetime
from pathlib import Path

from bot.stores.embedded import EmbeddedRedis
from bot.stores.program import find_program
from tests.commands import GUIDE, environment
from tests.telegram.bot_api import BotApi


class House:
    """Runs in a folder whose `home` is laid out already; settings are those of GUIDE_ without the prefix."""

    def __init__(self, folder: Path, api: BotApi, now: datetime, settings: dict[str, str]) -> None:
        self.home, self.data, self._log = folder / "home", folder / "data", folder / "log"
        self.settings = {
            "TELEGRAM_TOKEN": api.token, "TELEGRAM_API": api.address, "NOW": now.isoformat(), **settings,
        }  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*GUIDE, "run"], cwd=self.home, env=environment(self.home, **self.settings),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """SIGKILL: no last words, nothing finished."""
        assert self._process
        assert self._process.poll() is None, self.log
        self._process.kill()
        self._process.wait()

    async def stop(self) -> int:
        """SIGTERM; its exit status."""
        assert self._process
        self._process.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self._process.wait, 20)

    async def clear(self) -> None:
        """Leave no process behind, whatever became of it."""
        if self._process and self._process.poll() is None:
            self.kill()
        if self.data.exists():
            async with EmbeddedRedis(self.data, find_program()):
                pass  # it finds the server a killed bot has left, and takes it down with itself

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")[-4000:]

    @property
    def redis(self) -> str:
        """Where the bot keeps what it owes."""
        return self.settings.get("REDIS_URL") or f"unix://{self.data / 'redis.sock'}"
