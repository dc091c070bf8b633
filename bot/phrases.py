"""The words of `messages_zh`, and how what stands in the handbook is written in them: figures, answers, days, offices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from bot.enclosure import Enclosure, bounded
from bot.engine.person import masked
from bot.errors import WordsBroken
from bot.flow import prose
from bot.flow.handbook import Handbook
from bot.flow.ledger import Record
from bot.flow.model import UNSURE, Ask, Day, Number, Unsure
from bot.message import plain

_KEPT = 1024
"""Passages about things of the handbook that are kept, of at most 3 KB each."""

_FAULTS = (jinja2.TemplateError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError)
"""What a template can raise; `UnicodeDecodeError`, for one that is no UTF-8, is a `ValueError`."""


class Phrasebook:
    """The templates of a home; raises `WordsBroken` when one is missing or fails.

    By itself it knows words that need no procedure: findings, lines of help. `versed` makes one that knows a handbook.
    """

    def __init__(self, home: Path) -> None:
        self.templates = Enclosure(home / "messages_zh")

    def say(self, name: str, **data: object) -> str:
        """The text of a template, as HTML."""
        try:
            with bounded():
                return self.templates.get_template(name).render(data).strip()
        except _FAULTS as error:
            raise _broken(name, error) from error

    def part(self, name: str, *values: object, of: str = "sheet/words.j2") -> str:
        """The words of a macro of this template, without markup."""
        try:
            with bounded():
                found: str = getattr(self.templates.get_template(of).module, name)(*values)
        except _FAULTS as error:
            raise _broken(f"{of}, {name}", error) from error
        return plain(found).strip()

    def day(self, day: date, at: datetime | None = None) -> str:
        """The date in words, with the year unless it is that of `at`."""
        return self.say("parts/day.j2", day=day, other_year=at is None or day.year != at.year)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The words on the house's own buttons."""
        try:
            module = self.templates.get_template("parts/labels.j2").module
        except _FAULTS as error:
            raise _broken("parts/labels.j2", error) from error
        return {name: plain(str(value)) for name, value in vars(module).items() if not name.startswith("_")}

    @cached_property
    def names(self) -> frozenset[str]:
        """The templates there are, such as `power/done.j2`."""
        return frozenset(self.templates.list_templates(extensions=["j2"]))


def versed(home: Path, book: Handbook, **known: object) -> Phrasebook:
    """A phrasebook that can write what stands in this handbook; `known` is what every template may look up besides."""
    phrases = Phrasebook(home)
    spelling, words = _Spelling(book, phrases), phrases.templates
    words.filters |= {
        "prose": spelling.prose,
        "figure": spelling.figure,
        "answer": spelling.answer,
        "number": _number,
        "masked": masked,
        "date": date.fromisoformat,
    }
    # What a macro says of things of the handbook never changes; sources and doors are most of an outcome's words.
    once = lru_cache(_KEPT)(_said)
    words.globals |= {"book": book, "day": phrases.day, "once": once, "office_name": spelling.office, **known}
    return phrases


def _said(macro: Macro, things: object) -> str:
    if not isinstance(macro, Macro):  # the enclosure does not see what is called here
        raise TypeError(f"once() is for macros, not for {macro!r}")
    return macro(things)


@dataclass(frozen=True)
class _Spelling:
    """How the things of one handbook are written."""

    book: Handbook
    phrases: Phrasebook

    def prose(self, text: str) -> Markup:
        """The prose with its placeholders filled; everything else stands as it is, safe for HTML."""
        return Markup(escape(prose.fill(text, self._named)))  # noqa: S704 - it has just been escaped

    def figure(self, record: Record) -> str:
        """The record's value with its unit, as people write it; its words when the source gives none."""
        if record.value is None:
            return record.short or record.text
        return self._measured(record.value, record.unit)

    def answer(self, value: object, flow: str, state: str) -> str:
        """An answer as the citizen would say it."""
        ask = self.book.flows[flow].states[state]
        match ask:
            case Ask(day=Day()):
                return self.phrases.day(date.fromisoformat(str(value)))
            case Ask(number=Number(unsure=Unsure(label=label))) if value == UNSURE:
                return label
            case Ask(number=Number(unit=unit)):
                return self._measured(value, unit)
            case Ask(choices=choices):
                return choices[str(value)].label
        return str(value)

    def office(self, name: str) -> str:
        """What an office is called; its id when it was taken out of the handbook since."""
        office = self.book.offices.get(name)
        return office.name if office else name

    def _named(self, name: str) -> str:
        if name in self.book.records:
            return self.figure(self.book.records[name])
        if name in self.book.offices:
            return self.book.offices[name].phone or self.book.offices[name].name
        return self.book.materials[name].name

    def _measured(self, value: Any, name: str) -> str:
        unit = self.book.words.units[name]
        return f"{unit.label}{_number(value)}" if unit.before else f"{_number(value)}{unit.label}"


def _broken(name: str, error: Exception) -> WordsBroken:
    missing = str(error.name) if isinstance(error, jinja2.TemplateNotFound) else None
    return WordsBroken(f"messages_zh/{name}: {error!r}", missing)


def _number(value: Any) -> str:
    return str(int(value)) if value == int(value) else str(value)
