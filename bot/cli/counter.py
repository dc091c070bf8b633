"""For whoever looks after appointments: `guide outbox`, `guide ratings`, `guide feed` and `guide newkey`."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.cli.words import LINES, help_of, misused, say
from bot.complaint import wrong

if TYPE_CHECKING:
    from bot.stores.base import Effect, Store

app = typer.Typer()

Act = Literal["retry", "drop"]


@app.command(help=help_of("outbox"))
def outbox(
    act: Annotated[Act | None, typer.Argument(help=LINES["outbox_act"])] = None,
    ids: Annotated[list[str] | None, typer.Argument(help=LINES["outbox_ids"])] = None,
) -> None:
    """Show what is owed and what is dead; try the dead again, or drop them."""
    from bot import config, wire

    settings = config.read()
    if act and not ids:
        raise misused(act, "dead_act")

    async def look() -> "tuple[Effect, ...]":
        async with wire.store(settings) as store:
            if act:
                await _done(store, act, ids or ())
            return await store.listed()

    effects = asyncio.run(look())
    dead = [one for one in effects if one.failed]
    owed = sorted((one for one in effects if not one.failed), key=lambda one: one.due or 0)
    typer.echo(say(settings.home, "cli/outbox.j2", owed=owed, dead=dead, zone=config.ZONE))


async def _done(store: "Store", act: Act, ids: Sequence[str]) -> None:
    dead = [one for one in await store.listed() if one.failed]
    meant = [one for one in dead if "all" in ids or one.id in ids]
    unknown = set(ids) - {"all", *(one.id for one in meant)}
    if unknown:
        raise misused(min(unknown), "dead")
    for effect in meant:
        await (store.revive(effect) if act == "retry" else store.bury(effect))


@app.command(help=help_of("ratings"))
def ratings() -> None:
    """Count the stars and list the sentences; nobody's name is with them."""
    from bot import config, wire

    settings = config.read()

    async def look() -> str:
        async with wire.store(settings) as store:
            found = await store.ratings()
        counted = [one for one in found if not one.words]
        flows = sorted({one.flow for one in found})
        lines = [
            (
                flow,
                [one.stars for one in counted if one.flow == flow],
                [one for one in found if one.flow == flow and one.words],
            )
            for flow in flows
        ]
        return say(settings.home, "cli/ratings.j2", lines=lines)

    typer.echo(asyncio.run(look()))


@app.command(help=help_of("feed"))
def feed() -> None:
    """Print the addresses of the windows' calendars."""
    from bot import config
    from bot.flow.booking import CounterBooking
    from bot.inspection import handbook
    from bot.staff.window.feed import address

    settings = config.read()
    if settings.feed_secret is None:
        raise wrong("GUIDE_FEED_SECRET", "feed_secret_missing")
    secret = settings.feed_secret.get_secret_value()
    offices = handbook(settings.home).offices
    feeds = [
        (office.name, address(settings.web, secret, name))
        for name, office in offices.items()
        if isinstance(office.booking, CounterBooking)
    ]
    typer.echo(say(settings.home, "cli/feed.j2", feeds=feeds, public=settings.webhook_url is not None))


@app.command(help=help_of("newkey"))
def newkey() -> None:
    """Let the key of now be the one; what a lost one sealed stays unreadable."""
    from bot import config, seal, wire

    settings = config.read()

    async def change() -> None:
        async with wire.store(settings) as store:
            await store.unkey()
            await seal.check(store, wire.vault(settings, settings.data_dir))

    asyncio.run(change())
    typer.echo(say(settings.home, "cli/newkey.j2"))
