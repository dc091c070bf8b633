"""Answers of every kind: what is not plainly a receipt for us is none, and what can't be read is no empty list."""

import asyncio
import json
from datetime import datetime, timedelta

import pytest
from starlette.responses import Response

from bot.booking.base import PATIENCE, Away, Receipt, Refused
from bot.config import ZONE
from tests.booking.office import SERVICE, TODAY, asks, slot
from tests.booking.running import serving
from tests.booking.with_http import opened

REF = "aaaaaaaaa1"
TOMORROW = TODAY + timedelta(days=1)
_NINE = {"id": "202609210900", "start": "2026-09-21T09:00:00+08:00", "end": "2026-09-21T09:30:00+08:00"}
_SOUND = {"ref": REF, "state": "confirmed", "slot": _NINE}


def _says(status, body, headers=None):
    return Response(body, status, {"Content-Type": "application/json", **(headers or {})})


@pytest.mark.parametrize(
    ("said", "after"),
    [
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("9" * 5000, None),
        ("99999999", 86400),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86400),
    ],
)
async def test_a_strange_time_to_come_back_is_none_or_a_day_at_most(said, after):
    async with serving(_says(503, b"{}", {"Retry-After": said.encode().decode("latin-1")})) as url, opened(url) as line:
        assert await line.get(REF, slot(TODAY, 9)) == Away(after=after)


@pytest.mark.parametrize("status", [202, 204, 300, 302, 400, 401, 403, 404, 405, 418, 429, 451, 500, 502, 504])
async def test_another_status_books_nothing(status):
    async with serving(_says(status, b"{}")) as url, opened(url) as provider:
        answer = await provider.put(asks(REF, slot(TODAY, 9)), "confirmed")

    assert answer == (Refused() if status == 400 else Away())


@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        None,
        {"booking": _SOUND},
        {**_SOUND, "ref": "bbbbbbbbb2"},
        {**_SOUND, "state": "held"},
        {**_SOUND, "state": "booked"},
        {**_SOUND, "slot": {**_NINE, "id": ""}},
        {**_SOUND, "slot": {**_NINE, "id": "x" * 65}},
        {**_SOUND, "slot": {**_NINE, "start": "2026-09-21T09:00:00"}},
        {**_SOUND, "slot": {**_NINE, "start": "nine"}},
    ],
)
async def test_a_receipt_that_is_not_ours_is_none(status, body):
    async with serving(_says(status, json.dumps(body).encode())) as url, opened(url) as provider:
        assert await provider.put(asks(REF, slot(TODAY, 9)), "confirmed") == Away()


async def test_a_new_receipt_for_another_slot_is_none():
    ten = {**_NINE, "id": "202609211000"}
    async with serving(_says(201, json.dumps({**_SOUND, "slot": ten}).encode())) as url, opened(url) as provider:
        answer = await provider.put(asks(REF, slot(TODAY, 9)), "confirmed")

    # Asked again, the system says what this reference has; that it is another slot the receipt says, too.
    assert (answer.new, answer.slot.id) == (False, "202609211000")


async def test_what_more_a_system_says_is_passed_over():
    body = {**_SOUND, "colour": "red", "slot": {**_NINE, "window": "3号"}}
    async with serving(_says(201, json.dumps(body).encode())) as url, opened(url) as provider:
        receipt = await provider.put(asks(REF, slot(TODAY, 9)), "confirmed")

    assert receipt == Receipt(ref=REF, state="confirmed", slot=slot(TODAY, 9))


async def test_only_free_slots_of_the_days_asked_for_are_offered_in_order():
    def told(name, day, hour, free):
        return {
            "id": name,
            "start": f"2026-09-{day}T{hour}:00+08:00",
            "end": f"2026-09-{day}T12:00+08:00",
            "free": free,
        }

    slots = [told("c", 21, 11, 1), told("a", 21, 10, 2), told("full", 21, 10, 0), told("a", 21, 10, 2)]
    body = {"slots": [*slots, told("early", 20, 10, 1), told("far", 23, 10, 1), told("b", 22, "09", 1)]}
    async with serving(_says(200, json.dumps(body).encode())) as url, opened(url) as provider:
        found = await provider.availability(SERVICE, TODAY, TOMORROW)

    assert [(each.id, each.free) for each in found] == [("a", 2), ("c", 1), ("b", 1)]


