"""Two plain values laid side by side: every place at which they differ, named as people name it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

Mark = Literal["added", "changed", "removed"]
"""How a thing is not as it was."""

_NAMES = ("use", "fact", "flow", "day")
"""What entries of a list are about, by the field that says so; a fee is known by its item, a sentence by its place."""


@dataclass(frozen=True, slots=True)
class Change:
    """One place at which they differ."""

    path: tuple[str, ...]
    """Keys down to it; in a list the name of what the entry is about, or its number from 1."""
    old: Any
    """As YAML has it; None where there was nothing."""
    new: Any
    """None where there is nothing any more."""


def mark_of(old: object | None, new: object | None) -> Mark:
    """What became of a thing; None stands for one that is not there."""
    return "added" if old is None else "removed" if new is None else "changed"


def written(value: BaseModel | None) -> Any:
    """A value as a maintainer would write it, without what goes without saying."""
    return value.model_dump(mode="json", by_alias=True, exclude_defaults=True) if value else None


def changes(old: Any, new: Any, path: tuple[str, ...] = ()) -> Iterator[Change]:
    """Every place at which two values differ: mappings by key, lists by what their entries are about."""
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*new, *old)):
            yield from changes(old.get(key), new.get(key), (*path, str(key)))
    elif isinstance(old, list | None) and isinstance(new, list | None):
        yield from _in_lists(old or [], new or [], path)
    else:
        yield Change(path, old, new)


def _in_lists(old: Sequence[Any], new: Sequence[Any], path: tuple[str, ...]) -> Iterator[Change]:
    if any(isinstance(entry, Mapping) and "to" in entry for entry in (*old, *new)):
        yield Change(path, old or None, new or None)  # ways are read one after the other: only the whole tells
        return
    before, after = _named(old), _named(new)
    for name in dict.fromkeys((*after, *before)):
        one, other = before.get(name), after.get(name)
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            yield from changes(one, other, (*path, name))
        elif one != other:
            # A sentence is named by its place and so can change there; a plain word is its own name.
            yield Change((*path, name) if isinstance(one or other, Mapping) else path, one, other)
    if before.keys() == after.keys() and list(before) != list(after):
        yield Change(path, list(before), list(after))


def _named(entries: Sequence[Any]) -> Mapping[str, Any]:
    """The entries by what they are about; the second of the same name is told apart by a number."""
    found: dict[str, Any] = {}
    for place, entry in enumerate(entries, 1):
        name = _name(entry, place)
        found[name if name not in found else f"{name} ({place})"] = entry
    return found


def _name(entry: Any, place: int) -> str:
    if not isinstance(entry, Mapping):
        return str(entry)
    fields = ("item",) if "status" in entry else _NAMES
    return next((str(entry[field]) for field in fields if field in entry), str(place))
