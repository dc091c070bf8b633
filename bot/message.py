"""A message as every channel understands it."""

import html
import re
from typing import Literal

from bot.flow.model import Frozen


class Button(Frozen):
    """A button: exactly one of `id` (comes back as a tap), `url` (opens) and `copied` (into the clipboard)."""

    label: str
    id: str | None = None
    """At most 64 bytes (Bot API: callback_data)."""
    url: str | None = None
    copied: str | None = None
    """At most 256 characters (Bot API: CopyTextButton)."""


Kind = Literal["notice", "timeline", "receipt", "link"]
"""A receipt is the sheet of an appointment; a link is a page's address as a QR code."""


class Attachment(Frozen):
    """A sheet that comes with a message; it is set when it is delivered, so that what is owed stays small."""

    kind: Kind
    name: str
    """The files' name, without what follows the dot."""
    sheet: str
    """What stands on it, as JSON (bot.press.sheet, bot.press.picture)."""
    instead: str
    """What is said where it can't be set; as a message's text."""


class Message(Frozen):
    """One card: text in the small HTML of the Bot API (b, i, u, s, code, pre, a, blockquote), and rows of buttons."""

    text: str
    """At most 4096 characters after the entities are read (Bot API: sendMessage); empty when only the toast matters."""
    rows: tuple[tuple[Button, ...], ...] = ()
    files: tuple[Attachment, ...] = ()
    """Sheets to take along, after the text."""
    toast: str | None = None
    """A word that passes, at most 200 characters (Bot API: answerCallbackQuery)."""
    place: Literal["edit", "new"] = "edit"
    """Whether a tapped card may become this one."""
    flow: str | None = None
    """The procedure the conversation stands in, for scripts."""
    state: str | None = None
    """The state it stands at, for scripts."""
    end: bool = False
    """True when that state is an end."""
    quiet: bool = False
    """True when it comes at night and unasked: no sound."""
    share: str | None = None
    """The words on a button by which the citizen can share the own phone number, where the channel has one."""
    shared: bool = False
    """True when that button is wanted no longer, on a card without buttons of its own."""
    unshared: str | None = None
    """The same on a card that has: what is said first, by itself, to take that button away."""
    typed: bool = False
    """True when its answer is typed, such as a number: then no button may be called by one."""


_TAG = re.compile(r"</?[a-z][^<>]*>")


def plain(text: str) -> str:
    """The text without tags and entities, for channels and places that know no HTML."""
    return html.unescape(_TAG.sub("", text))
