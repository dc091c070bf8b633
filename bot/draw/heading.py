"""What stands above a picture: its title, what its looks mean, and a few words of explanation."""

from collections.abc import Iterator
from dataclasses import replace

from bot.draw.diagram import Diagram, Line
from bot.draw.drawing import Block, Heading, Sample
from bot.draw.lettering import Written, written

_SWATCH = 14.0
"""Points a sample is wide; it is as high as a line less two."""
_BETWEEN = 5.0
_AFTER = 14.0
_BELOW = 12.0
"""Points between a sample and its words, between two samples, and below all."""


def height(head: Heading) -> float:
    """The room it takes, in points."""
    return head.notes.y + head.notes.height + _BELOW


def moved(head: Heading, margin: float) -> Heading:
    """The same, this far from the edges of the paper."""
    samples = (Sample(one.look, _moved(one.swatch, margin), _moved(one.text, margin)) for one in head.samples)
    return Heading(_moved(head.title, margin), tuple(samples), _moved(head.notes, margin))


def heading(diagram: Diagram, room: float) -> Heading:
    """The head, no wider than this many points; it begins at the very corner."""
    title = _block(0.0, (Line(diagram.title, "head"), Line(diagram.about, "small")), room)
    samples = tuple(_samples(diagram, title.height + _BETWEEN, room))
    below = samples[-1].text.y + samples[-1].text.height if samples else title.height
    return Heading(title, samples, _block(below, (Line(note, "small") for note in diagram.notes), room))


def _samples(diagram: Diagram, y: float, room: float) -> Iterator[Sample]:
    x = 0.0
    for look, words in diagram.legend.items():
        text = written(Line(words, "small"), room)
        width = _SWATCH + _BETWEEN + max(line.width for line in text)
        if x and x + width > room:
            x, y = 0.0, y + text[0].height
        high = text[0].height
        swatch = Block(x, y + 2, _SWATCH, high - 4, ())
        yield Sample(look, swatch, Block(x + _SWATCH + _BETWEEN, y, width - _SWATCH - _BETWEEN, high, text[:1]))
        x += width + _AFTER


def _block(y: float, lines: Iterator[Line] | tuple[Line, ...], room: float) -> Block:
    text: tuple[Written, ...] = tuple(one for line in lines for one in written(line, room))
    width = max((one.width for one in text), default=0.0)
    return Block(0.0, y, width, sum(one.height for one in text), text)


def _moved(block: Block, margin: float) -> Block:
    return replace(block, x=block.x + margin, y=block.y + margin)
