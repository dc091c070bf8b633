"""Deep links: what stands after `/start`, a procedure's id and answers that come along.

`water_hookup--who-sme--dn-50` opens `water_hookup` with who = sme and dn = 50. Telegram allows A-Z a-z 0-9 _ - and 64
characters (Bot API: deep linking).
"""

import re
from datetime import datetime

from bot.engine.event import Started
from bot.flow.model import Answer

_LIMIT = 64
_KEY = r"[a-z][a-z0-9_]{0,31}"
_FLOW = re.compile(_KEY)
_ANSWER = re.compile(rf"({_KEY})-(?:({_KEY})|(\d{{1,12}}(?:\.\d{{1,6}})?))")


def opened(payload: str, *, id: str, at: datetime) -> Started:
    """Read a payload; one of another shape opens the house itself, not a procedure."""
    flow, *sections = payload.split("--") if len(payload) <= _LIMIT else [""]
    answers = _answers(sections)
    if not _FLOW.fullmatch(flow) or answers is None:
        return Started(id=id, at=at)
    return Started(id=id, at=at, flow=flow, answers=answers)


def _answers(sections: list[str]) -> dict[str, Answer] | None:
    found: dict[str, Answer] = {}
    for section in sections:
        match = _ANSWER.fullmatch(section)
        if not match or match[1] in found:
            return None
        found[match[1]] = match[2] or _number(match[3])
    return found


def _number(digits: str) -> int | float:
    return float(digits) if "." in digits else int(digits)