GARBAGE = {
    "no time at all": {"end": _NINE["start"]},
    "ends before it begins": {"end": "2026-09-21T08:30:00+08:00"},
    "longer than a day": {"end": "2026-09-22T09:00:01+08:00"},
    "a year and more away": {"start": "2027-10-27T09:00:00+08:00", "end": "2027-10-27T09:30:00+08:00"},
    "the end of all calendars": {"start": "9999-12-31T23:00:00Z", "end": "9999-12-31T23:30:00Z"},
    "the beginning of all": {"start": "0001-01-01T00:00:00+14:00", "end": "0001-01-01T00:30:00+14:00"},
    "a name too long": {"id": "x" * 65},
    "a name of two lines": {"id": "9\n10"},
    "a name written backwards": {"id": "9\u202e10"},
}


@pytest.mark.parametrize("wrong", GARBAGE.values(), ids=GARBAGE)
async def test_a_slot_nobody_can_come_to_is_left_out_and_no_receipt(wrong):
    garbage = {**_NINE, **wrong}
    sound = {"id": "x" * 64, "start": "2026-09-21T10:00:00+08:00", "end": "2026-09-22T10:00:00+08:00"}
    async with serving(_says(200, json.dumps({"slots": [garbage, sound]}).encode())) as url, opened(url) as provider:
        assert [each.id for each in await provider.availability(SERVICE, TODAY, TODAY)] == [sound["id"]]
    async with serving(_says(200, json.dumps({**_SOUND, "slot": garbage}).encode())) as url, opened(url) as provider:
        assert await provider.put(asks(REF, slot(TODAY, 9)), "confirmed") == Away()
        assert await provider.get(REF, slot(TODAY, 9)) == Away()


@pytest.mark.parametrize("until", ["2027-10-27T09:00:00+08:00", "9999-12-31T23:59:59Z"])
async def test_a_hold_for_ever_is_none(until):
    held = json.dumps({**_SOUND, "state": "held", "until": until}).encode()
    async with serving(_says(201, held)) as url, opened(url) as provider:
        assert await provider.put(asks(REF, slot(TODAY, 9)), "held") == Away()


async def test_times_are_told_on_the_countys_clock():
    nine = {**_NINE, "start": "2026-09-21T01:00:00Z", "end": "2026-09-20T20:30:00-05:00"}
    held = {**_SOUND, "state": "held", "slot": nine, "until": "2026-09-21T00:10:00Z"}
    async with serving(_says(200, json.dumps({"slots": [nine]}).encode())) as url, opened(url) as provider:
        (found,) = await provider.availability(SERVICE, TODAY, TODAY)
    async with serving(_says(201, json.dumps(held).encode())) as url, opened(url) as provider:
        receipt = await provider.put(asks(REF, slot(TODAY, 9)), "held")

    assert [f"{each:%H:%M}" for each in (found.start, found.end, receipt.slot.start, receipt.slot.end)] == [
        "09:00", "09:30", "09:00", "09:30",
    ]  # fmt: skip
    assert receipt.until.isoformat() == datetime(2026, 9, 21, 8, 10, tzinfo=ZONE).isoformat()


async def test_a_list_that_can_not_be_read_is_no_empty_list():
    for body in (b"{}", b"[]", b'{"slots": 3}', b'{"slots": [{"id": "1"}]}', b'{"slots": [null]}', b"[" * 100_000):
        async with serving(_says(200, body)) as url, opened(url) as provider:
            assert await provider.availability(SERVICE, TODAY, TODAY) == Away()


async def test_a_lie_in_the_length_is_away():
    async def liar(scope, receive, send):
        length = [(b"content-length", b"100"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": length})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        scope["hang_up"]()

    async with serving(liar) as url, opened(url) as provider:
        assert await provider.get(REF, slot(TODAY, 9)) == Away()


async def test_a_packed_answer_is_not_unpacked():
    async with serving(_says(200, b"\x1f\x8b", {"Content-Encoding": "gzip"})) as url, opened(url) as provider:
        assert await provider.availability(SERVICE, TODAY, TODAY) == Away()


@pytest.mark.parametrize(("size", "answer"), [(1_000_000, ()), (1_000_001, Away())])
async def test_an_answer_longer_than_a_million_bytes_is_not_read(size, answer):
    empty = b'{"slots": [], "more": ""}'
    body = empty[:-2] + b"x" * (size - len(empty)) + empty[-2:]
    async with serving(_says(200, body)) as url, opened(url) as provider:
        assert await provider.availability(SERVICE, TODAY, TODAY) == answer


async def test_an_answer_without_end_is_hung_up_on():
    hung_up = asyncio.Event()

    async def endless(scope, receive, send):
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        listening = asyncio.create_task(receive())
        while not listening.done():
            await send({"type": "http.response.body", "body": b" " * 10_000, "more_body": True})
            await asyncio.sleep(0)
        hung_up.set()

    async with serving(endless) as url, opened(url) as provider:
        async with asyncio.timeout(PATIENCE / 2):
            assert await provider.get(REF, slot(TODAY, 9)) == Away()
            await hung_up.wait()
