"""What of the plan a citizen gets to see."""

from pathlib import Path

import pytest

from bot.flow.coverage import Fact, Section, Shown, coverage
from bot.flow.handbook import Handbook
from bot.flow.load import load
from tests.houses import ROOT, change, furnish

PROMISED = [
    "open_business", "company_seals_free", "permit_commitment", "deregister_simple", "deregister_general",
    "construction_permit", "joint_acceptance", "multi_survey", "project_green_channel",
    "power_sme_three_zero", "power_resident", "power_lv_nonresident", "power_hv", "power_price_consult", "water_hookup", "gas_hookup",
    "property_transfer", "property_mortgage", "property_other_registration", "property_query", "property_new_land_delivery",
    "tax_filing_online", "tax_vat_refund", "tax_benefit_consult", "trade_help", "bankruptcy_apply", "sme_financing", "shareholder_rights",
    "court_filing", "court_mediation", "court_execution", "labor_dispute", "wage_bond", "recruit_jobs", "flex_employment_social",
    "gov_procurement_complaint", "bid_objection", "gov_service_guide", "public_complaint_12345", "gov_info_request", "ip_protection",
    "market_complaint", "credit_publicity_query", "sme_arrears_complaint", "offsite_medical", "talent_innovation_consult",
    "livelihood_env_consult",
]  # fmt: skip
"""The procedures the plan comes to."""


@pytest.fixture(scope="module")
def real() -> Handbook:
    book = load(ROOT).handbook
    assert book
    return book


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = furnish(tmp_path)
    change(home / "flows" / "policy" / "plan.yaml", "promise: true}", "promise: true, sections: {t: 喝茶}}")
    return home


def sections(home: Path) -> tuple[Section, ...]:
    book = load(home).handbook
    assert book
    return coverage(book)


def fact(home: Path, name: str) -> Fact:
    return next(fact for section in sections(home) for fact in section.facts if fact.id == name)


# the plan as it is


def test_every_procedure_of_the_plan_is_there(real):
    assert len(set(PROMISED)) == 47
    assert set(PROMISED) - real.flows.keys() == set()


def test_every_promise_of_the_plan_belongs_to_one_of_its_eighteen_areas(real):
    areas = coverage(real)

    assert [area.number for area in areas] == list(range(1, 19))
    counted = [fact.id for area in areas for fact in area.facts]
    assert sorted(counted) == sorted(name for name, one in real.records.items() if one.document == "xia_2021_1")
    assert len(counted) == 180


def test_every_promise_to_applicants_is_shown_by_some_state(real):
    assert [fact.id for area in coverage(real) for fact in area.facts if fact.missing] == []


def test_nothing_that_is_shown_is_called_no_applicants_business(real):
    assert [fact.id for area in coverage(real) for fact in area.facts if fact.contradicted] == []


# what counts as shown


def test_a_limit_is_shown_in_the_message_and_a_threshold_when_asked_why(home):
    assert Shown("tea_shop", "done", "text") in fact(home, "t_half").shown
    assert Shown("tea_shop", "seats", "why") in fact(home, "t_seats").shown


def test_a_clause_is_only_quoted(home):
    change(home / "flows" / "tea" / "tea_shop.yaml", "basis: [", "basis: [t_unused, ")

    assert fact(home, "t_unused").shown == (Shown("tea_shop", "done", "quote"),)
    assert fact(home, "t_unused").quoted
    assert not fact(home, "t_half").quoted


def test_what_concerns_a_whole_procedure_is_quoted_at_each_of_its_ends(home):
    change(home / "flows" / "tea" / "tea_hall.yaml", "department:", "later: [t_unused]\ndepartment:")

    assert [(one.flow, one.how) for one in fact(home, "t_unused").shown] == [("tea_hall", "quote")]


def test_of_several_places_in_one_state_the_clearest_counts(home):
    change(home / "flows" / "tea" / "tea_shop.yaml", "basis: [", "basis: [t_half, ")

    assert fact(home, "t_half").shown == (Shown("tea_shop", "done", "text"),)


def test_a_condition_of_an_entry_and_a_summary_show_nothing(home):
    shop = home / "flows" / "tea" / "tea_shop.yaml"
    change(shop, "开一家能坐下来喝茶的店。", "开一家店，{t_unused}。")
    assert fact(home, "t_unused").missing

    change(shop, "      - t_half\n", "      - {fact: t_half, when: seats > fact('t_unused')}\n")
    assert fact(home, "t_unused").missing


def test_a_reason_excuses_a_fact_and_contradicts_one_that_is_shown(home):
    plan = home / "flows" / "policy" / "plan.yaml"
    change(plan, "doubt: 原文看不清", "inner: 只管局里开会")
    change(plan, "{id: t_half, ", "{id: t_half, inner: 只管局里开会, ")

    assert (fact(home, "t_unused").missing, fact(home, "t_unused").contradicted) == (False, False)
    assert fact(home, "t_half").contradicted


def test_a_document_without_areas_is_left_out(tmp_path):
    assert sections(furnish(tmp_path)) == ()
