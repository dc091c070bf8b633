"""The terminal: the same conversation with numbered choices, for people, pipes and scripts."""

import asyncio
import itertools
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import orjson
from rich.console import Console
from rich.markup import escape

from bot.channels.base import Turns
from bot.engine.event import Event, Said, Started
from bot.engine.tap import decode
from bot.message import Button, Message, plain

_NAVIGATION = re.compile(r"[a-z0-9]+\.\d+\.(?:b|a\.\w+|x|m|e|c\.unsure)")
_MARKS = {"b": "bold", "i": "italic dim", "code": "cyan", "blockquote": "dim", "blockquote expandable": "dim"}
_TAG = re.compile(r"<(/?)([a-z]+(?: expandable)?)[^<>]*>")


class Phrases(Protocol):
    """Where the terminal's own few words come from."""

    def say(self, name: str, **data: object) -> str:
        """The text of a template."""
        ...


@dataclass
class Conversation:
    """One person at one terminal: turns lines into events and keeps the buttons on the screen."""

    desk: Turns
    owner: str
    clock: Callable[[], datetime]
    shown: Message = field(default_factory=lambda: Message(text=""))
    _numbers: Iterable[int] = field(default_factory=itertools.count)
    _name: str = ""

    def __post_init__(self) -> None:
        """Name the events of this run."""
        self._name = self.clock().strftime("%Y%m%d%H%M%S%f")

    async def start(self, flow: str | None) -> Message:
        """Open a procedure, or the house itself."""
        return await self._turn(Started(flow=flow, **self._head()))

    async def say(self, text: str) -> Message:
        """Type something: the number or letter of a button, or words."""
        button = self.marks().get(text.strip().lower())
        return await self.tap(button.id) if button and button.id else await self._turn(Said(text=text, **self._head()))

    async def tap(self, id: str) -> Message:
        """Press a button by its id."""
        return await self._turn(decode(id, **self._head()))

    def marks(self) -> dict[str, Button]:
        """The buttons on the screen by what to type: numbers for answers, letters for ways around."""
        numbers, letters = itertools.count(1), iter("abcdefghijklmnopqrstuvwxyz")
        marked: dict[str, Button] = {}
        for button in (button for row in self.shown.rows for button in row if button.id):
            around = _NAVIGATION.fullmatch(button.id or "")
            marked[next(letters) if around else str(next(numbers))] = button
        return marked

    async def _turn(self, event: Event) -> Message:
        message = await self.desk.turn(self.owner, event, "{}")
        await self.desk.settled(self.owner, event.id)
        message = message or Message(text="")
        self.shown = message if message.text else self.shown.model_copy(update={"toast": message.toast})
        return self.shown if message.text else message

    def _head(self) -> dict[str, Any]:
        return {"id": f"{self._name}.{next(iter(self._numbers))}", "at": self.clock()}


async def converse(conversation: Conversation, flow: str | None, words: Phrases) -> None:
    """Chat with a person until end of input."""
    console = Console(highlight=False)
    draw(conversation, await conversation.start(flow), console)
    while (line := await _typed(console, words.say("cli/prompt.j2"))) is not None:
        if line.strip():
            draw(conversation, await conversation.say(line), console)
    console.print(escape(plain(words.say("cli/bye.j2"))))


async def read_aloud(conversation: Conversation, flow: str | None, words: Phrases) -> None:
    """Chat with a pipe: each line is shown as if it were typed."""
    console = Console(highlight=False, soft_wrap=True)
    draw(conversation, await conversation.start(flow), console)
    for line in sys.stdin:
        if line.strip():
            console.print(f"\n[bold]{escape(plain(words.say('cli/prompt.j2')))} {escape(line.strip())}[/]")
            draw(conversation, await conversation.say(line), console)


async def exchange(conversation: Conversation, flow: str | None) -> None:
    """Chat with a script: a JSON object a line in and out; what can't be read is answered by `{"error": …}`."""
    _write(as_json(await conversation.start(flow)))
    for line in sys.stdin:
        if line.strip():
            _write(await _answer(conversation, line))


async def _answer(conversation: Conversation, line: str) -> bytes:
    try:
        asked = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return orjson.dumps({"error": f"not JSON: {error}"})
    match asked:
        case {"say": str(text)}:
            return as_json(await conversation.say(text))
        case {"tap": str(button)}:
            return as_json(await conversation.tap(button))
    return orjson.dumps({"error": 'expected {"say": "words"} or {"tap": "id of a button"}'})


async def _typed(console: Console, prompt: str) -> str | None:
    """A line from the keyboard, or None at its end; waiting for it can be cancelled, so Ctrl-C stops at once."""
    console.print(f"\n[bold]{escape(prompt)}[/] ", end="")
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(sys.stdin, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(sys.stdin)
    return sys.stdin.readline() or None


def _write(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def draw(conversation: Conversation, message: Message, console: Console) -> None:
    """Write a message with its buttons."""
    if message.toast:
        console.print(escape(f"〔{message.toast}〕"), style="yellow")
    if message.text:
        console.print()
        console.print(_rich(message.text))
    links = [button for row in message.rows for button in row if button.url and str(button.url) not in message.text]
    for button in links:
        console.print(escape(f"   {button.label} {button.url}"))
    letters = []
    for mark, button in conversation.marks().items():
        if mark.isdigit():
            console.print(f"  [bold cyan]{mark}[/]. {escape(button.label)}")
        else:
            letters.append(f"[bold cyan]{mark}[/]. {escape(button.label)}")
    console.print("  " + "   ".join(letters), style="dim")


def as_json(message: Message) -> bytes:
    """One line for scripts: `{"flow", "state", "text", "buttons", "toast", "end"}`."""
    buttons = [{"id": button.id, "label": button.label} for row in message.rows for button in row if button.id]
    return orjson.dumps(
        {
            "flow": message.flow,
            "state": message.state,
            "text": plain(message.text),
            "buttons": buttons,
            "toast": message.toast,
            "end": message.end,
        }
    )


def _rich(text: str) -> str:
    """The Bot API's small HTML as rich markup."""
    parts, last = [], 0
    for tag in _TAG.finditer(text):
        parts.append(escape(plain(text[last : tag.start()])))
        style = _MARKS.get(tag[2]) or _MARKS.get(tag[2].split()[0])
        parts.append("[/]" if style and tag[1] else f"[{style}]" if style else "")
        last = tag.end()
    return "".join([*parts, escape(plain(text[last:]))])
