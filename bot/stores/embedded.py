"""The house's own Redis: a child process on a unix socket, for who has no Redis to offer."""

import asyncio
import fcntl
import os
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from threading import Thread
from time import monotonic
from types import TracebackType
from typing import Self
from urllib.parse import quote

from bot.complaint import wrong
from bot.errors import StoreError
from bot.stores.program import release_of

OPTIONS = {
    "port": "0",
    "unixsocket": "redis.sock",
    "unixsocketperm": "600",
    "appendonly": "yes",
    # Redis hands each change to the kernel before it answers, so neither a killed bot nor a killed server loses one.
    # Only a machine that loses power may lose its last second; `always` would spare that for a disk wait every turn.
    "appendfsync": "everysec",
    "save": "",
    "maxmemory-policy": "noeviction",
    "pidfile": "redis.pid",
}
PATH_LIMIT = 107
"""Bytes of a socket's path (`sun_path` of unix(7) without its closing zero)."""
POLL = 0.005
"""Seconds between two looks at a server that starts or stops."""
WATCH = 0.25
"""Seconds between two looks at a server that should run."""
PATIENCE = 30.0
"""Seconds a server may take to read its files, or to write them at the end."""


class EmbeddedRedis:
    """Keeps one server running for a data folder, shared by all bots there; the last to stop takes it down.

    The server outlives a killed bot and is found again; a killed server is started anew. Two locks say what a pid file
    can't, since the kernel lets them go: `server.lock` is held by the server itself, `bots.lock` by those who use it.
    """

    def __init__(self, data_dir: Path, program: Path) -> None:
        self._folder = data_dir.absolute()
        self._program = program
        self._short: tempfile.TemporaryDirectory[str] | None = None
        self._bots: int | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._log_start = 0

    @property
    def url(self) -> str:
        """Its address for `RedisStore`, once started."""
        return f"unix://{quote(self._socket)}"

    async def start(self) -> None:
        """Return when the server answers.

        Raises SettingError when the folder can't be used, and StoreError with the server's last words when it fails.
        """
        async with AsyncExitStack() as undoing:
            undoing.push_async_callback(self.stop)
            try:
                self._bots = self._enter()
                await self._until(lambda: _lock(self._bots, fcntl.LOCK_SH), "is still being stopped by another bot")
                await self._serve()
            except OSError as error:
                raise wrong("GUIDE_DATA_DIR", "data_dir_no_redis", folder=self._folder, why=error) from error
            undoing.pop_all()  # it stands
        self._watcher = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Take the server down unless another bot uses it; all is written when this returns."""
        if self._watcher:
            self._watcher.cancel()
            await asyncio.wait([self._watcher])
        try:
            if _lock(self._bots, fcntl.LOCK_EX):
                await self._shut_down()
        finally:
            self._leave()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def _socket(self) -> str:
        return str(Path(self._short.name, "d", "redis.sock") if self._short else self._folder / "redis.sock")

    def _enter(self) -> int:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if len(os.fsencode(self._socket)) > PATH_LIMIT:
            # The kernel measures the path as written, not where it leads: a private link makes a long one short.
            self._short = tempfile.TemporaryDirectory(prefix="guide-")
            Path(self._short.name, "d").symlink_to(self._folder)
        return self._open("bots.lock")

    def _leave(self) -> None:
        if self._bots is not None:
            os.close(self._bots)
        if self._short:
            self._short.cleanup()
        self._bots, self._short = None, None

    def _open(self, name: str) -> int:
        return os.open(self._folder / name, os.O_RDWR | os.O_CREAT, 0o600)

    async def _serve(self) -> None:
        give_up, self._child = monotonic() + PATIENCE, None
        while await self._ask(b"PING") != b"+PONG\r\n":
            if self._child is None:
                self._child = self._spawn()
            elif self._child.poll() is not None:
                raise StoreError(f"the house's own Redis ({self._program}) did not start:\n{self._last_words()}")
            if monotonic() > give_up:
                raise StoreError(f"the house's own Redis does not answer at {self._socket}:\n{self._last_words()}")
            await asyncio.sleep(POLL)

    def _spawn(self) -> subprocess.Popen[bytes] | None:
        """Start a server that holds the lock from its first moment on; None when there is one already."""
        lock = self._open("server.lock")
        try:
            if not _lock(lock, fcntl.LOCK_EX):
                return None
            self._check_files()
            (self._folder / "redis.sock").unlink(missing_ok=True)
            return self._launch(lock)
        finally:
            os.close(lock)

    def _launch(self, lock: int) -> subprocess.Popen[bytes]:
        arguments = [part for name, value in OPTIONS.items() for part in (f"--{name}", value)]
        with os.fdopen(self._open("redis.log"), "r+b") as log:
            self._log_start = log.seek(0, os.SEEK_END)
            # In a session of its own: Ctrl-C in the terminal must not end it before the bot has saved.
            child = subprocess.Popen(  # noqa: S603 - the program this machine offers, with our own options
                [self._program, *arguments], cwd=self._folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                umask=0o077, start_new_session=True, pass_fds=[lock],
            )  # fmt: skip
        Thread(target=child.wait, daemon=True).start()  # it may outlive us, yet must not linger once it has ended
        return child

    def _check_files(self) -> None:
        # An older server would overlook the newer files and begin with an empty memory.
        if (self._folder / "appendonlydir").exists() and release_of(self._program) < 7:  # noqa: PLR2004
            cure = "install the Debian package redis-server (7 or later) or valkey-server"
            raise StoreError(f"{self._folder} was written by a newer Redis than {self._program}: {cure}")

    def _last_words(self) -> str:
        with (self._folder / "redis.log").open("rb") as log:
            log.seek(self._log_start)
            return "\n".join(log.read().decode(errors="replace").splitlines()[-5:])

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH)
            with suppress(StoreError, OSError):  # whoever needs the store now hears it from the store
                if self._gone():
                    await self._serve()

    def _gone(self) -> bool:
        lock = self._open("server.lock")
        try:
            return _lock(lock, fcntl.LOCK_EX)
        finally:
            os.close(lock)

    async def _shut_down(self) -> None:
        await self._ask(b"SHUTDOWN NOSAVE")
        try:
            await self._until(self._gone, "does not stop")
        finally:
            if self._child:
                self._child.kill()

    async def _until(self, done: Callable[[], bool], problem: str) -> None:
        give_up = monotonic() + PATIENCE
        while not done():
            if monotonic() > give_up:
                raise StoreError(f"the house's own Redis in {self._folder} {problem}")
            await asyncio.sleep(POLL)

    async def _ask(self, command: bytes) -> bytes:
        """Its answer to one command; empty when nobody answers."""
        try:
            async with asyncio.timeout(1):
                reader, writer = await asyncio.open_unix_connection(self._socket)
                try:
                    writer.write(command + b"\r\n")
                    return await reader.readline()
                finally:
                    writer.close()
        except OSError:
            return b""


def _lock(file: int | None, kind: int) -> bool:
    if file is None:
        return False
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
