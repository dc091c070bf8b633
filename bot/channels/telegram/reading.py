"""Reads Telegram's updates: Update → who, what happened, where the answer goes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from telegram.constants import ChatType, MessageEntityType

from bot.channels.telegram.address import Address
from bot.channels.telegram.links import opened
from bot.channels.telegram.update import CallbackQuery, Message, Update, User
from bot.engine import tap
from bot.engine.event import Asked, Browsed, Event, Forgot, Received, Reminded, Restarted, Said, Shared, WentBack
from bot.staff.order import COMMANDS, DROPPED, SEAL, Dropped, Order

WANTED = ("message", "edited_message", "callback_query")
"""Kinds of update we ask Telegram for (Bot API: allowed_updates)."""

What = Literal["photo", "voice", "sticker", "file", "location", "other"]

_KINDS: tuple[tuple[str, What], ...] = (
    ("photo", "photo"), ("voice", "voice"), ("video_note", "voice"), ("audio", "voice"), ("sticker", "sticker"),
    ("animation", "sticker"), ("document", "file"), ("video", "file"), ("location", "location"),
)  # fmt: skip

_COMMANDS = ("start", "menu", "my", "back", "restart", "forget", "privacy", "help", "why", "quiet")

# What Telegram itself notes down in a chat: nobody said anything.
_NOTICES = (
    "pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "chat_background_set",
    "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened", "boost_added",
    "migrate_to_chat_id", "migrate_from_chat_id", "new_chat_members", "left_chat_member", "group_chat_created",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update that concerns us."""

    owner: str
    event: Event
    address: Address


@dataclass(frozen=True, slots=True)
class Ordered:
    """An update that is an order, if whoever sent it is staff."""

    order: Order
    address: Address
    file: str | None = None
    """How Telegram calls the file that came with it."""


@dataclass(frozen=True, slots=True)
class Ourselves:
    """Who we are in Telegram."""

    id: int
    name: str
    """The username, in lower case."""


def read(update: Update, *, me: Ourselves, at: datetime) -> Incoming | None:
    """Tell what an update means to us; None for what does not concern us, such as other people's talk in a group."""
    id = f"u{update.update_id}"
    if update.callback_query:
        return _tapped(update.callback_query, id, at)
    message = update.message or update.edited_message
    if not message or not _is_person(message.from_user) or _is_notice(message):
        return None
    command = _command(message)
    if not _concerns_us(message, command, me):
        return None
    if update.edited_message:
        # A live location is edited every few seconds; one answer to its start is enough.
        event: Event | None = None if message.has("location") else Received(id=id, at=at, what="edit")
    else:
        event = _said(message, command, id, at)
    return Incoming(_owner(message, message.from_user), _seen(message, event), _place(message)) if event else None


def ordered(update: Update, *, me: Ourselves, at: datetime) -> Ordered | None:
    """Tell what an update orders, should its sender be staff; None for what could never be an order."""
    query, message = update.callback_query, update.message
    if query and query.message and query.data and query.data.startswith(SEAL) and _is_person(query.from_user):
        order = _order(update, query.message, query.from_user, at)
        return Ordered(order.model_copy(update={"tap": query.data}), _card(query, query.message))
    if not message or not message.from_user or message.from_user.is_bot or message.has("forward_origin"):
        return None
    order = _order(update, message, message.from_user, at)
    name, addressee = _command(message) or ("", "")
    if name in COMMANDS and addressee in ("", me.name):
        words = (message.text or "")[message.entities[0].length :].strip()
        return Ordered(order.model_copy(update={"command": name, "words": words}), _place(message))
    document = message.document
    if document and document.file_name.lower().endswith(DROPPED):
        file = Dropped(name=document.file_name, size=document.file_size)
        return Ordered(order.model_copy(update={"file": file}), _place(message), document.file_id)
    return None


def whence(update: Update) -> tuple[int, int] | None:
    """The chat and the person an update is from; None where one of them is not told."""
    query = update.callback_query
    message = query.message if query else update.message
    user = query.from_user if query else message.from_user if message else None
    return (message.chat.id, user.id) if message and user else None


