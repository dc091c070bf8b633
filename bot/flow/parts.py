"""What stands where in a flow: conditions, prose, labels and the names of other things, each with its path."""

from collections.abc import Iterator

from bot.flow.model import Ask, End, Flow, Jump
from bot.flow.sources import Path

Named = tuple[Path, str]
"""A path and what stands there."""

_SHELVES = ("steps", "materials", "limits", "fees", "notes")
_PROSE = {
    "steps": ("do",),
    "materials": ("note",),
    "limits": ("item", "starts", "missed"),
    "fees": ("item", "note"),
    "notes": ("say",),
}


def conditions(flow: Flow) -> Iterator[tuple[str, Path, str]]:
    """Each condition as state, path and source; a life event's parts have no state."""
    for index, part in enumerate(flow.parts):
        if part.when:
            yield "", ("parts", index, "when"), part.when
    for name, state in flow.states.items():
        if isinstance(state, Ask) and isinstance(state.go, tuple):
            items = {"go": state.go}
        elif isinstance(state, End):
            items = {shelf: getattr(state, shelf) for shelf in _SHELVES}
        else:
            continue
        for shelf, entries in items.items():
            for index, entry in enumerate(entries):
                if entry.when:
                    yield name, ("states", name, shelf, index, "when"), entry.when


def labels(flow: Flow) -> Iterator[Named]:
    """Each text that becomes a button."""
    yield ("title",), flow.title
    for name, state in flow.states.items():
        if not isinstance(state, Ask):
            continue
        for key, choice in state.choices.items():
            yield ("states", name, "choices", key, "label"), choice.label
        if state.number and state.number.unsure:
            yield ("states", name, "number", "unsure", "label"), state.number.unsure.label


def words(flow: Flow) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """The words by which people may mean a choice, with the path of their list."""
    for name, state in flow.states.items():
        if isinstance(state, Ask):
            for key, choice in state.choices.items():
                yield ("states", name, "choices", key, "words"), choice.words


def prose(flow: Flow) -> Iterator[Named]:
    """Each text a citizen reads, labels included; what citizens themselves would say is none."""
    yield from labels(flow)
    yield ("summary",), flow.summary
    for name, state in flow.states.items():
        texts = ("ask", "hint") if isinstance(state, Ask) else ("say",) if isinstance(state, Jump) else ("end", "say")
        for field in texts:
            if getattr(state, field):
                yield ("states", name, field), getattr(state, field)
        if isinstance(state, End):
            yield from _of_end(("states", name), state)


def _of_end(path: Path, end: End) -> Iterator[Named]:
    for shelf, fields in _PROSE.items():
        for index, entry in enumerate(getattr(end, shelf)):
            for field in fields:
                if getattr(entry, field):
                    yield (*path, shelf, index, field), getattr(entry, field)


def facts(flow: Flow) -> Iterator[Named]:
    """Each ledger record that is named outright; conditions and placeholders name more."""
    for index, fact in enumerate(flow.later):
        yield ("later", index), fact
    for path, end in _ends(flow):
        for shelf in ("limits", "fees"):
            for index, entry in enumerate(getattr(end, shelf)):
                yield (*path, shelf, index, "fact"), entry.fact
        for index, fact in enumerate(end.basis):
            yield (*path, "basis", index), fact


def offices(flow: Flow) -> Iterator[Named]:
    """Each office that is named outright."""
    for path, end in _ends(flow):
        for index, office in enumerate(end.offices):
            yield (*path, "offices", index), office
        for index, step in enumerate(end.steps):
            for place, office in enumerate(step.where):
                yield (*path, "steps", index, "where", place), office


def materials(flow: Flow) -> Iterator[Named]:
    """Each material that is asked for."""
    for path, end in _ends(flow):
        for index, entry in enumerate(end.materials):
            yield (*path, "materials", index, "use"), entry.use


def targets(flow: Flow) -> Iterator[Named]:
    """Each state that is named as the next one."""
    for name, state in flow.states.items():
        if not isinstance(state, Ask):
            continue
        match state.go:
            case str(target):
                yield ("states", name, "go"), target
            case dict(ways):
                yield from ((("states", name, "go", key), target) for key, target in ways.items())
            case ways:
                yield from ((("states", name, "go", index, "to"), way.to) for index, way in enumerate(ways))
        if state.number and state.number.unsure:
            yield ("states", name, "number", "unsure", "to"), state.number.unsure.to


def _ends(flow: Flow) -> Iterator[tuple[Path, End]]:
    return ((("states", name), state) for name, state in flow.states.items() if isinstance(state, End))
