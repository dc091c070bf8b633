"""What is said of a setting, file or revision that is wrong, or of what is missing on the machine: words of `cli/settings.txt`.

They are the program's own, never those of GUIDE_HOME, for that may be what is wrong.
"""

import errno
import os
from pathlib import Path

from bot.errors import SettingError

_WORDS = Path(__file__).parent.parent / "messages_zh" / "cli"


def wrong(name: str, reason: str, **given: object) -> SettingError:
    """The error that names this setting, file or revision, with the words of this reason; what they speak of is `given`."""
    told = {key: because(value) for key, value in given.items()}
    return SettingError(name, lines("settings")[reason].format(**told))


def because(why: object) -> object:
    """Why the system refused, in words of `cli/faults.txt`; what is no such fault, or has no words there, as it is."""
    faults = lines("faults")
    if isinstance(why, UnicodeDecodeError):
        return faults["UTF8"]
    known = {os.strerror(getattr(errno, name)): words for name, words in faults.items() if hasattr(errno, name)}
    said = why.strerror if isinstance(why, OSError) else why
    words = known.get(said) if isinstance(said, str) else None
    if words and isinstance(why, OSError) and why.filename is not None:
        return f"{words}\uff1a{why.filename}"
    return words or why


def lines(name: str) -> dict[str, str]:
    """What `cli/NAME.txt` says, by the name before the equals sign of each line."""
    return dict(line.split("=", 1) for line in (_WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines())
