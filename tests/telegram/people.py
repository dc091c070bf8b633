"""People in front of their phones."""

import re
from dataclasses import dataclass
from typing import Any

from tests.telegram.chats import Card, Chat
from tests.telegram.state import Query, State

_FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 9}
_PICTURE = _FILE | {"width": 90, "height": 90}
_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}(@\w+)?")


@dataclass
class Person:
    """Somebody with a private chat of their own; `chat` and `topic` say where else something happens."""

    state: State
    id: int
    name: str

    async def says(
        self, text: str, *, chat: Chat | int | None = None, topic: int | None = None, reply_to: Card | None = None
    ) -> Card:
        """Type something; like the real apps, more than 4096 characters become several messages. The last one."""
        for piece in (text[start : start + 4096] for start in range(0, len(text), 4096)):
            card = self._write(chat, topic, piece, reply_to=reply_to)
        return card

    async def taps(
        self,
        button: str | int,
        *,
        on: Card | int | None = None,
        chat: Chat | int | None = None,
        data: str | None = None,
    ) -> Query:
        """Tap the latest button with this label (or id of a message: its first button).

        `on` names the card; `data` is sent instead of the button's own, as an old or a forged button would.
        """
        place = self._chat(chat)
        card = place.find(on) if isinstance(on, int) else on
        if isinstance(button, int):
            card = place.find(button)
            button = card.labels[0]
        card = card or next((card for card in reversed(place.cards) if card.button(button)), None)
        found = card.button(button) if card else None
        if data is None:
            assert found, f"no button {button!r} among {[card.labels for card in place.cards]}"
            assert "callback_data" in found, f"{button!r} sends nothing to the bot"
        query = Query(f"q{next(self.state.numbers)}", self.id)
        self.state.queries[query.id] = query
        tapped = {"id": query.id, "from": self._user(), "chat_instance": "1", "data": data or found["callback_data"]}
        self.state.put("callback_query", tapped | {"message": self.state.write(card or place.last)})
        return query

    async def taps_deleted(self, card: Card, data: str) -> Query:
        """Tap a button of a card that is out of the bot's reach (Bot API: InaccessibleMessage)."""
        query = Query(f"q{next(self.state.numbers)}", self.id)
        self.state.queries[query.id] = query
        chat = self.state.chats[card.chat]
        if shown := chat.find(card.id):
            chat.messages.remove(shown)
        gone = {"chat": chat.described(), "message_id": card.id, "date": 0}
        tapped = {"id": query.id, "from": self._user(), "chat_instance": "1", "data": data, "message": gone}
        self.state.put("callback_query", tapped)
        return query

    async def sends_photo(self, caption: str = "", **place: Any) -> Card:
        return self._send("photo", [_PICTURE], caption=caption, **place)

    async def sends_sticker(self, **place: Any) -> Card:
        return self._send("sticker", _PICTURE | {"type": "regular", "is_animated": False, "is_video": False}, **place)

    async def sends_voice(self, **place: Any) -> Card:
        return self._send("voice", _FILE | {"duration": 3}, **place)

    async def sends_file(self, **place: Any) -> Card:
        return self._send("document", _FILE | {"file_name": "a.pdf"}, **place)

    async def drops(self, name: str, content: bytes, *, size: int | None = None, **place: Any) -> Card:
        """Send a file with this content; `size` is what Telegram says of it, where that is to be something else."""
        id = f"file{next(self.state.numbers)}"
        self.state.files[id] = content
        about = {"file_id": id, "file_unique_id": id, "file_name": name, "file_size": size or len(content)}
        return self._send("document", about, **place)

    async def sends_location(self, **place: Any) -> Card:
        return self._send("location", {"latitude": 35.14, "longitude": 111.22}, **place)

    async def sends_contact(self, of: int | None = None, **place: Any) -> Card:
        """Send a card from the address book: somebody's on Telegram, or of nobody there."""
        known = {"user_id": of} if of else {}
        return self._send("contact", {"phone_number": "10000000000", "first_name": "x"} | known, **place)

    async def shares_phone(self, phone: str) -> Card:
        """Press the button that shares the own number; it comes with the country's code, often without a plus."""
        buttons = [button for row in self._chat(None).keyboard for button in row]
        assert any(button.get("request_contact") for button in buttons), f"no such button among {buttons}"
        return self._send("contact", {"phone_number": phone, "first_name": self.name, "user_id": self.id})

    async def sends(self, kind: str, content: Any, **place: Any) -> Card:
        """Anything else: a message with one more field."""
        return self._send(kind, content, **place)

    async def forwards(self, text: str, **place: Any) -> Card:
        origin = {"type": "hidden_user", "sender_user_name": "x", "date": 1765000000}
        return self._send("forward_origin", origin, text=text, **place)

    async def edits(self, card: Card, text: str) -> None:
        card.text, card.edited = text, card.edited + 1
        self.state.put("edited_message", self.state.write(card) | {"edit_date": 1766000001})

    async def blocks(self) -> None:
        """Block the bot; from then on it gets 403."""
        chat = self._chat(None)
        chat.blocked = True
        member = {"user": {"id": 4242, "is_bot": True, "first_name": "x"}}
        content = {"chat": chat.described(), "from": self._user(), "date": 1766000000}
        states = {
            "old_chat_member": member | {"status": "member"},
            "new_chat_member": member | {"status": "kicked", "until_date": 0},
        }
        self.state.put("my_chat_member", content | states)

    async def unblocks(self) -> None:
        self._chat(None).blocked = False

    def _send(
        self, kind: str, content: Any, *, text: str = "", caption: str = "", album: str = "", **place: Any
    ) -> Card:
        more = {"caption": caption, "media_group_id": album}
        extra = {kind: content} | {name: value for name, value in more.items() if value}
        return self._write(place.get("chat"), place.get("topic"), text, reply_to=place.get("reply_to"), extra=extra)

    def _write(
        self, chat: Chat | int | None, topic: int | None, text: str, *, reply_to: Card | None, extra: dict | None = None
    ) -> Card:
        place = self._chat(chat)
        extra = dict(extra or {})
        if command := _COMMAND.match(text):
            extra["entities"] = [{"type": "bot_command", "offset": 0, "length": command.end()}]
        card = Card(next(self.state.numbers), place.id, topic, self._user(), text, reply_to=reply_to, extra=extra)
        place.messages.append(card)
        self.state.put("message", self.state.write(card))
        return card

    def _chat(self, chat: Chat | int | None) -> Chat:
        return chat if isinstance(chat, Chat) else self.state.chats[self.id if chat is None else chat]

    def _user(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": "zh-hans"}
