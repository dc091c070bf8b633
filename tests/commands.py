"""The real command `guide`, run as its own process."""

import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Self

import orjson

GUIDE = [sys.executable, "-m", "bot"]
PATIENCE = 20.0


def guide(home: Path, *arguments: str, given: str | bytes = "", at: Path | None = None, **settings: str):
    """Run to its end; settings are those of GUIDE_ without the prefix."""
    return subprocess.run(
        [*GUIDE, *arguments],
        input=given if isinstance(given, bytes) else given.encode(),
        capture_output=True,
        cwd=at or home.parent,
        env=environment(home, **settings),
        timeout=PATIENCE,
        check=False,
    )


def environment(home: Path, **settings: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GUIDE_")}
    ours = {"HOME": home, "DATA_DIR": home.parent / "data", **settings}
    return {**clean, "TERM": "xterm", **{f"GUIDE_{name}": str(value) for name, value in ours.items()}}


def talk(home: Path, *lines: object, procedure: str | None = None, **settings: str) -> list[dict]:
    """Talk by JSON lines; what is no text is written as JSON."""
    given = "".join((line if isinstance(line, str) else orjson.dumps(line).decode()) + "\n" for line in lines)
    arguments = ["chat", *([procedure] if procedure else []), "--json"]
    ran = guide(home, *arguments, given=given, **settings)
    assert (ran.returncode, ran.stderr) == (0, b"")
    return [orjson.loads(line) for line in ran.stdout.splitlines()]


class Terminal:
    """A person at a terminal, with the command running in it."""

    def __init__(self, home: Path, *arguments: str, command: Sequence[str] = GUIDE, **settings: str) -> None:
        self._master, slave = pty.openpty()
        # With a terminal of its own, Ctrl-C reaches the command as a signal.
        self._process = subprocess.Popen(
            ["setsid", "--ctty", *command, *arguments], stdin=slave, stdout=slave, stderr=slave, cwd=home.parent,
            env=environment(home, **settings),
        )  # fmt: skip
        os.close(slave)
        self.screen = ""
        self._read = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        self._process.wait(PATIENCE)
        os.close(self._master)

    def reads(self, words: str) -> str:
        """Read until these words appear; gives back what came before them and they, and goes on behind them."""
        give_up, start = monotonic() + PATIENCE, self._read
        while words not in self.screen[start:]:
            assert monotonic() < give_up, f"{words!r} never came:\n{self.screen[start:]}"
            assert self._more(), f"it ended without {words!r}:\n{self.screen[start:]}"
        self._read = self.screen.index(words, start) + len(words)
        return self.screen[start : self._read]

    def types(self, keys: str | bytes) -> None:
        os.write(self._master, keys if isinstance(keys, bytes) else keys.encode())

    def hears(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def ends(self) -> int:
        """Read what is left and give back the exit status."""
        while self._more():
            pass
        return self._process.wait(PATIENCE)

    def _more(self) -> bool:
        ready, _, _ = select.select([self._master], [], [], PATIENCE)
        assert ready, f"nothing more came:\n{self.screen}"
        try:
            read = os.read(self._master, 65536)
        except OSError:  # Linux: every process has left the terminal
            return False
        self.screen += read.decode(errors="replace").replace("\r\n", "\n")
        return bool(read)
