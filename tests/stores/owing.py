"""Effects as the desk saves them."""

from datetime import datetime
from time import time

from bot.booking.base import Slot
from bot.engine.reply import Errand, Timer
from bot.message import Button, Message
from bot.stores.base import GRACE, Change, Effect, Store

OWNER = "tg.100.100"


def owe(id: str, owner: str = OWNER) -> Effect:
    rows = ((Button(label="上一步", id="abc.3.b"), Button(label="转人工", id="abc.3.a.human")),)
    message = Message(text="您是为谁办理用电？", rows=rows)
    return Effect(id=id, owner=owner, address='{"chat":100,"card":7}', message=message)


def soon() -> float:
    """When what was saved just now may be taken by anybody."""
    return time() + GRACE + 1


def timer(id: str, due: float, owner: str = OWNER) -> Effect:
    """Something to be woken for, long after it was saved."""
    what = Timer(what="day_before", ref="K7M2P4Q8ZT", due=_START)
    return Effect(id=id, owner=owner, timer=what, due=due)


def errand(id: str, owner: str = OWNER, *, due: float | None = None) -> Effect:
    """A slot to be asked for at an office."""
    what = Errand(ref="K7M2P4Q8ZT", office="hall", slot=Slot(id="s1", start=_START, end=_END), act="confirm")
    return Effect(id=id, owner=owner, errand=what, request="AQ==", due=due)


async def promise(store: Store, *effects: Effect) -> None:
    """Owe these, each saved by a turn of its own."""
    for effect in effects:
        change = Change(b"{}", effect.id, (effect,))
        assert await store.commit(effect.owner, await store.load(effect.owner), change)


_START, _END = (datetime.fromisoformat(f"2026-09-29T{clock}:00+08:00") for clock in ("09:00", "09:15"))
