import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SOUND = HERE / "sound"


@pytest.fixture
def lay(tmp_path: Path) -> Callable[..., Path]:
    """Gives a copy of the sound home with files put over it; None takes a file away."""

    def laid(files: Mapping[str, str | bytes | None] | None = None, over: Path | None = None) -> Path:
        home = tmp_path / "home"
        shutil.copytree(SOUND, home)
        if over:
            shutil.copytree(over, home, dirs_exist_ok=True)
        for name, content in (files or {}).items():
            path = home / "flows" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return home

    return laid
