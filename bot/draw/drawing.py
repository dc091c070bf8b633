"""A picture as it lies on the paper: everything at its place, in points, before the whole is made to fit."""

from dataclasses import dataclass

from bot.draw.diagram import Diagram, Edge, Kind, Mark, Node
from bot.draw.lettering import Written

Point = tuple[float, float]

PAPER = (595.3, 841.9)
"""A4, in points."""
MARGIN = 28.0
"""Paper around the picture that stays white, in points of the paper."""
SMALLEST = 7.0
"""Points the smallest letters must be high on paper."""


@dataclass(frozen=True, slots=True)
class Block:
    """Text with the room around it."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A node at its place."""

    node: Node
    block: Block


@dataclass(frozen=True, slots=True)
class Arrow:
    """An edge at its place."""

    edge: Edge
    points: tuple[Point, ...]
    """From the source to the head, in straight pieces down, up or across."""
    label: Block | None


@dataclass(frozen=True, slots=True)
class Sample:
    """A piece of the legend."""

    look: Kind | Mark
    swatch: Block
    text: Block


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the picture."""

    title: Block
    samples: tuple[Sample, ...]
    notes: Block


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture on one or more sheets of A4, one below the other."""

    diagram: Diagram
    landscape: bool
    scale: float
    """Points of paper to a point of the picture."""
    pages: int
    heading: Heading
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    @property
    def width(self) -> float:
        """A sheet's width, in points of the picture."""
        return PAPER[1 if self.landscape else 0] / self.scale

    @property
    def height(self) -> float:
        """A sheet's height, in points of the picture."""
        return PAPER[0 if self.landscape else 1] / self.scale
