"""A draft that is named by its file, such as `guide new` leaves it: laid where it can be drawn and walked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_YAML = (".yaml", ".yml")


@contextmanager
def laid(named: str | None, home: Path) -> Iterator[tuple[Path, str | None]]:
    """The home and the procedure that are meant: a draft's file lies over a copy of the home, and is called by its id.

    Raises `SettingError` when there is no such file.
    """
    if named is None or not named.endswith(_YAML):
        yield home, named
        return
    from bot.workbench import bench

    path = Path(named)
    with bench(path, home) as found:
        yield found.home, path.stem
