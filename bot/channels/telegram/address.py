"""Where an answer goes: all that is needed to deliver it, even after a restart."""

from bot.flow.model import Frozen


class Address(Frozen):
    """A place in Telegram, kept with each owed answer as JSON."""

    chat: int
    """The chat's id; negative for groups."""
    thread: int | None = None
    """The topic's message_thread_id."""
    message: int | None = None
    """The tapped message, which may be edited; none when something was typed, or it is out of reach."""
    callback: str | None = None
    """The tap's callback_query id, which wants an answer within seconds; not kept."""


def home_of(owner: str) -> Address | None:
    """Where this owner's conversation is, to speak there unasked; None for who is not of Telegram."""
    match owner.split("."):
        case ["tg", chat, _, thread]:
            return Address(chat=int(chat), thread=int(thread))
        case ["tg", chat, _]:
            return Address(chat=int(chat))
        case _:
            return None
