"""Checks drafts without trusting them: in another process, with bounds, while the bot goes on answering."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.drafts.refusal import Refused
from bot.drafts.verdict import SIZE, Checked

WAIT = 60.0
"""Seconds for one check, with the start of the reader and the reading of the live home."""

_WHY = {2: "too_much", 3: "too_deep", -signal.SIGKILL: "too_much"}
"""How a child ended, and what that means; the kernel kills when memory is short."""
_SLOW = {-signal.SIGPROF, -signal.SIGALRM, -signal.SIGXCPU}
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Effort:
    """What a check took."""

    seconds: float = 0.0
    """Of the processor."""
    usual: float = 0.0
    """Of the processor, for checking the live home."""
    memory: int = 0
    """Bytes at the most, above what the reader has."""


def _question(draft: Path, live: Path) -> Mapping[str, str]:
    return {"draft": str(draft.absolute()), "live": str(live.absolute())}


@dataclass
class Examiner:
    """Has drafts checked one after the other by a reader of its own, which starts with the first one.

    Whoever calls `check` off has the reader killed with everything it began; the next check starts another.
    """

    wait: float = WAIT
    effort: Effort = Effort()
    """What the last check took."""
    _reader: Process | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def check(self, draft: Path, live: Path) -> Checked | Refused:
        """Check a draft's home against the live one, never raises for what is in the draft.

        `Refused` is `too_slow`, `too_much`, `too_deep`, `unchecked` or `system`.
        """
        answer: Mapping[str, Any] | None = None
        async with self._turn:
            try:
                async with asyncio.timeout(self.wait):
                    answer = await self._asked(_question(draft, live))
            except TimeoutError:
                return Refused("too_slow")
            except (ValueError, OSError):  # the reader is gone, or says something it never says
                return Refused("unchecked")
            finally:
                if answer is None:  # nobody waits for this reader any more
                    await self.close()
        return self._verdict(answer)

    async def _asked(self, question: Mapping[str, str]) -> Mapping[str, Any]:
        reader = await self._running()
        if reader.stdin is None or reader.stdout is None:
            raise OSError("no pipes")
        reader.stdin.write(json.dumps(question).encode() + b"\n")
        await reader.stdin.drain()
        answer: dict[str, Any] = json.loads(await reader.stdout.readline())
        return answer

    async def _running(self) -> Process:
        if self._reader is None or self._reader.returncode is not None:
            # A new session, so that Ctrl-C is the bot's matter and the reader can be ended with its children. Of the bot's
            # settings, tokens among them, it knows nothing.
            self._reader = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "bot.drafts.worker", stdin=PIPE, stdout=PIPE, stderr=DEVNULL, limit=2 * SIZE,
                start_new_session=True, cwd=_ROOT, env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
            )  # fmt: skip
        return self._reader

    def _verdict(self, answer: Mapping[str, Any]) -> Checked | Refused:
        self.effort = Effort(answer["seconds"], answer["usual"], answer["memory"])
        if answer["answer"] is not None:
            checked = Checked.model_validate(answer["answer"])
            return Refused("system", {"office": checked.system}) if checked.system else checked
        if answer["code"] in _SLOW:
            return Refused("too_slow")
        return Refused(_WHY.get(answer["code"], "unchecked"))

    async def close(self) -> None:
        """End the reader and everything it began."""
        reader, self._reader = self._reader, None
        if reader is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(reader.pid, signal.SIGKILL)
        await reader.communicate()
