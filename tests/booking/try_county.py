"""Tries a county's own system against the contract: books some slots there, and frees them again.

python -m tests.booking.try_county https://test.example/xiaxian SECRET --authority ca.pem --certificate client.pem
"""

import argparse
import asyncio
import random
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from bot.booking.trust import trust
from bot.config import Access
from bot.errors import SettingError
from tests.booking.county_book import ZONE
from tests.booking.spec import Spec

SPEC = Spec()
MOST = 5
"""Slots that more can have are not filled up."""
_PERSON = {"name": "测试", "phone": "13800000000"}
_MATTER = {"service": "trial", "title": "联调测试", "outcome": "测试", "answers": [], "ready": [], "missing": []}


@dataclass
class Trial:
    """Makes one call after the other, and notes what is not as it should be."""

    line: httpx.AsyncClient
    log: list[tuple[str, list[str]]] = field(default_factory=list)
    """Each step, and its faults."""

    async def step(self, name: str, method: str, path: str, wanted: int, body: Any = None, **say: Any) -> Any:
        """One call; `say` is what must stand in the answer."""
        try:
            answer = await self.line.request(method, path, json=body)
            told = answer.json() if answer.content else None
        except (httpx.HTTPError, ValueError) as error:
            self.log.append((name, [type(error).__name__]))
            return None
        spoken = path.partition("?")[0]
        faults = SPEC.faults_of_answer(method, spoken, answer.status_code, told, answer.headers)
        if answer.status_code != wanted:
            faults.insert(0, f"{answer.status_code} instead of {wanted}")
        differing = {key: told.get(key) for key in say if told.get(key) != say[key]} if isinstance(told, dict) else say
        self.log.append((name, [*faults, *([f"answered {differing} instead of {say}"] if differing else [])]))
        return told

    async def book(self, name: str, wanted: int, ref: str, wish: dict[str, Any], /, **say: Any) -> None:
        await self.step(name, "PUT", f"/bookings/{ref}", wanted, wish, **say)


async def tried(url: str, access: Access) -> list[tuple[str, list[str]]]:
    """All steps with their faults."""
    async with httpx.AsyncClient(base_url=url, timeout=6, verify=trust(access)) as line:
        trial = Trial(line)
        await trial.step("no secret", "GET", _days(), 401)
        line.headers["Authorization"] = f"Bearer {access.token.get_secret_value() if access.token else ''}"
        told = await trial.step("free slots", "GET", _days(), 200)
        slots = told.get("slots") if isinstance(told, dict) else None
        if not slots:
            return [*trial.log, ("a slot to try with", ["there is none in the next 14 days"])]
        used: list[str] = []
        try:
            await _booked(trial, slots, used)
        finally:
            for number, ref in enumerate(used):
                await trial.step("delete", "DELETE", f"/bookings/{ref}", 204)
                if not number:
                    await trial.step("delete again", "DELETE", f"/bookings/{ref}", 404)
                    await trial.step("look for what is deleted", "GET", f"/bookings/{ref}", 404)
        await trial.book("a deleted reference is spent", 410, used[0], _wish(slots[0], "held"), code="hold_expired")
    return trial.log


async def _booked(trial: Trial, slots: list[Any], used: list[str]) -> None:
    slot = slots[0]
    first, *others = _refs(MOST + 2)
    used.append(first)
    await trial.book("hold", 201, first, _wish(slot, "held"), ref=first, state="held")
    await trial.book("hold again", 200, first, _wish(slot, "held"), ref=first, state="held")
    await trial.step("look", "GET", f"/bookings/{first}", 200, ref=first, state="held")
    await trial.book("confirm", 200, first, _wish(slot, "confirmed"), ref=first, state="confirmed")
    await trial.book("confirm again", 200, first, _wish(slot, "confirmed"), ref=first, state="confirmed")
    await trial.book("hold what is confirmed", 200, first, _wish(slot, "held"), ref=first, state="confirmed")
    for later in [each for each in slots[1:] if each["start"][:10] == slot["start"][:10]][:1]:
        used.append(others[-2])
        wish = {**_wish(later, "held"), "instead": first}
        await trial.book("move within the day", 201, others[-2], wish, state="held")
    free = slot.get("free", 1)
    if free <= MOST:
        for number, ref in enumerate(others[: free - 1]):
            used.append(ref)
            person = {**_PERSON, "phone": str(13800000001 + number)}
            await trial.book("fill the slot", 201, ref, _wish(slot, "confirmed", person), state="confirmed")
        await trial.book("a full slot", 409, others[-1], _wish(slot, "held", {**_PERSON, "phone": "13800000099"}))
    await trial.book(
        "a number that is none", 422, others[-1], _wish(slot, "held", {**_PERSON, "phone": "12"}), code="person"
    )
    await trial.book("a slot that is none", 422, others[-1], _wish({**slot, "id": "no such slot"}, "held"), code="slot")
    await trial.step("what is no booking", "PUT", f"/bookings/{others[-1]}", 400, {"state": "held"})
    await trial.step("look for what never was", "GET", f"/bookings/{others[-1]}", 404)
    await trial.step("delete what never was", "DELETE", f"/bookings/{others[-1]}", 404)
    await trial.book("what was deleted on its way", 410, others[-1], _wish(slot, "held"), code="hold_expired")


def _wish(slot: Any, state: str, person: Any = _PERSON) -> dict[str, Any]:
    return {"state": state, "slot": slot, "person": person, "matter": _MATTER}


def _days() -> str:
    today = datetime.now(ZONE).date()
    return f"/availability?service=trial&from={today}&to={today + timedelta(days=14)}"


def _refs(count: int) -> list[str]:
    letters = random.SystemRandom()
    return ["".join(letters.choices(string.ascii_letters + string.digits, k=10)) for _ in range(count)]


def _lines(log: list[tuple[str, list[str]]]) -> Iterator[str]:
    for name, faults in log:
        yield f"{'FAIL' if faults else 'ok':<5} {name}"
        yield from (f"      {fault}" for fault in faults)
    yield f"{sum(bool(faults) for _, faults in log)} of {len(log)} steps failed"


def _main() -> None:
    parser = argparse.ArgumentParser(description="try a booking system against the contract")
    parser.add_argument("url")
    parser.add_argument("token")
    parser.add_argument("--authority", type=Path, help="PEM file of the CA that is trusted, instead of the machine's")
    parser.add_argument("--certificate", type=Path, help="PEM file with certificate and key, for mutual TLS")
    given = parser.parse_args()
    access = Access(token=SecretStr(given.token), authority=given.authority, certificate=given.certificate)
    try:
        log = asyncio.run(tried(given.url, access))
    except SettingError as error:
        parser.error(str(error))
    print("\n".join(_lines(log)))
    sys.exit(any(faults for _, faults in log))


if __name__ == "__main__":
    _main()
