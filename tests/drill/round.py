"""One round of the drill: one provider, many people at once, and what goes wrong meanwhile."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from time import monotonic, time

from bot.errors import StoreError
from bot.stores.redis import RedisStore
from tests.drill.citizen import Citizen
from tests.drill.figures import Figures, compare
from tests.drill.offices import OPENED
from tests.drill.plan import NOW, OFFICE, Plan
from tests.drill.storm import Storm
from tests.engine.caller import home
from tests.running_house import House
from tests.telegram.bot_api import BotApi
from tests.telegram.state import Call

_SHOWING = {"sendMessage", "editMessageText"}
_GLANCE = 0.2
"""Seconds between two looks of who rests."""
_PROGRESS = 5.0
"""Seconds between two words about how it goes."""


async def drill(name: str, plan: Plan, folder: Path, say: Callable[[str], None]) -> Figures:
    """Hold the round in an empty folder; no process is left when this ends, whatever ends it."""
    begun = monotonic()
    office, rooms = folder / "o", folder / "h"
    office.mkdir()
    rooms.mkdir()
    async with OPENED[name](office, plan) as provider, BotApi() as api:
        home(rooms, offices=[(OFFICE, provider.booking)])
        house = House(rooms, api, NOW, provider.settings)
        crowd = [Citizen(api, number, plan.seed) for number in range(1, plan.people + 1)]
        storm = Storm(plan, api, house, provider, crowd)
        try:
            house.start()
            say(f"{len(crowd)} people open their phones")
            async with asyncio.TaskGroup() as group:
                striking = group.create_task(storm.run())
                calming = group.create_task(storm.ends())
                await _walk(api, crowd, plan.patience, say)
                await asyncio.wait([striking])
                calming.cancel()
            await provider.calm()
            say("all at an end; waiting for what is still owed")
            owed = await _settled(api, house, crowd, plan.patience)
            book, kills = await provider.booked(house.data), (len(storm.in_flight), storm.outages)
            return compare(name, crowd, book, owed, kills, _weather(storm, crowd, begun))
        finally:
            await house.clear()


class _Screens:
    """Whose screens changed."""

    def __init__(self, api: BotApi) -> None:
        self._calls = api.state.calls
        self._read = 0
        self._open: list[Call] = []

    def changed(self) -> set[int]:
        """The chats in which something was said since this was last asked."""
        calls = [*self._open, *self._calls[self._read :]]
        self._read = len(self._calls)
        self._open = [call for call in calls if call.status is None]
        return {int(c.parameters["chat_id"]) for c in calls if c.status == 200 and c.method in _SHOWING}


async def _walk(api: BotApi, crowd: list[Citizen], patience: float, say: Callable[[str], None]) -> None:
    """Let everybody act as soon as there is something on the screen to act upon, until all have come to an end."""
    give_up, screens = monotonic() + patience, _Screens(api)
    for one in crowd:
        await one.opens()
    told = monotonic()
    while any(not one.ended for one in crowd) and monotonic() < give_up:
        await _glance(api)
        if monotonic() > told + _PROGRESS:
            told = monotonic()
            say(f"{sum(bool(one.ended) for one in crowd)} of {len(crowd)} have come to an end")
        changed = screens.changed()
        for one in crowd:
            if one.number in changed or (one.rests_until and not one.ended and not one.waiting):
                await one.looks()


async def _glance(api: BotApi) -> None:
    """Until something changes, or somebody who rests may look up."""
    try:
        async with asyncio.timeout(_GLANCE):
            await api.state.changed.wait()
    except TimeoutError:
        pass


async def _settled(api: BotApi, house: House, crowd: list[Citizen], patience: float) -> list[str]:
    """Wait until nothing is owed any more but reminders to come; what is, if that never happens."""
    store, screens = RedisStore(house.redis), _Screens(api)
    give_up = monotonic() + patience
    try:
        while (owed := await _owed(store)) and monotonic() < give_up:  # noqa: ASYNC110 - Redis sends no word
            await asyncio.sleep(_GLANCE)
    finally:
        await store.close()
    changed = screens.changed()
    for one in crowd:
        if one.number in changed:
            await one.looks()
    return owed


async def _owed(store: RedisStore) -> list[str]:
    try:
        effects = await store.listed()
    except StoreError as error:
        return [str(error)]
    now = time()
    pending = [one for one in effects if one.failed or not one.timer or (one.due or 0) < now]
    return [f"{one.id} of {one.owner}, {one.tries} tries" for one in pending]


def _weather(storm: Storm, crowd: list[Citizen], begun: float) -> str:
    return (
        f"bot killed {len(storm.in_flight)} times while {storm.in_flight} waited, provider {storm.outages} times;"
        f" {sum(one.acts for one in crowd)} taps and words, {sum(one.twice for one in crowd)} cards shown again;"
        f" {monotonic() - begun:.0f} s"
    )
