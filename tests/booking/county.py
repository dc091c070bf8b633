"""The reference server: a county's booking system by the contract, over real HTTP, with faults to switch on.

python -m tests.booking.county --port 8090 --token secret --file book.jsonl
curl -X PATCH -H 'Authorization: Bearer secret' -d '{"dropped": 0.3, "busy": 0.2}' localhost:8090/control
"""

import argparse
import hmac
import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.booking.county_book import ZONE, Book, Rules, Said
from tests.booking.county_faults import CONTROL, Faults, Faulty, Line

TOKEN = "county-secret"
_REF = re.compile(r"[A-Za-z0-9]{10}")


class County:
    """One office's system; `app` is what a server serves."""

    def __init__(
        self,
        rules: Rules = Rules(),  # noqa: B008 - frozen
        clock: Callable[[], datetime] = lambda: datetime.now(ZONE),
        file: Path | None = None,
        token: str = TOKEN,
    ) -> None:
        self.faults = Faults()
        self.book = Book(rules, lambda: clock() + timedelta(seconds=self.faults.offset), file)
        self._token = token
        self.app: ASGIApp = Faulty(
            Starlette(
                routes=[
                    Route("/availability", self._availability),
                    Route("/bookings/{ref}", self._booking, methods=["PUT", "GET", "DELETE"]),
                    Route(CONTROL, self._control, methods=["PATCH"]),
                ]
            ),
            self.faults,
        )

    async def _availability(self, request: Request) -> Response:
        if not self._knows(request):
            return _stranger()
        asked = request.query_params
        try:
            begin, end = date.fromisoformat(asked["from"]), date.fromisoformat(asked["to"])
        except (KeyError, ValueError):
            return _malformed()
        return JSONResponse(self.book.free(begin, end)) if asked.get("service") else _malformed()

    async def _booking(self, request: Request) -> Response:
        if not self._knows(request):
            return _stranger()
        ref = request.path_params["ref"]
        match request.method:
            case "PUT":
                wanted = _wanted(await request.body()) if _REF.fullmatch(ref) else None
                return _written(self.book.put(ref, wanted)) if wanted else _malformed()
            case "DELETE":
                return _written(self.book.delete(ref))
            case _:
                return _written(self.book.get(ref))

    async def _control(self, request: Request) -> Response:
        if not self._knows(request):
            return _stranger()
        self.faults.set(await request.json())
        return Response(status_code=204)

    def _knows(self, request: Request) -> bool:
        shown = request.headers.get("Authorization", "")
        return hmac.compare_digest(shown.encode(), f"Bearer {self._token}".encode())


def _wanted(body: bytes) -> dict | None:
    """The request, as far as it is one."""
    try:
        sent = json.loads(body)
        wanted = {each: sent[each] for each in ("state", "slot", "person", "matter")}
        wanted["instead"] = sent.get("instead")
        times = [datetime.fromisoformat(wanted["slot"][each]) for each in ("start", "end")]
        words = [wanted["slot"]["id"], *(wanted["person"][each] for each in ("name", "phone"))]
        words += [wanted["matter"][each] for each in ("service", "title", "outcome")]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    sound = all(time.tzinfo for time in times) and all(isinstance(word, str) for word in words)
    return wanted if sound and wanted["state"] in {"held", "confirmed"} else None


def _written(said: Said) -> Response:
    status, body = said
    return Response(status_code=status) if body is None else JSONResponse(body, status)


def _malformed() -> Response:
    return JSONResponse({"code": "malformed"}, 400)


def _stranger() -> Response:
    return JSONResponse({"code": "unknown"}, 401, {"WWW-Authenticate": "Bearer"})


def _main() -> None:
    parser = argparse.ArgumentParser(description="a county's booking system by the contract")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--windows", type=int, default=1)
    parser.add_argument("--hours", nargs="+", default=["09:00-12:00", "14:30-17:30"])
    parser.add_argument("--per-person", type=int, default=2)
    given = parser.parse_args()
    rules = Rules(hours=tuple(given.hours), windows=given.windows, per_person=given.per_person)
    county = County(rules, file=given.file, token=given.token)
    uvicorn.run(Line(county.app), host=given.host, port=given.port, log_level="warning")


if __name__ == "__main__":
    _main()
