"""The HTML of the Bot API, refused where Telegram refuses it (Bot API: HTML style)."""

import html
import re

TAGS = (
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ins",
    "s",
    "strike",
    "del",
    "code",
    "pre",
    "a",
    "blockquote",
    "tg-spoiler",
    "span",
)

_PIECE = re.compile(r"<(?P<tag>[^<>]*)(?P<closed>>?)|(?P<entity>&#?\w+;)|(?P<text>[^<&]+|&)")
_TAG = re.compile(r"(?P<end>/?)(?P<name>[a-zA-Z-]+)(?P<rest>.*)", re.DOTALL)
_RESTS = {
    "a": r'\s+href="[^"]+"',
    "blockquote": r"(\s+expandable(=\"\")?)?",
    "code": r'(\s+class="language-[^"]+")?',
    "span": r'\s+class="tg-spoiler"',
}
_ENTITIES = ("&lt;", "&gt;", "&amp;", "&quot;")


class BadHtml(Exception):
    pass


def plain(text: str) -> str:
    """What is left to read; stricter than Telegram in one thing: an unknown named entity is refused, not shown."""
    shown: list[str] = []
    opened: list[str] = []
    for match in _PIECE.finditer(text):
        offset = len(text[: match.start()].encode())
        if (tag := match["tag"]) is not None:
            _follow(tag, bool(match["closed"]), opened, offset)
        elif entity := match["entity"]:
            if entity not in _ENTITIES and not re.fullmatch(r"&#(\d{1,6}|x[0-9a-fA-F]{1,5});", entity):
                raise BadHtml(f'unsupported entity "{entity}" at byte offset {offset}')
            shown.append(html.unescape(entity))
        else:
            shown.append(match["text"])
    if opened:
        raise BadHtml(f'can\'t find end tag corresponding to start tag "{opened[-1]}"')
    return "".join(shown).strip()


def _follow(tag: str, closed: bool, opened: list[str], offset: int) -> None:
    match = _TAG.fullmatch(tag)
    if not match or match["name"].lower() not in TAGS:
        raise BadHtml(f'unsupported start tag "{tag.split(" ", maxsplit=1)[0]}" at byte offset {offset}')
    if not closed:
        raise BadHtml(f"unclosed start tag at byte offset {offset}")
    name = match["name"].lower()
    if match["end"]:
        if not opened:
            raise BadHtml(f"unexpected end tag at byte offset {offset}")
        if opened[-1] != name:
            raise BadHtml(f'unmatched end tag at byte offset {offset}, expected "</{opened[-1]}>", found "</{name}>"')
        opened.pop()
        return
    if not re.fullmatch(_RESTS.get(name, r""), match["rest"]):
        raise BadHtml(f'unsupported attributes of start tag "{name}" at byte offset {offset}')
    if name == "blockquote" and name in opened:
        raise BadHtml(f"blockquote can't be nested at byte offset {offset}")
    opened.append(name)
