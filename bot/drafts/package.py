"""A zip file read with distrust: nothing in its header is believed, and nothing of it ever touches a disk."""

import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from stat import S_IFMT, S_ISREG
from zipfile import ZipFile, ZipInfo

from bot.drafts.refusal import Refused, shown

FILES = 64
"""Files in a zip."""
UNPACKED = 1 << 20
"""Bytes of all of them together."""
FILE = 256 << 10
"""Bytes of one file."""

_NAME = 200
_PARTS = 6
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED, _STRONG, _MASKED = 0x1, 0x40, 0x2000
_HEADER = 30
_ALSO = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}
"""What computers add by themselves; looked at like everything else, and then left out."""
_BAD = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, LookupError,
    NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip


def unpacked(content: bytes) -> Mapping[str, bytes] | Refused:
    """The files of a zip by their names, as written there; whatever is odd about it refuses the whole."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _read(archive, content)
    except _BAD:
        return Refused("zip_broken")


def _read(archive: ZipFile, content: bytes) -> Mapping[str, bytes] | Refused:
    entries = archive.infolist()
    if len(entries) > FILES:
        return Refused("zip_many", {"most": str(FILES)})
    refusal = next(_faults(entries, content), None)
    if refusal:
        return refusal
    files: dict[str, bytes] = {}
    left = UNPACKED
    for entry in entries:
        if entry.is_dir():
            continue
        with archive.open(entry) as stream:
            found = stream.read(min(left, FILE) + 1)  # bounded, whatever the header says of its size
        if len(found) > FILE:
            return Refused("too_large", {"file": shown(entry.filename), "most": str(FILE >> 10)})
        left -= len(found)
        if left < 0 or len(found) != entry.file_size:
            return Refused("zip_bomb")
        if _ALSO.isdisjoint(entry.filename.split("/")):
            files[entry.filename] = found
    return files or Refused("zip_empty")


def _faults(entries: list[ZipInfo], content: bytes) -> Iterator[Refused]:
    seen: set[str] = set()
    for entry in entries:
        fault = "zip_name" if _odd(entry.orig_filename) else _fault(entry)
        if fault:
            yield Refused(fault, {"file": shown(entry.orig_filename)})
        same = unicodedata.normalize("NFKC", entry.filename).casefold().rstrip("/")
        if same in seen:
            yield Refused("zip_twice", {"file": shown(entry.filename)})
        seen.add(same)
    if sum(entry.file_size for entry in entries) > UNPACKED or _overlapping(entries, content):
        yield Refused("zip_bomb")


def _fault(entry: ZipInfo) -> str | None:
    mode = entry.external_attr >> 16
    if entry.flag_bits & (_ENCRYPTED | _STRONG | _MASKED):
        return "zip_locked"
    if entry.compress_type not in _METHODS:
        return "zip_method"
    if entry.is_dir():
        return "zip_name" if entry.file_size else None
    if S_IFMT(mode) and not S_ISREG(mode):
        return "zip_link"
    return None


def _odd(name: str) -> bool:
    """Whether a name could mean anything but a plain file below here, on whatever system."""
    parts = name.removesuffix("/").split("/")
    if len(name) > _NAME or len(parts) > _PARTS or any(letter in '\\:*?"<>|' for letter in name):
        return True
    if any(unicodedata.category(letter)[0] == "C" for letter in name):
        return True
    folded = unicodedata.normalize("NFKC", name)
    return any(_steps(part) for part in (*parts, *folded.removesuffix("/").split("/"))) or "\\" in folded


def _steps(part: str) -> bool:
    return not part.strip() or set(part.strip()) == {"."} or part.endswith((" ", "."))


def _overlapping(entries: list[ZipInfo], content: bytes) -> bool:
    """Whether two files share bytes, as in bombs that unpack the same bytes again and again."""
    end = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        start = entry.header_offset
        head = content[start : start + _HEADER]
        if start < end or len(head) < _HEADER:
            return True
        name, extra = struct.unpack("<HH", head[26:30])
        end = start + _HEADER + name + extra + entry.compress_size
        if end > len(content):
            return True
    return False
