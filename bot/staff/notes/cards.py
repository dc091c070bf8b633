"""The notes as cards, with a button for each, and as a Markdown file for who mends."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Literal

from bot.enclosure import LONG, bounded
from bot.message import Button, Message, plain
from bot.press.paper import Paper
from bot.staff.labels import labels
from bot.staff.notes.note import Note
from bot.staff.order import SEAL

NOTE = f"{SEAL}n."
"""Begins the button ids of the notes' cards: `!n.verb.which.page.note`."""
_PAGE = 8
"""Notes on one card."""
_BESIDE = 2
"""Buttons in a row that settle a note."""
_FENCE = 3
"""Backticks that open a passage of plain text (CommonMark: fenced code blocks)."""
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")

Which = Literal["open", "all"]


@dataclass(frozen=True, slots=True)
class Written:
    """A note as the file has it: nothing in it is markup but what the file's template writes."""

    note: Note
    text: str
    quoted: str
    step: str
    where: str
    template: str
    version: str
    answers: tuple[str, ...]


class NoteCards:
    """Writes them."""

    def __init__(self, say: Callable[..., str]) -> None:
        """Find words by a template's name and what it may speak of."""
        self._say = say

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The words of buttons and passing notices."""
        return labels(self._say)

    def told(self, what: str, **data: object) -> Message:
        """One thing said: `messages_zh/staff/note_<what>.j2`."""
        return Message(text=self._say(f"staff/note_{what}.j2", **data), place="new")

    def passing(self, name: str) -> Message:
        """A word that passes; the card stays as it is."""
        return Message(text="", toast=self.words[name])

    def listed(self, notes: Sequence[Note], which: Which, page: int, toast: str | None = None) -> Message:
        """One page of a chat's notes; each open one has a button that settles it."""
        found = [note for note in notes if which == "all" or not note.settled]
        pages = max(1, -(-len(found) // _PAGE))
        page = min(page, pages - 1)
        shown = found[page * _PAGE : (page + 1) * _PAGE]
        left = sum(not note.settled for note in notes)
        text = self._say(
            "staff/note_list.j2", shown=shown, which=which, page=page, pages=pages, left=left, total=len(notes)
        )
        done = [
            Button(label=f"{self.words['note_done']} {number}", id=_id("done", which, page, note.id))
            for number, note in enumerate(shown, 1)
            if not note.settled
        ]
        turning = [
            self._button(name, "list", which, to)
            for name, to in (("before", page - 1), ("after", page + 1))
            if 0 <= to < pages
        ]
        other: Which = "open" if which == "all" else "all"
        views = (self._button(f"note_{other}", "list", other), self._button("note_export", "file", which))
        rows = [tuple(done[at : at + _BESIDE]) for at in range(0, len(done), _BESIDE)]
        rows += [tuple(turning)] if turning else []
        return Message(text=text, rows=(*rows, views), toast=self.words[toast] if toast else None)

    def paper(self, notes: Sequence[Note], at: datetime) -> Paper:
        """The notes as a Markdown file (CommonMark), by the files in which they are to be mended."""
        ordered = sorted(notes, key=lambda note: (not note.about.file, note.about.file, note.about.line, note.at))
        groups = [
            (_coded(file) if file else "", [_written(note) for note in same])
            for file, same in groupby(ordered, lambda note: note.about.file)
        ]
        with bounded(LONG):  # notes of years
            content = plain(self._say("staff/note_file.j2", groups=groups, count=len(notes), at=at)) + "\n"
        caption = plain(self._say("staff/note_caption.j2", count=len(notes)))
        return Paper(f"notes-{at:%Y%m%d}.md", content.encode(), caption, "document")

    def _button(self, name: str, verb: str, which: Which, page: int = 0) -> Button:
        return Button(label=self.words[name], id=_id(verb, which, page))


def _id(verb: str, which: Which, page: int, note: str = "") -> str:
    return f"{NOTE}{verb}.{which}.{page}.{note}"


def _written(note: Note) -> Written:
    about = note.about
    return Written(
        note,
        text=_fenced(note.text),
        quoted=_fenced(about.quoted) if about.quoted else "",
        step=_coded(".".join(filter(None, (about.flow, about.state)))),
        where=_coded(f"{about.file}:{about.line}") if about.file else "",
        template=_coded(about.template) if about.template else "",
        version=_coded(about.version),
        answers=tuple(_coded(f"{name}={answer}") for name, answer in about.answers.items()),
    )


def _coded(text: str) -> str:
    """The text on one line, as it is, between more backticks than any in it (CommonMark: code spans)."""
    line = " ".join(_UNSEEN.sub(" ", text).split())
    ticks = "`" * (_ticks(line) + 1)
    return f"{ticks} {line} {ticks}" if "`" in line else f"{ticks}{line}{ticks}"


def _fenced(text: str) -> str:
    """The text line by line, between fences that are longer than any in it."""
    lines = "\n".join(_UNSEEN.sub("", line) for line in re.split(r"\r\n|\r|\n", text))
    fence = "`" * max(_FENCE, _ticks(lines) + 1)
    return f"{fence}text\n{lines}\n{fence}"


def _ticks(text: str) -> int:
    """How many backticks stand together at most."""
    return max((len(run) for run in re.findall("`+", text)), default=0)
