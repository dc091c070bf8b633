"""What Telegram writes (Bot API: Update), as far as we look at it; PTB would read all of it, which takes a millisecond."""

from pydantic import BaseModel, ConfigDict, Field


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True)


class User(_Written):
    """Bot API: User."""

    id: int
    is_bot: bool
    first_name: str = ""


class Chat(_Written):
    """Bot API: Chat."""

    id: int
    type: str


class Entity(_Written):
    """Bot API: MessageEntity."""

    type: str
    offset: int
    length: int
    """In UTF-16 code units, like the offset."""


class Document(_Written):
    """Bot API: Document."""

    file_id: str
    file_name: str = ""
    file_size: int = 0


class Contact(_Written):
    """Bot API: Contact."""

    phone_number: str
    user_id: int | None = None


class Message(_Written):
    """Bot API: Message, or InaccessibleMessage, whose date is 0."""

    model_config = ConfigDict(frozen=True, extra="allow")

    message_id: int
    date: int
    chat: Chat
    from_user: User | None = Field(default=None, alias="from")
    text: str | None = None
    entities: tuple[Entity, ...] = ()
    message_thread_id: int | None = None
    is_topic_message: bool = False
    media_group_id: str | None = None
    reply_to_message: "Message | None" = None
    contact: Contact | None = None
    document: Document | None = None

    @property
    def first_button(self) -> str | None:
        """The id of the first button that has one (Bot API: InlineKeyboardMarkup)."""
        markup = (self.model_extra or {}).get("reply_markup")
        match markup:
            case {"inline_keyboard": list(rows)}:
                buttons = (button for row in rows if isinstance(row, list) for button in row)
                return next(
                    (one["callback_data"] for one in buttons if isinstance(one, dict) and "callback_data" in one), None
                )
            case _:
                return None

    def has(self, name: str) -> bool:
        """Whether a field of this name came along, also one that is not listed here."""
        return name in (self.model_extra or {}) or bool(getattr(self, name, None))


class CallbackQuery(_Written):
    """Bot API: CallbackQuery."""

    id: str
    from_user: User = Field(alias="from")
    message: Message | None = None
    data: str | None = None


class Update(_Written):
    """Bot API: Update."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
