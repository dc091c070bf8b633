"""A life event's outcomes as one: materials without doubles, all last days in one row, every door once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.engine.outcome import Outcome, Promised, Wanted
from bot.flow.shelf import Office


@dataclass(frozen=True, slots=True)
class Joined:
    """What a life event comes to."""

    event: Outcome
    """The event's own end."""
    parts: tuple[Outcome, ...]
    """The procedures, in the order walked."""
    materials: tuple[tuple[Wanted, tuple[Outcome, ...]], ...]
    """Each material once, with the procedures that ask for it."""
    dates: tuple[tuple[Outcome, Promised], ...]
    """The limits with a last day, the earliest first."""
    offices: tuple[tuple[str, Office], ...]


def join(event: Outcome, parts: tuple[Outcome, ...]) -> Joined:
    """Lay the outcomes together; a material ticked for one is ticked for all."""
    return Joined(
        event=event,
        parts=parts,
        materials=tuple(_materials(parts)),
        dates=tuple(sorted(_dated(parts), key=_day)),
        offices=tuple({name: (name, office) for part in (*parts, event) for name, office in part.offices}.values()),
    )


def _materials(parts: tuple[Outcome, ...]) -> Iterator[tuple[Wanted, tuple[Outcome, ...]]]:
    asked: dict[str, list[tuple[Outcome, Wanted]]] = {}
    for part in parts:
        for one in part.materials:
            asked.setdefault(one.id, []).append((part, one))
    for uses in asked.values():
        ticked = any(one.ticked for _, one in uses)
        yield replace(uses[0][1], ticked=ticked), tuple(part for part, _ in uses)


def _dated(parts: tuple[Outcome, ...]) -> Iterator[tuple[Outcome, Promised]]:
    return ((part, one) for part in parts for one in part.limits if one.deadline and one.record.value)


def _day(dated: tuple[Outcome, Promised]) -> str:
    deadline = dated[1].deadline
    return deadline.day.isoformat() if deadline else ""
