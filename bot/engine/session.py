"""A session: the answers, and what was derived from them."""

import base64
import hashlib

from bot.engine.diary import Diary
from bot.flow.model import Answer, Frozen


class Visit(Frozen):
    """A procedure somebody was in: enough to go on with it."""

    flow: str
    digest: str
    answers: dict[str, Answer] = {}
    """State id to answer, in the order given."""
    carried: tuple[str, ...] = ()
    """Answers that came along from another procedure."""
    covered: dict[str, Answer] = {}
    """The citizen's own answers beneath those that came along; they count again when none comes along."""
    ticked: tuple[str, ...] = ()
    """Materials ticked off."""
    trail: tuple["Visit", ...] = ()
    """Procedures that led here, oldest first; set only while it lies on the shelf."""
    ahead: tuple["Visit", ...] = ()
    """Procedures gone back from, whose answers return; set only while it lies on the shelf."""


class Card(Frozen):
    """The card said last, where it is neither question, outcome nor draft: so much that its buttons can be told."""

    what: str
    """Why procedures were offered, what was told, or which card of an appointment it is."""
    ref: str = ""
    """The appointment it shows."""
    flows: tuple[str, ...] = ()
    """The procedures that words may have meant."""
    area: str | None = None
    page: int = 0
    again: bool = False
    """True when the card before it had not understood either."""


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
    ahead: tuple[Visit, ...] = ()
    """Procedures behind a jump that was taken back; their answers and ticks return if it leads there again."""
    shelf: tuple[Visit, ...] = ()
    """Other procedures put aside, latest first."""
    diary: Diary = Diary()
    """Appointments and reminders; they stay when procedures come and go."""
    card: Card | None = None
    """What was said last, so that the words on its buttons are understood when they are typed."""


def blank(owner: str) -> Session:
    """A person of whom nothing is known yet."""
    return Session(owner=owner, walk=mark_of(owner))


def mark_of(owner: str) -> str:
    """Three letters that tell whether a button belongs to this owner; no way back to the person."""
    return base64.b32encode(hashlib.blake2s(owner.encode(), digest_size=2).digest()).decode()[:3].lower()


def walk_of(owner: str, event: str) -> str:
    """A name for the walk that this event opens: the owner's mark and six letters."""
    digest = hashlib.blake2s(f"{owner} {event}".encode(), digest_size=4).digest()
    return mark_of(owner) + base64.b32encode(digest).decode()[:6].lower()
