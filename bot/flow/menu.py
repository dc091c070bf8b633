"""What the menus list: entrances instead of what they lead to, life events apart, the most asked for first."""

from collections.abc import Iterable
from typing import Literal

from bot.flow.handbook import Handbook
from bot.flow.model import Flow, Jump

Who = Literal["person", "business"]


def matters(handbook: Handbook, who: Who) -> tuple[str, ...]:
    """The procedures of a person or a business; what an entrance of theirs finds is left to the entrance."""
    mine = [flow for flow in handbook.flows.values() if who in flow.who and not flow.parts]
    found = {state.jump for flow in mine if flow.entrance for state in flow.states.values() if isinstance(state, Jump)}
    return _ordered(handbook, (flow for flow in mine if flow.id not in found))


def events(handbook: Handbook) -> tuple[str, ...]:
    """The life events."""
    return _ordered(handbook, (flow for flow in handbook.flows.values() if flow.parts))


def inside(handbook: Handbook, area: str) -> tuple[str, ...]:
    """All procedures of an area."""
    return _ordered(handbook, (flow for flow in handbook.flows.values() if handbook.area_of[flow.id] == area))


def areas(handbook: Handbook) -> tuple[str, ...]:
    """The areas in their order, without those that hold nothing but life events."""
    joined = {handbook.area_of[flow.id] for flow in handbook.flows.values() if flow.parts}
    single = {handbook.area_of[flow.id] for flow in handbook.flows.values() if not flow.parts}
    return tuple(name for name in handbook.areas if name not in joined - single)


def _ordered(handbook: Handbook, flows: Iterable[Flow]) -> tuple[str, ...]:
    places = {name: place for place, name in enumerate(handbook.areas)}

    def rank(flow: Flow) -> tuple[int, int, bool]:
        return -flow.often, places.get(handbook.area_of[flow.id], len(places)), not flow.entrance

    return tuple(flow.id for flow in sorted(flows, key=rank))
