"""The enclosure in which all words are found: jinja2's sandbox, made narrower, and with an end to what is said at once."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from itertools import islice
from pathlib import Path
from types import FunctionType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST = 500_000
"""Steps that may be taken and characters that may be written at once: less than a second's work; the longest card takes ten thousand."""
LONG = 100_000_000
"""The same for what is as long as a book, and of which nobody waits for an answer."""

_PLAIN = (str, date, Mapping)
"""Values whose methods templates may call."""
_COUNTED = "counted"
"""The filter through which every loop goes; no template names it itself."""

_FEW = 16
"""Pieces of a text that are counted together."""

_left: ContextVar[list[int] | None] = ContextVar("left", default=None)
"""What is left of the steps, while something is said that must come to an end."""


@contextmanager
def bounded(most: int = MOST) -> Iterator[None]:
    """Whatever is said meanwhile comes to an end, or fails with `SecurityError`; words within words share one bound."""
    if _left.get() is not None:
        yield
        return
    token = _left.set([most])
    try:
        yield
    finally:
        _left.reset(token)


class Enclosure(ImmutableSandboxedEnvironment):
    """jinja2's sandbox, in which moreover only the house's own words and methods of plain values are called.

    Without that, what templates are shown would do for an escape: pydantic's `parse_raw` reads a pickle.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(
            loader=jinja2.FileSystemLoader(folder),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self.globals.clear()  # no words of ours need jinja2's own, and each costs time at every import
        self.filters[_COUNTED] = _counted
        self._judged: dict[tuple[type, str], bool] = {}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The same without a detour where the verdict is known; texts always go the long way, for the sake of `format`."""
        if self._judged.get((type(obj), attribute)) and not isinstance(obj, str):
            try:
                return getattr(obj, attribute)
            except AttributeError:
                pass  # jinja2 knows what to do with it
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """The same, counted."""
        _spend(1)
        return super().getitem(obj, argument)

    def call(self, *given: Any, **named: Any) -> Any:
        """The same, with the length of what is said counted."""
        said = super().call(*given, **named)
        _spend(len(said) if isinstance(said, str) else 1)
        return said

    def concat(self, pieces: Iterable[str]) -> str:
        """The text of its pieces; a macro's, which come as a list, are counted when it is called."""
        return "".join(pieces) if isinstance(pieces, list) else "".join(_written(iter(pieces)))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """What jinja2 says; it looks only at type and name, and looking again each time takes half of all rendering."""
        key = type(obj), attr
        if key not in self._judged:
            self._judged[key] = super().is_safe_attribute(obj, attr, value)
        return self._judged[key]

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether this is a macro, a method of a plain value, or a function of the house."""
        if isinstance(obj, Macro) or isinstance(getattr(obj, "__self__", None), _PLAIN):
            return True
        if isinstance(obj, FunctionType):
            return str(obj.__module__).startswith("bot.")
        return any(obj is known for known in self.globals.values())

    def _generate(self, source: nodes.Template, *how: Any, **else_: Any) -> str:
        """Hook of jinja2: compile, with every loop counted by what each of its turns may take."""
        for loop in source.find_all(nodes.For):
            size = sum(1 for _ in loop.find_all(nodes.Node))
            loop.iter = nodes.Filter(loop.iter, _COUNTED, [nodes.Const(size)], [], None, None, lineno=loop.lineno)
        return super()._generate(source, *how, **else_)


def _counted(things: Iterable[Any], size: int) -> Collection[Any]:
    """The things a loop goes through, each of which takes so many steps."""
    known = things if isinstance(things, Collection) else list(things)
    _spend(size * len(known))
    return known


def _written(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces, a few put together at a time, since counting each would take longer than making it."""
    while few := list(islice(pieces, _FEW)):
        text = "".join(few)
        _spend(len(text))
        yield text


def _spend(steps: int) -> None:
    left = _left.get()
    if left is None:
        return
    left[0] -= steps
    if left[0] < 0:
        raise SecurityError("too many steps")
