"""Conversations that people saved to be told again: what was done in `saved-<name>.yaml` among the golden files.

```yaml
flow: power                        # the folder it lies in
at: "2026-11-24T10:00:00+08:00"
did:
  - open: power                    # a procedure; "" for the house; `answers` for those of a half-filled link
  - tap: c.small                   # a button's id without walk and step: its verb and arguments (bot/engine/tap.py)
  - say: "80"
```

What was said lies beside it in `saved-<name>.txt`, as all golden conversations do.
"""

import json
import re
from pathlib import Path, PurePath

from pydantic import AwareDatetime, Field, ValidationError, model_validator

from bot.config import ZONE
from bot.engine.event import (
    Asked,
    Browsed,
    Chosen,
    Event,
    Examined,
    Printed,
    Reminded,
    Reopened,
    Restarted,
    Resumed,
    Said,
    Started,
    Ticked,
    WentBack,
)  # fmt: skip
from bot.engine.mind import Mind
from bot.flow import sheet
from bot.flow.model import Answer, Frozen, Key
from bot.message import plain
from bot.phrases import Phrasebook
from bot.render import Renderer
from bot.talk import Talk

MOST = 100
"""Things done in one conversation."""

_NAME = re.compile(r"[\w-]{1,40}")


class Did(Frozen):
    """One thing somebody did; exactly one of open, tap and say."""

    open: str | None = None
    """A procedure's id, or nothing for the house."""
    answers: dict[Key, Answer] = Field(default_factory=dict)
    """What a half-filled link answered."""
    tap: str | None = None
    """A button's id without walk and step, such as `c.small`, `b` or `t.id_card.1`."""
    say: str | None = Field(default=None, max_length=sheet.LENGTH)

    @model_validator(mode="after")
    def _one(self) -> "Did":
        if [self.open, self.tap, self.say].count(None) != 2:  # noqa: PLR2004 - all but one
            msg = "exactly one of open, tap and say"
            raise ValueError(msg)
        return self


class Saved(Frozen):
    """A saved conversation."""

    flow: Key
    """The folder it lies in."""
    at: AwareDatetime
    """When all of it happens."""
    did: tuple[Did, ...] = Field(min_length=1, max_length=MOST)


def kept(event: Event) -> Did | None:
    """What somebody did, to be kept; None for what can't be told again, such as an appointment, a photo or a long letter."""
    match event:
        case Started(flow=flow, answers=answers):
            return Did(open=flow or "", answers=answers)
        case Said(text=text):
            return Did(say=text) if len(text) <= sheet.LENGTH else None
    words = _tapped(event)
    return Did(tap=".".join(map(str, words))) if words else None


def _tapped(event: Event) -> tuple[str | int, ...]:
    """Verb and arguments of the button for this; the inverse of `bot.engine.tap.decode`."""
    match event:
        case Chosen(key=key):
            return "c", key
        case Ticked(material=material, on=on):
            return "t", material, int(on)
        case WentBack():
            return ("b",)
        case Examined(part=part):
            return "d", part
        case Printed(what=what):
            return "p", what
        case Reopened(state=state):
            return ("e", state) if state else ("e",)
        case Restarted():
            return ("x",)
        case Resumed(flow=flow):
            return ("r", flow) if flow else ("r",)
        case Browsed(by=by, area=area, page=page):
            return _menu(by, area, page)
        case Asked(topic=topic):
            return "a", topic
        case Reminded(on=on):
            return "o", "on" if on else "off"
        case _:
            return ()


def _menu(by: str | None, area: str | None, page: int) -> tuple[str | int, ...]:
    named = area or (by and ("0" if by == "areas" else f"0{by}"))
    return ("m", named, page) if named else ("m",)


def file_of(flow: str, name: str) -> str:
    """Where a conversation of this name lies among the golden files; ValueError for a name that is none."""
    if not _NAME.fullmatch(name):
        msg = "1 to 40 letters, digits, - and _"
        raise ValueError(msg)
    return f"{flow}/saved-{name}.yaml"


def read(file: str, content: bytes) -> Saved:
    """Read a saved conversation; ValueError, in one line, says what is wrong."""
    page = sheet.read(file, content)
    for finding in page.findings:
        msg = f"{finding.line}:{finding.column}: {finding.rule}"
        raise ValueError(msg)
    try:
        saved = Saved.model_validate(page.value)
    except ValidationError as error:
        first = error.errors()[0]
        place = tuple(part for part in first["loc"] if isinstance(part, str | int))
        line, column = page.at(place)
        msg = f"{line}:{column}: {'.'.join(map(str, place))}: {first['msg']}"
        raise ValueError(msg) from None
    if PurePath(file).parent.name != saved.flow:
        msg = f"1:1: flow: {saved.flow} lies in the folder {PurePath(file).parent.name}"
        raise ValueError(msg)
    return saved


def write(saved: Saved, home: Path) -> str:
    """The file of a conversation, with a line of this home's words on what it is for."""
    lines = [
        plain(Phrasebook(home).say("journey/saved.j2")),
        f"flow: {saved.flow}",
        f"at: {_quoted(saved.at.isoformat())}",
        "did:",
    ]
    for one in saved.did:
        key = next(name for name in ("open", "tap", "say") if getattr(one, name) is not None)
        lines.append(f"  - {key}: {_quoted(getattr(one, key))}")
        if one.answers:
            lines.append(f"    answers: {json.dumps(one.answers)}")
    return "\n".join(lines) + "\n"


def play(saved: Saved, mind: Mind, renderer: Renderer) -> Talk:
    """Let it happen again."""
    talk = Talk(mind, renderer, saved.at.astimezone(ZONE))
    for one in saved.did:
        if one.tap is not None:
            talk.tap(one.tap)
        elif one.say is not None:
            talk.say(one.say)
        else:
            talk.open(one.open or None, dict(one.answers))
    return talk


def _quoted(text: str) -> str:
    """The text as YAML writes it between quotes."""
    escaped = (
        each if each.isprintable() and not sheet.alien(each) else f"\\U{ord(each):08x}"
        for each in text.replace("\\", "\\\\").replace('"', '\\"')
    )
    return f'"{"".join(escaped)}"'
