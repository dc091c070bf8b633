"""What is said of a setting that is wrong, or of what is missing on the machine: words of `cli/settings.txt`.

They are the program's own, never those of GUIDE_HOME, for that may be what is wrong.
"""

from pathlib import Path

from bot.errors import SettingError

_WORDS = Path(__file__).parent.parent / "messages_zh" / "cli" / "settings.txt"


def wrong(name: str, reason: str, **given: object) -> SettingError:
    """The error that names this setting, with the words of this reason; what they speak of is `given`."""
    lines = _WORDS.read_text(encoding="utf-8").splitlines()
    words = dict(line.split("=", 1) for line in lines)
    return SettingError(name, words[reason].format(**given))
