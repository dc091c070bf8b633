"""The house's own log: one line an event, for those who run the bot; what people said never stands in it."""

from typing import TextIO

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback


def log_to(stream: TextIO) -> None:
    """Write all log lines to this stream."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            # The pretty traceback shows local values, and with them what people said.
            ConsoleRenderer(colors=False, exception_formatter=plain_traceback),
        ],
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
