"""Builds the house from settings: the only room that knows all doors."""

import asyncio
import gc
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from getpass import getuser
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from time import time
from typing import Any, NamedTuple, TextIO

from bot import inspection
from bot.channels.base import Staff
from bot.channels.terminal import Conversation, converse, exchange, read_aloud
from bot.clerk import Clerk
from bot.config import Settings
from bot.desk import Desk
from bot.engine.mind import Mind, Rules
from bot.errors import SettingError
from bot.message import plain
from bot.offices import providers
from bot.outbox import Outbox
from bot.phrases import Phrasebook
from bot.press.press import Press
from bot.render import Renderer
from bot.stores.base import Effect, Store
from bot.stores.embedded import EmbeddedRedis
from bot.stores.program import find_program
from bot.stores.redis import RedisStore
from bot.stores.slots import SlotBook
from bot.trace import log_to
from bot.vault import Vault, given, kept

_HOUR = 3600


def mind(home: Path, rules: Rules = Rules()) -> Mind:  # noqa: B008 - frozen
    """Everything a turn of thought needs; raises `FlowsBroken`."""
    return Mind(inspection.handbook(home), rules)


def _rules(settings: Settings, *, trial: bool) -> Rules:
    return Rules(
        trial=trial, at_once=settings.bookings_at_once, missed=settings.missed_at_most, days=settings.booking_days
    )


class House(NamedTuple):
    """The desk, and the book of slots that citizens and the window share."""

    desk: Desk
    book: SlotBook


@asynccontextmanager
async def desk(settings: Settings, data_dir: Path | None = None, *, trial: bool = True) -> AsyncIterator[Desk]:
    """The desk of a house, which is shut when this ends."""
    async with house(settings, data_dir, trial=trial) as found:
        yield found.desk


@asynccontextmanager
async def house(settings: Settings, data_dir: Path | None = None, *, trial: bool = True) -> AsyncIterator[House]:
    """A desk with its store, ready to work; everything is saved and shut when this ends.

    Without a Redis of your own one is started in `data_dir`, by default the settings'. A house in a folder of its own
    forgets everything in the end, so it books with nobody else's system. Windows on trial are offered to
    who tries the bot out, so not on Telegram unless the settings say so.
    """
    thinking = mind(settings.home, _rules(settings, trial=trial))
    renderer = Renderer(settings.home, thinking, rehearsal=settings.now is not None)
    vault = _vault(settings, data_dir or settings.data_dir)
    async with _redis(settings, data_dir) as url:
        memory, press = RedisStore(url), Press(settings.home, thinking.handbook)
        book = SlotBook(url, vault, settings.clock, settings.booking_days)
        offices = providers(settings, thinking, book, renderer.say, outside=data_dir is None)
        staff = tuple(f'{{"chat":{chat}}}' for chat in settings.staff_chats or settings.staff_ids)
        gc.freeze()  # what has been read stays to the end: the collector need not look at it again and again
        gc.enable()
        try:
            yield House(Desk(memory, thinking, renderer, press, Clerk(offices), vault, settings.clock, staff), book)
        finally:
            press.close()
            for provider in offices.values():
                await provider.close()
            await book.aclose()
            await memory.close()


@asynccontextmanager
async def store(settings: Settings) -> AsyncIterator[Store]:
    """The memory of the house alone, for looking into it; a bot that is running goes on."""
    async with _redis(settings, None) as url:
        memory = RedisStore(url)
        try:
            yield memory
        finally:
            await memory.close()


def staff(settings: Settings, house: House) -> Staff | None:
    """The staff's door; none where the settings name no staff."""
    if not (settings.staff_chats or settings.staff_ids):
        return None
    from bot.staff.door import Door  # noqa: PLC0415 - a chat has no use for it

    return Door(house.desk, house.book, settings.staff_chats, settings.staff_ids)


def _vault(settings: Settings, folder: Path) -> Vault:
    return given(settings.booking_key.get_secret_value()) if settings.booking_key else kept(folder)


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


