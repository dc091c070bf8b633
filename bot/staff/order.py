"""What somebody may have meant for the staff's rooms: a command, a tap, a file, or a word in a walk they try out."""

from pydantic import AwareDatetime

from bot.engine.event import Event
from bot.flow.model import Frozen

WINDOW = ("today", "found", "notfound", "booking", "staff")
"""Commands of the window."""
WALKING = ("test", "why", "jump", "clock", "paths", "reset", "save")
"""Commands of who tries a procedure out."""
DRAFTING = ("drafts", "note", "notes", "publish", "rollback", "audit")
"""Commands of who changes procedures."""
SHARED = frozenset({"why"})
"""Of these, what citizens can order as well, and so can staff who try nothing out."""
COMMANDS = frozenset((*WINDOW, *WALKING, *DRAFTING))
"""Commands that mean something to staff only, but for those shared."""
DROPPED = (".yaml", ".yml", ".zip", ".j2")
"""How the names of files end that mean something to staff."""
LARGEST = 1 << 20
"""Bytes of a file that are fetched at all."""
SEAL = "!"
"""Begins the button ids of the staff's cards. No citizen's id can begin so (`bot.engine.tap`), so neither is the other."""


class Dropped(Frozen):
    """A file somebody put into the chat."""

    name: str
    """As its sender called it; nothing to be trusted."""
    size: int
    """In bytes, as Telegram says."""
    content: bytes | None = None
    """None where it was too large to be fetched, or could not be."""


class Order(Frozen):
    """An order, and whether who gave it is staff is for the door to say; at most one of command, tap, file, event is it."""

    id: str
    """Unique, and the same when it is delivered again."""
    at: AwareDatetime
    """When it was given, in the county's time zone."""
    chat: int
    """Where; the person's own id in a private chat."""
    thread: int | None = None
    """The topic it was given in."""
    person: int
    """Who gave it."""
    name: str = ""
    """What this person is called in Telegram; shown, never kept."""
    owner: str = ""
    """Whose conversation it would belong to, were it a citizen's."""
    command: str = ""
    """One of `COMMANDS`; empty for everything else."""
    words: str = ""
    """What follows the command."""
    tap: str = ""
    """The button's id, on a card of the staff's."""
    file: Dropped | None = None
    event: Event | None = None
    """What it would mean in a conversation."""
    card: str | None = None
    """The first button's id of our message this answers, if it answers one."""
    quoted: str = ""
    """That message's words."""
