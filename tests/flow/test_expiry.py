"""How long a check of a ledger record lasts."""

from datetime import date, timedelta

import pytest

from bot.flow.expiry import LASTS, expiring
from bot.flow.ledger import Record

DAY = date(2026, 11, 24)


def record(name="a", confidence="high", checked=DAY):
    return Record(
        id=name,
        text="规定",
        kind="rule",
        clause="第一条",
        applies_to="人",
        owner="局",
        confidence=confidence,
        checked=checked,
    )


@pytest.mark.parametrize(("confidence", "days"), [("high", 365), ("medium", 180), ("low", 90)])
def test_the_less_sure_a_record_is_the_sooner_it_is_looked_at_again(confidence, days):
    last = DAY + timedelta(days=days)
    one = record(confidence=confidence)

    assert expiring([one], last, last - timedelta(days=1)) == ()
    assert [(each.due, each.late) for each in expiring([one], last, last)] == [(last, 0)]
    assert [each.late for each in expiring([one], last + timedelta(days=2), last)] == [2]
    assert LASTS[confidence] == days


def test_the_most_overdue_comes_first():
    some = [record("c"), record("a", "low"), record("b", checked=DAY - timedelta(days=400))]

    assert [one.record.id for one in expiring(some, DAY, DAY + timedelta(days=400))] == ["b", "a", "c"]
