"""Builds the house from settings: the only room that knows all doors."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import structlog

from bot import remembered
from bot.clerk import Clerk
from bot.complaint import wrong
from bot.config import Settings
from bot.desk import Desk
from bot.edition import Edition
from bot.engine.mind import Mind, Rules
from bot.errors import FlowsBroken
from bot.offices import providers
from bot.press.press import Press
from bot.render import Renderer
from bot.stores.base import Store
from bot.stores.embedded import EmbeddedRedis
from bot.stores.program import find_program
from bot.stores.redis import RedisStore
from bot.stores.slots import SlotBook
from bot.vault import Vault, given, kept

_log = structlog.get_logger(__name__)


def mind(home: Path, rules: Rules = Rules(), memory: Path | None = None) -> Mind:  # noqa: B008 - frozen
    """Everything a turn of thought needs, as remembered in this folder if nothing has changed; raises `FlowsBroken`."""
    return Mind(remembered.handbook(home, memory), rules)


def _rules(settings: Settings, *, trial: bool) -> Rules:
    return Rules(
        trial=trial, at_once=settings.bookings_at_once, missed=settings.missed_at_most, days=settings.booking_days
    )


class House(NamedTuple):
    """The desk, and what citizens and staff share."""

    desk: Desk
    book: SlotBook
    """The slots of the windows whose book we keep."""
    redis: str
    """Where the memory is."""
    rules: Rules


@asynccontextmanager
async def desk(settings: Settings, data_dir: Path | None = None, *, trial: bool = True) -> AsyncIterator[Desk]:
    """The desk of a house, which is shut when this ends."""
    async with house(settings, data_dir, trial=trial) as found:
        yield found.desk


@asynccontextmanager
async def house(
    settings: Settings, data_dir: Path | None = None, *, trial: bool = True, settled: bool = False
) -> AsyncIterator[House]:
    """A desk with its store, ready to work; everything is saved and shut when this ends.

    One that is `settled` works with a snapshot of its home, whatever becomes of the files.

    Without a Redis of your own one is started in `data_dir`, by default the settings'. A house in a folder of its own
    forgets everything in the end, so it books with nobody else's system. Windows on trial are offered to
    who tries the bot out, so not on Telegram unless the settings say so.
    """
    rules = _rules(settings, trial=trial)
    home, thinking = (
        _settled(settings, rules) if settled else (settings.home, mind(settings.home, rules, settings.data_dir))
    )
    seal = vault(settings, data_dir or settings.data_dir)
    async with _redis(settings, data_dir) as url:
        memory, book = RedisStore(url), SlotBook(url, seal, settings.clock, settings.booking_days)
        first = edition(settings, home, thinking, book, outside=data_dir is None)
        staff = tuple(f'{{"chat":{chat}}}' for chat in settings.staff_chats or settings.staff_ids)
        gc.freeze()  # what has been read stays to the end: the collector need not look at it again and again
        gc.enable()
        work = Desk(memory, first, seal, settings.clock, staff)
        try:
            yield House(work, book, url, rules)
        finally:
            await work.edition.close()
            await book.aclose()
            await memory.close()


def edition(settings: Settings, home: Path, thinking: Mind, book: SlotBook, *, outside: bool) -> Edition:
    """Open what was read from a home; raises `SettingError` for an office's access that can't be read."""
    renderer = Renderer(home, thinking, rehearsal=settings.now is not None)
    offices = providers(settings, thinking, book, renderer.say, outside=outside)
    return Edition(home, thinking, renderer, Press(home, thinking.handbook), Clerk(offices))


@asynccontextmanager
async def store(settings: Settings) -> AsyncIterator[Store]:
    """The memory of the house alone, for looking into it; a bot that is running goes on."""
    async with _redis(settings, None) as url:
        memory = RedisStore(url)
        try:
            yield memory
        finally:
            await memory.close()


def _settled(settings: Settings, rules: Rules) -> tuple[Path, Mind]:
    """Lay out what was published when the bot was last killed, and take a snapshot of all.

    Files that are not sound do not keep the bot from starting: citizens then have what they had last, and staff is told
    by the first look at the files. Raises `FlowsBroken` where they never had anything.
    """
    from bot.archive import Archive  # noqa: PLC0415 - a chat has no use for these
    from bot.snapshot import remember, remembered, snapshot  # noqa: PLC0415

    folder = snapshots(settings)
    try:
        if left := Archive(settings.home, versions(settings)).finish():
            _log.warning("changed_by_hand_meanwhile", files=left)
        home = snapshot(settings.home, folder)
        last = remembered(folder)
        try:
            thinking = mind(home, rules, settings.data_dir)
        except FlowsBroken:
            if last is None:
                mind(settings.home, rules)  # names the files as maintainers know them
                raise
            _log.error("started_with_the_last_good_version", version=last.name)
            return last, mind(last, rules, settings.data_dir)
        remember(folder, home)
    except OSError as error:
        raise wrong("GUIDE_DATA_DIR", "data_dir_unusable", why=error) from None
    return home, thinking


def versions(settings: Settings) -> Path:
    """Where published versions are kept."""
    return settings.data_dir / "versions"


def trail(settings: Settings) -> Path:
    """Where it is written who did what to the flows."""
    return settings.data_dir / "audit.jsonl"


def snapshots(settings: Settings) -> Path:
    """Where snapshots of the home are kept."""
    return settings.data_dir / "editions"


def vault(settings: Settings, folder: Path) -> Vault:
    """The vault with the key that is set, or with the one in this folder; raises `SettingError` for what is no key."""
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
