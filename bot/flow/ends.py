"""What a citizen came for: the outcome of a procedure, with everything to do, bring, wait for and pay."""

from typing import Literal

from pydantic import Field

from bot.flow.ground import Confidence, Expression, Frozen, Key, Prose, Words, short_for


class Note(Frozen):
    """A remark; in YAML either a plain sentence or a mapping with a condition."""

    say: Prose
    """The sentence."""
    when: Expression | None = None
    """Shown only when this holds."""

    _short = short_for("say")


class Step(Frozen):
    """One thing to do, in order; in YAML either a sentence or a mapping."""

    do: Prose
    """What to do, the verb first."""
    where: tuple[Key, ...] = Field(default=(), max_length=20)
    """Offices where it can be done."""
    when: Expression | None = None
    """Part of the list only when this holds."""

    _short = short_for("do")


class MaterialUse(Frozen):
    """A material as one outcome asks for it; in YAML either its id or a mapping."""

    use: Key
    """The material's id in `flows/materials.yaml`."""
    when: Expression | None = None
    """Asked for only when this holds."""
    note: Prose | None = None
    """What is special here."""

    _short = short_for("use")


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
    """What happens today when it starts today, such as a receipt; the acceptance if left out."""
    missed: Prose | None = None
    """What can still be done when its last day has passed already."""

    _short = short_for("fact")


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
    steps: tuple[Step, ...] = Field(default=(), max_length=40)
    """What happens, in order."""
    materials: tuple[MaterialUse, ...] = Field(default=(), max_length=40)
    """What to bring."""
    limits: tuple[LimitUse, ...] = Field(default=(), max_length=40)
    """How long it takes."""
    fees: tuple[FeeUse, ...] = Field(default=(), max_length=40)
    """What it costs."""
    offices: tuple[Key, ...] = Field(max_length=20)
    """Where to go, the easiest first."""
    notes: tuple[Note, ...] = Field(default=(), max_length=40)
    """What else to know."""
    basis: tuple[Key, ...] = Field(default=(), max_length=60)
    """Ledger records shown as clauses besides those of limits, fees and materials."""
    confidence: Confidence = "high"
    """Below high the citizen is told to check with the window first."""
