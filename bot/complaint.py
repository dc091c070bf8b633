"""What is said of a setting, file or revision that is wrong, or of what is missing on the machine: words of `cli/settings.txt`.

They are the program's own, never those of GUIDE_HOME, for that may be what is wrong.
"""

from pathlib import Path

from bot.errors import SettingError

_WORDS = Path(__file__).parent.parent / "messages_zh" / "cli"


def wrong(name: str, reason: str, **given: object) -> SettingError:
    """The error that names this setting, file or revision, with the words of this reason; what they speak of is `given`."""
    return SettingError(name, lines("settings")[reason].format(**given))


def lines(name: str) -> dict[str, str]:
    """What `cli/NAME.txt` says, by the name before the equals sign of each line."""
    return dict(line.split("=", 1) for line in (_WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines())
