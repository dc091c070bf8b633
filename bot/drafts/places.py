"""Where a dropped file belongs: found by what it says, never by joining a stranger's name to a folder."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.drafts.refusal import Refused, shown
from bot.flow.links import hosts
from bot.flow.load import Loaded

SHELVES = ("offices", "materials", "words", "calendar")
FOLDERS = ("ask", "booking", "end", "house", "offer", "parts", "topic")
"""Folders of templates that citizens read; a procedure's own folder is called by its id."""

_KEY = "[a-z][a-z0-9_]{0,31}"
_LEDGER = "[a-z][a-z0-9_-]{0,63}"
_PLACE = re.compile(
    rf"flows/(?:{'|'.join(SHELVES)})\.yaml|flows/policy/{_LEDGER}\.yaml"
    rf"|flows/(?!policy/|schema/){_KEY}/{_KEY}\.yaml|messages_zh/(?!(?:cli|draft|journey|lint|sheet|staff)/|parts/labels\.){_KEY}/{_KEY}\.j2"
)
_FOLDER = re.compile(rf"(?!(?:policy|schema)$){_KEY}")
_TOP = re.compile(r"^[\"']?([a-z_]{1,32})[\"']?[ \t]*:", re.MULTILINE)
_ID = re.compile(r"^[\"']?id[\"']?[ \t]*:[ \t]*[\"']?([^\s\"'#]{1,40})", re.MULTILINE)
_DOCUMENT = re.compile(
    r"^document[ \t]*:(?:[ \t]*\{[^\n}]{0,200}?\bid|(?:[^\n]{0,200}\n){1,12}?[ \t]{1,8}id)[ \t]*:[ \t]*[\"']?([^\s\"'#,}]{1,40})",
    re.MULTILINE,
)
_AREA = re.compile(rf"^#[^\n]{{0,100}}\bflows/({_KEY})/", re.MULTILINE)
_TEMPLATE = re.compile(rf"\A\{{#[^\n]{{0,100}}\bmessages_zh/({_KEY}/{_KEY}\.j2)")
_AGAIN = re.compile(r" ?\(\d{1,3}\)$")
_NEAR = 4000
"""Characters at the head of a file in which it says where it belongs."""


@dataclass(frozen=True)
class Places:
    """What there is in the live home, by name."""

    flows: Mapping[str, str]
    """Flow id to its file."""
    documents: Mapping[str, str]
    """Document id to its ledger file."""
    areas: frozenset[str]
    templates: frozenset[str]
    """Relative to messages_zh."""
    hosts: frozenset[str] = frozenset()
    """Where links may lead."""


def survey(loaded: Loaded, templates: frozenset[str]) -> Places:
    """Look around in a home that was read; `templates` are `Phrasebook.names`."""
    things = loaded.sources.things
    flows, documents, areas = (
        {name: file for (each, name), (file, _) in things.items() if each == kind}
        for kind in ("flow", "document", "area")
    )
    offices = loaded.handbook.offices.values() if loaded.handbook else ()
    return Places(flows, documents, frozenset(areas), templates, hosts(offices))


def allowed(place: str) -> bool:
    """Whether a draft may have a file here: the one pattern a name passes before it is joined to a folder."""
    return _PLACE.fullmatch(place) is not None


@dataclass(frozen=True)
class Comer:
    """A file that looks for its place."""

    name: str
    """As it came; in a zip with its folders."""
    text: str

    @property
    def folder(self) -> str:
        """The folder it lies in, or nothing."""
        return self.name.rpartition("/")[0].rpartition("/")[2]

    @property
    def stem(self) -> str:
        """Its own name, without what follows the dot and what phones add to a second copy."""
        return _AGAIN.sub("", self.name.rpartition("/")[2].rpartition(".")[0])


def brought(comers: Collection[Comer]) -> frozenset[str]:
    """The areas that are among what is dropped."""
    return frozenset(one.folder for one in comers if one.stem == "area" and _FOLDER.fullmatch(one.folder))


def of_yaml(comer: Comer, places: Places, areas: frozenset[str]) -> str | Refused:
    """The place of a YAML file; `areas` are those that come along."""
    keys = set(_TOP.findall(comer.text))
    if comer.stem == "area":
        place = f"flows/{comer.folder}/area.yaml"
        return place if comer.folder in places.areas | areas else Refused("area_path")
    if comer.stem in SHELVES:
        return f"flows/{comer.stem}.yaml"
    if "records" in keys:
        return _ledger(comer, places)
    if keys & {"id", "states"}:
        return _flow(comer, places, areas)
    return Refused("unplaced", {"file": shown(comer.name)})


def _ledger(comer: Comer, places: Places) -> str | Refused:
    match = _DOCUMENT.search(comer.text[:_NEAR])
    if match and match[1] in places.documents:
        return places.documents[match[1]]
    place = f"flows/policy/{comer.stem}.yaml"
    new = match is not None and re.fullmatch(_KEY, match[1]) is not None and allowed(place)
    if new or place in places.documents.values():
        return place
    return Refused("ledger_id", {"file": shown(comer.name)})


def _flow(comer: Comer, places: Places, areas: frozenset[str]) -> str | Refused:
    match = _ID.search(comer.text)
    name = match[1] if match else comer.stem
    if name in places.flows:
        return places.flows[name]
    if not match or not re.fullmatch(_KEY, name) or name == "area":
        return Refused("flow_id", {"file": shown(comer.name)})
    written = _AREA.search(comer.text[:_NEAR])
    known = places.areas | areas
    area = next((each for each in (written[1] if written else "", comer.folder) if each in known), None)
    return f"flows/{area}/{name}.yaml" if area else Refused("flow_area", {"id": name, "areas": " ".join(sorted(known))})


def of_template(comer: Comer, places: Places, flows: frozenset[str]) -> str | Refused:
    """The place of a template; `flows` are the procedures that come along."""
    written = _TEMPLATE.match(comer.text)
    file = f"{comer.stem}.j2"
    for name in (written[1] if written else "", f"{comer.folder}/{file}"):
        folder = name.partition("/")[0]
        own = folder in places.flows.keys() | flows
        if allowed(f"messages_zh/{name}") and (own or (folder in FOLDERS and name in places.templates)):
            return f"messages_zh/{name}"
    if f"{comer.folder}/{file}" in places.templates:  # of a folder that is none of a draft's business
        return Refused("template_place", {"file": shown(comer.name)})
    same = sorted(name for name in places.templates if name.endswith(f"/{file}") and allowed(f"messages_zh/{name}"))
    if len(same) == 1:
        return f"messages_zh/{same[0]}"
    if same:
        return Refused("template_which", {"file": shown(file), "places": " ".join(same)})
    return Refused("template_place", {"file": shown(comer.name)})
