"""A session: the answers, and what was derived from them."""

import base64
import hashlib

from bot.flow.model import Answer, Frozen


class Visit(Frozen):
    """A procedure somebody was in: enough to go on with it."""

    flow: str
    digest: str
    answers: dict[str, Answer] = {}
    """State id to answer, in the order given."""
    carried: tuple[str, ...] = ()
    """Answers that came along from another procedure."""
    ticked: tuple[str, ...] = ()
    """Materials ticked off."""
    said: str | None = None
    """The jump's state id in the former procedure whose sentence is to be shown here."""


class Session(Frozen):
    """Everything the house keeps of one person in one chat."""

    owner: str
    """The channel's key for person and place, such as `tg.100.100`."""
    walk: str = ""
    """Names the procedure at hand in buttons and as the reference a citizen can quote."""
    step: int = 0
    """Counts the questions shown in this walk; an older button carries an older number."""
    visit: Visit | None = None
    """The procedure at hand."""
    state: str | None = None
    """Derived: where the answers lead."""
    path: tuple[str, ...] = ()
    """Derived: the states answered on the way there."""
    revising: str | None = None
    """An answered state that is asked again; its old answer stays until there is a new one."""
    trail: tuple[Visit, ...] = ()
    """Procedures from which jumps led here, oldest first."""
    shelf: tuple[Visit, ...] = ()
    """Other procedures put aside, latest first."""


def mark_of(owner: str) -> str:
    """Three letters that tell whether a button belongs to this owner; no way back to the person."""
    return base64.b32encode(hashlib.blake2s(owner.encode(), digest_size=2).digest()).decode()[:3].lower()
