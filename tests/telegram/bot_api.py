"""A Bot API server of our own: real HTTP on a loopback port, and the rules of the real one.

async with BotApi() as api:
    wang = api.person(1, "王")
    await wang.says("/start")          # queued as an update; the bot polls, or is called by webhook
    await api.settled()                # everything acknowledged, answered and said
    await wang.taps("用电报装")
    assert api.chat(1).last.text == ...
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Self

import httpx

from tests.telegram.chats import Chat, Limits
from tests.telegram.faults import Fault, Faults
from tests.telegram.methods import call
from tests.telegram.people import Person
from tests.telegram.state import Call, Refusal, State
from tests.telegram.wire import Answer, Request, Wire

SECRET = "X-Telegram-Bot-Api-Secret-Token"

_RIVAL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_IS_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class BotApi:
    def __init__(self, limits: Limits | None = None) -> None:
        self.state = State(limits or Limits())
        self.faults = Faults()
        self.webhook_statuses: list[int] = []
        """What the bot's webhook answered, 0 when it was out of reach."""
        self.webhook_pause = 0.05
        """Seconds between two attempts to bring an update."""
        self._wire = Wire(self._respond)
        self._idles: list[Callable[[], Awaitable[None]]] = []
        self._postmen: dict[int, asyncio.Task] = {}

    async def __aenter__(self) -> Self:
        self.port = await self._wire.start()
        self.address = f"http://127.0.0.1:{self.port}"
        self._post = asyncio.create_task(self._deliver())
        return self

    async def __aexit__(self, *_: object) -> None:
        tasks = [self._post, *self._postmen.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._wire.stop()

    async def unplug(self) -> None:
        """Be out of reach: connections are refused until `replug`."""
        await self._wire.stop()

    async def replug(self) -> None:
        """Be back under the same address."""
        self._wire = Wire(self._respond)
        await self._wire.start(self.port)

    @property
    def token(self) -> str:
        return self.state.token

    @property
    def calls(self) -> list[Call]:
        """Everything the bot has called but getUpdates, in order."""
        return [call for call in self.state.calls if call.method != "getUpdates"]

    def called(self, method: str) -> list[Call]:
        return [call for call in self.state.calls if call.method == method]

    def person(self, id: int, name: str = "王") -> Person:
        self.state.chats.setdefault(id, Chat(id, "private", name, self.state.limits))
        return Person(self.state, id, name)

    def group(self, id: int, title: str = "群", topics: tuple[int, ...] = ()) -> Chat:
        return self.state.chats.setdefault(id, Chat(id, "supergroup", title, self.state.limits, set(topics)))

    def chat(self, id: int) -> Chat:
        return self.state.chats[id]

    def brings_again(self) -> None:
        """Deliver the latest acknowledged update once more, as after an acknowledgement that got lost."""
        self.state.pending.append(self.state.acknowledged.pop())
        self.state.notify()

    def also_waits_for(self, idle: Callable[[], Awaitable[None]]) -> None:
        """Let `settled` ask a bot in the same process too, such as `channel.idle`."""
        self._idles.append(idle)

    async def until(self, condition: Callable[[], Any], seconds: float = 10) -> None:
        """Wait for a condition, looked at after each change."""
        await self.state.until(condition, seconds)

    async def settled(self, seconds: float = 10) -> None:
        """Wait until each update is acknowledged, each tap answered, no call under way and the bot has nothing to do."""
        while True:
            await self.until(self._quiet, seconds)
            seen = len(self.calls)
            for idle in self._idles:
                await asyncio.wait_for(idle(), seconds)
            if self._quiet() and len(self.calls) == seen:
                return

    def _quiet(self) -> bool:
        under_way = any(call.status is None for call in self.calls)
        answered = all(query.answered or query.too_old for query in self.state.queries.values())
        return not self.state.pending and not under_way and answered

    async def _respond(self, request: Request) -> Answer | None:
        if request.path.startswith(f"/file/bot{self.token}/documents/"):
            found = self.state.files.get(request.path.rpartition("/")[2])
            return _answer(404, "Not Found") if found is None else Answer(200, found)
        token, _, method = request.path.removeprefix("/bot").partition("/")
        if token != self.token:
            return _answer(401, "Unauthorized")
        entry = Call(method, request.parameters)
        self.state.calls.append(entry)
        self.state.notify()
        try:
            answer = await self._handled(entry)
        except asyncio.CancelledError:
            entry.status = entry.status or 0
            raise
        entry.status = answer.status if answer else 0
        self.state.notify()
        return answer

    async def _handled(self, entry: Call) -> Answer | None:
        fault = self.faults.next(entry.method)
        if fault and fault.kind == "cut":
            return None
        if fault and fault.kind == "hang":
            return await self._silent(entry)
        if fault and fault.kind == "status":
            return _failed(fault)
        answer = await self._worked(entry)
        if fault and fault.kind == "late":
            return await self._silent(entry)
        return None if fault else answer

    async def _silent(self, entry: Call) -> None:
        entry.status = 0
        self.state.notify()
        await asyncio.Event().wait()  # the client hangs up, or the server stops

    async def _worked(self, entry: Call) -> Answer:
        try:
            if entry.method == "getUpdates":
                result = await self._updates(entry.parameters)
            else:
                result = call(self.state, entry.method, entry.parameters)
        except Refusal as error:
            return _answer(error.status, error.description, error.parameters)
        return Answer(200, {"ok": True, "result": result})

    async def _updates(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        if self.state.webhook:
            raise Refusal(409, _WEBHOOK_IS_ACTIVE)
        me = self.state.poller = object()  # whoever polled before is sent away
        self.state.notify()
        self._acknowledge(int(parameters.get("offset", 0)))
        self.state.allowed = json.loads(parameters.get("allowed_updates", "[]")) or self.state.allowed
        with suppress(TimeoutError):
            async with asyncio.timeout(float(parameters.get("timeout", 0))):
                while not self.state.pending and self.state.poller is me:
                    await self.state.changed.wait()
        if self.state.poller is not me:
            raise Refusal(409, _RIVAL)
        return self.state.pending[: int(parameters.get("limit", 100))]

    def _acknowledge(self, offset: int) -> None:
        for update in [update for update in self.state.pending if update["update_id"] < offset]:
            self.state.done(update["update_id"])

    async def _deliver(self) -> None:
        """Bring updates to the webhook, if there is one: chats at once, each chat in order, each until it gets 200."""
        async with httpx.AsyncClient() as client:
            while True:
                for update in self.state.pending if self.state.webhook else ():
                    chat = _chat_of(update)
                    if chat not in self._postmen or self._postmen[chat].done():
                        self._postmen[chat] = asyncio.create_task(self._bring(client, update))
                        self._postmen[chat].add_done_callback(lambda _: self.state.notify())
                await self.state.changed.wait()

    async def _bring(self, client: httpx.AsyncClient, update: dict[str, Any]) -> None:
        while webhook := self.state.webhook:
            headers = {SECRET: webhook["secret"]} if webhook["secret"] else {}
            try:
                answer = await client.post(webhook["url"], json=update, headers=headers)
            except httpx.TransportError:
                self.webhook_statuses.append(0)
            else:
                self.webhook_statuses.append(answer.status_code)
                if answer.is_success:
                    self.state.done(update["update_id"])
                    return
            self.state.notify()
            await asyncio.sleep(self.webhook_pause)


def _answer(status: int, description: str, parameters: dict[str, int] | None = None) -> Answer:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return Answer(status, body | ({"parameters": parameters} if parameters else {}))


def _failed(fault: Fault) -> Answer:
    words = {429: "Too Many Requests", 400: "Bad Request", 409: _RIVAL}.get(fault.status, "Internal Server Error")
    return _answer(fault.status, words, fault.parameters)


def _chat_of(update: dict[str, Any]) -> int:
    content = next(value for key, value in update.items() if key != "update_id")
    return content.get("message", content)["chat"]["id"]
