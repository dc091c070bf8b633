"""How a message looks in a terminal, and by what to type its buttons are called."""

import itertools
import re
from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

from bot.message import Button, Message, plain

_AROUND = re.compile(r"[a-z0-9]+\.\d+\.(?:b|a\.\w+|x|m|e|c\.unsure)")
_STYLES = {"b": "bold", "i": "italic dim", "code": "cyan", "blockquote": "dim"}
_TAG = re.compile(r"<(/?)([a-z]+)[^<>]*>")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def marks(message: Message) -> Mapping[str, Button]:
    """The buttons by what to type: numbers for answers, letters for ways around.

    Where the answer itself is typed, as a number is, all are letters.
    """
    numbers, letters = itertools.count(1), iter(_LETTERS)
    return {
        next(letters) if message.typed or _AROUND.fullmatch(button.id) else str(next(numbers)): button
        for row in message.rows
        for button in row
        if button.id
    }


def draw(message: Message, buttons: Mapping[str, Button], console: Console) -> None:
    """Write a message with its buttons."""
    if message.toast:
        console.print(Text(f"〔{message.toast}〕", style="yellow"))
    if message.text:
        console.print()
        console.print(_styled(message.text))
    for button in (button for row in message.rows for button in row):
        if button.url and button.url not in message.text:
            console.print(Text(f"   {button.label} {button.url}"))
    around = Text("  ", style="dim")
    for mark, button in buttons.items():
        # What is numbered in the text above carries its number already.
        line = Text.assemble((mark, "bold cyan"), f". {button.label.removeprefix(f'{mark}. ')}")
        if mark.isdigit():
            console.print(Text("  ") + line)
        else:
            around += line + Text("   ")
    if around.plain.strip():
        around.rstrip()
        console.print(around)


def _styled(text: str) -> Text:
    """The Bot API's small HTML as styles."""
    styled, open_tags, last = Text(), list[str](), 0
    for tag in (*_TAG.finditer(text), None):
        style = " ".join(_STYLES[name] for name in open_tags if name in _STYLES)
        styled.append(plain(text[last : tag.start() if tag else None]), style)
        if tag is None:
            break
        if not tag[1]:
            open_tags.append(tag[2])
        elif tag[2] in open_tags:
            open_tags.remove(tag[2])
        last = tag.end()
    return styled
