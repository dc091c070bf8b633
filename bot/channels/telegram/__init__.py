"""Telegram, through python-telegram-bot's low level: its own update loop, its own retries, nothing kept in memory."""

import logging
import os

# PTB 22 asks for this: it then hands out waiting times as timedelta, as its next version always will.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# At INFO and DEBUG these write down addresses, which hold the token, and what people said.
for _name in ("httpx", "httpcore", "telegram"):
    logging.getLogger(_name).setLevel(logging.WARNING)
