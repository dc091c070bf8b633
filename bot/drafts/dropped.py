"""What was dropped: bytes with a name from outside, turned into files with a place in the home, or refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.drafts import places as where
from bot.drafts.package import FILE, UNPACKED, unpacked
from bot.drafts.places import Comer, Places
from bot.drafts.refusal import Refused, shown
from bot.drafts.templates import vetted

SIZE = UNPACKED
"""Bytes of whatever is dropped; what the channel says is larger need not even be fetched."""

_YAML = (".yaml", ".yml")
_BINARY = "\0"


@dataclass(frozen=True)
class Admitted:
    """A draft that may be laid out and checked."""

    files: Mapping[str, bytes]
    """Place, relative to the home and of an allowed shape, to content."""


def admitted(name: str, content: bytes, places: Places) -> Admitted | Refused:
    """Vet a dropped file and find where it belongs; never raises, whatever the name and the bytes.

    Takes a YAML file, a template or a zip of several. Nothing of it is compiled, run or written anywhere.
    """
    if len(content) > SIZE:
        return Refused("too_large", {"file": shown(name), "most": str(SIZE >> 10)})
    if not name.lower().endswith(".zip"):
        return _placed({name.replace("/", "_"): content}, places)
    files = unpacked(content)
    return files if isinstance(files, Refused) else _placed(files, places)


def _placed(files: Mapping[str, bytes], places: Places) -> Admitted | Refused:
    comers: list[Comer] = []
    for name, content in files.items():
        comer = _read(name, content)
        if isinstance(comer, Refused):
            return comer
        comers.append(comer)
    found: dict[str, bytes] = {}
    for place, comer in _found(comers, places):
        if isinstance(place, Refused):
            return place
        if place in found:
            return Refused("same_place", {"file": shown(comer.name), "place": place})
        found[place] = comer.text.encode()
    return _spoken(found, places)


def _read(name: str, content: bytes) -> Comer | Refused:
    told = {"file": shown(name)}
    lower = name.lower()
    if lower.endswith(".zip"):
        return Refused("zip_nested", told)
    if not lower.endswith((*_YAML, ".j2")):
        return Refused("kind", told)
    if len(content) > FILE:
        return Refused("too_large", {**told, "most": str(FILE >> 10)})
    try:
        text = content.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        return Refused("not_utf8", told)
    if _BINARY in text:
        return Refused("binary", told)
    return Comer(name, text) if text.strip() else Refused("empty", told)


def _found(comers: list[Comer], places: Places) -> Iterable[tuple[str | Refused, Comer]]:
    """Each file with its place, YAML first, so that templates of new procedures find them."""
    areas, flows = where.brought(comers), set[str]()
    for comer in comers:
        if comer.name.lower().endswith(_YAML):
            place = where.of_yaml(comer, places, areas)
            flows.add(str(place).rpartition("/")[2].removesuffix(".yaml"))
            yield place, comer
    for comer in comers:
        if not comer.name.lower().endswith(_YAML):
            yield where.of_template(comer, places, frozenset(flows)), comer


def _spoken(files: Mapping[str, bytes], places: Places) -> Admitted | Refused:
    """The draft when all its templates may be spoken."""
    names = {place.removeprefix("messages_zh/") for place in files if place.endswith(".j2")}
    for name in sorted(names):
        refusal = vetted(name, files[f"messages_zh/{name}"].decode(), places.templates - names, places.hosts)
        if refusal:
            return refusal
    return Admitted(files)
