"""What a maintainer writes: a procedure as frozen data, and the shared shelves it draws from.

Texts that a citizen reads are *prose*: plain words in which `{a03_03}` stands for a ledger record (value and unit),
`{p95598}` for an office (its number or name) and `{id_card}` for a material. A figure is never typed by hand.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag, model_validator

Confidence = Literal["high", "medium", "low"]
Answer = str | int | float
"""A choice's key, a number, a day as `2026-11-24`, or `UNSURE`."""

UNSURE = "unsure"
"""The answer to a number question by somebody who does not know; its own way, never compared with a number."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=32)]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Prose = Words
Expression = Words


class Frozen(BaseModel):
    """The ground of every value in the house: it never changes and knows no extra keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, use_attribute_docstrings=True, hide_input_in_errors=True
    )


class Choice(Frozen):
    """One button of a question; in YAML either just its label or a mapping."""

    label: Words
    """The words on the button, at most 20 Chinese characters."""
    words: tuple[Words, ...] = ()
    """Other words people type when they mean this."""

    @model_validator(mode="before")
    @classmethod
    def _from_label(cls, value: Any) -> Any:
        return {"label": value} if isinstance(value, str) else value


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
    min: float
    """The smallest number that makes sense."""
    max: float
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
    choices: dict[Key, Choice] = Field(default_factory=dict)
    """Answers by button: key to label."""
    number: Number | None = None
    """An answer by number instead of buttons."""
    day: Day | None = None
    """An answer by date instead of buttons; no condition may name it."""
    go: Key | dict[Key, Key] | tuple[Way, ...]
    """Where each answer leads: one state, a map from choice to state, or conditions."""
    shared: bool = False
    """The answer is known under this state's name in every procedure that asks it as shared."""
    aliases: tuple[Key, ...] = ()
    """Former names of this state, so that answers given under them are kept."""

    @model_validator(mode="after")
    def _one_kind(self) -> "Ask":
        if [bool(self.choices), bool(self.number), bool(self.day)].count(True) != 1:
            msg = "choices_or_number"
            raise ValueError(msg)
        return self


class Jump(Frozen):
    """A state that leads on to another procedure and takes the shared answers along."""

    jump: Key
    """The other procedure's id."""
    say: Prose
    """Why, in one sentence; shown above the next question."""
    answers: dict[Key, Answer] = Field(default_factory=dict, alias="with")
    """Answers of the other procedure that follow from this one."""


class Note(Frozen):
    """A remark; in YAML either a plain sentence or a mapping with a condition."""

    say: Prose
    """The sentence."""
    when: Expression | None = None
    """Shown only when this holds."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"say": value} if isinstance(value, str) else value


class Step(Frozen):
    """One thing to do, in order; in YAML either a sentence or a mapping."""

    do: Prose
    """What to do, the verb first."""
    where: tuple[Key, ...] = ()
    """Offices where it can be done."""
    when: Expression | None = None
    """Part of the list only when this holds."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"do": value} if isinstance(value, str) else value


class MaterialUse(Frozen):
    """A material as one outcome asks for it; in YAML either its id or a mapping."""

    use: Key
    """The material's id in `flows/materials.yaml`."""
    when: Expression | None = None
    """Asked for only when this holds."""
    note: Prose | None = None
    """What is special here."""

    @model_validator(mode="before")
    @classmethod
    def _from_id(cls, value: Any) -> Any:
        return {"use": value} if isinstance(value, str) else value


class LimitUse(Frozen):
    """A time limit as one outcome promises it; in YAML either a ledger id or a mapping."""

    fact: Key
    """The ledger record: value, unit and clause."""
    item: Words | None = None
    """What takes this long; the record's own words if left out."""
    when: Expression | None = None
    """Promised only when this holds."""
    after: Key | None = None
    """The ledger id of the limit, listed above, on whose end this one starts."""
    starts: Prose | None = None
    """The event it starts with when that is not the acceptance; then no date can be computed."""
    since: Key | None = None
    """The day question on whose answer it starts, instead of the acceptance."""
    begun: Words | None = None
    """What happens today when it starts today, such as 收到; 受理 if left out."""
    missed: Prose | None = None
    """What can still be done when its last day has passed already."""

    @model_validator(mode="before")
    @classmethod
    def _from_id(cls, value: Any) -> Any:
        return {"fact": value} if isinstance(value, str) else value


class FeeUse(Frozen):
    """What one thing costs."""

    item: Words
    """What it is."""
    status: Literal["free", "abolished", "discount", "listed", "ask"]
    """Free (0 yuan), abolished by name (0 yuan), only a discount, at the published price, or unknown: ask."""
    fact: Key
    """The ledger record behind it."""
    when: Expression | None = None
    """Part of the list only when this holds."""
    note: Prose | None = None
    """What to know about it."""


class End(Frozen):
    """A state that gives the citizen what they came for."""

    end: Words
    """The outcome's title."""
    say: Prose
    """The answer in one or two sentences."""
    steps: tuple[Step, ...] = ()
    """What happens, in order."""
    materials: tuple[MaterialUse, ...] = ()
    """What to bring."""
    limits: tuple[LimitUse, ...] = ()
    """How long it takes."""
    fees: tuple[FeeUse, ...] = ()
    """What it costs."""
    offices: tuple[Key, ...]
    """Where to go, the easiest first."""
    notes: tuple[Note, ...] = ()
    """What else to know."""
    basis: tuple[Key, ...] = ()
    """Ledger records shown as clauses besides those of limits, fees and materials."""
    booking: Key | None = None
    """The office whose window takes bookings for this."""
    confidence: Confidence = "high"
    """Below high the citizen is told to check with the window first."""


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
    answers: dict[Key, Answer] = Field(default_factory=dict, alias="with")
    """Answers of that procedure that follow from the event."""

    @model_validator(mode="before")
    @classmethod
    def _from_id(cls, value: Any) -> Any:
        return {"flow": value} if isinstance(value, str) else value


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
    ask_words: tuple[Words, ...]
    """Words that point here in free text."""
    examples: tuple[Words, ...]
    """Sentences as people say them; free text learns from these."""
    states: dict[Key, State] = Field(min_length=1)
    """The first one is where it starts."""
    later: tuple[Key, ...] = ()
    """Ledger records whose later-law notes concern the whole procedure."""
    parts: tuple[Part, ...] = ()
    """For a life event (一件事): the procedures walked one after the other once its own questions are answered."""

    @property
    def start(self) -> str:
        """The id of the first state."""
        return next(iter(self.states))
