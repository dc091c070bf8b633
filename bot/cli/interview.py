"""The questions of `guide new`: one at a time, each with an example, every answer checked at once."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import typer

from bot.cli.words import say
from bot.editing import fitness
from bot.editing.draft import Button, Draft, NewArea, Outcome, keys, next_order, parted
from bot.editing.fitness import Unfit
from bot.flow import prose
from bot.flow.handbook import Handbook

_SHOWN = 12
"""Things found that are shown at once."""

_AREA, _HEAD, _FEWEST, _TAIL = 3, 8, 3, 3
"""Questions: of an area; before the outcomes; at least about outcomes; after them."""

_WHO = (("person",), ("business",), ("person", "business"))

_Answer = TypeVar("_Answer")


class _Question(NamedTuple):
    text: str
    example: str
    default: str


def _questions(home: Path) -> Mapping[str, _Question]:
    lines = (home / "messages_zh" / "new" / "questions.txt").read_text(encoding="utf-8").splitlines()
    return {name: _Question(*rest.split("|")) for name, rest in (line.split("=", 1) for line in lines)}


def _unfit(home: Path) -> Mapping[str, str]:
    lines = (home / "messages_zh" / "new" / "unfit.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)


class Interview:
    """Asks in the terminal, or takes one answer a line from a pipe; Ctrl-C and an end of the pipe are `typer.Abort`."""

    def __init__(self, home: Path, book: Handbook) -> None:
        self.book = book
        self._home = home
        self._questions = _questions(home)
        self._unfit = _unfit(home)
        self._number = 0
        self._of = _AREA

    def procedure(self) -> tuple[NewArea | None, Draft]:
        """All of a procedure, and the area it lies in when that is new."""
        book = self.book
        self._of = _HEAD + _FEWEST + _TAIL
        title = self._ask("title", lambda text: fitness.title(book, [one.title for one in book.flows.values()], text))
        name = self._ask("id", lambda text: fitness.name(book.flows, text), fitness.spelt(title, book.flows))
        area, made = self._area()
        lead = made.lead if made else book.areas[area].lead
        department = self._ask("department", fitness.words, lead)
        who = self._ask("who", _who)
        summary = self._ask("summary", lambda text: fitness.reads(book, text), title=title)
        question = self._ask("question", lambda text: fitness.reads(book, text))
        labels = self._ask("choices", lambda text: fitness.choices(book, text))
        self._of += len(labels) + 1 - _FEWEST
        buttons, outcomes = self._ends(labels, title)
        named = [one for end in outcomes for one in prose.names(end.say) if one in book.offices]
        limits, basis = parted(tuple(book.records[one] for one in self._pick("records", self._records())))
        materials = self._pick("materials", {key: one.name for key, one in book.materials.items()})
        offices = self._pick(
            "offices", {key: one.name for key, one in book.offices.items()}, [*named, *book.offices][0]
        )
        draft = Draft(
            id=name, title=title, area=area, department=department, who=who, summary=summary, question=question,
            buttons=buttons, outcomes=outcomes, materials=materials, limits=limits, basis=basis, offices=offices,
        )  # fmt: skip
        return made, draft

    def area(self) -> NewArea:
        """An area there is not yet."""
        book = self.book
        taken = {*book.areas, *(path.name for path in (self._home / "flows").iterdir())}
        title = self._ask(
            "area_title", lambda text: fitness.title(book, [one.title for one in book.areas.values()], text)
        )
        name = self._ask("area_id", lambda text: fitness.name(taken, text), fitness.spelt(title, taken))
        lead = self._ask("area_lead", fitness.words)
        return NewArea(name, title, next_order(book), lead)

    def _area(self) -> tuple[str, NewArea | None]:
        areas = {key: one.title for key, one in self.book.areas.items()}
        self._list(areas)
        chosen = self._ask("area", lambda text: _named(areas, text))
        if chosen:
            return chosen, None
        self._of += _AREA
        made = self.area()
        return made.id, made

    def _ends(self, labels: tuple[str, ...], title: str) -> tuple[tuple[Button, ...], tuple[Outcome, ...]]:
        ends: dict[str, str] = {}
        buttons = []
        default = title
        for label, key in keys(labels, self.book).items():
            default = self._ask("outcome", lambda text: fitness.label(self.book, text), default, label=label)
            to = ends.setdefault(default, f"result_{len(ends) + 1}" if ends else "result")
            buttons.append(Button(key, label, to))
        self._of += len(ends) - 1
        outcomes = [
            Outcome(name, end, self._ask("say", lambda text: fitness.reads(self.book, text), title=end))
            for end, name in ends.items()
        ]
        return tuple(buttons), tuple(outcomes)

    def _records(self) -> Mapping[str, str]:
        return {key: one.text for key, one in self.book.records.items()}

    def _pick(self, question: str, shelf: Mapping[str, str], default: str | None = None) -> tuple[str, ...]:
        """Things of a shelf, by their number in a search, by id, or by words that only one of them has."""
        picked: dict[str, None] = {}
        found: list[str] = []
        example = self._questions[question].example

        def fit(text: str) -> str:
            return fitness.sought(len(found[:_SHOWN]), text)

        while text := self._ask("more" if picked else question, fit, None if picked else default, example=example):
            if picked and (text == "-" or text in self.book.words.commands["back"]):
                last, _ = picked.popitem()
                self._number -= not picked  # the question itself is asked again
                typer.echo(say(self._home, "new/dropped.j2", id=last, text=shelf[last]))
                continue
            sought = _sought(text, shelf, found)
            if len(sought) == 1:
                picked[sought[0]] = None
                typer.echo(say(self._home, "new/picked.j2", id=sought[0], text=shelf[sought[0]]))
            else:
                self._list({key: shelf[key] for key in sought[:_SHOWN]}, len(sought[_SHOWN:]))
                found = sought or found
        return tuple(picked)

    def _list(self, things: Mapping[str, str], more: int = 0) -> None:
        typer.echo(say(self._home, "new/list.j2", things=things, more=more))

    def _ask(self, name: str, fit: Callable[[str], _Answer], default: str | None = None, **data: object) -> _Answer:
        """Ask until the answer will do."""
        question = self._questions[name]
        offered = question.default.format(**data) if default is None else default
        self._number += name != "more"
        typer.echo(
            say(
                self._home, "new/question.j2", text=question.text.format(**data), number=self._number, of=self._of,
                example=data.get("example", question.example),
            )
        )  # fmt: skip
        while True:
            given: str = typer.prompt(">", default=offered, show_default=bool(offered), prompt_suffix=" ")
            try:
                return fit(given.strip())
            except Unfit as trouble:
                typer.echo(self._unfit[trouble.rule].format(**trouble.data))


def _sought(text: str, shelf: Mapping[str, str], shown: Sequence[str]) -> list[str]:
    if text.isascii() and text.isdigit() and 0 < int(text) <= len(shown[:_SHOWN]):
        return [shown[int(text) - 1]]
    return [text] if text in shelf else [key for key in shelf if text in f"{key} {shelf[key]}"]


def _who(text: str) -> tuple[str, ...]:
    if text not in {"1", "2", "3"}:
        raise Unfit("who")
    return _WHO[int(text) - 1]


def _named(areas: Mapping[str, str], text: str) -> str | None:
    """The area meant by number, id or title; None for a new one."""
    if text == "0":
        return None
    numbered = {str(number): key for number, key in enumerate(areas, 1)}
    titled = {title: key for key, title in areas.items()}
    found = text if text in areas else numbered.get(text) or titled.get(text)
    if not found:
        raise Unfit("area", value=text)
    return found
