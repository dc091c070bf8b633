"""What a picture of a procedure shows, before anybody knows where on the paper it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from bot.flow.handbook import Handbook
from bot.flow.model import Flow

Kind = Literal["question", "end", "jump", "part"]
"""A state that asks, gives the outcome or leads to another procedure; or a procedure that is part of a life event."""

Style = Literal["head", "title", "plain", "small"]
"""How large a line is written."""


class Mark(StrEnum):
    """What a draft did to a thing of the picture."""

    added = "added"
    changed = "changed"
    removed = "removed"


class Say(Protocol):
    """Gives the words of a macro of `draw/words.j2`; raises WordsBroken when it can't."""

    def __call__(self, name: str, /, *values: object) -> str:
        """The macro's words for these values, without markup."""
        ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A procedure that is to be drawn, with all it draws from and the words for it."""

    book: Handbook
    flow: Flow
    say: Say


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, as yet of any length."""

    text: str
    style: Style = "plain"


def fitting(texts: Sequence[str], most: int) -> Sequence[str]:
    """So many of them; or one more if that is the last, for to say that one is left out takes the same line."""
    return texts[: most + (len(texts) == most + 1)]


@dataclass(frozen=True, slots=True)
class Node:
    """A box."""

    id: str
    """A state's id, or `part:N:FLOW` for the N-th part with this procedure, from 1."""
    kind: Kind
    lines: tuple[Line, ...]
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow; there is at most one from a box to another."""

    source: str
    target: str
    text: str = ""
    """The answers or the condition that lead this way; empty when everything does."""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Diagram:
    """A picture's content; boxes in the order of the file."""

    id: str
    """The procedure."""
    title: str
    about: str
    """A line below the title."""
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    legend: Mapping[Kind | Mark, str]
    """What the boxes' looks mean, each that occurs."""
    notes: tuple[str, ...] = ()
    """Lines of explanation below the legend."""

    @property
    def marks(self) -> frozenset[Mark]:
        """The marks that occur."""
        found = {*(node.mark for node in self.nodes), *(edge.mark for edge in self.edges)}
        return frozenset(mark for mark in found if mark)
