"""Telegram in the same process: it answers at once with canned JSON, and people tap what it was last sent."""

import asyncio
from collections import defaultdict
from typing import Any

import orjson
from telegram.request import BaseRequest, RequestData

from bot.engine.tap import encode

ME = {"id": 4242, "is_bot": True, "first_name": "夏县办事向导", "username": "XiaxianGuideBot"}
TOKEN = "4242:test-token"
FLOW = "power_hv"
CYCLE = (("c", "double"), ("c", "no"), ("b",), ("b",))
"""Buttons pressed over and over: to the second question, to the outcome, and back to the first question."""

_SENT = orjson.dumps(
    {"ok": True, "result": {"message_id": 7, "date": 1766000000, "chat": {"id": 1, "type": "private"}}}
)
_DONE = b'{"ok":true,"result":true}'


class Stub(BaseRequest):
    """Takes the place of PTB's HTTP client; `spoken` tells when a tap has got its card and its answer."""

    def __init__(self, card: dict[str, Any]) -> None:
        """Answer each card with this one, as Telegram repeats what was written."""
        chat = {"id": 1, "type": "private", "first_name": "王"}
        result = {"message_id": 7, "date": 1766000000, "chat": chat, "from": ME, **card}
        self._sent = orjson.dumps({"ok": True, "result": result})
        self._calls: dict[str, int] = defaultdict(int)
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self.characters = 0
        self.cards = 0

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        name, data = url.rpartition("/")[2], request_data.json_parameters if request_data else {}
        if name == "answerCallbackQuery":
            self._count(data["callback_query_id"])
            return 200, _DONE
        if name in {"editMessageText", "sendMessage"}:
            self.cards += 1
            self.characters += len(data["text"])
            self._count(str(data["chat_id"]))
            return 200, self._sent
        return 200, orjson.dumps({"ok": True, "result": ME})

    def spoken(self, chat: str) -> asyncio.Future[None]:
        self._calls[chat] = 0
        return self._waiting.setdefault(chat, asyncio.get_running_loop().create_future())

    def _count(self, chat: str) -> None:
        self._calls[chat] += 1
        if self._calls[chat] == 2 and chat in self._waiting:
            self._waiting.pop(chat).set_result(None)


class Citizen:
    """Somebody on a walk through CYCLE; each turn gives the next update as Telegram would write it."""

    _updates = 0

    def __init__(self, number: int, cards: list[dict[str, Any]]) -> None:
        self.id = number
        self.chat = str(number)
        self.owner = f"tg.{number}.{number}"
        self.turns = 0
        self.walk, self.step = "0", 0
        self._cards = cards

    def opens(self) -> bytes:
        text = f"/start {FLOW}"
        entities = [{"type": "bot_command", "offset": 0, "length": 6}]
        return self._update("message", self._message(text=text, entities=entities, **{"from": self._user()}))

    def taps(self) -> bytes:
        place = self.turns % len(CYCLE)
        tapped = {"id": self.chat, "from": self._user(), "chat_instance": "1"}
        tapped |= {"message": self._message(**self._cards[place], **{"from": ME})}
        tapped |= {"data": encode(self.walk, self.step, *CYCLE[place])}
        self.turns += 1
        self.step += 1
        return self._update("callback_query", tapped)

    def _update(self, kind: str, content: dict[str, Any]) -> bytes:
        Citizen._updates += 1
        return orjson.dumps({"update_id": Citizen._updates, kind: content})

    def _message(self, **content: Any) -> dict[str, Any]:
        chat = {"id": self.id, "type": "private", "first_name": "王"}
        return {"message_id": 7, "date": 1766000000, "chat": chat, **content}

    def _user(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": "王", "language_code": "zh-hans"}
