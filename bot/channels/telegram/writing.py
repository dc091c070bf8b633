"""Writes for Telegram: Message → what a Bot API call needs."""

import html
import re
from functools import lru_cache

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.message import Button

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


@lru_cache(maxsize=4096)
def keyboard(rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup:
    """Build a keyboard; the same rows give the same object, because building one costs more than a turn of thought."""
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in rows])


def plain(text: str) -> str:
    """Take the tags out of a text whose HTML Telegram refused."""
    return html.unescape(_TAG.sub("", text))


def _button(button: Button) -> InlineKeyboardButton:
    if button.url is not None:
        return InlineKeyboardButton(button.label, url=button.url)
    if button.copied is not None:
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.copied))
    return InlineKeyboardButton(button.label, callback_data=button.id)
