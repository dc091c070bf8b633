"""The command `guide run` as its own process, in a home where one window takes appointments."""

import signal
import subprocess
from pathlib import Path

from bot.stores.embedded import EmbeddedRedis
from bot.stores.program import find_program
from tests.commands import GUIDE, environment
from tests.drill.plan import NOW, OFFICE
from tests.engine.caller import home
from tests.telegram.bot_api import BotApi


class House:
    """A bot that can be killed and started again on the same data."""

    def __init__(self, folder: Path, api: BotApi, booking: str, settings: dict[str, str]) -> None:
        self.home = home(folder, offices=[(OFFICE, booking)])
        self.data, self._log = folder / "data", folder / "bot.log"
        self._settings = {
            "TELEGRAM_TOKEN": api.token, "TELEGRAM_API": api.address, "NOW": NOW.isoformat(), **settings,
        }  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*GUIDE, "run"], cwd=self.home, env=environment(self.home, **self._settings),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """SIGKILL: no last words, nothing finished."""
        assert self._process
        assert self._process.poll() is None, self.log
        self._process.kill()
        self._process.wait()

    async def clear(self) -> None:
        """Leave no process behind."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
        if self.data.exists():
            async with EmbeddedRedis(self.data, find_program()):
                pass  # it finds the server a killed bot has left, and takes it down with itself

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")[-4000:]

    @property
    def redis(self) -> str:
        """Where the bot keeps what it owes."""
        return self._settings.get("REDIS_URL") or f"unix://{self.data / 'redis.sock'}"
