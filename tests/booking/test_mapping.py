"""A system of another shape is spoken to by its mapping: nothing breaks out of it, and nothing is done twice."""

from datetime import datetime, timedelta

import pytest
from starlette.responses import JSONResponse, Response

from bot.booking.base import Away, Doubtful, Expired, Gone, Receipt, Refused, Taken
from bot.config import ZONE
from tests.booking.county_book import Book, Rules
from tests.booking.foreign import MAPPING, Foreign
from tests.booking.office import SERVICE, TODAY, Clock, asks, slot
from tests.booking.running import serving
from tests.booking.wiretap import Wiretap
from tests.booking.with_http import opened

REF = "aaaaaaaaa1"
NINE = slot(TODAY, 9).model_copy(update={"id": "2026-09-21T09:00"})
FORGETFUL = {**MAPPING, "idempotent": False}
BLIND = {name: value for name, value in FORGETFUL.items() if name not in {"get", "found"}}
NAMES = [
    '张"三',
    '"}, "admin": true, "x": {"',
    "{{ 7 * 7 }}{% raw %}",
    "a\\",
    "a\nb\t\u2028",
    "null",
    "../../bookings/bbbbbbbbb2",
    "张?tel=1&x=#",
    "%2F%22",
    "<b>&amp;</b>",
    "\U00020bb7野家",
]


@pytest.fixture
def foreign():
    """One that enters every order anew, and has three windows, so that nothing but the house prevents doubles."""
    return Foreign(Book(Rules(windows=3), Clock()), forgetful=True)


@pytest.fixture
def tap(foreign):
    return Wiretap(foreign.app)


@pytest.fixture
async def url(tap):
    async with serving(tap) as url:
        yield url


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_stays_a_name(url, foreign, name):
    async with opened(url, mapping=MAPPING) as provider:
        receipt = await provider.put(asks(REF, NINE, name=name), "confirmed")

    assert isinstance(receipt, Receipt)
    assert [(sent["name"], sorted(sent)) for sent in foreign.remarks] == [
        (name, ["name", "no", "outNo", "remark", "tel", "when"])
    ]


async def test_times_and_lists_are_written_as_the_system_wants_them(url, foreign):
    async with opened(url, mapping=MAPPING) as provider:
        await provider.put(asks(REF, NINE), "confirmed")

    assert foreign.remarks[0]["when"] == "2026/09/21 09:00"
    assert foreign.remarks[0]["remark"] == "低压非居民用电，还差身份证"


@pytest.mark.parametrize("fault", ["dropped", "broken", "garbled"])
async def test_after_a_lost_answer_one_looks_before_doing_it_again(url, foreign, tap, fault):
    async with opened(url, mapping=FORGETFUL) as provider:
        begin = len(tap.heard)
        foreign.faults.set({fault: 1})
        assert await provider.put(asks(REF, NINE), "confirmed") == Away()
        foreign.faults.set({fault: 0})
        receipt = await provider.put(asks(REF, NINE), "confirmed")

    assert (receipt.ref, receipt.state) == (REF, "confirmed")
    assert len(foreign.book.entries) <= 1
    assert [e.method for e in tap.heard[begin:]].count("POST") == len(foreign.book.entries)


@pytest.mark.parametrize(
    "after",
    [JSONResponse({"code": 1, "data": None}), JSONResponse({"code": 5031}), Response("busy", 500)],
    ids=["not there", "not now", "broken"],
)
async def test_an_order_that_is_lost_may_yet_be_done_so_a_person_has_to_look(after):
    """A slow system may enter it after we looked."""
    looks = iter([JSONResponse({"code": 1, "data": None}), after])

    async def slow(scope, receive, send):
        await (Response("", 504) if scope["method"] == "POST" else next(looks))(scope, receive, send)

    async with serving(slow) as url, opened(url, mapping=FORGETFUL) as provider:
        assert await provider.put(asks(REF, NINE), "confirmed") == Doubtful()


