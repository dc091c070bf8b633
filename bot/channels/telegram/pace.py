"""Not faster than Telegram allows: groups take 20 messages a minute, and a chat that said 429 wants rest."""

import asyncio
from collections import OrderedDict, deque

from bot.channels.telegram.patience import Patience

_REMEMBERED = 4096


class Pace:
    """When the next message may go to a chat; each chat waits for itself alone."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._sent: OrderedDict[int, deque[float]] = OrderedDict()
        self._rests: OrderedDict[int, float] = OrderedDict()

    async def wait(self, chat: int) -> bool:
        """Take the chat's next free place and wait for it; False when that would take too long."""
        now = asyncio.get_running_loop().time()
        due = max(now, self._rests.get(chat, now), self._free(chat))
        if due - now > self._patience.longest:
            return False
        if chat < 0:
            self._sent.setdefault(chat, deque(maxlen=self._patience.sends)).append(due)
            _trim(self._sent, chat)
        if due > now:
            await asyncio.sleep(due - now)
        return True

    def rest(self, chat: int, seconds: float) -> None:
        """Leave the chat alone for so long."""
        self._rests[chat] = asyncio.get_running_loop().time() + seconds
        _trim(self._rests, chat)

    def _free(self, chat: int) -> float:
        sent = self._sent.get(chat)
        return sent[0] + self._patience.minute if sent and len(sent) == self._patience.sends else 0


def _trim(chats: OrderedDict[int, deque[float]] | OrderedDict[int, float], latest: int) -> None:
    chats.move_to_end(latest)
    if len(chats) > _REMEMBERED:
        chats.popitem(last=False)
