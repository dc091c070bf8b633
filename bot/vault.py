"""The vault: seals what is personal before it is written anywhere.

The key it makes lies in the data folder, mode 600, beside what it seals there; a set GUIDE_BOOKING_KEY keeps it elsewhere.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from secrets import token_bytes
from tempfile import mkstemp
from typing import TYPE_CHECKING

from bot.complaint import wrong
from bot.errors import VaultError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY = 32
_NONCE = 12
_MARK = b"\x01"
"""Begins everything sealed, so that plain JSON beside it is told apart, and another way of sealing can come later."""


class Vault:
    """Seals with AES-256-GCM (NIST SP 800-38D), a new nonce each time."""

    def __init__(self, key: Callable[[], bytes]) -> None:
        """The key, of 32 bytes, is asked for when first needed: a chat without appointments needs none."""
        self._asked = key

    @cached_property
    def _key(self) -> bytes:
        return self._asked()

    @cached_property
    def _cipher(self) -> "AESGCM":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - see above

        return AESGCM(self._key)

    def seal(self, plain: bytes) -> bytes:
        """The sealed bytes: one mark, 12 of nonce, the text and 16 of tag."""
        nonce = token_bytes(_NONCE)
        return _MARK + nonce + self._cipher.encrypt(nonce, plain, None)

    def open(self, sealed: bytes) -> bytes:
        """What was sealed; `VaultError` for another key, or bytes somebody changed."""
        if not is_sealed(sealed):
            raise VaultError("not sealed")
        cut = len(_MARK) + _NONCE
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as above

        try:
            return self._cipher.decrypt(sealed[len(_MARK) : cut], sealed[cut:], None)
        except (InvalidTag, ValueError):
            raise VaultError("sealed with another key, or changed") from None

    def mark(self, text: str) -> str:
        """16 letters that are the same for the same text, and tell nobody without the key what it is."""
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:16]


def is_sealed(data: bytes) -> bool:
    """Whether this came from a vault."""
    return data.startswith(_MARK)


def given(key: str) -> Vault:
    """The vault of a key in base64; `SettingError` unless it is of 32 bytes."""
    read = _decoded(key)
    return Vault(lambda: read)


def _decoded(key: str, file: Path | None = None) -> bytes:
    try:
        read = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        read = b""
    if len(read) != _KEY:
        raise wrong("GUIDE_BOOKING_KEY", "booking_key_file" if file else "booking_key", file=file)
    return read


def kept(folder: Path) -> Vault:
    """The vault whose key lies in this folder, mode 600; a new one is made when there is none and one is needed."""
    return Vault(lambda: _found(folder))


def _found(folder: Path) -> bytes:
    file = folder / "booking.key"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            with suppress(FileExistsError):  # another process was first
                _make(file)
        if file.stat().st_mode & 0o077:
            raise wrong("GUIDE_BOOKING_KEY", "booking_key_open", file=file)
        return _decoded(file.read_text("ascii").strip(), file)
    except (OSError, UnicodeDecodeError) as error:
        raise wrong("GUIDE_DATA_DIR", "data_dir_unusable", why=f"{file}: {error}") from None


def _make(file: Path) -> None:
    """Write a new key in one step: whoever finds the file finds a whole key, also after a crash."""
    handle, name = mkstemp(dir=file.parent)  # mode 600
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(base64.b64encode(token_bytes(_KEY)) + b"\n")
            opened.flush()
            os.fsync(opened.fileno())
        os.link(name, file)  # a rename would put ours over the key of a process that was first
    finally:
        Path(name).unlink()
