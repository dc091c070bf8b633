"""Small houses for tests: a few tea procedures with the real words, in a folder that a test may change."""

import shutil
from pathlib import Path

from bot.engine.mind import Mind
from bot.flow.load import load

ROOT = Path(__file__).parent.parent


def furnish(folder: Path) -> Path:
    """Lay out a home; its flows are without findings."""
    home = folder / "home"
    shutil.copytree(ROOT / "tests" / "house" / "flows", home / "flows")
    (home / "flows" / "words.yaml").symlink_to(ROOT / "flows" / "words.yaml")
    shutil.copytree(ROOT / "messages_zh", home / "messages_zh")
    return home


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text, f"{file} does not say {old}"
    file.write_text(text.replace(old, new), "utf-8")


def mind(home: Path) -> Mind:
    """All that a turn of thought needs, also for flows with findings of sense."""
    book = load(home).handbook
    assert book
    return Mind(book)