def conversed(incoming: Incoming, update: Update) -> Order | None:
    """What an event of a conversation would be as an order, should it belong to a walk of the staff's."""
    query = update.callback_query
    message, user = (query.message, query.from_user) if query else (update.message, None)
    user = user or (message.from_user if message else None)
    if message is None or user is None:
        return None
    order = _order(update, message, user, incoming.event.at)
    return order.model_copy(update={"owner": incoming.owner, "event": incoming.event})


def _order(update: Update, message: Message, user: User, at: datetime) -> Order:
    replied = message.reply_to_message if not update.callback_query else None
    if replied and not (replied.from_user and replied.from_user.is_bot):
        replied = None  # what people say to each other is none of our words
    return Order(
        id=f"u{update.update_id}", at=at, chat=message.chat.id, thread=_thread(message), person=user.id,
        name=user.first_name, card=replied.first_button if replied else None,
        quoted=(replied.text or "") if replied else "",
    )  # fmt: skip


def _tapped(query: CallbackQuery, id: str, at: datetime) -> Incoming | None:
    message = query.message
    if message is None or not _is_person(query.from_user):
        return None
    event = _seen(message, tap.decode(query.data or "", id=id, at=at))
    return Incoming(_owner(message, query.from_user), event, _card(query, message))


def _card(query: CallbackQuery, message: Message) -> Address:
    """The tapped card, and the tap; a card out of reach can't be edited."""
    if not message.date:
        return Address(chat=message.chat.id, callback=query.id)
    return _place(message).model_copy(update={"message": message.message_id, "callback": query.id})


def _said(message: Message, command: tuple[str, str] | None, id: str, at: datetime) -> Event:
    if message.has("forward_origin"):
        return Received(id=id, at=at, what="forward")
    if command:
        return _ordered(command[0], message.text or "", id, at)
    if message.text:
        return Said(id=id, at=at, text=message.text)
    if message.contact:
        own = message.from_user is not None and message.contact.user_id == message.from_user.id
        return Shared(id=id, at=at, phone=message.contact.phone_number, own=own)
    what = next((kind for name, kind in _KINDS if message.has(name)), "other")
    return Received(id=id, at=at, what=what)


def _ordered(name: str, text: str, id: str, at: datetime) -> Event:
    match name:
        case "start":
            return opened(text.partition(" ")[2].strip(), id=id, at=at)
        case "menu":
            return Browsed(id=id, at=at)
        case "my":
            return Asked(id=id, at=at, topic="mine")
        case "help" | "privacy" | "why":
            return Asked(id=id, at=at, topic=name)
        case "back":
            return WentBack(id=id, at=at)
        case "restart":
            return Restarted(id=id, at=at)
        case "forget":
            return Forgot(id=id, at=at)
        case "quiet":
            return Reminded(id=id, at=at, on=False)
        case _:
            return Received(id=id, at=at, what="command")


def _command(message: Message) -> tuple[str, str] | None:
    """The command a message begins with, as (name, addressee), both in lower case."""
    first = message.entities[0] if message.entities else None
    if not first or first.type != MessageEntityType.BOT_COMMAND or first.offset or not message.text:
        return None
    name, _, addressee = message.text[1 : first.length].lower().partition("@")
    return name, addressee


def _concerns_us(message: Message, command: tuple[str, str] | None, me: Ourselves) -> bool:
    if message.chat.type == ChatType.PRIVATE:
        return True
    if command and (command[1] or command[0] in _COMMANDS):
        return command[1] in ("", me.name)
    replied = message.reply_to_message
    return bool(replied and replied.from_user and replied.from_user.id == me.id)


def _seen(message: Message, event: Event) -> Event:
    """The event, with whether others look on."""
    return event if message.chat.type == ChatType.PRIVATE else event.model_copy(update={"public": True})


def _is_person(user: User | None) -> bool:
    return user is not None and not user.is_bot


def _is_notice(message: Message) -> bool:
    return any(message.has(name) for name in _NOTICES)


def _owner(message: Message, user: User | None) -> str:
    thread = _thread(message)
    parts = ["tg", str(message.chat.id), str(user.id if user else 0)]
    return ".".join([*parts, str(thread)] if thread else parts)


def _place(message: Message) -> Address:
    return Address(chat=message.chat.id, thread=_thread(message))


def _thread(message: Message) -> int | None:
    # Outside forums message_thread_id only counts a chain of replies, and sending to it is an error.
    return message.message_thread_id if message.is_topic_message else None
