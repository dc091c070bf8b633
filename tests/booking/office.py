"""One office for all contract tests: a window open 9 to 12 on working days, half an hour each, and a clock to turn."""

from datetime import date, datetime, timedelta

from bot.booking.base import Matter, Person, Request, Slot
from bot.config import ZONE
from bot.flow.booking import CounterBooking
from bot.flow.shelf import OfficeCalendar
from bot.workdays import WorkCalendar

OFFICE = "hall"
SERVICE = "power_sme_three_zero"
MORNING = datetime(2026, 9, 21, 8, tzinfo=ZONE)
"""A Monday before opening; Mid-Autumn and National Day lie within the days one can book."""
TODAY = MORNING.date()
CLOSED = date(2026, 9, 29)
"""A Tuesday on which the office is closed by its own word."""
BOOKABLE = tuple(date(2026, 9, day) for day in (21, 22, 23, 24, 28, 30))
"""All days with slots up to 14 days ahead: 25 to 27 September and 1 to 7 October are holidays."""


def counting(**terms: int) -> CounterBooking:
    """A booking of 30 minutes, 1 window and 14 days ahead, or on other terms."""
    return CounterBooking.model_validate({"provider": "counter", "workdays": ["09:00-12:00"], **terms})


BOOKING = counting(per_person=20)
CALENDAR = WorkCalendar(
    OfficeCalendar.model_validate({"closes_at": "18:00", "closed": [{"day": str(CLOSED), "reason": "系统升级"}]})
)
MATTER = Matter(service=SERVICE, title="低压非居民用电", outcome="三零服务", ready=("营业执照",), missing=("身份证",))


class Clock:
    """Says the time it was set to."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


def slot(day: date, hour: int, minute: int = 0, minutes: int = 30) -> Slot:
    """A slot by the name the house gives it."""
    start = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)
    return Slot(id=f"{start:%Y%m%d%H%M}", start=start, end=start + timedelta(minutes=minutes))


def asks(
    ref: str, where: Slot, phone: str = "13800000000", name: str = "张三丰", instead: str | None = None
) -> Request:
    """A booking as the house wants it."""
    person = Person(name=name, phone=phone)
    return Request(ref=ref, slot=where, person=person, matter=MATTER, owner=f"tg.{ref}", instead=instead)
