"""The terminal: the same conversation with numbered choices, for people, pipes and scripts."""

import asyncio
import codecs
import itertools
import os
import sys
import unicodedata
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TextIO

import orjson
from rich.console import Console
from rich.text import Text

from bot.channels.base import Turns
from bot.channels.folder import leave
from bot.channels.screen import draw, marks
from bot.engine.event import Event, Said, Started
from bot.engine.tap import decode
from bot.message import Message, plain
from bot.stores.base import Effect

_LATER = "/later"
_START = "/start"


class Phrases(Protocol):
    """Where the terminal's own few words come from."""

    def say(self, name: str, **data: object) -> str:
        """The text of a template."""
        ...


Beside = Callable[[Callable[[Effect], Awaitable[None]]], Coroutine[Any, Any, None]]
"""Does what is owed to the person for as long as it is awaited, and hands on what is to be said."""


@dataclass
class Conversation:
    """One person at one terminal: turns lines into events and keeps the buttons on the screen."""

    desk: Turns
    owner: str
    clock: Callable[[], datetime]
    run: str
    """Tells the events of this run from those of all others of this owner."""
    folder: Path
    """Where sheets to take along are left."""
    later: Callable[[], Awaitable[Effect]] | None = None
    """In a rehearsal: what would come next by itself."""
    shown: Message = field(default_factory=lambda: Message(text=""))
    """What stands on the screen."""
    left: tuple[Path, ...] = ()
    """The sheets of the last turn."""
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    async def start(self, flow: str | None) -> Message:
        """Open a procedure, or the house itself."""
        return await self._turn(Started(flow=flow, **self._head()))

    async def say(self, text: str) -> Message:
        """Type something: the number or letter of a button, words, or `/start`; in a rehearsal also `/later`."""
        if self.later and text.strip() == _LATER:
            return await self.show(await self.later())
        if text.strip() == _START:
            return await self.start(None)
        button = marks(self.shown).get(unicodedata.normalize("NFKC", text).strip().lower())
        return await self.tap(button.id) if button and button.id else await self._turn(Said(text=text, **self._head()))

    async def tap(self, id: str) -> Message:
        """Press a button by its id."""
        return await self._turn(decode(id, **self._head()))

    async def _turn(self, event: Event) -> Message:
        saved = await self.desk.turn(self.owner, event, "{}")
        if saved is None:
            return Message(text="")
        last = saved.effect
        for errand in saved.errands:
            # The passing word while one waits is of no use where the answer stands below it a moment later.
            if last:
                await self.desk.settled(last.owner, last.id)
            last = await self.desk.follow(errand, "{}")
        return await self.show(last) if last else Message(text="")

    async def show(self, effect: Effect) -> Message:
        """Put on the screen what is owed to this person."""
        message, self.left = await leave(self.desk, effect.words, self.folder)
        await self.desk.settled(effect.owner, effect.id)
        if message.text:
            self.shown = message
        return message

    def _head(self) -> dict[str, Any]:
        return {"id": f"{self.run}.{next(self._numbers)}", "at": self.clock()}


async def converse(conversation: Conversation, flow: str | None, words: Phrases, beside: Beside) -> None:
    """Chat with a person until end of input; what comes unasked is shown above the prompt."""
    console, lines, prompt = _console(), Lines(sys.stdin), plain(words.say("cli/prompt.j2"))

    def ask() -> None:
        console.print(Text.assemble("\n", (prompt, "bold"), " "), end="")

    async def unasked(effect: Effect) -> None:
        console.print()
        _draw(conversation, await conversation.show(effect), console)
        ask()

    _draw(conversation, await conversation.start(flow), console)
    coming = asyncio.create_task(beside(unasked))
    try:
        ask()
        while (line := await lines.next()) is not None:
            if line.strip():
                _draw(conversation, await conversation.say(line), console)
            ask()
    finally:
        coming.cancel()
        await asyncio.wait([coming])
    console.print(Text("\n" + plain(words.say("cli/bye.j2"))))


async def read_aloud(conversation: Conversation, flow: str | None, words: Phrases) -> None:
    """Chat with a pipe: each line is shown as if it were typed."""
    console, lines, prompt = _console(), Lines(sys.stdin), plain(words.say("cli/prompt.j2"))
    _draw(conversation, await conversation.start(flow), console)
    while (line := await lines.next()) is not None:
        if line.strip():
            console.print(Text(f"\n{prompt} {line.strip()}", style="bold"))
            _draw(conversation, await conversation.say(line), console)


async def exchange(conversation: Conversation, flow: str | None) -> None:
    """Chat with a script: a JSON object a line in and out; what can't be read is answered by `{"error": …}`."""
    lines = Lines(sys.stdin)
    _write(as_json(await conversation.start(flow), conversation.left))
    while (line := await lines.next()) is not None:
        if line.strip():
            _write(await _answer(conversation, line))


async def _answer(conversation: Conversation, line: str) -> bytes:
    try:
        asked = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return orjson.dumps({"error": f"not JSON: {error}"})
    match asked:
        case {"say": str(text)}:
            return as_json(await conversation.say(text), conversation.left)
        case {"tap": str(button)}:
            return as_json(await conversation.tap(button), conversation.left)
    return orjson.dumps({"error": 'expected {"say": "words"} or {"tap": "id of a button"}'})


def as_json(message: Message, left: tuple[Path, ...]) -> bytes:
    """One line for scripts: `{"flow", "state", "text", "buttons", "files", "toast", "end"}`."""
    buttons = [{"id": button.id, "label": button.label} for row in message.rows for button in row if button.id]
    return orjson.dumps(
        {
            "flow": message.flow,
            "state": message.state,
            "text": plain(message.text),
            "buttons": buttons,
            "files": [{"name": path.name, "path": str(path)} for path in left],
            "toast": message.toast,
            "end": message.end,
        }
    )


class Lines:
    """Lines as they come in; waiting for one can be cancelled, so that Ctrl-C and SIGTERM stop at once."""

    def __init__(self, stream: TextIO) -> None:
        self._file = stream.fileno()
        self._decoder = codecs.getincrementaldecoder(stream.encoding)("replace")
        self._read = ""

    async def next(self) -> str | None:
        """The next line, or None when there are no more."""
        while "\n" not in self._read:
            await self._ready()
            read = self._more()
            if not read:
                rest, self._read = self._read, ""
                return rest or None
            self._read += self._decoder.decode(read)
        line, _, self._read = self._read.partition("\n")
        return line

    def _more(self) -> bytes:
        try:
            return os.read(self._file, 65536)
        except OSError:  # the terminal has gone
            return b""

    async def _ready(self) -> None:
        loop, ready = asyncio.get_running_loop(), asyncio.Event()
        try:
            loop.add_reader(self._file, ready.set)
        except PermissionError:  # a file, which can always be read
            return
        try:
            await ready.wait()
        finally:
            loop.remove_reader(self._file)


def _console() -> Console:
    # Soft wrap leaves the lines to the terminal, and whole where they are read by something else.
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def _draw(conversation: Conversation, message: Message, console: Console) -> None:
    draw(message, marks(conversation.shown), console)
    for path in conversation.left:
        console.print(Text(f"   {path}", style="green"))


def _write(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()
