"""For whoever looks after appointments: `guide outbox` and `guide ratings`."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.cli.words import LINES, help_of, say
from bot.errors import SettingError

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
        raise SettingError(act, "name what is dead, as `guide outbox` lists it, or write: all")

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
        raise SettingError(min(unknown), "no such dead letter; `guide outbox` lists them")
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
