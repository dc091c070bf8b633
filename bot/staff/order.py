"""What somebody may have meant for the staff's rooms: a command, or a tap on one of their cards."""

from pydantic import AwareDatetime

from bot.flow.model import Frozen

COMMANDS = ("today", "found", "notfound", "staff")
"""Commands that mean something to staff only."""
SEAL = "!"
"""Begins the button ids of the staff's cards. No citizen's id can begin so (`bot.engine.tap`), so neither is the other."""


class Order(Frozen):
    """A command or a tap; whether who gave it is staff is for the door to say."""

    id: str
    """Unique, and the same when it is delivered again."""
    at: AwareDatetime
    """When it was given, in the county's time zone."""
    chat: int
    """Where; the person's own id in a private chat."""
    person: int
    """Who gave it."""
    command: str = ""
    """One of `COMMANDS`; empty for a tap."""
    words: str = ""
    """What follows the command."""
    tap: str = ""
    """The button's id; empty for a command."""
