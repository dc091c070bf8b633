"""What the commands say, and how they say it."""

from collections.abc import Iterable
from pathlib import Path

import orjson

from bot.errors import SettingError

_WORDS = Path(__file__).parents[2] / "messages_zh" / "cli"

LINES = dict(line.split("=", 1) for line in (_WORDS / "arguments.txt").read_text(encoding="utf-8").splitlines())
"""Name of an argument to its help text."""


def help_of(name: str) -> str:
    """The help text of a command, its line breaks kept."""
    text = (_WORDS / f"{name}.txt").read_text(encoding="utf-8")
    return "\n\n".join(f"\b\n{part}" for part in text.split("\n\n"))


def say(home: Path, name: str, **data: object) -> str:
    """The text of a template of this home."""
    from bot.message import plain
    from bot.phrases import Phrasebook

    return plain(Phrasebook(home).say(name, **data))


def pretty(content: object) -> str:
    """JSON for people."""
    return orjson.dumps(content, option=orjson.OPT_INDENT_2).decode()


def known(flow: str | None, flows: Iterable[str]) -> None:
    """Refuse the name of a procedure there is not; raises SettingError that lists them."""
    if flow and flow not in flows:
        raise SettingError(flow, f"no such procedure; there are {', '.join(flows)}")
