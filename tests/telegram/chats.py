"""What can be seen in a chat, and how often a bot may speak there."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.telegram.uploads import Upload


@dataclass
class Card:
    """A message as people see it now."""

    id: int
    chat: int
    topic: int | None
    author: dict[str, Any]
    text: str
    html: str = ""
    """As the bot wrote it; empty for people's messages."""
    rows: list[list[dict[str, Any]]] = field(default_factory=list)
    edited: int = 0
    reply_to: "Card | None" = None
    extra: dict[str, Any] = field(default_factory=dict)
    file: "Upload | None" = None
    """What the bot has sent along."""

    @property
    def labels(self) -> list[str]:
        return [button["text"] for row in self.rows for button in row]

    def button(self, label: str) -> dict[str, Any] | None:
        buttons = [button for row in self.rows for button in row]
        exact = [button for button in buttons if button["text"] == label]
        return next(iter(exact or [button for button in buttons if label in button["text"]]), None)


@dataclass(frozen=True)
class Limits:
    """How often the bot may speak: bursts are forgiven in private, groups are counted strictly."""

    burst: int = 30
    """Messages in a private chat before one a second counts."""
    per_second: float = 1.0
    group: int = 20
    """Messages and edits in a group per minute."""
    minute: float = 60.0
    """A minute; shorter in tests."""


@dataclass
class Chat:
    id: int
    type: str
    title: str
    limits: Limits
    topics: set[int] = field(default_factory=set)
    messages: list[Card] = field(default_factory=list)
    keyboard: list[list[dict[str, Any]]] = field(default_factory=list)
    """The buttons in place of the letters (Bot API: ReplyKeyboardMarkup)."""
    blocked: bool = False
    spoken: deque[float] = field(default_factory=deque)

    @property
    def cards(self) -> list[Card]:
        """What the bot has said and what can still be seen."""
        return [message for message in self.messages if message.author["is_bot"]]

    @property
    def last(self) -> Card:
        return self.cards[-1]

    def find(self, id: int) -> Card | None:
        return next((message for message in self.messages if message.id == id), None)

    def described(self) -> dict[str, Any]:
        if self.type == "private":
            return {"id": self.id, "type": "private", "first_name": self.title}
        return {"id": self.id, "type": self.type, "title": self.title, "is_forum": bool(self.topics)}

    def count(self) -> float:
        """Note that the bot speaks here; what it must wait first, 0 if it may."""
        now = asyncio.get_running_loop().time()
        limits = self.limits
        span = limits.minute if self.id < 0 else limits.burst / limits.per_second
        most = limits.group if self.id < 0 else limits.burst
        while self.spoken and self.spoken[0] <= now - span:
            self.spoken.popleft()
        if len(self.spoken) >= most:
            return self.spoken[0] + span - now
        self.spoken.append(now)
        return 0
