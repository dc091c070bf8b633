"""What an appointment brings along in a message: the sheet with its box, and the official page's code."""

import pytest

from bot.engine.event import Browsed, Started
from bot.message import plain
from bot.press.sheet import Link, Notice, Slip
from tests.engine.caller import COUNTER, LINK, Caller, home


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    return home(tmp_path_factory.mktemp("house"), offices=(("window", COUNTER), ("site", LINK)))


@pytest.fixture
def caller(house):
    """With a slot that is held and confirmed, before the provider has answered."""
    somebody = Caller(house)
    somebody.does(Started, flow="tea_shop")
    somebody.says("小茶馆")
    somebody.says("八个")
    somebody.taps("预约办理")
    somebody.taps("茶馆窗口")
    somebody.taps("9月22日")
    somebody.taps("9:00")
    somebody.gives().stands("held")
    somebody.taps("确认预约")
    return somebody


def test_the_receipt_brings_the_notice_with_the_appointment_on_it(caller):
    ref = caller.errand.ref

    message = caller.stands("confirmed")

    (file,) = message.files
    notice = Notice.model_validate_json(file.sheet)
    assert (file.kind, file.name) == ("receipt", f"开茶馆-预约单-{ref}")
    assert (notice.title, notice.appointment.ref) == ("小茶馆可以开", ref)
    assert (notice.appointment.day, notice.appointment.clock) == ("2026年9月22日（星期二）", "9:00–9:30")
    assert notice.reference == caller.session.walk.upper()
    assert "预约单马上发来" in plain(message.text)


def test_where_it_can_not_be_printed_the_reference_is_told_in_words(caller):
    ref = caller.errand.ref

    (file,) = caller.stands("confirmed").files

    told = ["9月22日（星期二）9:00–9:30", "茶馆窗口", ref, "/my"]
    assert [text for text in told if text not in plain(file.instead)] == []


def test_a_receipt_that_comes_when_one_has_gone_on_still_brings_its_own_matter(caller):
    errand = caller.errand
    caller.does(Started, flow="tea_hall")

    (file,) = caller.stands("confirmed", errand).files

    assert Notice.model_validate_json(file.sheet).matter == "开茶馆"


def test_without_the_matter_it_brings_the_box_alone(caller):
    errand = caller.errand
    caller.session = caller.session.model_copy(update={"visit": None, "state": None, "path": (), "shelf": ()})

    (file,) = caller.stands("confirmed", errand).files

    assert Slip.model_validate_json(file.sheet).appointment.ref == errand.ref


def test_only_the_masked_name_goes_along(caller):
    (file,) = caller.stands("confirmed").files

    assert "李＊＊" in file.sheet
    for text in (file.sheet, file.name, file.instead):
        assert [part for part in ("小芳", "138", "8000") if part in text] == []


def test_what_is_owed_stays_small(caller):
    message = caller.stands("confirmed")

    assert len(message.model_dump_json(exclude_defaults=True).encode()) < 32_000


def test_nothing_is_brought_along_before_it_stands(caller):
    assert caller.screen.files == ()
    assert caller.does(Browsed).files == ()


def test_the_official_page_brings_its_code_with_the_offices_name(house):
    caller = Caller(house)
    caller.does(Started, flow="tea_shop")
    caller.says("小茶馆")
    caller.says("八个")
    caller.taps("预约办理")

    (file,) = caller.taps("茶馆网").files

    link = Link.model_validate_json(file.sheet)
    assert (file.kind, link.url) == ("link", "https://tea.example/yuyue")
    assert "茶馆网" in link.caption
    assert "https://tea.example/yuyue" in file.instead
