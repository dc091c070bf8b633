"""The seal of the house: all bots on one Redis must have the same key, or none reads what another wrote."""

import asyncio

import structlog

from bot.complaint import wrong
from bot.errors import StoreError
from bot.stores.base import Store
from bot.vault import Vault

_PAUSE = 1.0
"""Seconds between two tries to ask a Redis that is away."""

_log = structlog.get_logger()


async def check(store: Store, vault: Vault) -> None:
    """See that our key is the one that sealed what lies there; the first bot to come decides which it is.

    Only a mark of the key lies there (HMAC of a constant), which tells nobody what it is. It is kept for 400 days after
    a bot with that key last worked, longer than anything sealed: so another key is refused as long as something may
    need the old one, and not for ever. Raises `SettingError` for another key, `StoreError` when nobody answers.
    """
    if not await store.keyed(vault.mark("guide")):
        raise wrong("GUIDE_BOOKING_KEY", "booking_key_other")


async def wait(store: Store, vault: Vault) -> None:
    """As `check`, for a bot that may have been started before its Redis."""
    while True:
        try:
            return await check(store, vault)
        except StoreError:
            _log.warning("key_not_checked")
            await asyncio.sleep(_PAUSE)
