"""What stands on the notice: the summary's facts in the house's words, and nothing about a person."""

from datetime import datetime

from bot.config import ZONE
from bot.engine.session import Session
from tests.houses import Visitor, change, furnish


def test_it_tells_the_answers_as_the_citizen_gave_them(notice):
    assert [(one.ask, one.answer) for one in notice.answers] == [
        ("您的茶馆多大？", "小茶馆"),
        ("有多少个座位？", "8项"),
    ]


def test_a_ticked_material_is_ticked(visitor):
    visitor.taps("身份证")

    notice = visitor.renderer.writer.notice(visitor.session, visitor.at)

    assert [(one.name, one.ticked) for one in notice.materials] == [
        ("身份证", True),
        ("平面图（请先向窗口核实）", False),
    ]


def test_every_limit_has_its_length_and_its_last_day(notice):
    told = [(one.length.partition("（")[0], one.last) for one in notice.limits]

    assert told == [
        ("当场办", ""),
        ("半天以内", "最晚 2026年9月21日（星期一）"),
        ("7个工作日", "大约 2026年10月8日（星期四）前后"),
        ("20天", "2026年10月11日（星期日）满，第二天起才算期满"),
        ("3年", ""),
    ]


def test_nothing_to_pay_is_said_as_0_yuan(notice):
    assert [(one.amount.partition("，")[0], one.free) for one in notice.fees] == [("0 元", True), ("没有写明", False)]


def test_clauses_stand_once_with_what_rests_on_them(tmp_path):
    home = furnish(tmp_path)
    change(home / "flows" / "policy" / "plan.yaml", "clause: 第二条", "clause: 第一条")
    visitor = Visitor(home)
    visitor.opens("tea_shop")
    visitor.says("小茶馆", "八个")

    notice = visitor.renderer.writer.notice(visitor.session, visitor.at)

    assert [one.text for one in notice.clauses if one.source.endswith("第一条")] == ["核对材料；受理"]


def test_later_law_stands_once_beside_all_it_changes(notice):
    assert [(one.county, one.law) for one in notice.later] == [("平均办结时间；公示时间", "后来改成不分先后，一样快")]


def test_it_can_be_found_again_by_its_reference_and_knows_whom_to_call(visitor, notice):
    assert (notice.reference, notice.hotline) == (visitor.session.walk.upper(), "12345")


def test_nothing_of_the_person_is_on_it(visitor, notice):
    session = Session.model_validate(visitor.session)

    assert session.owner not in notice.model_dump_json()
    assert "tg." not in notice.model_dump_json()


def test_entries_are_named_alike_each_time_and_only_for_days_to_come(visitor, notice):
    again = visitor.renderer.writer.notice(visitor.session, datetime(2026, 9, 22, 9, tzinfo=ZONE))

    reference = visitor.session.walk
    assert [one.id for one in notice.dates] == [
        f"{reference}.t_half",
        f"{reference}.t_average",
        f"{reference}.t_notice",
    ]
    assert [one.id for one in again.dates] == [one.id for one in notice.dates]
    assert [one.day.isoformat() for one in notice.dates] == ["2026-09-21", "2026-10-08", "2026-10-11"]


def test_an_estimated_day_says_so(visitor):
    later = visitor.renderer.writer.notice(visitor.session, datetime(2036, 9, 22, 9, tzinfo=ZONE))

    assert all("预计" in one.title and "官方放假通知" in one.words for one in later.dates)
    assert any("官方放假通知" in line for one in later.limits for line in one.under)