async def test_a_confirmation_that_is_lost_may_yet_be_done_too():
    held = JSONResponse({"code": 1, "data": {"outNo": REF, "expire": "2026-09-21 08:10"}})

    async def slow(scope, receive, send):
        await (Response("", 504) if scope["method"] == "POST" else held)(scope, receive, send)

    async with serving(slow) as url, opened(url, mapping=FORGETFUL) as provider:
        assert await provider.put(asks(REF, NINE), "confirmed") == Doubtful()


@pytest.mark.parametrize(("mapping", "repeatable"), [(None, True), (MAPPING, True), (FORGETFUL, True), (BLIND, False)])
async def test_a_system_that_neither_looks_nor_knows_its_references_can_not_be_asked_twice(url, mapping, repeatable):
    async with opened(url, mapping=mapping) as provider:
        assert provider.repeatable is repeatable


async def test_an_answer_lost_after_the_work_becomes_a_receipt_by_looking(url, foreign, tap):
    foreign.faults.set({"dropped": 1, "spare": 1, "most": 1})
    async with opened(url, mapping=FORGETFUL) as provider:
        receipt = await provider.put(asks(REF, NINE), "confirmed")
        again = await provider.put(asks(REF, NINE), "confirmed")

    assert (receipt.state, again) == ("confirmed", receipt)
    assert [(e.method, e.status) for e in tap.heard] == [("GET", 200), ("POST", 0), ("GET", 200), ("GET", 200)]
    assert len(foreign.book.entries) == 1


@pytest.mark.parametrize("fault", ["dropped", "broken", "garbled", "late"])
async def test_where_nobody_can_look_a_person_has_to(url, foreign, tap, fault):
    foreign.faults.set({fault: 1})
    async with opened(url, mapping=BLIND) as provider:
        assert await provider.put(asks(REF, NINE), "confirmed") == Doubtful()
        assert await provider.get(REF, NINE) == Away()

    assert [e.method for e in tap.heard] == ["POST"]


async def test_where_nobody_can_look_a_system_that_did_nothing_is_only_away(foreign):
    async with serving(foreign.app) as url, opened(url, mapping=BLIND) as provider:
        foreign.faults.set({"busy": 1})
        assert await provider.put(asks(REF, NINE), "confirmed") == Away(after=1)
    async with opened(url, mapping=BLIND) as provider:
        assert await provider.put(asks(REF, NINE), "confirmed") == Away()

    assert foreign.remarks == []


async def test_a_hold_is_confirmed_once_and_not_entered_twice(url, foreign):
    async with opened(url, mapping=FORGETFUL) as provider:
        held = await provider.put(asks(REF, NINE), "held")
        assert await provider.put(asks(REF, NINE), "held") == held.model_copy(update={"new": False})
        await provider.put(asks(REF, NINE), "confirmed")

    assert held.until.utcoffset() == timedelta(hours=8)
    assert [sent["outNo"] for sent in foreign.remarks] == [REF, REF]


async def test_where_nothing_can_be_held_nothing_is_sent_and_no_end_is_told(url, foreign):
    shape = {name: value for name, value in MAPPING.items() if name != "hold"}
    async with opened(url, mapping=shape) as provider:
        assert await provider.put(asks(REF, NINE), "held") == Receipt(ref=REF, state="held", slot=NINE, until=None)

    assert foreign.remarks == []


SHAPE = {**MAPPING, "idempotent": True}
ORDER = {"data": {"outNo": REF, "expire": None}}


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        ({"code": 4091}, Taken()),
        ({"code": "4101"}, Expired()),
        ({"code": 4221}, Refused()),
        ({"code": 5031}, Away()),
        ({"code": 9999}, Away()),
        ({"code": None}, Away()),
        ({"msg": "ok"}, Away()),
        ([], Away()),
        ("ok", Away()),
    ],
)
async def test_a_code_means_what_the_mapping_says_and_an_unknown_one_nothing(answer, meant):
    async with serving(JSONResponse(answer)) as url, opened(url, mapping=SHAPE) as provider:
        assert await provider.put(asks(REF, NINE), "confirmed") == meant


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        ({"code": 1, **ORDER}, Receipt(ref=REF, state="confirmed", slot=NINE, new=False)),
        ({"code": 1, "data": None}, Gone()),
        ({"code": 1, "data": {}}, Gone()),
        ({"code": 4041}, Gone()),
        ({"code": 1, "data": {"outNo": "bbbbbbbbb2"}}, Away()),
        ({"code": 1}, Away()),
        ({"code": 1, "data": {"outNo": REF, "expire": "soon"}}, Away()),
        ({"code": 9999, **ORDER}, Away()),
    ],
)
async def test_a_booking_is_found_only_under_our_own_reference(answer, meant):
    async with serving(JSONResponse(answer)) as url, opened(url, mapping=SHAPE) as provider:
        assert await provider.get(REF, NINE) == meant


