"""What the county promised, figure by figure, as a citizen reads it; a wrong one here sends somebody away in vain."""

from datetime import date, datetime
from functools import cache

import pytest

from bot.config import ZONE
from bot.engine.event import Asked, Resumed, Started
from bot.engine.mind import Mind, outcome
from bot.engine.outcome import Outcome
from bot.engine.session import Session, blank
from bot.engine.step import step
from bot.flow.model import Answer
from bot.flow.paths import paths
from bot.message import plain
from bot.render import Renderer
from tests.engine.books import ROOT, real

MONDAY = datetime(2026, 9, 28, 10, tzinfo=ZONE)
FRIDAY = datetime(2026, 9, 4, 10, tzinfo=ZONE)


@cache
def renderer() -> Renderer:
    return Renderer(ROOT, Mind(real()))


def reach(flow: str, **answers: Answer) -> Session:
    session = step(renderer().mind, blank("tg.1.1"), Started(id="e", at=MONDAY, flow=flow, answers=answers)).session
    assert session
    return session


def place(flow: str, **answers: Answer) -> tuple[str, str | None]:
    session = reach(flow, **answers)
    assert session.visit
    return session.visit.flow, session.state


def found(flow: str, at: datetime = MONDAY, **answers: Answer) -> Outcome:
    result = outcome(renderer().mind, reach(flow, **answers), at)
    assert result
    return result


def card(flow: str, at: datetime = MONDAY, **answers: Answer) -> str:
    """The plain text of the card at which these answers end."""
    event = Resumed(id="r", at=at)
    turned = step(renderer().mind, reach(flow, **answers), event)
    return plain(renderer().message(turned, event, "tg.1.1").text)


def limit(flow: str, fact: str, at: datetime = MONDAY, **answers: Answer) -> date | None:
    one = next(one for one in found(flow, at, **answers).limits if one.record.id == fact)
    return one.deadline and one.deadline.day


@pytest.mark.parametrize(
    ("where", "capacity", "three_zero"),
    [("city", 160, True), ("city", 161, False), ("rural", 100, True), ("rural", 101, False), ("rural", 160, False)],
)
@pytest.mark.parametrize("way", ["power", "power_sme_three_zero"])
def test_the_three_zero_limit_is_160_in_the_city_and_100_in_the_country_both_included(way, where, capacity, three_zero):
    first = {"power": {"customer": "small"}, "power_sme_three_zero": {"small": "yes"}}[way]

    reached = place(way, **first, place=where, capacity=capacity)

    assert (reached == ("power_sme_three_zero", "three_zero")) is three_zero


def test_a_rural_business_just_over_its_limit_is_low_voltage_and_is_told_of_the_later_law():
    assert place("power", customer="small", place="rural", capacity=120) == ("power_lv_nonresident", "hookup")
    text = card("power", customer="small", place="rural", capacity=120)
    assert "160千瓦" in text
    assert "能不能按“三零”办" in text


@pytest.mark.parametrize(
    ("answers", "days", "around"),
    [
        ({"flow": "power_sme_three_zero", "small": "yes", "place": "city", "capacity": 50}, "7个工作日", "10月13日"),
        ({"flow": "power_lv_nonresident", "voltage": "low"}, "10个工作日", "10月16日"),
    ],
)
def test_averages_are_called_averages_and_their_date_is_no_promise(answers, days, around):
    text = card(**answers)

    assert f"平均接电：{days}（平均数，各户有快有慢）" in text
    assert f"大约在 {around}" in text
    assert "这是平均时间，不是每一户的上限" in text
    assert f"最晚 {around}" not in text


def test_two_days_for_homes_are_calendar_days_so_a_friday_request_ends_on_sunday():
    assert limit("power_resident", "a03_17", FRIDAY, op="new") == date(2026, 9, 6)
    text = card("power_resident", FRIDAY, op="new")
    assert "最晚 9月6日（星期日）" in text
    assert "周末和过节也算" in text
    assert "不是工作日" in text