def live(life: Coroutine[Any, Any, None], *, quick: bool) -> int:
    """Run to the end, or until Ctrl-C or SIGTERM, which are quiet ends; gives back the exit status."""
    try:
        with asyncio.Runner(loop_factory=_quick_loop if quick else None) as runner:
            runner.run(life)
    except KeyboardInterrupt:
        if sys.stdout.isatty():
            sys.stdout.write("\n")  # so that the shell's prompt stands on a line of its own
        return 128 + signal.SIGINT
    except asyncio.CancelledError:
        return 128 + signal.SIGTERM
    return 0


def _quick_loop() -> asyncio.AbstractEventLoop:
    import uvloop  # noqa: PLC0415 - a chat has no use for it

    return uvloop.new_event_loop()


def _mortal() -> None:
    """Let the running task be cancelled, and so all be put away, when the bot is told to go or the terminal is shut."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:  # as under nohup
            continue
        loop.add_signal_handler(number, task.cancel if task else loop.stop)


async def serve(settings: Settings) -> None:
    """Serve Telegram until cancelled or told to terminate, delivering what was still owed when the bot last stopped."""
    from bot.channels.telegram.channel import TelegramChannel  # noqa: PLC0415 - half of the start-up time of a chat

    _mortal()
    async with house(settings, trial=settings.booking_trial) as found:
        work = found.desk
        await work.press.check()
        commands = _commands(Phrasebook(settings.home))
        channel = TelegramChannel(settings, work, commands, staff=staff(settings, found))
        outbox = Outbox(work.store, work, channel.deliver, time)
        beside = [asyncio.create_task(outbox.run()), asyncio.create_task(_sweeping(work.clerk, settings))]
        try:
            await channel.run()
        finally:
            for task in beside:
                task.cancel()
            await asyncio.wait(beside)


async def _sweeping(clerk: Clerk, settings: Settings) -> None:
    """Wipe old appointments once an hour."""
    while True:
        await clerk.sweep(settings.clock().date() - timedelta(days=settings.booking_days))
        await asyncio.sleep(_HOUR)


def _commands(words: Phrasebook) -> dict[str, str]:
    lines = plain(words.say("house/commands.j2")).splitlines()
    return dict(line.split("=", 1) for line in lines)


async def talk(settings: Settings, flow: str | None) -> None:
    """Chat in this terminal; through a pipe each run starts anew and leaves nothing behind but the sheets it was asked for."""
    _mortal()
    words = Phrasebook(settings.home)
    if not sys.stdin.isatty():
        async with _passing(settings) as work:
            await read_aloud(
                Conversation(work, "pipe", settings.clock, "0", _sheets(settings)), _named(work, flow), words
            )
        return
    with _log_file(settings.data_dir) as log:
        # Log lines between the answers would look like a part of the conversation.
        log_to(log)
        async with desk(settings) as work:
            person = Conversation(work, f"terminal.{getuser()}", settings.clock, token_hex(6), _sheets(settings))
            await converse(person, _named(work, flow), words, partial(_reminded, work, person.owner))


async def _reminded(work: Desk, owner: str, deliver: Callable[[Effect], Awaitable[None]]) -> None:
    """Do what is due for this person: errands that were left, reminders."""
    await Outbox(work.store, work, deliver, time, owner).run()


def _log_file(folder: Path) -> TextIO:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return (folder / "guide.log").open("a", encoding="utf-8")
    except OSError as error:
        raise SettingError("GUIDE_DATA_DIR", str(error)) from None


async def script(settings: Settings, flow: str | None) -> None:
    """Chat in JSON lines on standard input and output; each run starts anew, and leaves only sheets behind."""
    _mortal()
    async with _passing(settings) as work:
        await exchange(Conversation(work, "script", settings.clock, "0", _sheets(settings)), _named(work, flow))


def _sheets(settings: Settings) -> Path:
    return settings.data_dir / "sheets"


@asynccontextmanager
async def _passing(settings: Settings) -> AsyncIterator[Desk]:
    """A desk that forgets everything at the end."""
    with TemporaryDirectory() as folder:
        async with desk(settings, Path(folder)) as work:
            yield work


def _named(work: Desk, flow: str | None) -> str | None:
    """The procedure's id, which may also be called by its title."""
    titles = {each.title: name for name, each in work.mind.handbook.flows.items()}
    return flow and titles.get(flow, flow)
