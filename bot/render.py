"""Reply to message: words from the phrasebook, buttons from the keyboard, sheets to take along from their writer."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from bot import tickets
from bot.booking.base import Request
from bot.engine.event import Event, Heard, Marked
from bot.engine.joined import Joined
from bot.engine.mind import Mind, joined, outcome, outcomes, show
from bot.engine.outcome import Outcome
from bot.engine.prospect import chapters
from bot.engine.reminding import awake
from bot.engine.reply import About, Book, Errand, Finish, Reply, Sheet, Tell, Ticket, Turned
from bot.engine.session import Session, blank
from bot.flow import expression
from bot.flow.ledger import Record
from bot.flow.model import Ask
from bot.keyboard import Keyboard
from bot.message import Attachment, Message, plain
from bot.phrases import Phrasebook, versed
from bot.press.writing import Writer

TOAST = 200
"""Characters of a passing word (Bot API: answerCallbackQuery)."""


@dataclass(frozen=True)
class Renderer:
    """Finds the words for what the engine wants said; one per handbook."""

    home: Path
    mind: Mind
    rehearsal: bool = False
    """True while the clock is set by hand: every message then shows the time."""

    def message(self, turned: Turned, event: Event, owner: str) -> Message:
        """One message for all replies of a turn.

        Words that pass become a toast when a button was tapped, else they stand above the rest. Raises `WordsBroken`
        when a template is missing or fails.
        """
        session = turned.session or blank(owner)
        toasts = [reply for reply in turned.replies if isinstance(reply, Tell) and reply.toast and event.tap]
        shown = [reply for reply in turned.replies if reply not in toasts]
        found, whole = self._found(session, shown, event.at)
        asked = self.mind.walker.asked(session)
        context: dict[str, Any] = {
            "session": session,
            "outcome": found,
            "joined": whole,
            "at": event.at,
            "flow": self.mind.walker.flow(session),
            "event": self.mind.walker.agenda.event(session),
            **_numbers(owner),
        }
        files = tuple(self._files(shown, context))
        texts = [self._text(reply, context) for reply in shown]
        if self.rehearsal and shown:
            texts.insert(0, self.say("house/rehearsal.j2", **context))
        rows = self._keyboard(session, event.at).rows(shown, whole or found) if shown else ()
        return Message(
            text="\n\n".join(texts),
            rows=rows,
            files=files,
            toast=plain("\n".join(self._text(reply, context) for reply in toasts))[:TOAST] or None,
            place="new" if turned.fresh else "edit",
            quiet=isinstance(event, Heard | Marked) and not awake(event.at),
            flow=session.visit.flow if session.visit else None,
            state=session.revising or session.state,
            end=session.visit is not None and asked is None,
            share=self.labels["share"] if _asks_phone(session, shown) else None,
            shared=any(isinstance(reply, Tell) and reply.what == "holding" for reply in shown),
            unshared=self.labels["unshare"] if turned.left and rows else None,
            typed=bool(shown) and shown[-1].kind == "ask" and asked is not None and not asked.choices,
        )

    def _keyboard(self, session: Session, at: datetime) -> Keyboard:
        return Keyboard(self.mind, self.labels, session, partial(self._phrases.day, at=at))

    def _found(self, session: Session, replies: Iterable[Reply], at: datetime) -> tuple[Outcome | None, Joined | None]:
        """The outcome to be shown, and the whole of the life event when that is to be shown instead."""
        finish = next((reply for reply in replies if isinstance(reply, Finish | Sheet)), None)
        if finish is None:
            return None, None
        if isinstance(finish, Finish) and finish.part is not None:
            return outcomes(self.mind, session, at)[finish.part + 1], None
        return outcome(self.mind, session, at), joined(self.mind, session, at)

    def request(self, session: Session, errand: Errand) -> Request | None:
        """The booking as the provider is to have it; None for what needs no person."""
        return tickets.request(self.mind, session, errand, self.writer.answers)

    def notice(self, tell: Tell, at: datetime) -> Message:
        """What the staff is told; belongs to nobody's conversation."""
        return Message(text=self.say(f"house/{tell.what}.j2", reply=tell, at=at), place="new")

    def say(self, name: str, **data: object) -> str:
        """The text of a template that belongs to no turn, such as an incident."""
        return self._phrases.say(name, **data)

    @property
    def labels(self) -> Mapping[str, str]:
        """The words on the house's own buttons."""
        return self._phrases.labels

    @cached_property
    def writer(self) -> Writer:
        """Writes the sheets to take along."""
        return Writer(self.mind, self._phrases.part)

    def _files(self, replies: Iterable[Reply], context: dict[str, Any]) -> Iterator[Attachment]:
        """The sheets that were asked for; what is on them is put into the context for the words around them."""
        session, at = context["session"], context["at"]
        for reply in replies:
            match reply:
                case Sheet(what="notice"):
                    notice = context["sheet"] = self.writer.notice(session, at)
                    yield self.writer.attachment("notice", notice, self.say(self._end(session), **context))
                case Sheet():
                    timeline = context["sheet"] = self.writer.timeline(session, at)
                    if timeline:
                        yield self.writer.attachment("timeline", timeline, self.say("end/days.j2", **context))
                case Ticket(what="receipt" | "moved", appointment=one):
                    instead = self.say(
                        "booking/unprinted.j2", **context, **tickets.facts(self.mind, session, reply, at)
                    )
                    yield self.writer.attachment("receipt", self.writer.receipt(session, one, at), instead)
                case Book() if (draft := session.diary.draft) and draft.stage == "link":
                    link = self.writer.link(self.mind.handbook.offices[draft.office])
                    yield self.writer.attachment("link", link, self.say("booking/unscanned.j2", link=link))

    def _text(self, reply: Reply, context: Mapping[str, Any]) -> str:
        session: Session = context["session"]
        asked = self.mind.walker.asked(session)
        topics = reply.topics if isinstance(reply, About) else ()
        told = {topic: chapters(self.mind, session, topic, context["at"]) for topic in topics}
        words = {**context, "reply": reply, "asked": asked, "basis": self._basis(asked), "chapters": told}
        if isinstance(reply, Book | Ticket):
            words |= tickets.facts(self.mind, session, reply, context["at"])
        return self.say(self._name(reply, session), **words)

    def template(self, session: Session) -> str:
        """The template that finds the words for where the session stands."""
        return self._name(show(self.mind, session), session)

    def _name(self, reply: Reply, session: Session) -> str:
        match reply:
            case Tell(what=what):
                return f"house/{what}.j2"
            case Sheet():
                return "end/sheet.j2"
            case Book():
                return f"booking/{session.diary.draft.stage if session.diary.draft else 'none'}.j2"
            case Ticket(what=what):
                return f"booking/{what}.j2"
            case Finish(part=None):
                return self._end(session)
            case About():
                return "topic/about.j2"
            case _ if reply.kind in {"ask", "finish"} and session.visit:
                asked = self.mind.walker.asked(session)
                usual = f"ask/{_kind(asked)}.j2" if asked else "end/summary.j2"
                return self._own(session, session.revising or session.state, usual)
            case _ if reply.kind == "offer":
                return f"offer/{reply.why}.j2"
            case _:
                return f"house/{reply.kind}.j2"

    def _end(self, session: Session) -> str:
        if self.mind.walker.agenda.event(session):
            return "end/event.j2"
        return self._own(session, session.state, "end/summary.j2")

    def _own(self, session: Session, state: str | None, usual: str) -> str:
        """The procedure's own template for this state; the usual one where it has none."""
        own = f"{session.visit.flow if session.visit else ''}/{state}.j2"
        return own if own in self._phrases.names else usual

    @cached_property
    def _phrases(self) -> Phrasebook:
        return versed(self.home, self.mind.handbook, rules=self.mind.rules)

    def _basis(self, asked: Ask | None) -> tuple[Record, ...]:
        """The ledger records on which the ways out of this question rest."""
        ways = asked.go if asked and isinstance(asked.go, tuple) else ()
        names = dict.fromkeys(name for way in ways if way.when for name in expression.compile(way.when).facts)
        return tuple(self.mind.handbook.records[name] for name in names)


def _numbers(owner: str) -> dict[str, str]:
    """The numbers by which Telegram knows chat and person, which are part of the key; empty elsewhere."""
    chat, person = owner.split(".")[1:3] if owner.startswith("tg.") else ("", "")
    return {"chat_number": chat, "person_number": person}


def _asks_phone(session: Session, shown: list[Reply]) -> bool:
    draft = session.diary.draft
    return bool(draft and draft.stage == "phone" and shown and isinstance(shown[-1], Book))


def _kind(asked: Ask) -> str:
    return "choices" if asked.choices else "number" if asked.number else "day"
