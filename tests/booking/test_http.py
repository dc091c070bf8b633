"""Whatever goes wrong on the line to an office's system, the answer is true, and nothing is booked twice or imagined."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import monotonic

import pytest
from starlette.responses import Response
from structlog.testing import capture_logs

from bot.booking.base import PATIENCE, Away, Gone, Receipt, Refused
from bot.booking.http import Http
from bot.config import Access
from tests.booking.county import TOKEN, County
from tests.booking.county_book import Rules
from tests.booking.office import SERVICE, TODAY, Clock, asks, slot
from tests.booking.running import Process, serving
from tests.booking.wiretap import Wiretap
from tests.booking.with_http import RULES, booking, opened

REF = "aaaaaaaaa1"
STATES = pytest.mark.parametrize("state", ["held", "confirmed"])


@pytest.fixture
def county():
    return County(Rules(closed=RULES.closed, per_person=2), Clock())


@pytest.fixture
def tap(county):
    return Wiretap(county.app)


@pytest.fixture
async def provider(tap):
    async with serving(tap) as url, opened(url) as provider:
        yield provider


@pytest.fixture
async def wish(provider):
    return asks(REF, (await provider.availability(SERVICE, TODAY, TODAY))[0])


@STATES
@pytest.mark.parametrize(
    ("fault", "status"), [("dropped", 0), ("broken", 500), ("garbled", 200), ("huge", 200), ("moved", 307)]
)
async def test_after_a_lost_answer_one_looks_and_has_the_receipt(provider, county, tap, wish, fault, status, state):
    county.faults.set({fault: 1, "most": 1})

    receipt = await provider.put(wish, state)

    assert [(e.method, e.status) for e in tap.heard[1:]] == [("PUT", status), ("GET", 200)]
    assert isinstance(receipt, Receipt)
    assert (receipt.ref, receipt.state, receipt.slot.id) == (REF, state, wish.slot.id)
    assert receipt == await provider.put(wish, state)
    assert list(county.book.entries) == [REF]


async def test_a_late_answer_is_not_waited_for_but_asked_for(provider, county, wish):
    county.faults.set({"late": 1, "most": 1})
    begun = monotonic()

    receipt = await provider.put(wish, "confirmed")

    assert receipt.state == "confirmed"
    assert monotonic() - begun < PATIENCE


async def test_a_system_that_is_always_late_is_away_within_our_patience(provider, county, wish):
    county.faults.set({"late": 1})
    begun = monotonic()

    assert await provider.put(wish, "confirmed") == Away()
    assert monotonic() - begun < PATIENCE


@pytest.mark.parametrize("fault", ["dropped", "broken", "garbled", "huge", "moved"])
async def test_an_answer_that_says_nothing_is_no_receipt_and_no_release(provider, county, wish, fault):
    county.faults.set({fault: 1})

    assert await provider.availability(SERVICE, TODAY, TODAY) == Away()
    assert await provider.put(wish, "confirmed") == Away()
    assert await provider.get(REF, wish.slot) == Away()
    assert await provider.delete(REF, wish.slot) == Away()


@STATES
async def test_a_busy_system_says_when_to_come_back_and_does_nothing(provider, county, wish, state):
    county.faults.set({"busy": 1, "after": "17"})

    assert await provider.put(wish, state) == Away(after=17)
    assert await provider.get(REF, wish.slot) == Away(after=17)
    assert await provider.delete(REF, wish.slot) == Away(after=17)
    assert await provider.availability(SERVICE, TODAY, TODAY) == Away(after=17)
    assert county.book.entries == {}


async def test_a_date_is_a_time_to_come_back_too(provider, county, wish):
    county.faults.set({"busy": 1, "after": format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)})

    assert 80 < (await provider.put(wish, "held")).after <= 90


async def test_a_system_that_is_off_is_away(county):
    async with serving(county.app) as url:
        pass
    async with opened(url) as provider:
        assert await provider.put(asks(REF, slot(TODAY, 9)), "held") == Away()
        assert await provider.availability(SERVICE, TODAY, TODAY) == Away()


async def test_a_redirect_brings_nothing_to_anybody_else(provider, county, tap, wish):
    other = Wiretap(Response("{}"))
    async with serving(other) as elsewhere:
        county.faults.set({"moved": 1, "elsewhere": f"{elsewhere}/bookings/{REF}"})
        await provider.put(wish, "confirmed")

    assert [e.status for e in tap.heard] == [200, 307, 307]
    assert other.heard == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"person": {"name": "张三", "phone": "1"}}, "person"),
        ({"person": {"name": " ", "phone": "13800000000"}}, "person"),
        ({"slot": slot(TODAY, 13)}, "slot"),
    ],
)
async def test_a_refusal_says_why(provider, wish, change, why):
    wanted = type(wish).model_validate(wish.model_dump() | change)

    assert await provider.put(wanted, "held") == Refused(why=why)


async def test_more_than_one_number_may_have_is_refused(provider):
    first, second, third, *_ = await provider.availability(SERVICE, TODAY, TODAY)
    for ref, where in (("aaaaaaaaa1", first), ("bbbbbbbbb2", second)):
        assert isinstance(await provider.put(asks(ref, where), "confirmed"), Receipt)

    assert await provider.put(asks("ccccccccc3", third), "held") == Refused(why="limit")


async def test_who_has_all_they_may_can_still_move_within_the_day(provider):
    first, second, third, *_ = await provider.availability(SERVICE, TODAY, TODAY)
    for ref, where in (("aaaaaaaaa1", first), ("bbbbbbbbb2", second)):
        await provider.put(asks(ref, where), "confirmed")

    assert isinstance(await provider.put(asks("ccccccccc3", third, instead="bbbbbbbbb2"), "held"), Receipt)


async def test_with_a_wrong_secret_it_waits_and_the_log_names_the_system(county):
    async with serving(county.app) as url:
        provider = Http(booking(url + "/"), Access.model_validate({"token": "wrong"}))
        with capture_logs() as logs:
            assert await provider.put(asks(REF, slot(TODAY, 9)), "held") == Away()
            assert await provider.availability(SERVICE, TODAY, TODAY) == Away()
        await provider.close()

    denied = {"event": "booking_system_denies_us", "log_level": "warning", "system": "localhost", "status": 401}
    assert logs == [denied, denied]


async def test_who_asked_never_leaves_the_house(provider, tap, wish):
    await provider.put(wish, "held")
    await provider.put(wish, "confirmed")
    await provider.get(REF, wish.slot)
    await provider.delete(REF, wish.slot)

    assert wish.owner.encode() not in b"".join(e.raw for e in tap.heard)
    assert [sorted(e.request) for e in tap.heard if e.request] == [["matter", "person", "slot", "state"]] * 2
    assert tap.heard[1].request["person"] == {"name": "张三丰", "phone": "13800000000"}


async def test_nothing_personal_is_logged_whatever_goes_wrong(provider, county, wish, caplog):
    caplog.set_level("DEBUG")
    with capture_logs() as logs:
        for fault in ("busy", "dropped", "broken", "garbled", "huge", "moved"):
            county.faults.set({"busy": 0, "dropped": 0, "broken": 0, "garbled": 0, "huge": 0, "moved": 0, fault: 1})
            await provider.put(wish, "confirmed")
            await provider.get(REF, wish.slot)

    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("uvicorn")]
    written = repr(logs) + repr(ours)
    assert {entry["event"] for entry in logs} == {"booking_system_silent", "booking_system_not_understood"}
    for personal in (wish.person.name, wish.person.phone, REF, TOKEN, wish.owner):
        assert personal not in written


async def test_what_was_booked_is_there_after_the_system_was_killed(tmp_path):
    process = Process(tmp_path / "book.jsonl", TOKEN, "--windows", "1")
    process.start()
    try:
        async with opened(process.url) as provider:
            begin = datetime.now(UTC).date()
            first, second, *_ = await provider.availability(SERVICE, begin, begin + timedelta(days=14))
            await provider.put(asks(REF, first), "confirmed")
            await provider.put(asks("bbbbbbbbb2", second), "confirmed")
            await provider.delete("bbbbbbbbb2", second)
            process.kill()
            assert await provider.get(REF, first) == Away()
            with (tmp_path / "book.jsonl").open("a") as torn:
                torn.write('{"ref": "half a li')
            process.start()

            assert (await provider.get(REF, first)).state == "confirmed"
            assert await provider.get("bbbbbbbbb2", second) == Gone()
    finally:
        process.kill()


async def test_sweeping_asks_for_nothing(provider, tap):
    await provider.sweep(TODAY)

    assert tap.heard == []
