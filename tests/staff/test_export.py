"""The list as files: a table that Excel opens without running anything, and a calendar."""

import csv
from datetime import timedelta

import pytest
from icalendar import Calendar

from tests.staff.conftest import ROOM, TODAY, WANG, comes

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "\t=1", "\r=1", "\n@x", "＝1", "＋1", "－1", "＠x"]


async def exported(hall, label):
    await hall.picks(label)
    card = hall.api.chat(ROOM).cards[-1]
    assert hall.toast == "文件发来了"
    return card


def rows(card):
    assert card.file.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(card.file.content.decode("utf-8-sig").splitlines(keepends=True)))


async def test_the_table_holds_what_the_window_needs(hall):
    answers = (("几层楼？", "一层"), ("多大？", "大茶楼"))
    await hall.stands(comes("AAAAAAAAA1", ready=("营业执照",), missing=("身份证", "图纸"), answers=answers))
    await hall.house.book.mark("window", TODAY, "AAAAAAAAA1", "arrived")
    await hall.orders("/today")

    card = await exported(hall, "表格")

    assert card.file.name == "预约名单-20260302.csv"
    assert "1 位" in card.extra["caption"]
    assert rows(card) == [
        {
            "时间": "2026-03-02 10:00", "窗口": "茶馆窗口", "姓名": WANG, "电话": "138 0013 8000", "事项": "开大茶楼",
            "办的是": "大茶楼可以开", "预约号": "AAAAAAAAA1", "情况": "✅ 到了", "已备好": "营业执照",
            "还差": "身份证\n图纸", "本人的回答": "几层楼？ 一层\n多大？ 大茶楼",
        }
    ]  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
async def test_no_cell_is_a_formula(hall, formula):
    nasty = comes(
        "AAAAAAAAA1", name=formula, title=formula, outcome=formula, ready=(formula,), answers=((formula, ""),)
    )
    await hall.stands(nasty)
    await hall.orders("/today")

    (row,) = rows(await exported(hall, "表格"))

    assert [row[name][:1] for name in ("姓名", "事项", "办的是", "已备好", "本人的回答")] == ["'"] * 5
    assert row["姓名"][1:].replace("\r", "\n") == formula.replace("\r", "\n")


async def test_the_table_follows_the_words_of_the_list(hall):
    await hall.stands(comes("AAAAAAAAA1"), comes("AAAAAAAAA2", title="开茶馆"))
    await hall.orders("/today 茶楼")

    assert [row["预约号"] for row in rows(await exported(hall, "表格"))] == ["AAAAAAAAA1"]


@pytest.mark.parametrize(("label", "refs"), [("这天日历", {"AAAAAAAAA1"}), ("七天日历", {"AAAAAAAAA1", "AAAAAAAAA2"})])
async def test_the_calendar_has_each_appointment_of_a_day_or_a_week(hall, label, refs):
    await hall.stands(
        comes("AAAAAAAAA1"),
        comes("AAAAAAAAA2", day=TODAY + timedelta(days=6)),
        comes("AAAAAAAAA3", day=TODAY + timedelta(days=7)),
    )
    await hall.orders("/today")

    card = await exported(hall, label)

    events = Calendar.from_ical(card.file.content).events
    assert card.file.name == "预约名单-20260302.ics"
    assert {str(event["UID"]) for event in events} == {f"{ref}@xiaxian-guide" for ref in refs}
    assert (events[0].start.isoformat(), events[0].end.isoformat()) == (
        "2026-03-02T02:00:00+00:00", "2026-03-02T02:30:00+00:00",
    )  # fmt: skip
    assert str(events[0]["SUMMARY"]) == f"{WANG} 开大茶楼"
    assert "13800138000" in str(events[0]["DESCRIPTION"])
    assert str(events[0]["LOCATION"]) == "茶馆窗口"


@pytest.mark.parametrize("label", ["表格", "这天日历", "七天日历"])
async def test_an_empty_day_brings_no_file(hall, label):
    await hall.orders("/today")

    await hall.picks(label)

    assert hall.toast == "没有可导出的预约"
    assert len(hall.api.chat(ROOM).cards) == 1


async def test_a_file_that_telegram_refuses_is_let_go_and_can_be_asked_for_again(hall):
    await hall.stands(comes("AAAAAAAAA1"))
    await hall.orders("/today")
    hall.api.faults.fails("sendDocument", 400)

    await hall.picks("表格")
    await hall.picks("表格")

    assert [card.file.name for card in hall.api.chat(ROOM).cards if card.file] == ["预约名单-20260302.csv"]
