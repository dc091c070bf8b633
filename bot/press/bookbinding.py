"""Sets the handbook with typst, for paper; what the texts say is never read as markup."""

from pathlib import Path

import typst

from bot.book.volume import Volume
from bot.press.font import FAMILY, Font


def bound(volume: Volume, home: Path, font: Font) -> bytes:
    """The handbook as a PDF on A4, with bookmarks; the same volume gives the same file.

    Without tags for reading aloud, which would make it four times as large: for that there is the page.
    """
    root = home / "messages_zh"
    done = typst.Compiler(
        root / "book" / "book.typ", root=root, font_paths=[font.file.parent], ignore_system_fonts=True
    ).compile(
        format="pdf",
        sys_inputs={"sheet": volume.model_dump_json(), "font": FAMILY, "paper": "a4"},
        timestamp=int(volume.made.timestamp()),
        pdf_tags=False,
    )
    return done if isinstance(done, bytes) else b""
