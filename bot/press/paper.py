"""What leaves the press."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Paper:
    """A file, ready to be sent."""

    name: str
    content: bytes
    caption: str
    form: Literal["document", "photo"]