@pytest.mark.parametrize(("source", "days"), [("single", 30), ("double", 40)])
def test_high_voltage_days_cover_only_the_suppliers_own_stage_and_get_no_date(source, days):
    text = card("power_hv", source=source, risk="no")

    assert f"{days}个工作日以内" in text
    assert f"{70 - days}个工作日以内" not in text
    assert "只算供电公司自己办理的环节" in text
    assert "您修工程的日子另算" in text
    assert limit("power_hv", {"single": "a03_12", "double": "a03_13"}[source], source=source, risk="no") is None


def test_high_voltage_has_at_most_four_stages_and_small_business_two():
    assert "办电环节：最多 4个环节" in card("power_hv", source="single", risk="no")
    assert "办电环节：2个环节" in card("power_sme_three_zero", small="yes", place="city", capacity=50)
    assert len(found("power_hv", source="single", risk="no").steps) <= 4
    assert len(found("power_sme_three_zero", small="yes", place="city", capacity=50).steps) == 2


def test_design_review_is_dropped_for_ordinary_customers_only():
    assert "设计不用送审" in card("power_hv", source="single", risk="no")
    for risk in ("yes", "unknown"):
        assert "设计不用送审" not in card("power_hv", source="single", risk=risk)
    assert "先把设计送供电公司审" in card("power_hv", source="single", risk="yes")


@pytest.mark.parametrize("esign", ["yes", "no"])
def test_opening_a_business_takes_at_most_one_working_day_made_of_two_halves(esign):
    answers = {"kind": "company", "delivery": "mail", "way": "online", "esign": esign}
    ends = [limit("open_business", fact, **answers) for fact in ("a01_08", "a01_09", "a01_10")]

    assert ends == [date(2026, 9, 29), date(2026, 9, 28), date(2026, 9, 29)]
    text = card("open_business", **answers)
    assert "全部办完：1个工作日以内" in text
    assert text.count("半天以内") == 2


def test_the_seals_are_four_and_free_and_named():
    text = card("open_business", kind="company", delivery="mail", way="online", esign="yes")

    assert real().records["a01_12"].value == 4
    assert "企业名称章、财务章、发票专用章、法定代表人章：0 元" in text
    assert "合同章等没有列在里面" in text


def test_the_tax_device_is_free_and_the_citizen_hears_that_digital_invoices_need_none():
    text = card("open_business", kind="company", delivery="self_print", way="window")

    assert "税控设备：0 元" in text
    assert "多数企业不再需要税控设备" in text
    assert "数字化电子发票已在全国推广" in text
    assert "2024年12月1日" in text


def test_gas_takes_four_and_two_and_four_days_which_is_ten():
    values = {one.record.id: one.record.value for one in found("gas_hookup", who="home").limits}

    assert [values[fact] for fact in ("a04_07", "a04_08", "a04_09")] == [4, 2, 4]
    assert values["a04_06"] == 10
    text = card("gas_hookup", who="home")
    assert "先4个工作日，再2个工作日，再4个工作日，加起来正好10个工作日" in text
    assert limit("gas_hookup", "a04_07", who="home") == date(2026, 10, 9)


@pytest.mark.parametrize("who", ["home", "biz", "coal"])
def test_gas_days_do_not_cover_design_and_building(who):
    assert "不含设计、施工和办施工手续的时间" in card("gas_hookup", who=who)


@pytest.mark.parametrize("answers", [{"who": "home"}, {"who": "big"}, {"who": "sme", "meter": 50}])
def test_water_takes_ten_working_days_without_design_building_and_road_works(answers):
    text = card("water_hookup", **answers)

    assert "用水办理：10个工作日以内\n  ↳ 今天受理的话，最晚 10月16日（星期五）" in text
    assert "不含设计、施工和办道路占用、挖掘手续的时间" in text


@pytest.mark.parametrize(
    "answers", [{"who": "home"}, {"who": "big"}, {"who": "sme", "meter": 50}, {"who": "sme", "meter": 100}]
)
def test_the_six_water_fees_are_abolished_by_name(answers):
    line = next(line for line in card("water_hookup", **answers).splitlines() if "已经取消" in line)

    for fee in ("报装费", "开户费", "增容费", "接口费", "开关闸费", "竣工核验费"):
        assert fee in line
    assert "0 元" in line


