"""Kills the bot and its provider at seeded moments, each while taps are in flight."""

import asyncio
from collections.abc import Callable
from random import Random

from tests.drill.citizen import Citizen
from tests.drill.offices import Provider
from tests.drill.plan import Plan
from tests.running_house import House
from tests.telegram.bot_api import BotApi


class Storm:
    def __init__(self, plan: Plan, api: BotApi, house: House, provider: Provider, crowd: list[Citizen]) -> None:
        self._plan, self._api, self._house, self._provider, self._crowd = plan, api, house, provider, crowd
        self._random = Random(plan.seed)
        self.in_flight: list[int] = []
        """How many people waited for an answer at each kill of the bot."""
        self.outages = 0
        """How often the provider was killed."""

    async def run(self) -> None:
        """Until all kills are done, or nobody is left."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._on_the_house())
            group.create_task(self._on_the_provider())

    async def ends(self) -> None:
        """Calm the provider once most people have come to an end."""
        most = self._plan.calm * len(self._crowd)
        await self._until(lambda: sum(bool(one.ended) for one in self._crowd) >= most)
        await self._provider.calm()

    async def _on_the_house(self) -> None:
        for _ in range(self._plan.kills):
            await self._after(1.0, 2.0)
            await self._handed_over()
            self.in_flight.append(sum(one.waiting for one in self._crowd))
            self._house.kill()
            self._house.start()

    async def _on_the_provider(self) -> None:
        for _ in range(max(1, self._plan.kills // 2)):
            await self._after(1.5, 4.0)
            self._provider.kill()
            self.outages += 1
            await asyncio.sleep(self._random.uniform(0.1, 1.5))  # it is away for so long
            await _whole(asyncio.create_task(asyncio.to_thread(self._provider.start)))

    async def _after(self, least: float, most: float) -> None:
        """Wait until so many more things were done and answered, for each person."""
        until = self._answered() + int(self._random.uniform(least, most) * len(self._crowd))
        await self._until(lambda: self._answered() >= until)

    async def _handed_over(self) -> None:
        """Wait until updates are in the bot's hands: soon some are thought about, and some committed only."""
        given = self._given()
        await self._until(lambda: self._api.state.pending and self._given() > given)
        await asyncio.sleep(self._random.uniform(0, 0.2))

    async def _until(self, condition: Callable[[], object]) -> None:
        await self._api.until(lambda: condition() or self._over(), self._plan.patience)

    def _given(self) -> int:
        return sum(call.status == 200 for call in self._api.called("getUpdates"))

    def _answered(self) -> int:
        return sum(one.acts - one.waiting for one in self._crowd)

    def _over(self) -> bool:
        return all(one.ended for one in self._crowd)


async def _whole(starting: asyncio.Task[None]) -> None:
    """Wait for a start also when the drill is stopped: what has begun to run can then be found and ended."""
    try:
        await asyncio.shield(starting)
    except asyncio.CancelledError:
        await starting
        raise
