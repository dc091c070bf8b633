"""What a Bot API server remembers: the bot, its chats, and the updates it has not got yet."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.chats import Card, Chat, Limits

ME = {"id": 4242, "is_bot": True, "first_name": "夏县办事向导", "username": "XiaxianGuideBot"}


class Refusal(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


@dataclass
class Call:
    method: str
    parameters: dict[str, Any]
    status: int | None = None
    """What was answered; None while it is under way, or when no answer was given."""


@dataclass
class Query:
    """A tap that waits for its answer."""

    id: str
    person: int
    toast: str | None = None
    answered: bool = False
    too_old: bool = False


@dataclass
class State:
    limits: Limits
    token: str = "4242:test-token"
    chats: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    pending: list[dict[str, Any]] = field(default_factory=list)
    """Updates the bot has not acknowledged, oldest first."""
    acknowledged: list[dict[str, Any]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    commands: dict[str, str] = field(default_factory=dict)
    chat_commands: dict[int, dict[str, str]] = field(default_factory=dict)
    """Those of one chat alone."""
    descriptions: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    """What people have sent, by file_id."""
    webhook: dict[str, Any] = field(default_factory=dict)
    allowed: list[str] = field(default_factory=list)
    poller: object = None
    """Stands for the getUpdates call that came last."""
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    updates: Any = field(default_factory=lambda: itertools.count(5001))
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def notify(self) -> None:
        """Wake all that wait for a change."""
        self.changed.set()
        self.changed = asyncio.Event()

    async def until(self, condition: Callable[[], Any], seconds: float = 10) -> None:
        """Wait for a condition, looked at after each change; AssertionError with the state if it never comes."""
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    await self.changed.wait()
        except TimeoutError:
            raise AssertionError(f"never came true; {self.told()}") from None

    def told(self) -> str:
        waiting = [update["update_id"] for update in self.pending]
        unanswered = [query.id for query in self.queries.values() if not query.answered]
        latest = [(call.method, call.status) for call in self.calls[-8:]]
        return f"unacknowledged {waiting}, unanswered taps {unanswered}, latest calls {latest}"

    def put(self, kind: str, content: dict[str, Any]) -> int:
        """Queue an update of a kind the bot asked for; its id."""
        number = next(self.updates)
        if not self.allowed or kind in self.allowed:
            self.pending.append({"update_id": number, kind: content})
        self.notify()
        return number

    def done(self, number: int) -> None:
        """The bot has got this update."""
        self.acknowledged += [update for update in self.pending if update["update_id"] == number]
        self.pending = [update for update in self.pending if update["update_id"] != number]
        self.notify()

    def write(self, card: Card) -> dict[str, Any]:
        """A message as JSON."""
        chat = self.chats[card.chat]
        thread = {"message_thread_id": card.topic, "is_topic_message": True} if card.topic else {}
        replied = {"reply_to_message": self.write(card.reply_to)} if card.reply_to else {}
        markup = {"reply_markup": {"inline_keyboard": card.rows}} if card.rows else {}
        said = {"text": card.text} if card.text else {}
        head = {"message_id": card.id, "date": 1766000000, "chat": chat.described(), "from": card.author}
        return head | thread | replied | said | markup | card.extra