async def test_a_status_means_what_the_mapping_says():
    plain = {name: value for name, value in MAPPING.items() if name not in {"code", "codes"}}
    async with (
        serving(Response("full", 418)) as url,
        opened(url, mapping={**plain, "status": {418: "taken"}}) as provider,
    ):
        assert await provider.put(asks(REF, NINE), "confirmed") == Taken()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-09-21 09:00", "2026-09-21 09:30"),
        ("2026-09-21T09:00:00", "2026-09-21T09:30:00"),
        ("2026-09-21T01:00:00Z", "2026-09-21T02:30:00+01:00"),
        (1789952400, 1789954200),
        (1789952400000, 1789954200000),
    ],
)
async def test_every_time_is_told_on_the_countys_clock_and_one_without_a_zone_is_the_countys(start, end):
    shape = {**MAPPING, "slots": ".", "slot": {"id": "n.0", "start": "s", "end": "e"}, "code": None, "codes": {}}
    answer = JSONResponse([{"n": [7], "s": start, "e": end}])
    async with serving(answer) as url, opened(url, mapping=shape) as provider:
        (found,) = await provider.availability(SERVICE, TODAY, TODAY)

    assert (found.id, found.free) == ("7", 1)
    assert [each.isoformat() for each in (found.start, found.end)] == [
        datetime(2026, 9, 21, 9, minute, tzinfo=ZONE).isoformat() for minute in (0, 30)
    ]


async def test_the_end_of_a_hold_is_told_on_the_countys_clock_and_none_is_for_ever():
    def told(expire):
        return JSONResponse({"code": 0, "data": {"outNo": REF, "expire": expire}})

    async with serving(told("2026-09-21T00:10:00Z")) as url, opened(url, mapping=SHAPE) as provider:
        assert (await provider.put(asks(REF, NINE), "held")).until.isoformat() == "2026-09-21T08:10:00+08:00"
    async with serving(told("9999-12-31T23:59:59Z")) as url, opened(url, mapping=SHAPE) as provider:
        assert await provider.put(asks(REF, NINE), "held") == Away()


async def test_a_slot_nobody_can_come_to_is_left_out():
    sound = {"no": "a", "day": "2026-09-21", "begin": "09:00", "finish": "09:30", "rest": 1}
    garbage = [{"finish": "09:00"}, {"no": "x" * 65}, {"no": "a\tb"}, {"day": "9999-12-31", "finish": "23:00-10:00"}]
    answer = {"code": 0, "data": {"list": [*(sound | wrong for wrong in garbage), sound]}}
    async with serving(JSONResponse(answer)) as url, opened(url, mapping=MAPPING) as provider:
        assert [each.id for each in await provider.availability(SERVICE, TODAY, TODAY)] == ["a"]


async def test_a_slot_without_a_name_makes_no_list():
    answer = {"code": 0, "data": {"list": [{"day": "2026-09-21", "begin": "09:00", "finish": "09:30", "rest": 1}]}}
    async with serving(JSONResponse(answer)) as url, opened(url, mapping=MAPPING) as provider:
        assert await provider.availability(SERVICE, TODAY, TODAY) == Away()


async def test_what_can_not_be_said_is_not_sent(url, tap):
    shape = {**MAPPING, "delete": {"method": "POST", "path": "/api/slots/{{ slot.id }}/free"}}
    async with opened(url, mapping=shape) as provider:
        assert await provider.delete(REF, NINE.model_copy(update={"id": ".."})) == Away()

    assert tap.heard == []
