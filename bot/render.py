"""Reply to message: the words come from `messages_zh`, the figures from the ledger, the buttons from the keyboard."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from bot import tickets
from bot.booking.base import Request
from bot.engine.event import Event, Heard, Marked
from bot.engine.joined import Joined
from bot.engine.mind import Mind, joined, outcome, outcomes
from bot.engine.outcome import Outcome
from bot.engine.person import masked
from bot.engine.prospect import chapters
from bot.engine.reminding import awake
from bot.engine.reply import About, Book, Errand, Finish, Reply, Sheet, Tell, Ticket, Turned
from bot.engine.session import Session, blank
from bot.errors import WordsBroken
from bot.flow import expression, prose
from bot.flow.ledger import Record
from bot.flow.model import UNSURE, Ask, Day, Number, Unsure
from bot.keyboard import Keyboard
from bot.message import Attachment, Message, plain
from bot.press.writing import Writer

TOAST = 200
"""Characters of a passing word (Bot API: answerCallbackQuery)."""

_KEPT = 1024
"""Passages about things of the handbook that are kept, of at most 3 KB each."""

_FAULTS = (jinja2.TemplateError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError)
"""What a template can raise; `UnicodeDecodeError`, for one that is no UTF-8, is a `ValueError`."""


class Phrasebook:
    """The words of `messages_zh` that need no procedure: findings, lines of help."""

    def __init__(self, home: Path) -> None:
        self.templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(home / "messages_zh"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self.templates.globals.clear()  # no words of ours need jinja2's own, and each costs time at every import

    def say(self, name: str, **data: object) -> str:
        """The text of a template, as HTML. Raises `WordsBroken` when it is missing or fails."""
        try:
            return self.templates.get_template(name).render(data).strip()
        except _FAULTS as error:
            raise _broken(name, error) from error


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
        }
        files = tuple(self._files(shown, context))
        texts = [self._text(reply, context) for reply in shown]
        if self.rehearsal and shown:
            texts.insert(0, self.say("house/rehearsal.j2", **context))
        return Message(
            text="\n\n".join(texts),
            rows=Keyboard(self.mind, self.labels, session, partial(self._day, at=event.at)).rows(shown, whole or found)
            if shown
            else (),
            files=files,
            toast=plain("\n".join(self._text(reply, context) for reply in toasts))[:TOAST] or None,
            place="new" if turned.fresh else "edit",
            quiet=isinstance(event, Heard | Marked) and not awake(event.at),
            flow=session.visit.flow if session.visit else None,
            state=session.revising or session.state,
            end=session.visit is not None and asked is None,
            share=self.labels["share"] if _asks_phone(session, shown) else None,
            shared=any(isinstance(reply, Tell) and reply.what == "holding" for reply in shown),
            typed=bool(shown) and shown[-1].kind == "ask" and asked is not None and not asked.choices,
        )

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

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The words on the house's own buttons."""
        try:
            module = self._phrases.templates.get_template("parts/labels.j2").module
        except _FAULTS as error:
            raise _broken("parts/labels.j2", error) from error
        return {name: plain(str(value)) for name, value in vars(module).items() if not name.startswith("_")}

    def part(self, name: str, *values: object) -> str:
        """The words of a macro of `sheet/words.j2`, without markup."""
        try:
            found: str = getattr(self._phrases.templates.get_template("sheet/words.j2").module, name)(*values)
        except _FAULTS as error:
            raise _broken(f"sheet/words.j2, {name}", error) from error
        return plain(found).strip()

    @cached_property
    def writer(self) -> Writer:
        """Writes the sheets to take along."""
        return Writer(self.mind, self.part)

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
                case Ticket(what="receipt", appointment=one):
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
                own = f"{session.visit.flow}/{session.revising or session.state}.j2"
                asked = self.mind.walker.asked(session)
                return own if own in self._names else "end/summary.j2" if asked is None else f"ask/{_kind(asked)}.j2"
            case _ if reply.kind == "offer":
                return f"offer/{reply.why}.j2"
            case _:
                return f"house/{reply.kind}.j2"

    def _end(self, session: Session) -> str:
        own = f"{session.visit.flow if session.visit else ''}/{session.state}.j2"
        if self.mind.walker.agenda.event(session):
            return "end/event.j2"
        return own if own in self._names else "end/summary.j2"

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self._phrases.templates.list_templates(extensions=["j2"]))

    @cached_property
    def _phrases(self) -> Phrasebook:
        phrases = Phrasebook(self.home)
        words = phrases.templates
        words.filters |= {"prose": self._prose, "figure": self._figure, "number": _number, "answer": self._answer}
        words.filters |= {"masked": masked, "date": date.fromisoformat}
        # What a macro says of things of the handbook never changes; sources and doors are most of an outcome's words.
        once = lru_cache(_KEPT)(lambda macro, things: macro(things))
        words.globals |= {
            "book": self.mind.handbook,
            "day": self._day,
            "once": once,
            "rules": self.mind.rules,
            "office_name": self._office_name,
        }
        return phrases

    def _basis(self, asked: Ask | None) -> tuple[Record, ...]:
        """The ledger records on which the ways out of this question rest."""
        ways = asked.go if asked and isinstance(asked.go, tuple) else ()
        names = dict.fromkeys(name for way in ways if way.when for name in expression.compile(way.when).facts)
        return tuple(self.mind.handbook.records[name] for name in names)

    def _office_name(self, name: str) -> str:
        """What an office is called; its id when it was taken out of the handbook since."""
        office = self.mind.handbook.offices.get(name)
        return office.name if office else name

    def _prose(self, text: str) -> Markup:
        """The prose with its placeholders filled; everything else stands as it is, safe for HTML."""
        return Markup(escape(prose.fill(text, self._named)))  # noqa: S704 - it has just been escaped

    def _named(self, name: str) -> str:
        book = self.mind.handbook
        if name in book.records:
            return self._figure(book.records[name])
        if name in book.offices:
            return book.offices[name].phone or book.offices[name].name
        return book.materials[name].name

    def _figure(self, record: Record) -> str:
        """The record's value with its unit, as people write it; its words when the source gives none."""
        if record.value is None:
            return record.short or record.text
        return self._measured(record.value, record.unit)

    def _answer(self, value: object, flow: str, state: str) -> str:
        """An answer as the citizen would say it."""
        ask = self.mind.handbook.flows[flow].states[state]
        match ask:
            case Ask(day=Day()):
                return self._day(date.fromisoformat(str(value)))
            case Ask(number=Number(unsure=Unsure(label=label))) if value == UNSURE:
                return label
            case Ask(number=Number(unit=unit)):
                return self._measured(value, unit)
            case Ask(choices=choices):
                return choices[str(value)].label
        return str(value)

    def _measured(self, value: Any, name: str) -> str:
        unit = self.mind.handbook.words.units[name]
        return f"{unit.label}{_number(value)}" if unit.before else f"{_number(value)}{unit.label}"

    def _day(self, day: date, at: datetime | None = None) -> str:
        """The date in words, with the year unless it is that of `at`."""
        return self.say("parts/day.j2", day=day, other_year=at is None or day.year != at.year)


def _asks_phone(session: Session, shown: list[Reply]) -> bool:
    draft = session.diary.draft
    return bool(draft and draft.stage == "phone" and shown and isinstance(shown[-1], Book))


def _broken(name: str, error: Exception) -> WordsBroken:
    missing = str(error.name) if isinstance(error, jinja2.TemplateNotFound) else None
    return WordsBroken(f"messages_zh/{name}: {error!r}", missing)


def _kind(asked: Ask) -> str:
    return "choices" if asked.choices else "number" if asked.number else "day"


def _number(value: Any) -> str:
    return str(int(value)) if value == int(value) else str(value)
