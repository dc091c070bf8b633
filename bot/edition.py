"""An edition: what the maintainers wrote, as it was at one time, opened for use."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bot.clerk import Clerk
from bot.engine.mind import Mind
from bot.press.press import Press
from bot.render import Renderer


@dataclass(frozen=True)
class Edition:
    """All that a turn takes from flows and words; a turn begun with one edition ends with it."""

    home: Path
    """The folder with its flows/ and messages_zh/."""
    mind: Mind
    renderer: Renderer
    press: Press
    clerk: Clerk

    async def close(self) -> None:
        """Let go of the offices' systems and of the press."""
        await asyncio.to_thread(self.press.close)
        for provider in self.clerk.providers.values():
            await provider.close()
