"""The tray: orders that were taken in and are not done yet, so that a stop in between loses none."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from bot.errors import VaultError
from bot.flow.model import Frozen
from bot.stores.binder import DAY, Binder
from bot.vault import Vault

_log = structlog.get_logger(__name__)


class Leaf(Frozen):
    """An update as it came, sealed: it holds names, and what was written."""

    number: int
    sealed: str
    """In base64."""


@dataclass(frozen=True, slots=True)
class Tray:
    """Keeps the promises of `bot.channels.base.Tray`; what lies here for a day is of no use any more."""

    binder: Binder
    vault: Vault

    async def keep(self, bot: int, number: int, update: Mapping[str, Any]) -> None:
        """Keep an update until it is done. Raises StoreError."""
        sealed = base64.b64encode(self.vault.seal(json.dumps(update).encode())).decode()
        await self.binder.keep(_kind(bot), f"{number}", Leaf(number=number, sealed=sealed), DAY)

    async def done(self, bot: int, number: int) -> None:
        """Keep it no longer. Raises StoreError."""
        await self.binder.drop(_kind(bot), f"{number}")

    async def left(self, bot: int) -> Mapping[int, Mapping[str, Any]]:
        """What this bot has not done, by number, in the order in which it came. Raises StoreError."""
        leaves = sorted(await self.binder.leaves(_kind(bot), Leaf), key=lambda leaf: leaf.number)
        opened = ((leaf.number, self._opened(leaf)) for leaf in leaves)
        return {number: update for number, update in opened if update is not None}

    def _opened(self, leaf: Leaf) -> Mapping[str, Any] | None:
        try:
            update: Mapping[str, Any] = json.loads(self.vault.open(base64.b64decode(leaf.sealed)))
        except VaultError:
            _log.warning("order_not_opened")  # sealed with a key that was lost
            return None
        return update


def _kind(bot: int) -> str:
    return f"order.{bot}"
