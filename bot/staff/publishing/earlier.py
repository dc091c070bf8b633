"""The draft before: what changed since it, for who mended a file and sends it once more."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.archive import mark
from bot.comparing import told
from bot.edition import Edition
from bot.flow.difference import difference
from bot.flow.handbook import Handbook
from bot.flow.load import load
from bot.phrases import versed
from bot.staff.publishing.draft import Draft, DraftShelf

_TOLD = 400
"""Characters in which the difference is told."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The draft before, and what changed since."""

    draft: Draft
    lines: tuple[str, ...]
    """What differs between the procedures, in words; none where no file differs."""
    files: tuple[str, ...]
    """Files whose content is another."""


async def earlier(shelf: DraftShelf, draft: Draft, edition: Edition) -> Earlier | None:
    """The last draft of the same files in its chat, beside this one and its edition; None where there is none to speak of.

    One that citizens have by now is not spoken of: a draft is compared with what they have anyway.
    """
    former = _before(draft, await shelf.of(draft.chat))
    if former is None:
        return None
    files = tuple(name for name, text in draft.files.items() if former.files[name] != text)
    if not files:
        return Earlier(former, (), ())
    loaded = await asyncio.to_thread(load, await shelf.home(former))
    if loaded.handbook is None:  # over what citizens have now it makes no sense any more
        return None
    return Earlier(former, await asyncio.to_thread(_told, loaded.handbook, edition), files)


def _before(draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    same = (one for one in reversed(drafts) if one.order != draft.order and one.files.keys() == draft.files.keys())
    former = next((one for one in same if one.at <= draft.at), None)
    return former if former and _marks(former) != draft.base else None


def _marks(draft: Draft) -> dict[str, str]:
    return {name: mark(content) for name, content in draft.content.items()}


def _told(book: Handbook, edition: Edition) -> tuple[str, ...]:
    new = edition.mind.handbook
    return told(difference(book, new), versed(edition.home, new), _TOLD)
