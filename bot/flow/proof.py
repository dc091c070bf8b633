"""A proof-reader's pen: marks findings where they stand in the files."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from bot.flow.finding import Finding, nearest
from bot.flow.handbook import Handbook
from bot.flow.links import hosts
from bot.flow.sources import Path, Sources, place


@dataclass
class Proof:
    """Everything read, and what was found while reading it again for sense."""

    handbook: Handbook
    sources: Sources
    _found: dict[tuple[object, ...], Finding] = field(default_factory=dict)

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Where links may lead."""
        return hosts(self.handbook.offices.values())

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found so far."""
        return tuple(self._found.values())

    def report(self, file: str, path: Path, rule: str, /, **data: str) -> None:
        """Mark a finding; the same one twice counts once."""
        key = file, path, rule, *sorted(data.items())
        if key not in self._found:
            self._found[key] = Finding(file, *self.sources.at(file, path), place(path), rule, data)

    def first(self, file: str, path: Path, rule: str, /, **data: str) -> None:
        """Mark a finding unless the same rule was marked here before, with whatever example."""
        if not any(key[:3] == (file, path, rule) for key in self._found):
            self.report(file, path, rule, **data)

    def unknown(self, file: str, path: Path, rule: str, name: str, known: Iterable[str]) -> None:
        """Mark a name that nothing is called by, with the one that was probably meant."""
        self.report(file, path, rule, id=name, nearest=nearest(name, list(known)))
