"""What the engine wants said; words come later, in render."""

from typing import Annotated, Literal

from pydantic import Field

from bot.engine.session import Session
from bot.flow.model import Frozen

Topic = Literal["cost", "time", "bring", "where", "how"]
"""What can be asked about a procedure and answered from its outcomes."""


class Ask(Frozen):
    """Ask the question of the session's state."""

    kind: Literal["ask"] = "ask"
    number: int
    """Which question this is, from 1."""
    total: int
    """How many there are at most on this way."""


class Finish(Frozen):
    """Show the outcome of the session's state."""

    kind: Literal["finish"] = "finish"
    part: int | None = None
    """Which procedure of a life event, from 0; None for the whole."""


class Answers(Frozen):
    """List the answers given, each with a button to change it."""

    kind: Literal["answers"] = "answers"
    given: tuple[tuple[str, str], ...] = ()
    """Flow and state of each answer that counts, in the order asked."""


class Sheet(Frozen):
    """Give a sheet of the outcome to take along."""

    kind: Literal["sheet"] = "sheet"
    what: Literal["notice", "timeline"]


class About(Frozen):
    """Answer what was asked about the procedure at hand."""

    kind: Literal["about"] = "about"
    topics: tuple[Topic, ...]
    """In the order asked."""


class Offer(Frozen):
    """Offer procedures: as the menu, or as what the words may have meant."""

    kind: Literal["offer"] = "offer"
    why: Literal["menu", "person", "business", "areas", "events", "area", "unclear", "none", "switch", "mine"]
    flows: tuple[str, ...] = ()
    area: str | None = None
    page: int = 0


class Tell(Frozen):
    """Say one thing: `messages_zh/house/<what>.j2`."""

    kind: Literal["tell"] = "tell"
    what: str
    data: dict[str, str | int | float] = {}
    toast: bool = False
    """True for a word that passes: a pop-up where the channel has one."""


Reply = Annotated[Ask | Finish | Answers | Sheet | About | Offer | Tell, Field(discriminator="kind")]


class Turned(Frozen):
    """What one turn of thought comes to."""

    session: Session | None
    """None when everything about the person is to be deleted."""
    replies: tuple[Reply, ...]
    fresh: bool = False
    """True when the answer must stand as a new message and leave the tapped one as it is."""
