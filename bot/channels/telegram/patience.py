"""How long the channel waits for Telegram, and for its own house."""

import random
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Times in seconds."""

    tries: int = 5
    """How often one call is made before it is left to the outbox."""
    first: float = 0.5
    """The first wait between two tries; it doubles."""
    longest: float = 30.0
    """The longest wait in one piece; what would take longer is left to the outbox."""
    answer: float = 10.0
    """How long Telegram may take to answer a call."""
    poll: int = 50
    """How long getUpdates waits for something to happen (whole seconds)."""
    look: float = 0.25
    """How soon to ask for new updates while earlier ones are still under way."""
    sign: float = 4.0
    """How soon it is shown again that a slow order is worked at; Telegram shows it for 5."""
    goodbye: float = 8.0
    """How long turns under way may take once we are to stop; the last acknowledgement comes on top."""
    sends: int = 18
    """Messages and edits a group may get per `minute`; Telegram allows 20."""
    minute: float = 60.0
    """A minute."""

    def waits(self) -> Iterator[float]:
        """How long to wait before each next try: doubling, shaken so that not all come back at once."""
        wait = self.first
        while True:
            yield wait * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
            wait = min(wait * 2, self.longest)
