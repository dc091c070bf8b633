"""Offices: calls to a booking system of another shape that could never be sent."""

from bot.flow import calls
from bot.flow.booking import HttpBooking
from bot.flow.proof import Proof


def systems(proof: Proof) -> None:
    """Every call of every mapping, tried with made-up people."""
    for name, office in proof.handbook.offices.items():
        if not isinstance(office.booking, HttpBooking) or office.booking.mapping is None:
            continue
        file, path = proof.sources.things["office", name]
        for problem in calls.problems(office.booking.mapping):
            where = (*path, "booking", "mapping", *problem.path)
            proof.report(file, where, "bad_call", code=problem.code, detail=problem.detail)
