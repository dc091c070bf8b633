"""Runs the house: in Telegram or in this terminal, until it is told to stop."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from getpass import getuser
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from time import time
from typing import Any, TextIO

from bot import seal
from bot.channels.terminal import Conversation, converse, exchange, read_aloud
from bot.complaint import wrong
from bot.config import Settings
from bot.desk import Desk
from bot.errors import SettingError, StoreError
from bot.lasting import lasting
from bot.later import Later
from bot.message import plain
from bot.outbox import Outbox
from bot.phrases import Phrasebook
from bot.stores.base import Effect
from bot.trace import log_to
from bot.wire import desk, house

_HOUR = 3600


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
    # A chat has no use for these, and they are half of its start-up time.
    from bot.channels import web  # noqa: PLC0415
    from bot.channels.telegram.channel import TelegramChannel  # noqa: PLC0415
    from bot.staff.window.feed import Feed  # noqa: PLC0415
    from bot.staffing import staffed  # noqa: PLC0415

    _mortal()
    async with house(settings, trial=settings.booking_trial, settled=True) as found, staffed(settings, found) as rooms:
        work = found.desk
        await seal.wait(work.store, work.vault)
        await work.edition.press.check()
        words = Phrasebook(work.edition.home)
        secret = settings.feed_secret.get_secret_value() if settings.feed_secret else ""
        routes = (Feed(found.book, work, secret).route,) if secret else ()
        channel = TelegramChannel(settings, work, _commands(words), staff=rooms.staff, routes=routes)
        outbox = Outbox(work.store, work, channel.deliver, time)
        lives: dict[str, Callable[[], Awaitable[None]]] = {
            "outbox": outbox.run, "sweep": partial(_sweeping, work, settings), "files": rooms.reloading.run,
        }  # fmt: skip
        if routes and not settings.webhook_url:  # Telegram does not need a web server, but those who subscribe do
            ports = [web.listen(settings.host, settings.port)]  # a port that is taken is told before anything begins
            lives["feed"] = lambda: web.serve(
                ports.pop() if ports else web.listen(settings.host, settings.port), routes
            )
        beside = [asyncio.create_task(lasting(name, life)) for name, life in lives.items()]
        try:
            await channel.run(partial(_ready, words))
        finally:
            for task in beside:
                task.cancel()
            await asyncio.wait(beside)


def _ready(words: Phrasebook, name: str) -> None:
    """Say on a terminal that people can write to the bot of this name."""
    if sys.stderr.isatty():
        sys.stderr.write(plain(words.say("cli/ready.j2", bot=name)) + "\n")


async def _sweeping(work: Desk, settings: Settings) -> None:
    """Wipe old appointments once an hour, and show that this key is still in use."""
    while True:
        with suppress(StoreError, SettingError):
            await seal.check(work.store, work.vault)
        await work.edition.clerk.sweep(settings.clock().date() - timedelta(days=settings.booking_days))
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
            await read_aloud(_conversation(settings, work, "pipe", "0"), _named(work, flow), words)
        return
    with _log_file(settings.data_dir) as log:
        # Log lines between the answers would look like a part of the conversation.
        log_to(log)
        async with desk(settings) as work:
            await seal.check(work.store, work.vault)
            person = _conversation(settings, work, f"terminal.{getuser()}", token_hex(6))
            await converse(person, _named(work, flow), words, partial(_reminded, work, person.owner))


async def _reminded(work: Desk, owner: str, deliver: Callable[[Effect], Awaitable[None]]) -> None:
    """Do what is due for this person: errands that were left, reminders."""
    await Outbox(work.store, work, deliver, time, owner).run()


def _log_file(folder: Path) -> TextIO:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return (folder / "guide.log").open("a", encoding="utf-8")
    except OSError as error:
        raise wrong("GUIDE_DATA_DIR", "data_dir_unusable", why=error) from None


async def script(settings: Settings, flow: str | None) -> None:
    """Chat in JSON lines on standard input and output; each run starts anew, and leaves only sheets behind."""
    _mortal()
    async with _passing(settings) as work:
        await exchange(_conversation(settings, work, "script", "0"), _named(work, flow))


def _conversation(settings: Settings, work: Desk, owner: str, run: str) -> Conversation:
    later = Later(work, owner, work.edition.renderer.say).next if settings.now else None
    return Conversation(work, owner, settings.clock, run, settings.data_dir / "sheets", later)


@asynccontextmanager
async def _passing(settings: Settings) -> AsyncIterator[Desk]:
    """A desk that forgets everything at the end."""
    with TemporaryDirectory() as folder:
        async with desk(settings, Path(folder)) as work:
            yield work


def _named(work: Desk, flow: str | None) -> str | None:
    """The procedure's id, which may also be called by its title."""
    titles = {each.title: name for name, each in work.edition.mind.handbook.flows.items()}
    return flow and titles.get(flow, flow)
