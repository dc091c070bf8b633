"""What a maintainer writes: a procedure as frozen data, and the shared shelves it draws from.

Texts that a citizen reads are *prose*: plain words in which `{a03_03}` stands for a ledger record (value and unit),
`{p95598}` for an office (its number or name) and `{id_card}` for a material. A figure is never typed by hand.
"""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from bot.flow.ends import End, FeeUse, LimitUse, MaterialUse, Note, Step
from bot.flow.ground import Amount, Confidence, Expression, Frozen, Key, Prose, Words, short_for

__all__ = [
    "UNSURE", "Answer", "Ask", "Choice", "Confidence", "Day", "End", "FeeUse", "Flow", "Frozen", "Jump", "Key",
    "LimitUse", "MaterialUse", "Note", "Number", "Part", "Prose", "State", "Step", "Unsure", "Way", "Words",
]  # fmt: skip

Answer = str | int | float
"""A choice's key, a number, a day as `2026-11-24`, or `UNSURE`."""

UNSURE = "unsure"
"""The answer to a number question by somebody who does not know; its own way, never compared with a number."""


class Choice(Frozen):
    """One button of a question; in YAML either just its label or a mapping."""

    label: Words
    """The words on the button, at most 20 Chinese characters."""
    words: tuple[Words, ...] = ()
    """Other words people type when they mean this."""

    _short = short_for("label")


class Unsure(Frozen):
    """The button for somebody who does not know the number, and where it leads."""

    label: Words
    """The words on the button."""
    to: Key
    """The state that helps them on."""


class Number(Frozen):
    """A question answered by a number."""

    unit: Words
    """A unit of `flows/words.yaml`, such as kVA or DN."""
    min: Amount
    """The smallest number that makes sense."""
    max: Amount
    """The largest number that makes sense."""
    whole: bool = False
    """True when halves make no sense."""
    example: Words
    """What a good answer looks like, shown when an answer was not understood."""
    unsure: Unsure | None = None
    """The way for those who do not know."""


class Day(Frozen):
    """A question answered by a date."""

    future: bool = False
    """Whether the day may lie ahead; what has happened already can't."""
    example: Words
    """What a good answer looks like, shown when an answer was not understood."""


class Way(Frozen):
    """Where to go when a condition holds; without a condition, the way for everything else."""

    when: Expression | None = None
    """A condition over answers, such as `capacity <= fact('a03_03')`."""
    to: Key
    """The next state."""


class Ask(Frozen):
    """A state that asks the citizen one thing."""

    ask: Prose
    """The question, in plain words, ending with a question mark."""
    hint: Prose | None = None
    """Where to find the answer, or why we ask."""
    choices: dict[Key, Choice] = Field(default_factory=dict, max_length=20)
    """Answers by button: key to label."""
    number: Number | None = None
    """An answer by number instead of buttons."""
    day: Day | None = None
    """An answer by date instead of buttons; no condition may name it."""
    go: Key | dict[Key, Key] | Annotated[tuple[Way, ...], Field(max_length=40)]
    """Where each answer leads: one state, a map from choice to state, or conditions."""
    shared: bool = False
    """The answer is known under this state's name in every procedure that asks it as shared."""
    heard: bool = False
    """The words by which somebody came to the procedure may choose for it, where they do so clearly."""
    aliases: tuple[Key, ...] = Field(default=(), max_length=20)
    """Former names of this state, so that answers given under them are kept."""

    @model_validator(mode="after")
    def _one_kind(self) -> "Ask":
        if [bool(self.choices), bool(self.number), bool(self.day)].count(True) != 1:
            msg = "choices_or_number"
            raise ValueError(msg)
        if self.heard and not self.choices:
            msg = "heard_without_choices"
            raise ValueError(msg)
        return self


class Jump(Frozen):
    """A state that leads on to another procedure and takes the shared answers along."""

    jump: Key
    """The other procedure's id."""
    say: Prose
    """Why, in one sentence; shown above the next question."""
    answers: dict[Key, Answer] = Field(default_factory=dict, alias="with", max_length=20)
    """Answers of the other procedure that follow from this one."""


def _kind_of(value: Any) -> str | None:
    keys = value if isinstance(value, dict) else getattr(value.__class__, "model_fields", ())
    return next((kind for kind in ("ask", "end", "jump") if kind in keys), None)


State = Annotated[
    Annotated[Ask, Tag("ask")] | Annotated[End, Tag("end")] | Annotated[Jump, Tag("jump")], Discriminator(_kind_of)
]


class Part(Frozen):
    """A procedure that belongs to a life event; in YAML either its id or a mapping."""

    flow: Key
    """The procedure, or the entrance that finds it."""
    when: Expression | None = None
    """Part of it only when this holds for the event's own answers."""
    after: Key | None = None
    """The part, listed above, that must be done before this one starts."""
    answers: dict[Key, Answer] = Field(default_factory=dict, alias="with", max_length=20)
    """Answers of that procedure that follow from the event."""

    _short = short_for("flow")


class Flow(Frozen):
    """One procedure, or a life event that joins several: the file a maintainer writes."""

    id: Key
    """The same as the file's name; also the deep link's payload."""
    title: Words
    """What the citizen calls it."""
    summary: Prose
    """One plain sentence: what this gets you."""
    department: Words
    """Who is in charge."""
    who: tuple[Literal["person", "business"], ...]
    """Whose matter it is; the menu uses it."""
    entrance: bool = False
    """True when this only finds the right procedure; then its states end in jumps."""
    often: int = Field(default=0, ge=0, le=9)
    """How much it is asked for, as long as nobody has counted: menus show the highest first, then go by area."""
    ask_words: tuple[Words, ...] = Field(max_length=300)
    """Words that point here in free text."""
    examples: tuple[Words, ...] = Field(max_length=300)
    """Sentences as people say them; free text learns from these."""
    states: dict[Key, State] = Field(min_length=1, max_length=100)
    """The first one is where it starts."""
    later: tuple[Key, ...] = Field(default=(), max_length=40)
    """Ledger records whose later-law notes concern the whole procedure."""
    parts: tuple[Part, ...] = Field(default=(), max_length=20)
    """For a life event, such as opening a shop: the procedures walked one after the other once its own questions are answered."""

    @property
    def start(self) -> str:
        """The id of the first state."""
        return next(iter(self.states))
