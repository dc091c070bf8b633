"""Where things stand in another system's answer: `data.list`, `list.0.id`, or `.` for the answer itself."""

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from bot.config import ZONE

_MOMENT: TypeAdapter[datetime] = TypeAdapter(datetime)


def at(body: Any, path: str) -> Any:
    """What stands there; None for nothing."""
    for step in filter(None, path.split(".")):
        match body:
            case dict():
                body = body.get(step)
            case list() if step.isdecimal() and int(step) < len(body):
                body = body[int(step)]
            case _:
                return None
    return body


def speaks_of(body: Any, path: str) -> bool:
    """Whether the answer has a place for this at all, be it empty."""
    step = path.partition(".")[0]
    return isinstance(body, list) if step.isdecimal() else isinstance(body, dict) and step in body


def word(value: Any) -> str:
    """A text or number as one writes it in YAML; empty for anything else."""
    match value:
        case bool():
            return str(value).lower()
        case str() | int() | float():
            return str(value)
        case _:
            return ""


def moment(body: Any, paths: str) -> datetime:
    """A time, put together where it stands in several places; without a zone it is the county's. ValueError for none.

    Seconds or milliseconds since 1970 are understood, too.
    """
    found = [at(body, path) for path in paths.split()]
    read = _MOMENT.validate_python(found[0] if len(found) == 1 else " ".join(map(word, found)))
    return read if read.tzinfo else read.replace(tzinfo=ZONE)
