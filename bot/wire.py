"""Builds the house from settings: the only room that knows all doors."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from getpass import getuser
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time

from bot.channels.terminal import Conversation, converse, exchange, read_aloud
from bot.config import Settings
from bot.desk import Desk
from bot.engine.mind import Mind
from bot.errors import FlowsBroken
from bot.flow.finding import Finding
from bot.flow.handbook import Handbook
from bot.flow.lint import lint
from bot.flow.load import load
from bot.message import plain
from bot.outbox import Outbox
from bot.preview import Preview
from bot.render import Phrasebook, Renderer
from bot.stores.embedded import EmbeddedRedis
from bot.stores.program import find_program
from bot.stores.redis import RedisStore


def inspect(home: Path) -> tuple[Handbook | None, tuple[Finding, ...]]:
    """Read all flows and check them thoroughly; the handbook is None when nothing can be built from them."""
    loaded = load(home)
    return loaded.handbook, lint(loaded, Preview(home, loaded.handbook) if loaded.handbook else None)


def handbook(home: Path) -> Handbook:
    """Read all flows for use; raises `FlowsBroken` when one can't be read."""
    loaded = load(home)
    if loaded.handbook is None or loaded.findings:
        msg = f"{home / 'flows'}: {len(loaded.findings)} findings; see `guide lint`"
        raise FlowsBroken(msg)
    return loaded.handbook


def mind(home: Path) -> Mind:
    """Everything a turn of thought needs; raises `FlowsBroken`."""
    return Mind(handbook(home))


@asynccontextmanager
async def desk(settings: Settings, data_dir: Path | None = None) -> AsyncIterator[Desk]:
    """A desk with its store, ready to work; everything is saved and shut when this ends.

    Without a Redis of your own one is started in `data_dir`, by default the settings'.
    """
    thinking = mind(settings.home)
    renderer = Renderer(settings.home, thinking, rehearsal=settings.now is not None)
    async with _redis(settings, data_dir) as url:
        store = RedisStore(url)
        try:
            yield Desk(store, thinking, renderer)
        finally:
            await store.close()


@asynccontextmanager
async def _redis(settings: Settings, data_dir: Path | None) -> AsyncIterator[str]:
    if settings.redis_url and data_dir is None:
        yield settings.redis_url
        return
    own = EmbeddedRedis(data_dir or settings.data_dir, find_program())
    await own.start()
    try:
        yield own.url
    finally:
        await own.stop()


async def serve(settings: Settings) -> None:
    """Serve Telegram until stopped, delivering what was still owed when the bot last stopped."""
    from bot.channels.telegram.channel import TelegramChannel  # noqa: PLC0415 - half of the start-up time of a chat

    async with desk(settings) as work:
        channel = TelegramChannel(settings, work, _commands(Phrasebook(settings.home)))
        owed = asyncio.create_task(Outbox(work.store, channel.deliver, time).run())
        try:
            await channel.run()
        finally:
            owed.cancel()
            await asyncio.wait([owed])


def _commands(words: Phrasebook) -> dict[str, str]:
    lines = plain(words.say("house/commands.j2")).splitlines()
    return dict(line.split("=", 1) for line in lines)


async def talk(settings: Settings, flow: str | None) -> None:
    """Chat in this terminal; through a pipe each run starts anew and leaves nothing behind."""
    if not sys.stdin.isatty():
        with TemporaryDirectory() as folder:
            async with desk(settings, Path(folder)) as work:
                await read_aloud(Conversation(work, "pipe", settings.clock), flow, Phrasebook(settings.home))
        return
    async with desk(settings) as work:
        await converse(Conversation(work, f"terminal.{getuser()}", settings.clock), flow, Phrasebook(settings.home))


async def script(settings: Settings, flow: str | None) -> None:
    """Chat in JSON lines on standard input and output; each run starts anew and leaves nothing behind."""
    with TemporaryDirectory() as folder:
        async with desk(settings, Path(folder)) as work:
            await exchange(Conversation(work, "script", settings.clock), flow)
