"""The channel's button for sharing a phone number: on the screen while the number is asked for, and then taken away."""

from bot.engine.event import Event, Heard, Listed, Marked, TimePassed
from bot.engine.reply import Book, Tell, Turned
from bot.engine.session import Session

_UNASKED = Heard | Listed | Marked | TimePassed


def sharing(before: Session, event: Event, turned: Turned) -> Turned:
    """The turn, with a note of whether the button is on the screen, and that it is to be taken away if one goes on."""
    if _asks(turned):
        # A card that is tapped becomes the question, and can't have such a button.
        return turned if event.tap else _noted(turned, on=True)
    draft = before.diary.draft
    if draft is None or not draft.sharing or isinstance(event, _UNASKED) or not _speaks(turned, event):
        return turned
    return _noted(turned, on=False).model_copy(update={"left": True})


def _asks(turned: Turned) -> bool:
    draft = turned.session.diary.draft if turned.session else None
    last = turned.replies[-1] if turned.replies else None
    return isinstance(last, Book) and draft is not None and draft.stage == "phone"


def _speaks(turned: Turned, event: Event) -> bool:
    """Whether a card comes, now or once it was looked up."""
    passing = (isinstance(reply, Tell) and reply.toast and event.tap is not None for reply in turned.replies)
    return turned.lookup is not None or not all(passing)


def _noted(turned: Turned, *, on: bool) -> Turned:
    session = turned.session
    if session is None or session.diary.draft is None or session.diary.draft.sharing == on:
        return turned
    draft = session.diary.draft.model_copy(update={"sharing": on})
    diary = session.diary.model_copy(update={"draft": draft})
    return turned.model_copy(update={"session": session.model_copy(update={"diary": diary})})
