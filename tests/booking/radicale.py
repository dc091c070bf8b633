"""Real Radicale servers for tests: on the loopback, each a process of its own with its storage in a folder."""

import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import httpx

from bot.config import Access
from tests.stores.servers import free_port

USER, PASSWORD = "window", "open sesame"
_MAKE = (
    '<?xml version="1.0" encoding="utf-8"?><C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
    "<D:set><D:prop><D:displayname>hall</D:displayname></D:prop></D:set></C:mkcalendar>"
)


class Radicale:
    """One server with one calendar, into which the staff of an office write by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.staff = httpx.Client(base_url=self.url, auth=(USER, PASSWORD), timeout=10, trust_env=False)

    @property
    def url(self) -> str:
        """The calendar."""
        return f"http://127.0.0.1:{self.port}/{USER}/hall/"

    @property
    def access(self) -> Access:
        return Access.model_validate({"user": USER, "password": PASSWORD})

    def start(self) -> None:
        """Begin, or begin again on the same storage and port."""
        users = self.folder / "users"
        users.write_text(f"{USER}:{PASSWORD}\n")
        settings = self.folder / "config"
        settings.write_text(
            f"[server]\nhosts = 127.0.0.1:{self.port}\nmax_connections = 40\n[auth]\ntype = htpasswd\n"
            f"htpasswd_filename = {users}\nhtpasswd_encryption = plain\ndelay = 0\n"
            f"[storage]\nfilesystem_folder = {self.folder / 'collections'}\n[logging]\nlevel = error\n"
        )
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "radicale", "--config", settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._wait()
        if self.staff.request("PROPFIND", "", headers={"Depth": "0"}).status_code == 404:
            assert self.staff.request("MKCALENDAR", "", content=_MAKE).status_code == 201

    def kill(self) -> None:
        """Like the kernel's out-of-memory killer."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        self.staff.close()
        self.kill()

    def write(self, name: str, entry: str) -> None:
        """An entry made by hand: the lines of a VEVENT after its UID."""
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//by hand//ZH", "BEGIN:VEVENT", f"UID:{name}"]
        text = "\r\n".join([*lines, *entry.split("\n"), "END:VEVENT", "END:VCALENDAR", ""])
        answer = self.staff.put(name, content=text.encode(), headers={"Content-Type": "text/calendar"})
        assert answer.status_code in {201, 204}, answer.text

    def read(self, name: str) -> str:
        """What stands in an entry."""
        answer = self.staff.get(name)
        assert answer.status_code == 200, answer.text
        return answer.text

    def names(self) -> list[str]:
        """The entries there are."""
        found = self.folder / "collections" / "collection-root" / USER / "hall"
        return sorted(file.name for file in found.glob("*.ics"))

    def _wait(self) -> None:
        give_up = monotonic() + 20
        while True:
            assert self._process, "never started"
            assert self._process.poll() is None, (self.folder / "log").read_text()
            try:
                self.staff.get(f"http://127.0.0.1:{self.port}/.web/")
            except httpx.TransportError:
                assert monotonic() < give_up, (self.folder / "log").read_text()
                sleep(0.02)
            else:
                return
