"""Real Redis servers for tests: on the loopback or a unix socket, ended by their own process."""

import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, sleep


def installed() -> Path:
    """The Debian package's server."""
    found = Path("/usr/bin/redis-server")
    assert found.exists(), "the tests need the Debian package redis-server: apt-get install redis-server"
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One server in a folder of its own; `port` None means on a unix socket only."""

    def __init__(self, folder: Path, *options: str, port: int | None = None, program: Path | None = None) -> None:
        self.folder = folder
        self.port = port
        self.socket = folder / "s"
        self._command: Sequence[str | Path] = [
            program or installed(), "--port", str(port or 0), "--bind", "127.0.0.1", "--unixsocket", self.socket,
            "--dir", folder, "--save", "", "--logfile", folder / "log", *options,
        ]  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        scheme = "redis+cluster" if "--cluster-enabled" in self._command else "redis"
        return f"{scheme}://127.0.0.1:{self.port}" if self.port else f"unix://{self.socket}"

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        give_up = monotonic() + 10
        while self.ask("PING") != "+PONG":
            assert self._process.poll() is None, (self.folder / "log").read_text()
            assert monotonic() < give_up, (self.folder / "log").read_text()
            sleep(0.005)

    def found_cluster(self) -> None:
        """Make a server with --cluster-enabled a cluster of one."""
        assert self.ask("CLUSTER", "ADDSLOTSRANGE", 0, 16383) == "+OK"
        give_up = monotonic() + 10
        while self.ask("EXISTS", "ready") != ":0":
            assert monotonic() < give_up, self.ask("EXISTS", "ready")
            sleep(0.005)

    def kill(self) -> None:
        """Like the kernel's out-of-memory killer: no last words, nothing flushed."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def ask(self, *words: str | int) -> str:
        """One command, and the first line of its answer."""
        request = f"*{len(words)}\r\n" + "".join(f"${len(str(word).encode())}\r\n{word}\r\n" for word in words)
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            try:
                line.connect(str(self.socket))
                line.sendall(request.encode())
                return line.makefile().readline().strip()
            except (FileNotFoundError, ConnectionError):
                return ""
