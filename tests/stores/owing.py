"""Effects as the desk saves them."""

from bot.message import Button, Message
from bot.stores.base import Effect

OWNER = "tg.100.100"


def owe(id: str, owner: str = OWNER) -> Effect:
    rows = ((Button(label="上一步", id="abc.3.b"), Button(label="转人工", id="abc.3.a.human")),)
    message = Message(text="您是为谁办理用电？", rows=rows)
    return Effect(id=id, owner=owner, address='{"chat":100,"card":7}', message=message)
