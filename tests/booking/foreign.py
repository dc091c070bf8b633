"""A booking system of another shape: 200 for everything, codes of its own, times without a zone, a day and a clock."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.booking.county_book import ZONE, Book
from tests.booking.county_faults import Faults, Faulty

MAPPING: dict[str, Any] = {
    "availability": {"method": "GET", "path": "/api/slots?item={{ service }}&first={{ begin }}&last={{ end }}"},
    "hold": {
        "method": "POST",
        "path": "/api/lock",
        "body": '{"outNo": "{{ ref }}", "no": "{{ slot.id }}", "name": "{{ person.name }}", "tel": "{{ person.phone }}"}',
    },
    "confirm": {
        "method": "POST",
        "path": "/api/book",
        "body": """
            {"outNo": "{{ ref }}", "no": "{{ slot.id }}", "name": "{{ person.name }}", "tel": "{{ person.phone }}",
             "remark": "{{ matter.title }}，还差{{ matter.missing | join('、') }}",
             "when": "{{ slot.start.strftime('%Y/%m/%d %H:%M') }}"}
        """,
    },
    "get": {"method": "GET", "path": "/api/orders?outNo={{ ref }}"},
    "found": "data.outNo",
    "delete": {"method": "POST", "path": "/api/cancel/{{ ref }}", "body": "{}"},
    "slots": "data.list",
    "slot": {"id": "no", "start": "day begin", "end": "day finish", "free": "rest"},
    "code": "code",
    "codes": {
        "0": "new",
        "1": "same",
        "4041": "gone",
        "4091": "taken",
        "4101": "expired",
        "4221": "refused",
        "5031": "away",
    },
    "until": "data.expire",
    "idempotent": True,
}
_CODES = {200: 1, 201: 0, 204: 0, 404: 4041, 409: 4091, 410: 4101, 422: 4221}


@dataclass
class Foreign:
    """It keeps its book as the reference server does; a forgetful one enters whatever it is sent as a new order."""

    book: Book
    forgetful: bool = False
    faults: Faults = field(default_factory=Faults)
    remarks: list[dict[str, Any]] = field(default_factory=list)
    """All that was sent to be booked."""

    @property
    def app(self) -> ASGIApp:
        routes = [
            Route("/api/slots", self._slots),
            Route("/api/lock", self._enter, methods=["POST"]),
            Route("/api/book", self._enter, methods=["POST"]),
            Route("/api/orders", self._order),
            Route("/api/cancel/{ref}", self._cancel, methods=["POST"]),
        ]
        return Faulty(Starlette(routes=routes), self.faults)

    async def _slots(self, request: Request) -> Response:
        first, last = (date.fromisoformat(request.query_params[each]) for each in ("first", "last"))
        return _told(200, {"list": [_slot(each) for each in self.book.free(first, last)["slots"]]})

    async def _enter(self, request: Request) -> Response:
        sent = await request.json()
        self.remarks.append(sent)
        start = datetime.fromisoformat(sent["no"]).replace(tzinfo=ZONE)
        known = {each["id"]: each for each in self.book.free(start.date(), start.date())["slots"]}
        wanted = {
            "state": "held" if request.url.path.endswith("lock") else "confirmed",
            "slot": known.get(sent["no"]) or {"id": sent["no"], "start": start.isoformat(), "end": _half(start)},
            "person": {"name": sent["name"], "phone": sent["tel"]},
            "matter": {},
        }
        ref = f"{sent['outNo']}#{len(self.remarks)}" if self.forgetful else sent["outNo"]
        status, body = self.book.put(ref, wanted)
        return _told(status, body and _order(body))

    async def _order(self, request: Request) -> Response:
        ref = request.query_params["outNo"]
        known = (self.book.get(each) for each in self.book.entries if each.partition("#")[0] == ref)
        standing = next((body for status, body in known if status == 200), None)
        return _told(200, standing and _order(standing))

    async def _cancel(self, request: Request) -> Response:
        status, _ = self.book.delete(request.path_params["ref"])
        return _told(status, None)


def _told(status: int, data: Any) -> Response:
    return JSONResponse({"code": _CODES[status], "msg": "好", "data": data})


def _order(body: dict[str, Any]) -> dict[str, Any]:
    until = body.get("until") and f"{datetime.fromisoformat(body['until']).astimezone(ZONE):%Y-%m-%d %H:%M:%S}"
    return {"outNo": body["ref"].partition("#")[0], "expire": until} if "ref" in body else body


def _slot(slot: dict[str, Any]) -> dict[str, Any]:
    day, begin = slot["id"].split("T")
    return {"no": slot["id"], "day": day, "begin": begin, "finish": slot["end"][11:16], "rest": slot["free"]}


def _half(start: datetime) -> str:
    return (start + timedelta(minutes=30)).isoformat()
