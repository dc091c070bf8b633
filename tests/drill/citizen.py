"""A citizen who wants an appointment, and acts only by what stands on the screen."""

import re
from random import Random
from time import monotonic
from typing import Literal

from tests.telegram.bot_api import BotApi
from tests.telegram.chats import Card

Plan = Literal["keep", "change", "cancel"]
"""What is done with the receipt."""

_FLOW = "tea_hall"
_CLOCK = re.compile(r"(^|） )\d{1,2}:\d\d$")
"""A button with a time, of the chosen day or of one of the next."""
_NAME = "李小芳"
_REF = re.compile(r"[0-9A-HJKMNP-TV-Z]{10}")
_SURPRISE = re.compile(r"故障号|(?<!还)没有约上|没能|保留的时间")
"""Answers that nothing in the drill should bring about: our own fault, a refusal, the end of all tries or of a hold."""
_REST = (1.0, 4.0)
"""Seconds somebody rests who is told to come back later."""

OPEN, CONFIRM, QUEUE, AGREE = "🗓 预约办理", "✅ 确认预约", "⏳ 替我排着", "同意，往下填"
CHANGE, CANCEL, CANCEL_SURE, COPY = "🔁 改时间", "🗑 取消", "🗑 确定取消", "🎫 复制预约号"


class Citizen:
    """Opens a procedure, books, and with the receipt does what was planned."""

    def __init__(self, api: BotApi, number: int, seed: int) -> None:
        self._random = Random(f"{seed} {number}")
        self._person = api.person(number, f"第{number}位")
        self._chat = api.chat(number)
        self._looked: dict[int, int] = {}
        self._met: set[tuple[str, str]] = set()
        self._left = 1
        self._named = False
        """Whether the name was told last, after which the number is asked for."""
        self.phone = f"138{number:08d}"
        self.plan: Plan = self._random.choices(("keep", "change", "cancel"), (8, 1, 1))[0]
        self.ended = ""
        """How it came to an end; empty while it has not."""
        self.waiting = False
        """Whether what was done last has not been answered on the screen."""
        self.rests_until = 0.0
        self.acts = 0
        self.receipts: dict[str, list[str]] = {}
        """Reference to the receipts shown for it."""
        self.freed: set[str] = set()
        """References that were told to be given back."""
        self.twice = 0
        """Cards shown again that had been shown before, as after a kill."""
        self.surprises: list[str] = []
        """Answers that nothing in the drill should bring about."""
        self._card: Card | None = None

    @property
    def number(self) -> int:
        return self._person.id

    @property
    def screen(self) -> str:
        """What stands there, for people who look for a fault."""
        return self._card.text if self._card else ""

    async def opens(self) -> None:
        await self._says(f"/start {_FLOW}")

    async def looks(self) -> None:
        """Read what is new on the screen, and act upon it."""
        for card in self._news():
            self._reads(card)
        if not self.waiting and not self.ended and monotonic() >= self.rests_until:
            await self._acts()

    def _news(self) -> list[Card]:
        """Cards that are new or were changed, the changed ones first; files that came along are none."""
        changed = [card for card in self._chat.cards if card.html and self._looked.get(card.id) != card.edited]
        fresh = [card for card in changed if card.id not in self._looked]
        self._looked |= {card.id: card.edited for card in changed}
        return [*(card for card in changed if card not in fresh), *fresh]

    def _reads(self, card: Card) -> None:
        self._notes(card)
        if self._is_known(card):
            self.twice += "预约单马上发来" not in card.text
            return
        if self._answers(card):
            self._card, self.waiting = card, False
            self.rests_until = monotonic() + self._random.uniform(*_REST) if "没有答复，看不到" in card.text else 0.0

    def _is_known(self, card: Card) -> bool:
        """Whether it was shown before, told by its buttons; the question for the number has none."""
        if "手机号是多少" in card.text:
            return not self._named
        shown = (card.html, str(card.rows))
        known = shown in self._met
        self._met.add(shown)
        return known

    def _notes(self, card: Card) -> None:
        """Keep what is a receipt, and what takes one back."""
        refs = _REF.findall(card.text)
        if "预约单马上发来" in card.text:
            self.receipts.setdefault(refs[0], []).append(card.text)
        if "退掉了" in card.text:
            self.freed.update(refs)

    def _answers(self, card: Card) -> bool:
        """Whether there is something to do on this card, or it ends the matter; the others only say to wait."""
        text = card.text
        if _SURPRISE.search(text):
            self.surprises.append(text)
        waits = ("还不能算约上", "替您排着", "正在占号", "取消的事记下了", "还没约定")
        if any(each in text for each in waits) and not card.button(CONFIRM) and not card.button(QUEUE):
            return False
        return "退掉了" not in text or not any(ref in text for ref in self._given_up())

    def _given_up(self) -> list[str]:
        """References of which the freeing is only to be noted: another appointment has taken their place."""
        return list(self.receipts) if self.plan == "change" else []

    async def _acts(self) -> None:
        card = self._card
        assert card
        text = card.text
        times = [button for button in card.labels if _CLOCK.search(button)]
        days = [button for button in card.labels if "余" in button]
        if "故障号" in text:
            self.ended = "incident"
        elif "预约单马上发来" in text:
            await self._has_it(card)
        elif "退掉了" in text:
            self.ended = "cancelled"
        elif "都约满了" in text:
            self.ended = "kept" if self._standing() else "no slot"
        elif "看不到有哪些号" in text and self._standing():
            await self._says("/my")
        elif choice := next((each for each in (CONFIRM, QUEUE, AGREE, CANCEL_SURE) if card.button(each)), None):
            await self._taps(choice, card)
        elif mine := next((each for each in card.labels if each.startswith("🎫 ") and each != COPY), None):
            await self._taps(mine, card)
        elif card.button(CHANGE):
            await self._taps(CHANGE, card)
        elif "叫什么名字" in text:
            await self._says(_NAME)
        elif "手机号是多少" in text:
            await self._says(self.phone)
        elif times or days:
            await self._taps(self._random.choice(times or days), card)
        elif card.button(OPEN):
            await self._taps(OPEN, card)
        elif "？" in text and card.rows:
            await self._taps(card.labels[0], card)
        else:
            self.ended = "lost"
            self.surprises.append(text)

    async def _has_it(self, card: Card) -> None:
        if self.plan == "keep" or not self._left:
            self.ended = "booked"
            return
        self._left -= 1
        await self._taps(CHANGE if self.plan == "change" else CANCEL, card)

    def _standing(self) -> set[str]:
        return self.receipts.keys() - self.freed

    async def _taps(self, button: str, card: Card) -> None:
        self._acted()
        await self._person.taps(button, on=card)

    async def _says(self, text: str) -> None:
        self._acted()
        self._named = text == _NAME
        await self._person.says(text)

    def _acted(self) -> None:
        self.waiting, self._named = True, False
        self.acts += 1
