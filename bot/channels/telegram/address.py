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
