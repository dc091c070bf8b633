"""What a walk leaves undone though it tells a citizen's words of it: each gets a plain note above them."""

from bot.engine.reply import Tell, Turned

_NOTES = {
    "book_in_private": "booked", "reminders_on": "reminded", "reminders_off": "calmed", "forgotten": "forgotten",
}  # fmt: skip
_UNSAID = "book_in_private"
"""Sends citizens out of a group; who walks has nothing to book elsewhere either."""


def undone(turned: Turned) -> str:
    """What was left undone, as `messages_zh/staff/walk_note.j2` calls it; empty where nothing was."""
    told = (reply.what for reply in turned.replies if isinstance(reply, Tell))
    return next((_NOTES[what] for what in told if what in _NOTES), "")


def said(turned: Turned) -> Turned:
    """What is still to be said below the note."""
    left = tuple(reply for reply in turned.replies if not (isinstance(reply, Tell) and reply.what == _UNSAID))
    return turned.model_copy(update={"replies": left})
