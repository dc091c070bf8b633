"""Which flow uses which ledger record."""

from collections.abc import Iterator, Mapping

from bot.flow import expression, parts, prose
from bot.flow.handbook import Handbook
from bot.flow.model import Flow
from bot.flow.sources import Path


def uses(handbook: Handbook) -> Mapping[str, tuple[str, ...]]:
    """Ledger id to the places that use it, as `flow.state` or `flow`; records nobody uses have none."""
    found: dict[str, dict[str, None]] = {name: {} for name in handbook.records}
    for flow in handbook.flows.values():
        for path, name in named(handbook, flow):
            if name in found:
                found[name][_place(flow, path)] = None
    return {name: tuple(places) for name, places in found.items()}


def named(handbook: Handbook, flow: Flow) -> Iterator[tuple[Path, str]]:
    """Each name of a record by where it stands: outright, by a material, in a condition or as a placeholder.

    Placeholders name offices and materials as well; those come along.
    """
    yield from parts.facts(flow)
    for path, name in parts.materials(flow):
        yield path, handbook.materials[name].fact
    for _, path, source in parts.conditions(flow):
        yield from ((path, name) for name in expression.compile(source).facts)
    for path, text in parts.prose(flow):
        yield from ((path, name) for name in prose.names(text))


def _place(flow: Flow, path: Path) -> str:
    return f"{flow.id}.{path[1]}" if path[0] == "states" else flow.id