@pytest.mark.parametrize("who", ["home", "biz", "coal"])
def test_the_four_gas_fees_are_abolished_by_name_and_the_hookup_fee_is_not_among_them(who):
    line = next(line for line in card("gas_hookup", who=who).splitlines() if "已经取消" in line)

    for fee in ("通气费", "检测费", "工本费", "二次作业费"):
        assert fee in line
    assert "报装费" not in line


def test_the_gas_hookup_fee_of_businesses_is_only_reduced_and_no_figure_is_made_up():
    text = card("gas_hookup", who="biz")
    line = next(line for line in text.splitlines() if line.startswith("• 用气报装费"))

    assert line == "• 用气报装费：有优惠，优惠多少没有写明，请先问清"
    assert "只是优惠，不是取消" in text
    for who in ("home", "coal"):
        assert "• 用气报装费：有优惠" not in card("gas_hookup", who=who)


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({"who": "sme", "meter": 99}, "fee_free"),
        ({"who": "sme", "meter": 100}, "ask_window"),
        ({"who": "sme", "meter": 101}, "listed_price"),
        ({"who": "sme", "meter": "unsure"}, "ask_window"),
        ({"who": "home"}, "listed_price"),
        ({"who": "big"}, "listed_price"),
    ],
)
def test_meters_are_free_below_dn100_for_small_businesses_and_at_dn100_the_window_is_asked(answers, state):
    assert place("water_hookup", **answers) == ("water_hookup", state)
    assert ("水表安装费：0 元" in card("water_hookup", **answers)) is (state == "fee_free")


def test_simple_deregistration_is_announced_for_twenty_full_days_and_applied_for_within_the_next_twenty():
    text = card("deregister_simple", type="company", debt="yes", block="none")

    assert "网上公示：20天（要满）" in text
    assert "到 10月18日（星期日）满，第二天起才算期满" in text
    assert "接着上一段算，最晚 11月7日（星期六）" in text


def test_a_self_employed_person_needs_no_announcement():
    text = card("deregister_simple", type="self", debt="yes", block="none")

    assert "不用公示" in text
    assert "10天内没有异议" in text


@pytest.mark.parametrize("flow", ["deregister", "deregister_simple"])
@pytest.mark.parametrize("answers", [{"debt": "no"}, {"debt": "yes", "block": "some"}])
def test_who_owes_or_is_blocked_is_never_sent_the_simple_way(flow, answers):
    assert place(flow, type="company", **answers) == ("deregister_general", "reason")
    assert place(flow, type="self", **answers) == ("deregister_general", "self_employed")


def test_the_question_before_the_simple_way_names_everyone_who_may_not_use_it():
    hint = renderer().mind.handbook.flows["deregister_simple"].states["block"].hint

    for word in (
        "异常名录",
        "严重失信",
        "冻结",
        "抵押",
        "投资",
        "立案",
        "诉讼|官司",
        "吊销",
        "责令关闭",
        "撤销",
        "罚款",
        "批准",
    ):
        assert any(each in hint for each in word.split("|")), word


def test_zero_is_said_in_so_many_words():
    for flow, answers in (
        ("power_resident", {"op": "new"}),
        ("open_business", {"kind": "self", "delivery": "mail", "way": "window"}),
    ):
        assert "0 元" in card(flow, **answers)


@pytest.mark.parametrize("flow", [name for name, flow in real().flows.items() if not flow.parts])
def test_an_outcome_that_rests_on_something_shaky_says_so(flow):
    for way in paths(real().flows[flow], real()):
        if way.kind == "end":
            shaky = found(flow, **way.answers).confidence != "high"
            assert ("请先向窗口核实" in card(flow, **way.answers)) or not shaky, way


def test_every_number_question_explains_on_which_clause_its_limit_rests():
    session = reach("power", customer="small", place="city")
    event = Asked(id="a", at=MONDAY, topic="why")
    text = plain(renderer().message(step(renderer().mind, session, event), event, "tg.1.1").text)

    assert "夏营商环境发〔2021〕1号" in text
    assert "160千伏安" in text
    assert "100千伏安" in text
