"""The words on the staff's buttons, and those that pass."""

from collections.abc import Callable, Mapping

from bot.message import plain


def labels(say: Callable[..., str]) -> Mapping[str, str]:
    """Name to words, as `messages_zh/staff/labels.j2` has them."""
    return dict(line.split("=", 1) for line in plain(say("staff/labels.j2")).splitlines())
