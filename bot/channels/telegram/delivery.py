"""Brings answers to where people are: taps answered at once, cards one after the other for each person."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from pydantic import ValidationError
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken

from bot.channels.base import Turns
from bot.channels.telegram.address import Address, home_of
from bot.channels.telegram.calling import Outcome
from bot.channels.telegram.ordering import Lines
from bot.channels.telegram.patience import Patience
from bot.channels.telegram.signs import Signs
from bot.channels.telegram.writing import Pen
from bot.errors import StoreError, Undelivered
from bot.message import Attachment, Message
from bot.press.paper import Paper
from bot.stores.base import Effect

_log = structlog.get_logger(__name__)

_AT_ONCE = 1024
_REMEMBERED = 16384
_AGAIN = 10
"""Tries for what nobody is owed: with the waits between them some minutes."""


class Delivery:
    """Says what the desk decided; whatever fails stays owed for the outbox."""

    def __init__(self, bot: Bot, turns: Turns, patience: Patience) -> None:
        self._turns = turns
        self._pen = Pen(bot, patience)
        self.signs = Signs(bot, patience.sign)
        self._longest = patience.longest
        self._lines = Lines(_AT_ONCE)
        self._underway: set[str] = set()
        self._pieces: dict[str, int] = {}
        """Effects whose card is out and whose files are still owed, to how many of these have been brought."""
        self._said: deque[str] = deque(maxlen=_AT_ONCE)
        self._newest: OrderedDict[tuple[int, int], str] = OrderedDict()

    def say(self, effect: Effect, address: Address) -> None:
        """Say what has just been committed, and settle it once it is said."""
        if _edits(effect.words, address):
            self._claim(address, effect)
        self._underway.add(effect.id)
        self._lines.join(effect.owner, partial(self._say_and_settle, effect, address))
        self.answer(address, effect.words.toast)

    def bring(self, effect: Effect, address: Address, papers: tuple[Paper, ...]) -> None:
        """Say what nobody is owed, and bring files with it; who wanted it asks again for what Telegram did not take."""
        if _edits(effect.words, address):
            self._claim(address, effect)
        self._lines.join(effect.owner, partial(self._bring, effect, address, papers))
        self.answer(address, effect.words.toast)

    async def deliver(self, effect: Effect) -> None:
        """Say what is still owed; raises Undelivered when that must be tried again later."""
        if effect.id in self._said:
            return
        if effect.id in self._underway:
            raise Undelivered(effect.id)
        address = _address(effect)
        if address is None:
            _log.error("telegram_not_ours")  # such as of a terminal chat that was killed: nobody waits there any more
            return
        self._underway.add(effect.id)
        work = partial(self._say_once, effect, address)
        # Whoever asks may lose patience; a call that has begun is finished all the same, or it might be made twice.
        if not await asyncio.shield(self._lines.join(effect.owner, work)):
            raise Undelivered(effect.id)

    def answer(self, address: Address, toast: str | None) -> None:
        """Answer the tap, if there was one; that is worth little later, so it is never owed."""
        if address.callback:
            self._lines.join(address.callback, partial(self._pen.answer, address.callback, toast))

    async def fetched(self, file: str) -> bytes | None:
        """The content of a file somebody sent; None when Telegram does not give it."""
        return await self._pen.fetched(file)

    async def idle(self) -> None:
        """Wait until nothing is being said."""
        await self._lines.idle()

    async def drop(self) -> None:
        """Leave everything unsaid to the outbox."""
        await self._lines.drop()

    async def _bring(self, effect: Effect, address: Address, papers: tuple[Paper, ...]) -> None:
        await self._surely(partial(self._say, effect.words, address, effect.id))
        for paper in papers:
            try:
                await self._surely(partial(self._posted, paper, address))
            except (BadRequest, ChatMigrated, Forbidden, InvalidToken) as error:
                _log.error("telegram_file_refused", error=type(error).__name__)

    async def _posted(self, paper: Paper, address: Address) -> bool:
        return await self._pen.post(paper, address.chat, address.thread) is not Outcome.OWED

    async def _surely(self, said: Callable[[], Awaitable[bool]]) -> None:
        """Try again what is still owed, such as in a group that has had its twenty a minute: no outbox knows of it."""
        for _ in range(_AGAIN):
            if await said():
                return
            await asyncio.sleep(self._longest)
        _log.error("telegram_not_brought")

    async def _say_and_settle(self, effect: Effect, address: Address) -> None:
        try:
            if await self._say_once(effect, address):
                await self._turns.settled(effect.owner, effect.id)
        except StoreError:
            _log.warning("telegram_not_settled")  # the outbox will ask again, and hear that it was said

    async def _say_once(self, effect: Effect, address: Address) -> bool:
        try:
            if said := await self._say(effect.words, address, effect.id):
                self._said.append(effect.id)
                self._pieces.pop(effect.id, None)
            return said
        finally:
            self._underway.discard(effect.id)

    async def _say(self, message: Message, address: Address, id: str) -> bool:
        """Say it, and tell whether it is owed no longer."""
        try:
            return await self._show(message, address, id) is not Outcome.OWED
        except ChatMigrated as error:
            return await self._say(message, Address(chat=error.new_chat_id), id)
        except InvalidToken:
            _log.error("telegram_token_refused")
            return False
        except Forbidden:
            _log.info("telegram_not_welcome")  # blocked, removed from the group or gone
        except BadRequest as error:
            # What follows the colon may quote the text.
            _log.error("telegram_refused", reason=error.message.partition(":")[0])
        return True

    async def _show(self, message: Message, address: Address, id: str) -> Outcome:
        if not message.files:
            return await self._card(message, address, id)
        if id not in self._pieces:
            if (outcome := await self._card(message, address, id)) is Outcome.OWED:
                return outcome
            self._pieces[id] = 0
        return await self._sheets(message.files, address, id)

    async def _sheets(self, files: tuple[Attachment, ...], address: Address, id: str) -> Outcome:
        """Bring the files, or where they can't be made their words; those brought before are not brought again."""
        posts = [post for attachment in files for post in await self._posts(attachment, address)]
        for post in posts[self._pieces[id] :]:
            try:
                if await post() is Outcome.OWED:
                    return Outcome.OWED
            except BadRequest as error:
                _log.error("telegram_file_refused", reason=error.message.partition(":")[0])
            self._pieces[id] += 1
        return Outcome.DONE

    async def _posts(self, attachment: Attachment, address: Address) -> list[Callable[[], Awaitable[Outcome]]]:
        place = (address.chat, address.thread)
        papers = await self._turns.papers(attachment)
        if not papers:
            return [partial(self._pen.send, Message(text=attachment.instead), *place)]
        return [partial(self._pen.post, paper, *place) for paper in papers]

    async def _card(self, message: Message, address: Address, id: str) -> Outcome:
        if not message.text:
            return Outcome.DONE  # only the toast mattered
        if message.unshared and address.chat > 0:
            word = Message(text=message.unshared, shared=True)
            if await self._pen.send(word, address.chat, address.thread) is Outcome.OWED:
                return Outcome.OWED
        if address.message is not None and message.place == "edit":
            if self._newest.get((address.chat, address.message), id) != id:
                return Outcome.DONE  # a later card has taken this one's place
            if outcome := await self._pen.edit(message, address.chat, address.message):
                return outcome
        return await self._pen.send(message, address.chat, address.thread)

    def _claim(self, address: Address, effect: Effect) -> None:
        place = (address.chat, address.message or 0)
        self._newest[place] = effect.id
        self._newest.move_to_end(place)
        if len(self._newest) > _REMEMBERED:
            self._newest.popitem(last=False)


def _address(effect: Effect) -> Address | None:
    if not effect.address:
        return home_of(effect.owner)
    try:
        return Address.model_validate_json(effect.address)
    except ValidationError:
        return None


def _edits(message: Message, address: Address) -> bool:
    return address.message is not None and message.place == "edit" and bool(message.text)
