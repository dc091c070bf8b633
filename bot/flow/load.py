"""Reads what the maintainers wrote: all files under `flows/`, with everything that is wrong in them at once."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.flow import expression, misfit, parts, sheet
from bot.flow.finding import Finding
from bot.flow.handbook import Handbook
from bot.flow.ledger import LedgerFile, Record
from bot.flow.model import Flow, Key
from bot.flow.sheet import Sheet
from bot.flow.shelf import Area, Material, Office, OfficeCalendar, Vocabulary
from bot.flow.sources import Path as Place
from bot.flow.sources import Sources

KINDS: Mapping[str, Any] = {
    "flow": Flow, "ledger": LedgerFile, "offices": dict[Key, Office], "materials": dict[Key, Material],
    "words": Vocabulary, "calendar": OfficeCalendar, "area": Area,
}  # fmt: skip
"""What a file holds, by the name of its schema."""

_SHELVES = ("offices", "materials", "words", "calendar")
_adapters = {kind: TypeAdapter(model) for kind, model in KINDS.items()}
_key = TypeAdapter(Key)


@dataclass(frozen=True)
class Loaded:
    """What was read and what is wrong with it."""

    handbook: Handbook | None
    """None when a shelf every flow draws from can't be read; flows that can't be read are left out."""
    findings: tuple[Finding, ...]
    sources: Sources


def load(home: Path) -> Loaded:
    """Read `home/flows`; what can't be read is a finding, never an exception."""
    reading = _Reading(home)
    ledger = [value for file in reading.files("policy") if (value := reading.ledger(file))]
    shelves = {name: reading.value(f"flows/{name}.yaml", name) for name in _SHELVES}
    areas: dict[str, Area] = {}
    flows: dict[str, tuple[str, Flow]] = {}
    for folder in reading.folders():
        area = reading.area(folder)
        if area:
            areas[folder] = area
        for flow in reading.flows(folder):
            flows.setdefault(flow.id, (folder, flow))
    sources = Sources({each.file: each.marks for each in reading.sheets}, reading.things)
    findings = tuple(
        sorted((found for each in reading.sheets for found in each.findings), key=lambda found: found.order)
    )
    whole = reading.ledgers == len(ledger) and all(value is not None for value in shelves.values())
    return Loaded(_joined(ledger, shelves, areas, flows) if whole else None, findings, sources)


def _joined(
    ledger: list[LedgerFile],
    shelves: Mapping[str, Any],
    areas: Mapping[str, Area],
    flows: Mapping[str, tuple[str, Flow]],
) -> Handbook:
    records: dict[str, Record] = {}
    for record in (record for file in ledger for record in file.records):
        records.setdefault(record.id, record)
    figures = {name: record.value for name, record in records.items()}
    return Handbook(
        flows={name: flow for name, (_, flow) in flows.items()},
        records=records,
        documents={file.document.id: file.document for file in ledger},
        areas=dict(sorted(areas.items(), key=lambda item: (item[1].order, item[0]))),
        area_of={name: folder for name, (folder, _) in flows.items()},
        digests={name: _digest(flow, figures) for name, (_, flow) in flows.items()},
        **shelves,
    )


def _digest(flow: Flow, figures: Mapping[str, float | None]) -> str:
    """Twelve hex digits over the flow's content and the figures its conditions use."""
    used = sorted({name for _, _, source in parts.conditions(flow) for name in _facts(source)})
    content = flow.model_dump_json(exclude={"often"}) + json.dumps([(name, figures.get(name)) for name in used])
    return hashlib.blake2b(content.encode(), digest_size=6).hexdigest()


def _facts(source: str) -> tuple[str, ...]:
    try:
        return expression.compile(source).facts
    except expression.ExpressionError:
        return ()


