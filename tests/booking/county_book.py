"""The book of the reference server: its rules, and a file into which every change goes before it is answered."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from chinese_calendar.constants import holidays, workdays

ZONE = ZoneInfo("Asia/Shanghai")
Said = tuple[int, dict[str, Any] | None]
"""Status and body."""

_ABSENT: Said = (404, {"code": "absent"})
_PHONE = re.compile(r"[0-9]{5,15}")


@dataclass(frozen=True)
class Rules:
    hours: tuple[str, ...] = ("09:00-12:00",)
    minutes: int = 30
    windows: int = 1
    ahead: int = 14
    per_person: int = 20
    hold: int = 600
    closed: frozenset[date] = frozenset()


@dataclass
class Book:
    rules: Rules
    clock: Callable[[], datetime]
    file: Path | None = None
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    spent: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.file is None:
            return
        self.file.touch()
        whole = self.file.read_bytes()
        whole = whole[: whole.rfind(b"\n") + 1]  # what comes after is a line that was being written at the end
        self.file.write_bytes(whole)
        for line in whole.splitlines():
            self._enter(json.loads(line))

    def free(self, begin: date, end: date) -> dict[str, Any]:
        left = [{**slot, "free": self._left(slot["id"])} for slot in self._slots(begin, end)]
        return {"slots": [slot for slot in left if slot["free"]]}

    def put(self, ref: str, wanted: dict[str, Any]) -> Said:
        if ref in self.spent:
            return 410, {"code": "hold_expired"}
        entry = self.entries.get(ref)
        if entry and self._stands(entry):
            if entry["state"] == "held" and wanted["state"] == "confirmed":
                self._write({**entry, **wanted, "slot": entry["slot"], "until": None})
            return 200, self._told(ref)
        refusal = self._refusal(wanted)
        if refusal:
            return 422, {"code": refusal}
        if not self._left(wanted["slot"]["id"]):
            had = entry is not None and entry["slot"]["id"] == wanted["slot"]["id"]
            return (410, {"code": "hold_expired"}) if had else (409, {"code": "slot_taken"})
        ends = (self.clock() + timedelta(seconds=self.rules.hold)).isoformat()
        self._write({**wanted, "ref": ref, "until": ends if wanted["state"] == "held" else None})
        return 201, self._told(ref)

    def get(self, ref: str) -> Said:
        entry = self.entries.get(ref)
        return (200, self._told(ref)) if entry and self._stands(entry) else _ABSENT

    def delete(self, ref: str) -> Said:
        entry = self.entries.get(ref)
        if ref not in self.spent:
            self._write({"ref": ref, "gone": True})
        return (204, None) if entry and self._stands(entry) else _ABSENT

    def _refusal(self, wanted: dict[str, Any]) -> str | None:
        slot, person = wanted["slot"], wanted["person"]
        if not person["name"].strip() or not _PHONE.fullmatch(person["phone"]):
            return "person"
        start, end = (datetime.fromisoformat(slot[each]) for each in ("start", "end"))
        day = start.astimezone(ZONE).date()
        known = {each["id"]: each for each in self._slots(day, day)}.get(slot["id"])
        if known is None or [datetime.fromisoformat(known[each]) for each in ("start", "end")] != [start, end]:
            return "slot"
        leaving = wanted.get("instead")
        same = [e for e in self._standing() if e["person"]["phone"] == person["phone"] and e["ref"] != leaving]
        if sum(e["slot"]["start"][:10] == known["start"][:10] for e in same) >= self.rules.per_person:
            return "limit"
        return None

    def _slots(self, begin: date, end: date) -> Iterator[dict[str, Any]]:
        now = self.clock().astimezone(ZONE)
        for number in range(self.rules.ahead + 1):
            day = now.date() + timedelta(days=number)
            if begin <= day <= end and day not in self.rules.closed and _open(day):
                for stretch in self.rules.hours:
                    yield from self._of(day, stretch, now)

    def _of(self, day: date, stretch: str, now: datetime) -> Iterator[dict[str, Any]]:
        start, closing = (datetime.combine(day, time.fromisoformat(each), ZONE) for each in stretch.split("-"))
        while (end := start + timedelta(minutes=self.rules.minutes)) <= closing:
            if start > now:
                yield {"id": f"{start:%Y-%m-%dT%H:%M}", "start": start.isoformat(), "end": end.isoformat()}
            start = end

    def _left(self, slot: str) -> int:
        return max(self.rules.windows - sum(e["slot"]["id"] == slot for e in self._standing()), 0)

    def _standing(self) -> Iterator[dict[str, Any]]:
        return (entry for entry in self.entries.values() if self._stands(entry))

    def _stands(self, entry: dict[str, Any]) -> bool:
        return entry["until"] is None or datetime.fromisoformat(entry["until"]) > self.clock()

    def _told(self, ref: str) -> dict[str, Any]:
        return {each: self.entries[ref][each] for each in ("ref", "state", "slot", "until")}

    def _write(self, entry: dict[str, Any]) -> None:
        if self.file is not None:
            with self.file.open("a") as pen:  # closed, so that it lies with the kernel and outlives us
                pen.write(json.dumps(entry) + "\n")
        self._enter(entry)

    def _enter(self, entry: dict[str, Any]) -> None:
        if entry.get("gone"):
            self.entries.pop(entry["ref"], None)
            self.spent.add(entry["ref"])
        else:
            self.entries[entry["ref"]] = entry


def _open(day: date) -> bool:
    """By its weekday alone in a year whose holidays are not announced."""
    return day in workdays or (day.weekday() < 5 and day not in holidays)
