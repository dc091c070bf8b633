"""The cards of a walk: what a citizen would see, under a line that says it is only tried out."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cached_property

from bot.flow.model import Flow
from bot.message import Button, Message, plain
from bot.staff.labels import labels
from bot.staff.order import SEAL
from bot.staff.walks.walk import TOGETHER, Walk
from bot.staff.walks.ways import Way

WALK = f"{SEAL}t."
"""Begins the button ids of a walk's cards, as far as they are the staff's: `!t.verb.mark`, `!t.path.flow.number`."""
_TEXT = 4096
"""Characters of a message (Bot API: sendMessage)."""
_LISTED = (24, 12, 6, 1)
"""Ways on one card: as many as it holds."""
_NUMBERED = 6
"""Buttons in a row that carry only a number."""
_BESIDE = ("why", "end")
"""What stands under every card of a walk."""


class WalkCards:
    """Writes them, with the staff's own words around the citizen's."""

    def __init__(self, say: Callable[..., str]) -> None:
        """Find words by a template's name and what it may speak of."""
        self._say = say

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The words of buttons and passing notices."""
        return labels(self._say)

    def walked(self, message: Message, walk: Walk, name: str, note: str = "") -> Message:
        """What the citizen would see, with a line above it that tells whose walk it is, of what, and at which time.

        A note stands between the two.
        """
        if not (message.text or note):
            return message
        head = self._say("staff/walk_head.j2", walk=walk, who=name, together=walk.place.person == TOGETHER)
        # At the very longest outcome the line is left out rather than the last words, and then the note, which pops up too.
        parts = tuple(part for part in (head, note, message.text) if part)
        wholes = ("\n\n".join(parts[place:]) for place in range(len(parts)))
        text = next((whole for whole in wholes if len(plain(whole)) <= _TEXT), message.text)
        row = tuple(Button(label=self.words[f"walk_{verb}"], id=f"{WALK}{verb}.{walk.mark}") for verb in _BESIDE)
        return message.model_copy(
            update={
                "text": text,
                "rows": (*message.rows, row),
                "files": (),
                "share": None,
                "toast": message.toast or plain(note) or None,
            }
        )

    def note(self, what: str, day: date | None = None) -> str:
        """What is told above the citizen's words; empty for nothing."""
        return self._say("staff/walk_note.j2", what=what, day_of=day) if what else ""

    def told(self, what: str, **data: object) -> Message:
        """One thing said: `messages_zh/staff/walk_<what>.j2`."""
        return Message(text=self._say(f"staff/walk_{what}.j2", **data), place="new")

    def passing(self, name: str) -> Message:
        """A word that passes; the card stays as it is."""
        return Message(text="", toast=self.words[name])

    def paths(self, flow: Flow, found: Sequence[Way], tried: AbstractSet[str]) -> Message:
        """The ways through a procedure, those not tried first; each number walks one."""
        numbered = sorted(enumerate(found), key=lambda pair: pair[1].key in tried)
        for most in _LISTED:
            shown = numbered[:most]
            text = self._say(
                "staff/walk_paths.j2", flow=flow, shown=[(way, way.key in tried) for _, way in shown],
                total=len(found), done=sum(way.key in tried for way in found),
            )  # fmt: skip
            if len(plain(text)) <= _TEXT:
                break
        buttons = [
            Button(label=str(place), id=f"{WALK}path.{flow.id}.{number}") for place, (number, _) in enumerate(shown, 1)
        ]
        rows = tuple(tuple(buttons[place : place + _NUMBERED]) for place in range(0, len(buttons), _NUMBERED))
        return Message(text=text, rows=rows, place="new")

    def together(self, words: str) -> tuple[str, bool]:
        """What follows `/test`, and whether the whole topic is meant."""
        first, _, rest = words.strip().partition(" ")
        if first.lower() in {"together", self.words["together"]}:
            return rest.strip(), True
        return words.strip(), False
