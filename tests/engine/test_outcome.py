from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from bot.config import ZONE
from bot.engine.mind import Mind, outcome
from bot.engine.outcome import Outcome
from bot.flow.ledger import Record
from bot.flow.paths import paths
from tests.engine.books import ask, end, real, small
from tests.engine.citizen import MONDAY, Citizen

DAY = {"ask": "哪天？", "day": {"example": "9月1日"}, "go": "done"}


def record(name: str, **fields: Any) -> Record:
    shape = {"id": name, "text": name, "kind": "limit", "clause": "一", "applies_to": "人", "owner": "局"}
    return Record.model_validate({**shape, "confidence": "high", "checked": "2026-01-01", "unit": "none", **fields})


def reach(states: dict[str, Any], *records: Record, at: datetime = MONDAY, **answers: Any) -> Outcome | None:
    """What an outcome comes to with these ledger records besides the real ones."""
    book = small(one=states)
    mind = Mind(replace(book, records={**book.records, **{each.id: each for each in records}}))
    citizen = Citizen(mind)
    citizen.opens("one", **answers)
    return outcome(mind, citizen.session, at)


def limits(found: Outcome | None) -> list[date | None]:
    assert found
    return [one.deadline and one.deadline.day for one in found.limits]


def test_there_is_no_outcome_without_a_procedure_at_a_question_or_while_an_answer_is_changed(mind, citizen):
    assert outcome(mind, citizen.session, MONDAY) is None
    citizen.opens("water_hookup")
    assert outcome(mind, citizen.session, MONDAY) is None
    citizen.answers("home")
    assert outcome(mind, citizen.session, MONDAY)
    citizen.taps("reopened", state="who")
    assert outcome(mind, citizen.session, MONDAY) is None


def test_lists_hold_only_what_fits_the_answers(mind, citizen):
    citizen.opens("open_business", kind="self", delivery="mail", way="online", esign="yes")
    found = outcome(mind, citizen.session, MONDAY)

    assert [one.id for one in found.materials] == [
        "establish_form_electronic",
        "founders_id_electronic",
        "premises_electronic",
    ]
    assert [one.use.fact for one in found.fees].count("a01_14") == 1
    assert any("个体工商户" in note for note in found.notes)
    assert not any("有限责任公司" in note for note in found.notes)
    assert not any("自助打印" in step.do for step, _ in found.steps)


def test_materials_know_whether_they_are_ticked_off(mind, citizen):
    citizen.opens("power_resident", op="new")
    citizen.taps("ticked", material="id_card", on=True)

    found = outcome(mind, citizen.session, MONDAY)

    assert {one.id: one.ticked for one in found.materials} == {"id_card": True, "power_address_proof": False}


def test_every_record_behind_a_figure_is_named_once(mind, citizen):
    citizen.opens("water_hookup", who="sme", meter=50)
    names = [one.id for one in outcome(mind, citizen.session, MONDAY).records]

    assert len(names) == len(set(names))
    assert {"a04_01", "a04_04", "a04_05", "a04_10", "a04_11", "n_wg_129_water"} <= set(names)


def test_one_shaky_record_makes_the_whole_outcome_shaky(mind, citizen):
    citizen.opens("power_resident", op="new")
    assert outcome(mind, citizen.session, MONDAY).confidence == "high"
    citizen.opens("water_hookup", who="sme", meter=50)
    assert outcome(mind, citizen.session, MONDAY).confidence == "medium"


def test_a_limit_that_follows_another_starts_where_that_one_ends():
    states = {"a": ask("done", "x"), "done": end(limits=["one", {"fact": "two", "after": "one"}])}
    found = reach(
        states,
        record("one", value=20, unit="calendar_days"),
        record("two", value=20, unit="calendar_days"),
        a="x",
    )

    assert limits(found) == [date(2026, 10, 18), date(2026, 11, 7)]


@pytest.mark.parametrize(
    ("fields", "use"),
    [
        ({"value": None}, {}),
        ({"value": 4, "unit": "steps"}, {}),
        ({"value": 3, "unit": "working_days"}, {"starts": "收到那天"}),
    ],
)
def test_no_date_is_made_up_for_what_is_no_time_or_starts_with_something_else(fields, use):
    states = {"done": end(limits=[{"fact": "one", **use}, {"fact": "two", "after": "one"}])}
    found = reach(states, record("one", **fields), record("two", value=1, unit="working_days"))

    assert limits(found) == [None, None]


def test_a_limit_counts_from_the_day_the_citizen_told():
    states = {"a": DAY, "done": end(limits=[{"fact": "one", "since": "a"}])}
    ten = record("one", value=10, unit="calendar_days")

    found = reach(states, ten, a="2026-09-20")
    assert limits(found) == [date(2026, 9, 30)]
    assert not found.limits[0].passed

    found = reach(states, ten, a="2026-09-01")
    assert limits(found) == [date(2026, 9, 11)]
    assert found.limits[0].passed


def test_the_last_day_itself_is_not_yet_passed():
    states = {"a": DAY, "done": end(limits=[{"fact": "one", "since": "a"}])}

    found = reach(states, record("one", value=8, unit="calendar_days"), a="2026-09-20")

    assert limits(found) == [date(2026, 9, 28)]
    assert not found.limits[0].passed


def test_a_day_that_was_not_asked_on_this_way_makes_no_date():
    states = {
        "way": ask({"x": "a", "y": "done"}, "x", "y"),
        "a": DAY,
        "done": end(limits=[{"fact": "one", "since": "a"}]),
    }

    assert limits(reach(states, record("one", value=8, unit="calendar_days"), way="y")) == [None]


def test_the_date_moves_with_the_day_of_the_question_and_not_with_the_session(mind, citizen):
    citizen.opens("water_hookup", who="home")

    def last(day: datetime) -> date:
        return outcome(mind, citizen.session, day).limits[1].deadline.day

    assert last(MONDAY) == date(2026, 10, 16)
    assert last(datetime(2026, 11, 2, 10, tzinfo=ZONE)) == date(2026, 11, 16)


def test_every_outcome_of_every_procedure_can_be_worked_out(mind):
    for flow in (flow for flow in real().flows.values() if not flow.parts):
        for name, way in {way.end: way for way in paths(flow, real()) if way.kind == "end"}.items():
            citizen = Citizen(mind)
            citizen.opens(flow.id, **way.answers)

            assert outcome(mind, citizen.session, MONDAY).end is flow.states[name], (flow.id, name)
