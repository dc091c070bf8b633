"""The sheet of an appointment: what its box says, and how it comes out of the press."""

from datetime import datetime, timedelta

import pytest
import segno

from bot.booking.base import Person, Slot
from bot.config import ZONE
from bot.engine.diary import Appointment
from bot.engine.session import blank
from bot.press.printing import Printer, code_picture
from bot.press.sheet import Notice, Slip
from tests.engine.caller import COUNTER, home
from tests.engine.test_since import ASKED, LIMITS
from tests.houses import Visitor, change
from tests.press import codes
from tests.press.test_printing import pages, size, words

START = datetime(2026, 9, 24, 14, 30, tzinfo=ZONE)
REF = "T65AC3C1N3"


def appointed(**other: object) -> Appointment:
    slot = Slot(id="1", start=START, end=START + timedelta(minutes=30))
    known = {"ref": REF, "office": "window", "flow": "tea_shop", "slot": slot, "status": "confirmed"}
    return Appointment.model_validate({**known, "person": Person(name="李小芳", phone="13800138000"), **other})


def code(text: str) -> tuple[tuple[int, ...], ...]:
    return tuple(map(tuple, segno.make_qr(text, error="m").matrix))


@pytest.fixture
def receipt(visitor: Visitor) -> Notice:
    return visitor.renderer.writer.receipt(visitor.session, appointed(), visitor.at)


@pytest.fixture
def slip(visitor: Visitor) -> Slip:
    return visitor.renderer.writer.receipt(blank("tg.1.1"), appointed(), visitor.at)


def test_the_box_says_when_where_for_what_and_who(receipt):
    box = receipt.appointment

    assert (box.day, box.clock) == ("2026年9月24日（星期四）", "14:30–15:00")
    assert (box.office, box.matter, box.name) == ("茶馆窗口（请先向窗口核实）", "开茶馆", "李＊＊")


def test_a_time_told_in_another_zone_is_told_in_that_of_the_county(visitor):
    slot = Slot(id="1", start="2026-09-24T06:30:00Z", end="2026-09-24T07:00:00Z")

    box = visitor.renderer.writer.receipt(visitor.session, appointed(slot=slot), visitor.at).appointment

    assert (box.day, box.clock) == ("2026年9月24日（星期四）", "14:30–15:00")


def test_the_box_names_what_is_not_ticked_off(visitor):
    visitor.taps("身份证")

    box = visitor.renderer.writer.receipt(visitor.session, appointed(), visitor.at).appointment

    assert (box.lacking, box.missing) == ("还差 1 件，可容缺 1 件", ("平面图（请先向窗口核实）",))


def test_nothing_is_missing_once_all_is_ticked_off(visitor):
    visitor.taps("身份证")
    visitor.taps("平面图")

    box = visitor.renderer.writer.receipt(visitor.session, appointed(), visitor.at).appointment

    assert (box.lacking, box.missing) == ("", ())


def test_only_an_office_on_trial_is_said_to_be(tmp_path, receipt):
    visitor = Visitor(home(tmp_path, offices=(("window", f"{COUNTER}    trial: true\n"),)))

    box = visitor.renderer.writer.receipt(visitor.session, appointed(), visitor.at).appointment

    assert "试用" in box.trial
    assert "12345" in box.trial
    assert receipt.appointment.trial == ""


def test_limits_count_from_the_day_of_the_appointment(receipt, notice):
    assert [one.last for one in receipt.limits if one.last] == [
        "最晚 2026年9月28日（星期一）",
        "大约 2026年10月12日（星期一）前后",
        "2026年10月18日（星期日）满，第二天起才算期满",
    ]
    assert "9月24日（星期四）受理的话" in [one.start for one in receipt.limits]
    assert (receipt.made, receipt.made_words) == (notice.made, notice.made_words)


