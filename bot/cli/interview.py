"""The questions of `guide new`, and what comes of the answers."""

import unicodedata
from collections.abc import Collection, Mapping
from itertools import pairwise
from pathlib import Path

from bot.cli.dialogue import Dialogue
from bot.cli.words import say
from bot.editing import fitness, shelved
from bot.editing.draft import Button, Draft, NewArea, Outcome, keys, next_order, parted
from bot.editing.fitness import Unfit
from bot.editing.picking import Looked, looked
from bot.editing.shelved import Thing
from bot.flow import prose
from bot.flow.handbook import Handbook

_SHOWN = 12
"""Things found that are listed at once."""

_PROCEDURE, _AREA, _BUTTONS = 7, 2, 1
"""Questions: of a procedure that asks nothing; of an area; about the buttons."""

_BOTH = ("person", "business")


class Interview:
    """What is asked for a procedure, or an area, of this handbook."""

    def __init__(self, home: Path, book: Handbook, taken: Collection[str] = ()) -> None:
        """`taken` are ids that are not free, besides those of the handbook."""
        self.book = book
        self._home = home
        self._taken = taken
        self._dialogue = Dialogue(home, {"-", *book.words.commands["back"]})

    def procedure(self) -> tuple[NewArea | None, Draft]:
        """All of a procedure, and the area it lies in when that is new."""
        return self._dialogue.through(self._procedure, _PROCEDURE)

    def area(self) -> NewArea:
        """An area there is not yet."""
        return self._dialogue.through(self._new_area, _AREA)

    def _procedure(self) -> tuple[NewArea | None, Draft]:
        book, ask = self.book, self._dialogue.ask
        title = ask("title", lambda text: fitness.title(book, [one.title for one in book.flows.values()], text))
        area, made = self._area()
        question = ask("question", lambda text: text and fitness.reads(book, text))
        buttons, outcomes = self._asking(title) if question else ((), self._telling(title))
        materials = self._pick("materials", shelved.materials(book))
        limits, basis = parted(tuple(book.records[one] for one in self._pick("records", shelved.records(book))))
        offices = self._pick("offices", shelved.offices(book), self._likely(area, outcomes))
        draft = Draft(
            id=fitness.spelt(title, {*book.flows, *self._taken}), title=title, area=area,
            department=made.lead if made else book.areas[area].lead, who=_BOTH,
            summary=say(self._home, "new/summary.j2", title=title), question=question, buttons=buttons,
            outcomes=outcomes, materials=materials, limits=limits, basis=basis, offices=offices,
        )  # fmt: skip
        return made, draft

    def _new_area(self) -> NewArea:
        book, ask = self.book, self._dialogue.ask
        title = ask("area_title", lambda text: fitness.title(book, [one.title for one in book.areas.values()], text))
        lead = ask("area_lead", fitness.words)
        taken = {*book.areas, *self._taken, *(path.name for path in (self._home / "flows").iterdir())}
        return NewArea(fitness.spelt(title, taken), title, next_order(book), lead)

    def _area(self) -> tuple[str, NewArea | None]:
        areas = {key: one.title for key, one in self.book.areas.items()}
        self._dialogue.tell("areas", titles=areas.values())
        chosen = self._dialogue.ask("area", lambda text: _named(areas, text))
        if chosen:
            return chosen, None
        self._dialogue.expect(_AREA)
        made = self._new_area()
        return made.id, made

    def _telling(self, title: str) -> tuple[Outcome, ...]:
        return (Outcome("result", title, self._dialogue.ask("say", lambda text: fitness.reads(self.book, text))),)

    def _asking(self, title: str) -> tuple[tuple[Button, ...], tuple[Outcome, ...]]:
        """The buttons, and where they lead: those of which the same is said lead to the same result."""
        ask = self._dialogue.ask
        self._dialogue.expect(_BUTTONS)
        labels = ask("choices", lambda text: fitness.choices(self.book, text))
        self._dialogue.expect(len(labels) - 1)
        said = [ask("say_first", lambda text: fitness.reads(self.book, text), label=labels[0])]
        for before, label in pairwise(labels):
            text = ask("say_next", lambda text: text and fitness.reads(self.book, text), label=label, before=before)
            said.append(text or said[-1])
        ends = {text: f"result_{number + 1}" if number else "result" for number, text in enumerate(dict.fromkeys(said))}
        of = dict(zip(labels, said, strict=True))
        buttons = tuple(Button(key, label, ends[of[label]]) for label, key in keys(labels, self.book).items())
        outcomes = tuple(
            Outcome(name, self._titled(title, [one for one in labels if of[one] == text], labels), text)
            for text, name in ends.items()
        )
        return buttons, outcomes

    def _titled(self, title: str, labels: list[str], every: tuple[str, ...]) -> str:
        return say(self._home, "new/outcome.j2", title=title, labels=labels if len(labels) < len(every) else [])

    def _likely(self, area: str, outcomes: tuple[Outcome, ...]) -> str:
        """The office people are told of, or else are sent to for other things of this area."""
        named = [one for end in outcomes for one in prose.names(end.say) if one in self.book.offices]
        return next(iter(named), shelved.usual_office(self.book, area))

    def _pick(self, question: str, shelf: Mapping[str, Thing], default: str | None = None) -> tuple[str, ...]:
        """Things of a shelf; the default, if there is one, when nothing is looked for."""
        picked: dict[str, None] = {}
        listed: tuple[str, ...] = ()
        asked, again = question, False
        usual = shelf[default].name if default else ""

        def fit(text: str) -> Looked:
            return looked(text, shelf, listed)

        while True:
            found = self._dialogue.ask(asked, fit, again=again, usual=usual)
            if not any(found):
                return tuple(picked) or ((default,) if default else ())
            picked.update(dict.fromkeys(found.picked))
            listed = found.offered[:_SHOWN] or listed
            self._dialogue.tell(
                "found", picked=[shelf[one] for one in found.picked], missing=found.missing,
                things=[shelf[one] for one in found.offered[:_SHOWN]], more=len(found.offered[_SHOWN:]),
            )  # fmt: skip
            asked, again = "more" if picked else question, True


def _named(areas: Mapping[str, str], text: str) -> str | None:
    """The area meant by number, id or title; None for a new one."""
    text = unicodedata.normalize("NFKC", text)
    if text == "0":
        return None
    numbered = {str(number): key for number, key in enumerate(areas, 1)}
    found = [text] if text in areas else [key for key, title in areas.items() if text and text in title]
    chosen = numbered.get(text) or (found[0] if len(found) == 1 else None)
    if not chosen:
        raise Unfit("area", value=text)
    return chosen
