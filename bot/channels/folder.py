"""Where a terminal leaves the sheets of a message: files in a folder."""

from pathlib import Path

from bot.channels.base import Turns
from bot.complaint import wrong
from bot.message import Message
from bot.press.paper import Paper


async def leave(desk: Turns, message: Message, folder: Path) -> tuple[Message, tuple[Path, ...]]:
    """Write the message's sheets; what can't be printed is told in the message that comes back.

    Raises SettingError when the folder can't be written.
    """
    left: list[Path] = []
    for attachment in message.files:
        papers = await desk.papers(attachment)
        left += [_written(folder, paper) for paper in papers]
        if not papers:
            message = message.model_copy(update={"text": f"{message.text}\n\n{attachment.instead}"})
    return message, tuple(left)


def _written(folder: Path, paper: Paper) -> Path:
    path = folder / paper.name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(paper.content)
    except OSError as error:
        raise wrong("GUIDE_DATA_DIR", "data_dir_unusable", why=error) from None
    return path
