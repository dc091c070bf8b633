"""What a rehearsal would bring later: its clock stands still, so whoever rehearses asks for it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.desk import Desk
from bot.message import Message
from bot.stores.base import Effect


@dataclass(frozen=True, slots=True)
class Later:
    """One person's reminders, one after the other, each thought at its own time; the rehearsal's clock stays as it is."""

    desk: Desk
    owner: str
    say: Callable[..., str]

    async def next(self) -> Effect:
        """The next that says something, owed to this person; or that there is none."""
        for timer in await self._timers():
            if said := await self._fired(timer):
                return said
        nothing = Message(text=self.say("cli/nothing_later.j2"), place="new")
        return Effect(id="later", owner=self.owner, message=nothing)

    async def _timers(self) -> list[Effect]:
        mine = [one for one in await self._owed() if one.timer]
        return sorted(mine, key=lambda one: one.timer.due.timestamp() if one.timer else 0)

    async def _fired(self, timer: Effect) -> Effect | None:
        """What is said at its time; what has to be asked of an office before is asked then."""
        if timer.timer is None:
            return None
        at = timer.timer.due
        then = replace(self.desk, clock=lambda: at)
        if said := await then.due(timer):
            return said
        for errand in await self._owed():
            if errand.cause == f"{timer.id}.now" and (said := await then.due(errand)):
                return said
        return None

    async def _owed(self) -> list[Effect]:
        return [one for one in await self.desk.store.listed() if one.owner == self.owner and not one.failed]
