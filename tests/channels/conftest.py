"""A Telegram of our own, and a channel that talks to it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime

import pytest

from bot import wire
from bot.channels.base import Turns
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.patience import Patience
from bot.config import Settings
from bot.desk import Desk
from tests.channels.turns import SmallDesk
from tests.telegram.bot_api import BotApi

NOW = datetime.fromisoformat("2026-03-02T09:30:00+08:00")
COMMANDS = {"menu": "看所有事项", "help": "怎么用"}
QUICK = Patience(first=0.01, longest=5.0, answer=0.5, poll=1, look=0.05, goodbye=3.0)

Start = Callable[..., Awaitable[TelegramChannel]]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
def desk() -> SmallDesk:
    return SmallDesk()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def settings_for(api: BotApi, **others: object) -> Settings:
    return Settings(_env_file=None, telegram_token=api.token, telegram_api=api.address, now=NOW, **others)


@asynccontextmanager
async def serving(channel: TelegramChannel) -> AsyncIterator[asyncio.Task]:
    """A channel at work; its clean stop at the end."""
    task = asyncio.create_task(channel.run())
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def polling(api: BotApi, desk: Turns) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(settings_for(api), desk, COMMANDS, QUICK)
    async with serving(channel):
        api.also_waits_for(channel.idle)
        await api.until(lambda: api.called("getUpdates"))
        yield channel


@pytest.fixture
async def channel(api: BotApi, desk: SmallDesk) -> AsyncIterator[TelegramChannel]:
    """A polling channel before the small desk."""
    async with polling(api, desk) as small:
        yield small


@pytest.fixture
def premises(api: BotApi, redis_url: str) -> Settings:
    """Where the whole house stands; a module may lay out its own."""
    return settings_for(api, redis_url=redis_url)


@pytest.fixture
async def house(premises: Settings) -> AsyncIterator[Desk]:
    """The real desk, in a real Redis."""
    async with wire.desk(premises) as work:
        yield work


@pytest.fixture
async def open_house(api: BotApi, house: Desk) -> AsyncIterator[TelegramChannel]:
    """A polling channel before the whole house."""
    async with polling(api, house) as whole:
        yield whole


@pytest.fixture
async def webhook(api: BotApi, desk: SmallDesk, free_port: int) -> AsyncIterator[TelegramChannel]:
    """A channel with a webhook before the small desk."""
    url = f"http://127.0.0.1:{free_port}/telegram/updates"
    settings = settings_for(api, webhook_url=url, webhook_secret="s3cret_-", port=free_port)
    called = TelegramChannel(settings, desk, COMMANDS, QUICK)
    async with serving(called):
        api.also_waits_for(called.idle)
        await api.until(lambda: api.state.webhook)
        yield called
