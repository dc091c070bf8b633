"""Everything the maintainers wrote, read and joined: what one turn of thought may look up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.flow.ledger import Document, Record
from bot.flow.model import Flow
from bot.flow.shelf import Area, Material, Office, OfficeCalendar, Vocabulary


@dataclass(frozen=True)
class Handbook:
    """All flows with their shelves; a change of any file makes a new one."""

    flows: Mapping[str, Flow]
    records: Mapping[str, Record]
    documents: Mapping[str, Document]
    materials: Mapping[str, Material]
    offices: Mapping[str, Office]
    areas: Mapping[str, Area]
    """Folder name to area, in the menu's order."""
    area_of: Mapping[str, str]
    """Flow id to folder name."""
    words: Vocabulary
    calendar: OfficeCalendar
    digests: Mapping[str, str] = field(default_factory=dict)
    """Flow id to the digest of its content and of the figures it uses."""

    @cached_property
    def figures(self) -> Mapping[str, float]:
        """Ledger id to value, for conditions."""
        return {name: record.value for name, record in self.records.items() if record.value is not None}
