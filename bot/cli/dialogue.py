"""Questions in the terminal, one at a time, each with an example; every answer is checked at once and can be taken back."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import NamedTuple, TypeVar

import typer

from bot.cli.words import say
from bot.editing.fitness import Unfit

_Answer = TypeVar("_Answer")
_Made = TypeVar("_Made")


class _Question(NamedTuple):
    text: str
    example: str
    default: str
    """The answer of whoever only presses Enter."""
    enter: str
    """What that means, in words; the default itself when left out."""


class _WentBackError(Exception):
    """The last answer was taken back."""


class Dialogue:
    """Asks in the terminal, or takes one answer a line from a pipe; Ctrl-C and an end of the pipe are `typer.Abort`.

    Whoever goes back is led through all questions anew, and what was answered before is answered for them: so no
    question needs to know which one came before it.
    """

    def __init__(self, home: Path, back: Collection[str]) -> None:
        self._home = home
        self._back = back
        self._questions = {name: _Question(*rest.split("|")) for name, rest in _lines(home, "questions")}
        self._unfit = dict(_lines(home, "unfit"))
        self._given: list[str] = []
        self._taken = 0
        """Of the answers given, how many this round has used."""
        self._number = 0
        self._of = 0
        """How many questions there are; 0 while one can't tell."""

    def through(self, questions: Callable[[], _Made]) -> _Made:
        """Ask to the end."""
        while True:
            self._taken, self._number, self._of = 0, 0, 0
            try:
                return questions()
            except _WentBackError:
                continue

    def expect(self, more: int) -> None:
        """From here on it is known how many questions are still to come."""
        self._of = self._number + more

    def ask(self, name: str, fit: Callable[[str], _Answer], *, again: str = "", **data: object) -> _Answer:
        """Ask until the answer will do; `again` names the words in which the same is asked once more."""
        question, anew = self._questions[name], self._questions.get(again)
        told, default, enter = (part.format(**data) for part in (question.text, question.default, question.enter))
        self._number += not anew
        if self._taken < len(self._given):
            self._taken += 1
            return fit(self._given[self._taken - 1])
        self.tell(
            "question", text=anew.text if anew else told, number=self._number, of=self._of, again=anew is not None,
            example=question.example, enter=(anew.enter if anew else "") or enter or default,
        )  # fmt: skip
        while True:
            text: str = typer.prompt(">", default="", show_default=False, prompt_suffix=" ").strip()
            if text in self._back:
                self._go_back()
                continue
            try:
                answer = fit(text or default)
            except Unfit as trouble:
                typer.echo(self._unfit[trouble.rule].format(**trouble.data))
                continue
            self._given.append(text or default)
            self._taken += 1
            return answer

    def tell(self, template: str, **data: object) -> None:
        """Say something, unless it was said in an earlier round and nothing new is asked yet."""
        if self._taken == len(self._given):
            typer.echo("\n" + say(self._home, f"new/{template}.j2", **data))

    def _go_back(self) -> None:
        self.tell("back", given=self._given)
        if self._given:
            self._given.pop()
            raise _WentBackError


def _lines(home: Path, name: str) -> list[tuple[str, str]]:
    text = (home / "messages_zh" / "new" / f"{name}.txt").read_text(encoding="utf-8")
    return [(key, words) for key, _, words in (line.partition("=") for line in text.splitlines())]
