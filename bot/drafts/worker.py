"""`python -m bot.drafts.worker`: reads, checks and compares drafts, each in a child of its own that can't do harm.

One line of JSON asks (`draft` and `live`, two homes), one answers. What takes longest, Python's imports and reading the
live home, is done once, before the children are forked. A child has a bounded time, address space and answer, and no file
that it may write; when it is killed, only its check is lost.
"""

import gc
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.comparing import told as compared
from bot.drafts.verdict import FINDINGS, SIZE, Checked, cut, told
from bot.engine.mind import Mind
from bot.flow.booking import CaldavBooking, HttpBooking
from bot.flow.difference import difference
from bot.flow.finding import Finding, Format
from bot.flow.handbook import Handbook
from bot.inspection import inspect
from bot.phrases import Phrasebook, versed
from bot.report import report
from bot.snapshot import PARTS
from bot.workbench import Bench

SPARE = 1.75
"""Seconds of the processor above what the live home itself takes."""
MEMORY = 200 << 20
"""Bytes of address space above what the reader of the live home has."""
PATIENCE = 4
"""Times as long as its processor time a check may take by the wall clock, on a busy machine."""

_DIFFERENCE = 3000
"""Characters in which a difference is told."""
_OPEN_FILES = 64


@dataclass(frozen=True)
class _Live:
    """The live home as it was last read."""

    home: Path
    mark: tuple[tuple[str, int, int], ...]
    book: Handbook | None
    seconds: float
    """Of the processor, for checking it."""


def serve() -> None:
    """Answer until nobody asks any more."""
    live: _Live | None = None
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        home = Path(asked["live"])
        if live is None or live.home != home or live.mark != _mark(home):
            live = _read(home, first=live is None)
        answer = _judged(Path(asked["draft"]), live)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _mark(home: Path) -> tuple[tuple[str, int, int], ...]:
    return tuple(_marks(home))


def _marks(home: Path) -> Iterator[tuple[str, int, int]]:
    for part in PARTS:
        for folder, folders, files in os.walk(home / part):
            folders.sort()
            for name in sorted(files):
                with suppress(OSError):
                    about = Path(folder, name).stat()
                    yield f"{folder}/{name}", about.st_size, about.st_mtime_ns


def _read(home: Path, *, first: bool) -> _Live:
    """Read the live home; the first one twice, so that what is built once and kept is not counted."""
    mark = _mark(home)
    if first:
        inspect(home)
    begun = time.process_time()
    book, _ = inspect(home)
    if book:
        _built(book)
    gc.collect()
    gc.freeze()  # so that the children share these pages
    return _Live(home, mark, book, time.process_time() - begun)


def _built(book: Handbook) -> tuple[object, ...]:
    """What a bot builds of a handbook when it begins to use it."""
    mind = Mind(book)
    return mind.walker, mind.resolver, mind.router, mind.listener, mind.commands


def _judged(draft: Path, live: _Live) -> Mapping[str, Any]:
    """Have a child check the draft, and tell how it ended and what it took."""
    memory = _pages(1) - _pages(2)  # a child begins without what is only read from files
    into, out = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(into)
        _checked(draft, live, out)
    os.close(out)
    with os.fdopen(into, "rb") as answers:
        answer = answers.read(SIZE + 1)
    _, status, used = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    whole = code == 0 and 0 < len(answer) <= SIZE
    return {
        "answer": json.loads(answer) if whole else None,
        "code": code,
        "seconds": round(used.ru_utime + used.ru_stime, 3),
        "usual": round(live.seconds, 3),
        "memory": max((used.ru_maxrss << 10) - memory, 0),
    }


def _checked(draft: Path, live: _Live, out: int) -> None:
    """All that the child does; it never returns."""
    code = 1
    try:
        _silenced()
        limit(live.seconds + SPARE)
        os.chdir(draft)  # so that findings are told relative to it
        answer = check(draft, live.home, live.book).model_dump_json().encode()
        with os.fdopen(out, "wb") as stream:
            stream.write(answer)
        code = 0
    except MemoryError:
        code = 2
    except RecursionError:
        code = 3
    finally:
        os._exit(code)  # nothing of the parent's is flushed or cleaned up twice


def _silenced() -> None:
    """Take the pipes to the bot out of reach."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for pipe in (0, 1):
        os.dup2(nothing, pipe)


def limit(seconds: float) -> None:
    """Bound this process for good: processor and clock, address space, and no file that it may write."""
    for name in (signal.SIGPROF, signal.SIGALRM, signal.SIGXFSZ):
        signal.signal(name, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * PATIENCE)
    bounds = {
        resource.RLIMIT_AS: _pages(0) + MEMORY, resource.RLIMIT_CPU: int(seconds) + 2, resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0, resource.RLIMIT_NOFILE: _OPEN_FILES, resource.RLIMIT_NPROC: 0,
    }  # fmt: skip
    for what, most in bounds.items():
        resource.setrlimit(what, (most, most))


def _pages(which: int) -> int:
    """Bytes of address space (0), of memory in use (1) or of files shown in it (2), of this process (proc(5), statm)."""
    return int(Path("/proc/self/statm").read_text().split()[which]) * resource.getpagesize()


def check(draft: Path, home: Path, live: Handbook | None) -> Checked:
    """Read and check a draft, and lay it beside the live handbook; `home` has the words in which findings are told."""
    book, findings = inspect(draft)
    system = _system(live, book) if live and book else None
    if book is None or findings or system:
        shown = findings[:FINDINGS]
        return Checked(
            handbook=book is not None,
            count=len(findings),
            told=tuple(told(one) for one in shown),
            lines=tuple(_lines(draft, home, shown)),
            system=system,
        )
    _built(book)
    lines = compared(difference(live, book), versed(home, book), _DIFFERENCE) if live else ()
    return Checked(handbook=True, difference=tuple(cut(line) for line in lines))


def _lines(draft: Path, home: Path, findings: tuple[Finding, ...]) -> Iterator[str]:
    phrases, bench = Phrasebook(home), Bench(draft)
    for one in findings:
        yield cut(report([(bench, told(one).finding())], phrases, Format.text))


def _system(live: Handbook, book: Handbook) -> str | None:
    """The first office whose computer a draft would change: a draft's bookings may not be sent to strangers."""
    for name, office in book.offices.items():
        former = live.offices.get(name)
        if isinstance(office.booking, HttpBooking | CaldavBooking) and (
            former is None or former.booking != office.booking
        ):
            return name
    return None


if __name__ == "__main__":
    serve()
