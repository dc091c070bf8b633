"""What a check found, in a form that is safe to hand from one process to another: plain JSON of a bounded size."""

from typing import Any

from bot.flow.finding import Finding
from bot.flow.model import Frozen

FINDINGS = 30
"""Findings that are told; of the others only the count."""
SIZE = 256 << 10
"""Bytes of an answer."""

_TEXT = 300
_LINE = 600


class Told(Frozen):
    """A finding, each text cut to a bearable length."""

    file: str
    line: int
    column: int
    place: str
    rule: str
    data: dict[str, str]

    def finding(self) -> Finding:
        """The finding as lint knows it."""
        return Finding(self.file, self.line, self.column, self.place, self.rule, self.data)


class Checked(Frozen):
    """A draft that was read and checked."""

    handbook: bool = False
    """Whether there is anything that could be tried."""
    count: int = 0
    """Findings in all."""
    told: tuple[Told, ...] = ()
    """The first of them."""
    lines: tuple[str, ...] = ()
    """The same in words, a line each, as of `guide lint`."""
    difference: tuple[str, ...] = ()
    """What differs from the live version, in words; without findings only."""
    system: str | None = None
    """An office whose booking the draft would change to another computer; then it may not be tried."""

    @property
    def sound(self) -> bool:
        """Whether it may be tried."""
        return self.handbook and not self.count and self.system is None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The first findings."""
        return tuple(one.finding() for one in self.told)


def told(finding: Finding) -> Told:
    """Cut a finding to a bearable length."""
    data = {key[:_TEXT]: cut(value, _TEXT) for key, value in finding.data.items()}
    place = cut(finding.place, _TEXT)
    return Told(file=finding.file, line=finding.line, column=finding.column, place=place, rule=finding.rule, data=data)


def cut(text: Any, most: int = _LINE) -> str:
    """A text of at most so many characters, in valid Unicode."""
    line = str(text).encode(errors="replace").decode()
    return line if len(line) <= most else f"{line[: most - 1]}…"
