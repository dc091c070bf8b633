"""The house's own log: one line an event, for those who run the bot; what people said never stands in it."""

import traceback
from collections.abc import Iterator
from typing import TextIO

import structlog
from structlog.dev import ConsoleRenderer
from structlog.typing import ExcInfo

from bot.errors import HouseError


def log_to(stream: TextIO) -> None:
    """Write all log lines to this stream."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            ConsoleRenderer(colors=False, exception_formatter=_terse),
        ],
        logger_factory=structlog.PrintLoggerFactory(stream),
    )


def _terse(stream: TextIO, exc_info: ExcInfo) -> None:
    """Write where it happened and of what kind it is; other people's words for it may hold what a citizen said."""
    for number, error in enumerate(reversed([*_chain(exc_info[1])])):
        stream.write("\n" if number else "")
        stream.write("Traceback (most recent call last):\n")
        stream.writelines(traceback.format_tb(error.__traceback__))
        words = f": {error}" if isinstance(error, HouseError) else ""
        stream.write(f"{type(error).__module__}.{type(error).__qualname__}{words}")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
