"""What stands in the handbook: plain words and figures, ready to be set as a page or on paper.

`to` is where something stands: a procedure's id, or what follows from it by `place`; empty when it is not in this volume.
"""

from datetime import date, datetime

from bot.flow.model import Frozen
from bot.press.sheet import Act, Door, Fee, Later, Limit, Remark, Thing


def place(flow: str, state: str) -> str:
    """Where an outcome stands."""
    return f"{flow}.{state}"


class Said(Frozen):
    """An answer to one of the questions, or several that come to the same."""

    number: int
    """The question's number in its procedure."""
    text: str


class Question(Frozen):
    """What has to be asked."""

    number: int
    ask: str
    hint: str
    answers: tuple[str, ...]
    """The choices; of a number or a day, what a good answer looks like."""


class Row(Frozen):
    """A row of the decision table."""

    given: tuple[Said, ...]
    """What is answered; none when every answer leads there."""
    title: str
    """The outcome, or the other procedure."""
    to: str
    jump: str
    """Why it goes on with another procedure; empty for an outcome."""


class Line(Frozen):
    """A line that may be there only for some answers."""

    when: str
    """For which, in words; empty when for all."""
    clause: str
    """The clause behind its figure; empty where it has none of its own."""


class Bring(Line):
    """A material."""

    one: Thing


class Do(Line):
    """A step."""

    number: str
    """Its place in the order, such as 3; 3–4 where the answers decide that."""
    one: Act


class Wait(Line):
    """A time limit; its `start` is from what it counts, its `last` is empty unless a day was given."""

    one: Limit


class Pay(Line):
    """A fee."""

    one: Fee


class Heed(Line):
    """What else to know."""

    one: Remark


class Ending(Frozen):
    """An outcome with everything to do, bring, wait for and pay."""

    to: str
    number: int
    title: str
    say: str
    check: bool
    """True when the window should be asked first."""
    waits: tuple[Wait, ...]
    pays: tuple[Pay, ...]
    brings: tuple[Bring, ...]
    steps: tuple[Do, ...]
    heeds: tuple[Heed, ...]
    laters: tuple[Later, ...]
    doors: tuple[Door, ...]
    windows: bool
    """True when one of the doors is a window, whose address is not known."""


class Stage(Frozen):
    """A procedure that belongs to a life event, in order."""

    title: str
    to: str
    when: str
    after: str
    """The stage that must be done before; empty when it need not wait."""
    given: tuple[str, ...]
    """What is known from the event and not asked again."""


class Ground(Frozen):
    """A ledger record on which the procedure rests."""

    id: str
    source: str
    text: str
    owner: str
    checked: date
    used: tuple[int, ...]
    """Numbers of the outcomes that rest on it; none when the questions alone do."""


class Entry(Frozen):
    """A procedure."""

    id: str
    title: str
    summary: str
    who: str
    department: str
    questions: tuple[Question, ...]
    rows: tuple[Row, ...]
    stages: tuple[Stage, ...]
    endings: tuple[Ending, ...]
    grounds: tuple[Ground, ...]
    checked: date | None
    """The longest ago that one of its records was compared with its source; None when it rests on none."""
    words: tuple[str, ...]
    """Words that point here."""
    pictures: tuple[str, ...]
    """A diagram of it as SVG, sheet by sheet; may be empty."""


class Chapter(Frozen):
    """An area."""

    to: str
    title: str
    lead: str
    entries: tuple[Entry, ...]


class Target(Frozen):
    """Where something is to be found."""

    title: str
    to: str


class Listed(Frozen):
    """A line of an index."""

    name: str
    note: str
    targets: tuple[Target, ...]


class Index(Frozen):
    """An index, or a part of one under its own head."""

    title: str
    lines: tuple[Listed, ...]


class Volume(Frozen):
    """The whole handbook."""

    title: str
    version: str
    """Changes with everything in it but the time it was made."""
    made: datetime
    made_words: str
    counted: str
    """The day from which last days are counted, in words; empty when none are told."""
    area: str
    """The one area it holds; empty for all."""
    advice: tuple[str, ...]
    """How to use it, a line each."""
    hotline: str
    checked: date | None
    chapters: tuple[Chapter, ...]
    materials: Index
    offices: Index
    clauses: tuple[Index, ...]
    """By document."""
    words: tuple[Index, ...]
    """By first letter."""
