"""What can go wrong between a bot and Telegram, on request."""

from dataclasses import dataclass
from typing import Literal


@dataclass
class Fault:
    """One kind of trouble for the next calls of one method."""

    method: str
    kind: Literal["status", "hang", "late", "lost", "cut"]
    """status: an error is answered. hang: no work, no answer. late: work, but no answer until the client gives up.
    lost: work, then the connection breaks. cut: the connection breaks before the work."""
    times: int
    status: int = 500
    parameters: dict[str, int] | None = None
    """What is answered along with an error."""


class Faults:
    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def fails(self, method: str, status: int = 500, *, times: int = 1, retry_after: int | None = None) -> None:
        parameters = {"retry_after": retry_after} if retry_after else None
        self._planned.append(Fault(method, "status", times, status, parameters))

    def moves(self, method: str, *, to: int) -> None:
        """The group has become a supergroup with another id."""
        self._planned.append(Fault(method, "status", 1, 400, {"migrate_to_chat_id": to}))

    def hangs(self, method: str, *, times: int = 1) -> None:
        self._planned.append(Fault(method, "hang", times))

    def answers_too_late(self, method: str, *, times: int = 1) -> None:
        self._planned.append(Fault(method, "late", times))

    def loses_answer(self, method: str, *, times: int = 1) -> None:
        self._planned.append(Fault(method, "lost", times))

    def cuts(self, method: str, *, times: int = 1) -> None:
        self._planned.append(Fault(method, "cut", times))

    def next(self, method: str) -> Fault | None:
        """Take the next trouble planned for this method."""
        for fault in self._planned:
            if fault.method == method and fault.times:
                fault.times -= 1
                return fault
        return None
