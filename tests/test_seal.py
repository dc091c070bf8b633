"""What the seal promises: no two bots seal with two keys in one Redis, and a lost key does not lock the house for ever."""

import asyncio
import base64
import subprocess

import pytest
from structlog.testing import capture_logs

from bot import seal
from bot.errors import SettingError, StoreError
from bot.vault import Vault
from tests.commands import GUIDE, Terminal, environment, guide
from tests.houses import furnish
from tests.telegram.bot_api import BotApi

FIRST, SECOND = (base64.b64encode(bytes([fill]) * 32).decode() for fill in (1, 2))
PROMPT = "您说 ›"


def of_key(fill: int) -> Vault:
    return Vault(lambda: bytes([fill]) * 32)


@pytest.fixture
def home(tmp_path):
    return furnish(tmp_path)


async def test_all_bots_with_one_key_pass_and_one_with_another_is_told_in_one_line(store):
    await seal.check(store, of_key(1))
    await seal.check(store, of_key(1))

    with pytest.raises(SettingError, match=r"^GUIDE_BOOKING_KEY: [^\n]*是用另一把钥匙封的[^\n]*$"):
        await seal.check(store, of_key(2))


class Late:
    """A store whose Redis is started after the bot."""

    def __init__(self):
        self.asked = 0

    async def keyed(self, mark):
        self.asked += 1
        if self.asked < 2:
            raise StoreError("away")
        return True


async def test_a_bot_waits_for_a_redis_that_is_started_after_it():
    late = Late()

    with capture_logs() as lines:
        await asyncio.wait_for(seal.wait(late, of_key(1)), 5)

    assert late.asked == 2
    assert [line["event"] for line in lines] == ["key_not_checked"]


def test_a_chat_with_another_key_is_refused_until_the_key_is_changed_on_purpose(home, redis_url):
    def chat(key):
        with Terminal(home, "chat", REDIS_URL=redis_url, BOOKING_KEY=key) as terminal:
            terminal.reads(PROMPT)

    chat(FIRST)
    with Terminal(home, "chat", REDIS_URL=redis_url, BOOKING_KEY=SECOND) as terminal:
        assert terminal.ends() == 2
        assert terminal.screen.startswith("guide: GUIDE_BOOKING_KEY: ")
        assert terminal.screen.count("\n") == 1
    chat(FIRST)

    changed = guide(home, "newkey", REDIS_URL=redis_url, BOOKING_KEY=SECOND)
    assert (changed.returncode, changed.stderr) == (0, b"")
    chat(SECOND)


async def test_a_bot_on_another_machine_without_the_key_refuses_to_start(home, redis_url, tmp_path):
    def runs(data):
        return subprocess.Popen(
            [*GUIDE, "run"], cwd=home, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env=environment(home, REDIS_URL=redis_url, TELEGRAM_TOKEN=api.token, TELEGRAM_API=api.address)
            | {"GUIDE_DATA_DIR": str(tmp_path / data)},
        )  # fmt: skip

    async with BotApi() as api:
        one = runs("one")
        try:
            await api.until(lambda: api.called("getUpdates"))
            other = runs("other")
            said = await asyncio.to_thread(other.communicate, timeout=20)
        finally:
            one.terminate()
            await asyncio.to_thread(one.communicate, timeout=20)

    assert other.returncode == 2
    assert said[1].decode().splitlines()[-1].startswith("guide: GUIDE_BOOKING_KEY: ")
    assert b"Traceback" not in said[1]
