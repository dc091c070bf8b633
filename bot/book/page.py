"""Sets the handbook as one page that needs nothing else: no network, no fonts, no second file."""

from base64 import b64encode
from typing import Protocol

from bot.book.volume import Volume
from bot.enclosure import LONG, bounded


class Template(Protocol):
    """Fills a template of `messages_zh`."""

    def __call__(self, name: str, **data: object) -> str:
        """The template's text, as HTML."""
        ...


def page(volume: Volume, say: Template) -> bytes:
    """The handbook as HTML in UTF-8; what texts say is never read as markup."""
    entries = [entry for chapter in volume.chapters for entry in chapter.entries]
    pictures = {one.id: [b64encode(sheet.encode()).decode() for sheet in one.pictures] for one in entries}
    with bounded(LONG):
        return say("book/page.j2", volume=volume, pictures=pictures).encode()