def test_a_last_day_before_the_appointment_is_not_over_yet(tmp_path):
    house = home(tmp_path)
    flow = house / "flows" / "tea" / "tea_shop.yaml"
    change(flow, "\n      - {when: seats <= fact('t_seats'), to: done}\n      - {to: to_hall}\n", ASKED)
    change(flow, "\n      - t_half\n", LIMITS)
    change(flow, "      - {fact: t_notice, after: t_half}\n      - {fact: t_kept, starts: 从拿到证那天起}\n", "")
    visitor = Visitor(house)
    visitor.opens("tea_shop")
    visitor.says("小茶馆", "八个", "9月20日")

    receipt = visitor.renderer.writer.receipt(visitor.session, appointed(), visitor.at)

    assert [(one.last, one.passed) for one in receipt.limits if "2026年9月21日" in one.last] == [
        ("最晚 2026年9月21日（星期一）", False)
    ]
    assert "2026-09-21" in [one.day.isoformat() for one in receipt.dates]


def test_what_lies_on_the_shelf_comes_along_with_its_own_reference(visitor):
    walk = visitor.session.walk
    visitor.opens("tea_hall")

    receipt = visitor.renderer.writer.receipt(visitor.session, appointed(), visitor.at)

    assert (receipt.matter, receipt.reference) == ("开茶馆", REF)
    assert walk not in receipt.model_dump_json()


def test_without_the_matter_the_box_stands_alone(slip):
    assert isinstance(slip, Slip)
    assert (slip.appointment.ref, slip.appointment.matter, slip.appointment.missing) == (REF, "开茶馆", ())


@pytest.mark.parametrize("which", ["receipt", "slip"])
def test_of_the_person_only_the_masked_name_is_on_it(request, printer, which):
    sheet = request.getfixturevalue(which)

    for text in (sheet.model_dump_json(), words(printer.pdf(sheet))):
        assert "李＊＊" in text
        assert [part for part in ("小芳", "138", "8000", "tg.1.1") if part in text] == []


def test_the_paper_says_all_that_the_box_says(printer, receipt):
    box = receipt.appointment.model_copy(update={"trial": "这是试用。"})

    said = words(printer.pdf(receipt.model_copy(update={"appointment": box})))

    told = [box.ref, box.day, box.clock, box.office, box.matter, box.trial, box.lacking, *box.missing, *box.advice]
    assert [text for text in told if "".join(text.split()) not in said] == []


def test_the_box_stands_above_the_notice_and_leaves_it_whole(printer, receipt, notice):
    said = words(printer.pdf(receipt))

    assert said.index(REF) < said.index("一次性告知单")
    assert [one.name for one in notice.materials if "".join(one.name.split()) not in said.partition("告知单")[2]] == []


def test_without_an_appointment_there_is_no_box(printer, notice):
    assert "预约" not in words(printer.pdf(notice))


@pytest.mark.parametrize("which", ["receipt", "slip"])
def test_the_code_on_black_and_white_paper_is_that_of_the_reference_alone(request, printer, which):
    sheet = request.getfixturevalue(which)
    alone = sheet.model_copy(update={"doors": ()})  # whose addresses have codes of their own

    assert codes.squares(codes.printed(printer.pdf(alone))) == code(REF)


def test_the_code_of_a_page_is_that_of_its_address():
    assert codes.squares(codes.drawn(code_picture("https://tea.example/yuyue"))) == code("https://tea.example/yuyue")


def test_the_box_alone_is_one_page_and_one_picture_as_wide_as_a_phone(printer, slip):
    (picture,) = printer.screens(slip)

    assert pages(printer.pdf(slip)) == 1
    assert size(picture)[0] == 1080
    assert size(picture)[1] < 1500


def test_markup_in_the_box_stays_what_was_written(printer: Printer, slip):
    odd = slip.appointment.model_copy(update={"matter": "#panic() $x$ *b* @f", "name": "[a]_c_"})

    said = words(printer.pdf(slip.model_copy(update={"appointment": odd})))

    assert "#panic()$x$*b*@f" in said
    assert "[a]_c_" in said
