"""The staff's group as people see it: what they write and tap in a topic, and the card that answers it."""

from dataclasses import dataclass

from tests.staff.conftest import ROOM
from tests.telegram.bot_api import BotApi
from tests.telegram.chats import Card
from tests.telegram.people import Person

_PATIENCE = 60.0


@dataclass
class Group:
    api: BotApi
    topic: int

    @property
    def cards(self) -> list[Card]:
        return self.api.chat(ROOM).cards

    async def says(self, person: Person, text: str, words: str, *, on: Card | None = None, topic: int = 0) -> Card:
        """Write something, perhaps as a reply; the card with these words that answers it."""
        sent = await person.says(text, chat=ROOM, topic=topic or self.topic, reply_to=on)
        return await self._new(sent.id, words)

    async def drops(self, person: Person, name: str, content: str, words: str) -> Card:
        """Drop a file; the card with these words that answers it."""
        sent = await person.drops(name, content.encode(), chat=ROOM, topic=self.topic)
        return await self._new(sent.id, words)

    async def taps(self, person: Person, label: str, card: Card, words: str) -> Card:
        """Tap a button; the card that says these words then, which may be the tapped one."""
        newest = self.api.chat(ROOM).messages[-1].id
        await person.taps(label, on=card, chat=ROOM)
        await self.api.until(lambda: words in card.text or self._found(newest, words), _PATIENCE)
        return card if words in card.text else self._found(newest, words)[0]

    async def hears(self, person: Person, label: str, card: Card) -> str:
        """Tap a button; the word that passes."""
        query = await person.taps(label, on=card, chat=ROOM)
        await self.api.until(lambda: query.answered, _PATIENCE)
        return query.toast or ""

    async def papers(self, count: int, part: str, since: Card) -> dict[str, str]:
        """So many files in whose names this stands, sent since a card: name to content."""

        def found() -> list[Card]:
            sent = [card for card in self.cards if card.file and card.id > since.id]
            return [card for card in sent if part in card.file.name]

        await self.api.until(lambda: len(found()) >= count, _PATIENCE)
        return {card.file.name: card.file.content.decode() for card in found()}

    async def _new(self, newest: int, words: str) -> Card:
        await self.api.until(lambda: self._found(newest, words), _PATIENCE)
        return self._found(newest, words)[0]

    def _found(self, newest: int, words: str) -> list[Card]:
        return [card for card in self.cards if card.id > newest and words in card.text]