class _Reading:
    """One reading of a home: every file opened once, every finding kept with its file."""

    def __init__(self, home: Path) -> None:
        self._root = home / "flows"
        self._home = home
        self.sheets: list[Sheet] = []
        self.things: dict[tuple[str, str], tuple[str, Place]] = {}
        self.ledgers = 0

    def files(self, folder: str) -> list[str]:
        """List the YAML files of a folder, relative to the home."""
        found = sorted(path for path in (self._root / folder).glob("*") if path.suffix in {".yaml", ".yml"})
        return [path.relative_to(self._home).as_posix() for path in found]

    def folders(self) -> list[str]:
        """List the areas' folders."""
        found = sorted(path.name for path in self._root.glob("*") if path.is_dir())
        return [name for name in found if name not in {"policy", "schema"} and not name.startswith((".", "_"))]

    def ledger(self, file: str) -> LedgerFile | None:
        self.ledgers += 1
        page = self._sheet(file)
        self._stamp(page)
        value: LedgerFile | None = self._fit(page, "ledger")
        if value:
            self._thing(page, "document", value.document.id, ("document",))
            for index, record in enumerate(value.records):
                self._thing(page, "record", record.id, ("records", index))
        return value

    def _stamp(self, page: Sheet) -> None:
        """Tell each record which document it is from."""
        match page.value:
            case {"document": {"id": str(name)}, "records": list(records)}:
                for index, record in enumerate(records):
                    if isinstance(record, dict) and "document" in record:
                        path = ("records", index, "document")
                        page.report("document_by_hand", page.at(path), path)
                    elif isinstance(record, dict):
                        record["document"] = name

    def value(self, file: str, kind: str) -> Any:
        """Read a shelf."""
        page = self._sheet(file)
        value = self._fit(page, kind)
        if isinstance(value, dict):
            for name in value:
                self._thing(page, kind.removesuffix("s"), name, (name,))
        return value

    def area(self, folder: str) -> Area | None:
        page = self._sheet(f"flows/{folder}/area.yaml")
        try:
            _key.validate_python(folder)
        except ValidationError:
            page.report("bad_key", (1, 1), (), value=folder)
        value: Area | None = self._fit(page, "area")
        self.things["area", folder] = page.file, ()
        return value

    def flows(self, folder: str) -> Iterator[Flow]:
        for file in self.files(folder):
            if file.endswith("/area.yaml"):
                continue
            page = self._sheet(file)
            flow: Flow | None = self._fit(page, "flow")
            if flow:
                self._thing(page, "flow", flow.id, ("id",))
                yield flow

    def _thing(self, page: Sheet, kind: str, name: str, path: Place) -> None:
        before = self.things.setdefault((kind, name), (page.file, path))
        if before != (page.file, path):
            page.report("duplicate_id", page.at(path), path, id=name, other=before[0])

    def _sheet(self, file: str) -> Sheet:
        page = self._opened(file)
        self.sheets.append(page)
        return page

    def _opened(self, file: str) -> Sheet:
        path = self._home / file
        try:
            about = path.stat()
            if not S_ISREG(about.st_mode):  # a pipe or a device may never end
                return _refused(file, "unreadable_file", problem="not a regular file")
            if about.st_size > sheet.SIZE:
                return _refused(file, "too_large", size=str(about.st_size))
            content = path.read_bytes()
        except FileNotFoundError:
            return _refused(file, "missing_file")
        except OSError as error:
            return _refused(file, "unreadable_file", problem=str(error.strerror))
        page = sheet.read(file, content)
        if not file.endswith(".yaml"):
            page.report("wrong_suffix", (1, 1), ())
        return page

    def _fit(self, page: Sheet, kind: str) -> Any:
        if not page.sound:
            return None
        try:
            return _adapters[kind].validate_python(page.value)
        except ValidationError as trouble:
            misfit.report(page, KINDS[kind], trouble)
        return None


def _refused(file: str, rule: str, **data: str) -> Sheet:
    page = Sheet(file, sound=False)
    page.report(rule, (1, 1), (), **data)
    return page
