"""What must go on for as long as the bot runs is begun again when it dies, and its death is never a secret."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

_log = structlog.get_logger(__name__)

FIRST, LONGEST = 1.0, 300.0
"""Seconds before it is begun again: the first pause, doubled each time, and the longest."""


async def lasting(name: str, life: Callable[[], Awaitable[None]], first: float = FIRST) -> None:
    """Live a life until it ends by itself or is cancelled; whenever it dies the log says `task_died`, and it begins anew.

    The pause before that grows, and is the first one again after a life longer than the longest pause.
    """
    loop, pause = asyncio.get_running_loop(), first
    while True:
        begun = loop.time()
        try:
            await life()
        except Exception:  # noqa: BLE001 - whatever it died of, nobody else would hear of it before the bot stops
            if loop.time() - begun > LONGEST:
                pause = first
            _log.exception("task_died", task=name, again_in=pause)
        else:
            return
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST)
