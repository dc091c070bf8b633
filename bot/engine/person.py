"""Reading a name and a phone number as people type them."""

import re
import unicodedata
from collections.abc import Iterable

from bot.booking.base import Person

_NAME = re.compile(
    r"[\u3400-\u9fff\U00020000-\U000323af]+(?:[·•・.][\u3400-\u9fff\U00020000-\U000323af]+)*|[A-Za-z][A-Za-z .'’-]*"
)
"""Han letters, with the dot of longer names, or Latin ones."""
_LONGEST = 30
_LINE = 60
"""Characters in which a number is looked for."""
_CHINA = 86
_SHOWN = 7
"""Figures of a phone number that are shown."""


def read_name(text: str, leading: Iterable[str]) -> str | None:
    """The name somebody typed, without what leads over to it; None for what can't be a name, such as one with figures."""
    written = unicodedata.normalize("NFKC", text).strip()
    lead = next((word for word in leading if written.startswith(word)), "")
    name = " ".join(written.removeprefix(lead).lstrip(" :").split()).replace("•", "·").replace("・", "·")
    name = name if name.isascii() else name.replace(" ", "")
    return name if 2 <= len(name) <= _LONGEST and _NAME.fullmatch(name) else None  # noqa: PLR2004 - a surname and a letter


def read_phone(text: str) -> str | None:
    """The national digits of a Chinese phone number, however it was typed: spaces, +86, full width; None if it is none.

    Landlines keep their area code, such as 03591234567.
    """
    import phonenumbers  # noqa: PLC0415 - only who books pays for its tables

    written = unicodedata.normalize("NFKC", text)[:_LINE]
    found = next((match.number for match in phonenumbers.PhoneNumberMatcher(written, "CN")), None)
    if found is None or found.country_code != _CHINA:
        return None
    national = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.NATIONAL)
    return re.sub(r"\D", "", national)


def masked(person: Person) -> tuple[str, str]:
    """Name and number as they may be shown where others look on: the surname and stars, 138****0000."""
    name = person.name[0] + "＊" * (min(len(person.name), 4) - 1)
    hidden = len(person.phone) - _SHOWN
    return name, person.phone[:3] + "*" * hidden + person.phone[3 + hidden :]
