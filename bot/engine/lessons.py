"""What there is to learn about a flow from its own words, and how much each of them counts."""

import re
from collections.abc import Iterator

from bot.engine.evidence import Lesson
from bot.engine.gap import sides
from bot.engine.hearing import hear
from bot.flow.model import End, Flow

_ASK_WORD, _TITLE, _EXAMPLE, _END = 2.0, 1.0, 0.7, 0.5
"""How much a lesson counts, by where it stands in the flow."""
_ASIDE = re.compile(r"[（(].*?[)）]")


def lessons(flow: Flow) -> Iterator[Lesson]:
    """All that a flow teaches: its title, ask-words, examples and the titles of its ends."""
    ends = {_ASIDE.sub("", state.end) for state in flow.states.values() if isinstance(state, End)}
    yield Lesson(flow.id, hear(flow.title), _TITLE, general=flow.entrance)
    for word in flow.ask_words:
        yield of_word(flow.id, word, general=flow.entrance)
    for example in flow.examples:
        yield Lesson(flow.id, hear(example), _EXAMPLE)
    for end in sorted(ends):
        yield Lesson(flow.id, hear(end), _END)


def of_word(flow: str, word: str, *, general: bool = False, pieced: bool = True) -> Lesson:
    """What an ask-word teaches of a flow, or of what stands for a flow."""
    # A gap says nothing by its two sides alone, so such a word weighs nothing beside the others.
    if around := sides(word):
        return Lesson(flow, around, 0.0, gapped=True)
    return Lesson(flow, hear(word), _ASK_WORD, whole=True, pieced=pieced, general=general)
