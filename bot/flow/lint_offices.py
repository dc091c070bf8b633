"""Offices: calls to a booking system of another shape that could never be sent."""

from pydantic import AnyHttpUrl

from bot.flow import calls
from bot.flow.booking import CaldavBooking, HttpBooking
from bot.flow.proof import Proof

_HERE = frozenset({"localhost", "127.0.0.1", "[::1]"})


def systems(proof: Proof) -> None:
    """Every call of every mapping, tried with made-up people; and no address over which names would go unsealed."""
    for name, office in proof.handbook.offices.items():
        if isinstance(office.booking, HttpBooking | CaldavBooking):
            _sealed(proof, name, office.booking.url)
        if not isinstance(office.booking, HttpBooking) or office.booking.mapping is None:
            continue
        file, path = proof.sources.things["office", name]
        for problem in calls.problems(office.booking.mapping):
            where = (*path, "booking", "mapping", *problem.path)
            proof.report(file, where, "bad_call", code=problem.code, detail=problem.detail)


def _sealed(proof: Proof, name: str, url: AnyHttpUrl) -> None:
    if url.scheme != "https" and url.host not in _HERE:
        file, path = proof.sources.things["office", name]
        proof.report(file, (*path, "booking", "url"), "plain_http", host=url.host or "")
