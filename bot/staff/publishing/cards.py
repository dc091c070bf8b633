"""The cards of drafts, proposals and versions: words from `messages_zh/staff`, and their buttons."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from bot.archive import Version
from bot.audit import Act
from bot.drafts.refusal import Refused
from bot.drafts.verdict import Checked
from bot.message import Button, Message, plain
from bot.staff.labels import labels
from bot.staff.order import SEAL
from bot.staff.publishing.draft import BYTES, MOST, Draft
from bot.staff.publishing.earlier import Earlier

DRAFT = f"{SEAL}d."
"""Begins the button ids of drafts: `!d.try.D7K2Q`, `!d.drop.D7K2Q`."""
PUBLISH = f"{SEAL}p."
"""Begins the button ids of proposals: `!p.yes.P7K2Q`, `!p.no.P7K2Q`, `!p.back.7`."""
_APART = frozenset(
    {"unknown_material", "unknown_fact", "unknown_office", "unknown_placeholder", "unknown_flow", "missing_template"}
)
"""Findings of what may stand in another file, which was not sent along."""
_WORDS = "messages_zh/"
"""Where templates lie: of those a comparison of procedures says nothing."""
_TEXT = 3300
"""Characters of findings or differences on one card, beside its other words."""
_NAMED = 5
"""Templates that a card names."""
_BETWEEN = 20
"""Characters around a line or a name, and their share of the words above."""
_LISTED = 10
"""Drafts, or versions, on one card."""


class DraftCards:
    """Writes messages of at most 4096 characters."""

    def __init__(self, say: Callable[..., str]) -> None:
        """Find words by a template's name and what it may speak of."""
        self._say = say

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The words of buttons and passing notices."""
        return labels(self._say)

    def told(self, template: str, **data: object) -> Message:
        """One thing said: `messages_zh/staff/<template>.j2`."""
        return Message(text=self._say(f"staff/{template}.j2", **data), place="new")

    def ended(self, template: str, **data: object) -> Message:
        """The same in the place of the card that was tapped, whose buttons mean nothing any more."""
        return self.told(template, **data).model_copy(update={"place": "edit"})

    def passing(self, name: str) -> Message:
        """A word that passes; the card stays as it is."""
        return Message(text="", toast=self.words[name])

    def refused(self, file: str, refused: Refused) -> Message:
        """Why a file is not taken."""
        reason = self._say(f"draft/{refused.rule}.j2", **refused.data)
        return self.told("draft_refused", file=file, reason=plain(reason))

    def unsound(self, file: str, checked: Checked) -> Message:
        """What is wrong in it."""
        shown = _within(checked.lines)
        apart = any(one.rule in _APART for one in checked.told)
        return self.told("draft_unsound", file=file, lines=shown, count=checked.count, apart=apart)

    def taken(self, draft: Draft, checked: Checked, before: Earlier | None, *, pictures: bool) -> Message:
        """What it changes, also since the draft before, with the button that tries it."""
        since, changed = (before.lines, _templates(before.files)) if before else ((), ())
        room = _TEXT - sum(len(line) + _BETWEEN for line in (*since, *changed[:_NAMED]))
        lines = _within(checked.difference, room)
        text = self._say(
            "staff/draft_taken.j2",
            draft=draft, lines=lines, words=_templates(draft.files), before=before, changed=changed, pictures=pictures,
        )  # fmt: skip
        return Message(text=text, rows=(self._row(draft),), place="new")

    def drafts(self, drafts: Sequence[Draft], published: Mapping[str, int], now: datetime) -> Message:
        """The drafts of a chat, latest first, and of those that were published the last version that came of each."""
        shown = drafts[::-1][:_LISTED]
        text = self._say("staff/drafts.j2", drafts=shown, published=published, total=len(drafts), now=now)
        rows = tuple(self._row(draft, draft.id) for draft in shown)
        return Message(text=text, rows=rows, place="new")

    def full(self, drafts: Sequence[Draft], now: datetime, file: str) -> Message:
        """Why a file finds no room, over the drafts of the chat, oldest first: one of them must go."""
        shown = drafts[:_LISTED]
        text = self._say(
            "staff/drafts_full.j2", file=file, most=MOST, size=BYTES >> 20, drafts=shown, total=len(drafts), now=now
        )
        rows = tuple(self._row(draft, draft.id) for draft in shown)
        return Message(text=text, rows=rows, place="new")

    def proposed(self, id: str, what: str, checked: Checked, who: tuple[int, str], files: Collection[str]) -> Message:
        """Ask a second person; the files are named as far as a comparison of procedures says nothing of them."""
        lines, words = _within(checked.difference), _templates(files)
        text = self._say("staff/publish_proposed.j2", what=what, lines=lines, words=words, who=who)
        yes, no = (Button(label=self.words[f"publish_{verb}"], id=f"{PUBLISH}{verb}.{id}") for verb in ("yes", "no"))
        return Message(text=text, rows=((yes, no),), place="new")

    def versions(self, versions: Sequence[Version]) -> Message:
        """What has been published, latest first, each but the last with a button that brings it back."""
        shown = versions[::-1][:_LISTED]
        text = self._say("staff/versions.j2", versions=shown, total=len(versions))
        back = [one.number for one in shown[1:]] + ([0] if len(versions) <= _LISTED and versions else [])
        rows = tuple(
            (Button(label=self._say("staff/version_button.j2", number=number), id=f"{PUBLISH}back.{number}"),)
            for number in back
        )
        return Message(text=text, rows=rows, place="new")

    def audit(self, acts: Sequence[Act]) -> Message:
        """Who did what, latest first."""
        return self.told("audit", acts=acts)

    def _row(self, draft: Draft, name: str = "") -> tuple[Button, ...]:
        return tuple(
            Button(label=f"{self.words[f'draft_{verb}']} {name}".strip(), id=f"{DRAFT}{verb}.{draft.id}")
            for verb in ("try", "drop")
        )


def _templates(files: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in files if name.startswith(_WORDS)))


def _within(lines: Sequence[str], most: int = _TEXT) -> tuple[str, ...]:
    """As many of the lines as one card holds, in so many characters."""
    length = 0
    for place, line in enumerate(lines):
        length += len(line) + 1
        if length > most:
            return tuple(lines[:place])
    return tuple(lines)
