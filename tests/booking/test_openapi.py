"""The contract's file is sound, and both ends keep to it: the reference server, and what the house sends."""

from datetime import timedelta

import httpx
import pytest
from openapi_spec_validator import validate
from pydantic import SecretStr

from bot.booking.base import Matter
from bot.config import Access
from tests.booking.certificates import self_signed
from tests.booking.county import TOKEN, County
from tests.booking.county_book import Rules
from tests.booking.office import CLOSED, SERVICE, TODAY, Clock, asks, slot
from tests.booking.running import serving
from tests.booking.spec import Spec
from tests.booking.try_county import tried
from tests.booking.wiretap import Wiretap
from tests.booking.with_http import opened

SPEC = Spec()
RICH = Matter(
    service=SERVICE, title="低压", outcome="三零", answers=(("容量？", "80"),), ready=("执照",), missing=("身份证",)
)
NINE = slot(TODAY, 9)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def county(clock):
    return County(Rules(closed=frozenset({CLOSED}), per_person=2), clock)


@pytest.fixture
def tap(county):
    return Wiretap(county.app)


def test_the_file_is_sound_openapi():
    validate(SPEC.document)

    availability = SPEC.responses("get", "/availability")["200"]
    example = availability["content"]["application/json"]["example"]
    assert SPEC.faults_of_answer("get", "/availability", 200, example, {}) == []


def test_a_difference_from_the_contract_is_found():
    absent = {"ref": "aaaaaaaaa1", "state": "held", "slot": {"id": "1", "start": "9 Uhr", "end": "10 Uhr"}}

    assert len(SPEC.faults_of_answer("put", "/bookings/aaaaaaaaa1", 201, absent, {})) == 3
    assert SPEC.faults_of_answer("get", "/availability", 302, None, {}) == ["302 is not in the contract"]
    assert SPEC.faults_of_answer("delete", "/bookings/aaaaaaaaa1", 204, {}, {}) == ["a body, where none is due"]


async def test_what_the_house_sends_is_as_the_contract_says(tap):
    async with serving(tap) as url, opened(url) as provider:
        (first, *_) = await provider.availability(SERVICE, TODAY, TODAY)
        wish = asks("aaaaaaaaa1", first, instead="bbbbbbbbb2").model_copy(update={"matter": RICH})
        await provider.put(wish, "held")
        await provider.put(wish, "confirmed")
        await provider.get(wish.ref, first)
        await provider.delete(wish.ref, first)

    assert [(e.method, e.status) for e in tap.heard] == [
        ("GET", 200), ("PUT", 201), ("PUT", 200), ("GET", 200), ("DELETE", 204),
    ]  # fmt: skip
    assert [SPEC.faults_of_request(e.method, e.path, e.request) for e in tap.heard] == [[]] * 5
    assert [e.request["instead"] for e in tap.heard if e.method == "PUT"] == ["bbbbbbbbb2"] * 2


async def test_every_answer_of_the_reference_server_is_as_the_contract_says(tap, county, clock):
    async with serving(tap) as url, httpx.AsyncClient(base_url=url, headers=_shown(TOKEN)) as line:
        await _through_everything(line, county, clock)

    assert {each: _statuses(tap, each) for each in ("PUT", "GET", "DELETE")} == {
        "PUT": {200, 201, 400, 401, 409, 410, 422, 503},
        "GET": {200, 400, 401, 404, 503},
        "DELETE": {204, 401, 404, 503},
    }
    faults = {
        (e.method, e.path, e.status): found
        for e in tap.heard
        if (found := SPEC.faults_of_answer(e.method, e.path, e.status, e.response, e.headers))
    }
    assert faults == {}


async def _through_everything(line, county, clock):
    days = f"/availability?service=x&from={TODAY}&to={TODAY}"
    at = {"start": "2026-09-21T09:00:00+08:00", "end": "2026-09-21T09:30:00+08:00"}
    nine = {"id": "2026-09-21T09:00", **at}
    for path in (days, "/availability?service=x&from=soon", "/bookings/aaaaaaaaa1"):
        await line.get(path)
    await _put(line, "aaaaaaaaa1", nine, "held")
    await _put(line, "aaaaaaaaa1", nine, "held")
    await line.get("/bookings/aaaaaaaaa1")
    await _put(line, "bbbbbbbbb2", nine, "held")
    await _put(line, "bbbbbbbbb2", {**nine, "id": "midnight"}, "held")
    await line.put("/bookings/aaaaaaaaa1", content=b"[]")
    clock.now += timedelta(minutes=11)
    await _put(line, "bbbbbbbbb2", nine, "confirmed")
    await _put(line, "aaaaaaaaa1", nine, "confirmed")
    await line.delete("/bookings/bbbbbbbbb2")
    await line.delete("/bookings/bbbbbbbbb2")
    for headers, busy in ((_shown("wrong"), 0), (_shown(TOKEN), 1)):
        county.faults.busy = busy
        for method in ("GET", "PUT", "DELETE"):
            await line.request(method, "/bookings/aaaaaaaaa1", headers=headers)
        await line.get(days, headers=headers)


async def _put(line, ref, where, state):
    wish = asks(ref, NINE).model_dump(mode="json", include={"person": True, "matter": {"service", "title", "outcome"}})
    await line.put(f"/bookings/{ref}", json={"state": state, "slot": where, **wish})


def _shown(token):
    return {"Authorization": f"Bearer {token}"}


def _statuses(tap, method):
    return {e.status for e in tap.heard if e.method == method}


async def test_the_trial_for_other_systems_passes_on_the_reference_server():
    county = County(Rules(windows=3, per_person=1))
    async with serving(county.app) as url:
        log = await tried(url, Access(token=SecretStr(TOKEN)))

    assert [step for step in log if step[1]] == []
    assert len(log) > 15
    assert county.book.entries == {}


async def test_the_trial_finds_what_is_not_as_the_contract_says():
    county = County(Rules(windows=1))
    county.book.delete = lambda ref: (200, {})
    county.faults.set({"garbled": 1, "spare": 2, "most": 1})
    async with serving(county.app) as url:
        log = await tried(url, Access(token=SecretStr(TOKEN)))

    assert {name for name, faults in log if faults} >= {"hold", "delete", "look for what is deleted"}


async def test_the_trial_finds_that_one_can_not_move_within_the_day():
    county = County(Rules(per_person=1))
    put = county.book.put
    county.book.put = lambda ref, wanted: put(ref, {**wanted, "instead": None})
    async with serving(county.app) as url:
        log = await tried(url, Access(token=SecretStr(TOKEN)))

    assert [name for name, faults in log if faults] == ["move within the day", "delete"]


@pytest.mark.parametrize("told", [True, False])
async def test_the_trial_trusts_an_authority_of_its_own_when_it_is_told(tmp_path, told):
    own = self_signed(tmp_path / "own.pem")
    async with serving(County().app, ssl_certfile=own) as url:
        access = Access(token=SecretStr(TOKEN), authority=own if told else None)
        log = await tried(url.replace("localhost", "127.0.0.1"), access)

    assert any(faults for _, faults in log) != told
