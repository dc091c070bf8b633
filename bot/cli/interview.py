"""The questions of `guide new`, and what comes of the answers."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
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

_SHOWN = 6
"""Things found that are listed at once."""
_LIKELY = 4
"""Offices that are listed before anybody looks for one."""

_PICKED, _AREA = 3, 2
"""Questions: what is picked from a shelf; of an area."""

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
        return self._dialogue.through(self._procedure)

    def area(self) -> NewArea:
        """An area there is not yet."""
        return self._dialogue.through(self._only_area)

    def _procedure(self) -> tuple[NewArea | None, Draft]:
        book, ask = self.book, self._dialogue.ask
        title = ask("title", lambda text: fitness.title(book, [one.title for one in book.flows.values()], text))
        area, made = self._area()
        question = ask("question", lambda text: text and fitness.reads(book, text))
        buttons, outcomes = self._asking(title) if question else ((), self._telling(title))
        materials = self._pick("materials", shelved.materials(book))
        records = self._pick("records", shelved.records(book, area))
        limits, basis = parted(tuple(book.records[one] for one in records))
        offices = self._pick("offices", self._offices(area, outcomes), _LIKELY)
        draft = Draft(
            id=fitness.spelt(title, {*book.flows, *self._taken}), title=title, area=area,
            department=made.lead if made else book.areas[area].lead, who=_BOTH,
            summary=say(self._home, "new/summary.j2", title=title), question=question, buttons=buttons,
            outcomes=outcomes, materials=materials, limits=limits, basis=basis, offices=offices,
        )  # fmt: skip
        return made, draft

    def _only_area(self) -> NewArea:
        self._dialogue.expect(_AREA)
        return self._new_area()

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
        made = self._new_area()
        return made.id, made

    def _telling(self, title: str) -> tuple[Outcome, ...]:
        self._dialogue.expect(1 + _PICKED)
        return (Outcome("result", title, self._dialogue.ask("say", lambda text: fitness.reads(self.book, text))),)

    def _asking(self, title: str) -> tuple[tuple[Button, ...], tuple[Outcome, ...]]:
        """The buttons, and where they lead: those of which the same is said lead to the same result."""
        ask = self._dialogue.ask
        labels = ask("choices", lambda text: fitness.choices(self.book, text))
        self._dialogue.expect(len(labels) + _PICKED)
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

    def _offices(self, area: str, outcomes: tuple[Outcome, ...]) -> Mapping[str, Thing]:
        """Offices, first those people are told of, then where they are sent to for other things of this area."""
        shelf = shelved.offices(self.book, area)
        told = [one for end in outcomes for one in prose.names(end.say) if one in shelf]
        return {**{one: shelf[one] for one in told}, **shelf}

    def _pick(self, question: str, shelf: Mapping[str, Thing], likely: int = 0) -> tuple[str, ...]:
        """Things of a shelf; when so many are listed as likely, the first of them is for whoever looks for none."""
        picked: dict[str, None] = {}
        listed = tuple(shelf)[:likely]
        again, usual = "", next((one.name for one in shelf.values()), "")

        def fit(text: str) -> Looked:
            return looked(text, shelf, listed)

        if listed:
            self._found(Looked(offered=listed), shelf)
        while True:
            found = self._dialogue.ask(question, fit, again=again, usual=usual)
            if not any(found):
                return tuple(picked) or listed[: bool(likely)]
            twice = [one for one in found.picked if one in picked]
            picked.update(dict.fromkeys(found.picked))
            listed = found.offered[:_SHOWN] or listed
            self._found(found, shelf, twice)
            if not (found.offered or found.missing or twice):
                return tuple(picked)
            again = "more" if picked else "again"

    def _found(self, found: Looked, shelf: Mapping[str, Thing], twice: Sequence[str] = ()) -> None:
        self._dialogue.tell(
            "found", picked=[shelf[one] for one in found.picked if one not in twice],
            twice=[shelf[one] for one in twice], missing=found.missing,
            things=[shelf[one] for one in found.offered[:_SHOWN]], more=len(found.offered[_SHOWN:]),
        )  # fmt: skip


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
