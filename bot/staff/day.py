"""Days as the staff names them behind an order: in figures, in words, or counted from today; past or to come."""

from datetime import date

from bot.engine.dating import read_day
from bot.flow.model import Day
from bot.flow.shelf import Vocabulary

_ANY = Day(future=True, example="-")
_LONGEST = 100
"""Characters that are read."""


def day_in(words: str, vocabulary: Vocabulary, today: date) -> date | None:
    """The one day that these words name; None where they name none, or several."""
    found = read_day(_ANY, words[:_LONGEST], vocabulary, today)
    return found if isinstance(found, date) else None
