"""A draft that is named by its file, such as `guide new` leaves it: laid where it can be drawn and walked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import FlowsBroken

_YAML = (".yaml", ".yml")


@contextmanager
def laid(named: str | None, home: Path) -> Iterator[tuple[Path, str | None]]:
    """The home and the procedure that are meant: a draft's file lies over a copy of the home, and is called by its id.

    Raises `SettingError` when there is no such file. What is wrong in a draft is told of the file as it was named.
    """
    if named is None or not named.endswith(_YAML):
        yield home, named
        return
    from bot.inspection import sound
    from bot.workbench import bench

    path = Path(named)
    with bench(path, home) as found:
        try:
            yield found.home, path.stem
        except FlowsBroken:  # whoever read the copy knows no other names than its own
            sound(found)
            raise
