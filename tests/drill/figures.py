"""What a drill comes to: the receipts on people's screens beside the provider's own book."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from tests.drill.citizen import Citizen
from tests.drill.offices import Booked


@dataclass(frozen=True)
class Figures:
    name: str
    receipts: int
    """Appointments people hold in their hands at the end."""
    bookings: int
    """Confirmed lines of the provider's book."""
    doubles: list[str]
    """Slots with more bookings than windows, references that stand twice, people with two appointments."""
    lost: list[str]
    """Receipts without a booking at their time."""
    ghosts: list[str]
    """Bookings and holds of which nobody has a receipt."""
    unanswered: list[str]
    """People who still wait."""
    surprises: list[str]
    """Answers that nothing in the drill should bring about."""
    owed: list[str]
    """What is still owed, and has been due."""
    told_twice: int
    """Receipts that were shown again."""
    kills: tuple[int, int]
    """How often the bot was killed, and how often the provider."""
    ends: Counter[str]
    """How people came to an end."""
    weather: str
    """What went wrong on the way."""

    @property
    def sound(self) -> bool:
        """Whether nothing was doubled, lost, imagined or left unsaid."""
        return not (self.doubles or self.lost or self.ghosts or self.unanswered or self.surprises or self.owed)

    @property
    def line(self) -> str:
        ends = ", ".join(f"{count} {how}" for how, count in sorted(self.ends.items()))
        return (
            f"{self.name}: receipts {self.receipts}, bookings {self.bookings}; doubles {len(self.doubles)},"
            f" lost {len(self.lost)}, ghosts {len(self.ghosts)}, unanswered {len(self.unanswered)},"
            f" surprises {len(self.surprises)}, still owed {len(self.owed)}; told twice {self.told_twice};"
            f" {ends}; {self.weather}"
        )

    @property
    def faults(self) -> list[str]:
        """What there is to be looked into."""
        kinds = ("doubles", "lost", "ghosts", "unanswered", "surprises", "owed")
        return [f"{kind}: {each}" for kind in kinds for each in getattr(self, kind)]


def compare(
    name: str, crowd: list[Citizen], book: list[Booked], owed: list[str], kills: tuple[int, int], weather: str
) -> Figures:
    """Lay all screens beside the book."""
    told = {ref: (one, texts[-1]) for one in crowd for ref, texts in one.receipts.items() if ref not in one.freed}
    standing = {each.ref: each for each in book if each.state == "confirmed"}
    return Figures(
        name=name,
        receipts=len(told),
        bookings=sum(each.state == "confirmed" for each in book),
        doubles=_doubles(book),
        lost=[f"{ref} of {one.number}" for ref, (one, text) in told.items() if not _stands(standing.get(ref), text)],
        ghosts=[f"{each.ref} {each.state} of {each.phone}" for each in book if each.ref not in told],
        unanswered=[f"{one.number}: {one.screen!r}" for one in crowd if not one.ended],
        surprises=[f"{one.number}: {text!r}" for one in crowd for text in one.surprises],
        owed=owed,
        told_twice=sum(len(texts) - 1 for one in crowd for texts in one.receipts.values()),
        kills=kills,
        ends=Counter(one.ended or "waits" for one in crowd),
        weather=weather,
    )


def _doubles(book: list[Booked]) -> list[str]:
    """The drill's window serves one at a time, and its people want one appointment each."""
    kinds = {
        "slot": Counter(str(each.start) for each in book),
        "reference": Counter(each.ref for each in book),
        "person": Counter(each.phone for each in book),
    }
    return [f"{kind} {what}: {many}" for kind, seen in kinds.items() for what, many in seen.items() if many > 1]


def _stands(booked: Booked | None, receipt: str) -> bool:
    return booked is not None and _written(booked.start) in receipt


def _written(at: datetime) -> str:
    """As a receipt says it: 9月22日（星期二）9:00."""
    return f"{at.month}月{at.day}日（星期{'一二三四五六日'[at.weekday()]}）{at.hour}:{at.minute:02d}–"
