"""Sheets in a message: what comes along with the card, and what is said where they can't be printed."""

from pathlib import Path

import pytest

from bot.message import plain
from bot.press.picture import Timeline
from bot.press.sheet import Notice
from tests.houses import Visitor, furnish, labels

NAME = "开茶馆-{}-{}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("home"))


@pytest.fixture
def visitor(home: Path) -> Visitor:
    somebody = Visitor(home)
    somebody.opens("tea_shop")
    somebody.says("小茶馆", "八个")
    return somebody


def test_the_notice_comes_along_as_data_with_the_summary_as_its_words(visitor):
    summary = visitor.shown.text
    message = visitor.taps("一次性告知单")

    (file,) = message.files
    assert (file.kind, file.name) == ("notice", NAME.format("告知单", visitor.session.walk.upper()))
    assert file.instead == summary
    assert Notice.model_validate_json(file.sheet).title == "小茶馆可以开"
    assert message.place == "new"
    assert "PDF" in message.text
    assert "日历文件" in message.text


def test_the_picture_comes_along_as_data_with_every_last_day_in_words(visitor):
    message = visitor.taps("看日程图")

    (file,) = message.files
    timeline = Timeline.model_validate_json(file.sheet)
    assert (file.kind, file.name) == ("timeline", NAME.format("日程图", visitor.session.walk.upper()))
    assert [bar.last for bar in timeline.bars if bar.last and bar.last not in plain(file.instead)] == []


def test_what_is_owed_stays_small(visitor):
    message = visitor.taps("一次性告知单")

    assert len(message.model_dump_json(exclude_defaults=True).encode()) < 32_000


def test_the_card_around_a_sheet_leads_back(visitor):
    assert labels(visitor.taps("看日程图")) == ["▶️ 接着办", "📋 菜单", "☎️ 转人工 12345"]
    assert "小茶馆可以开" in visitor.taps("接着办").text


def test_without_a_last_day_no_picture_is_offered(home):
    visitor = Visitor(home)
    visitor.opens("tea_shop")

    shown = labels(visitor.says("小茶馆", "还没数"))

    assert "📄 一次性告知单" in shown
    assert "📅 看日程图" not in shown


def test_nothing_is_brought_along_where_nothing_was_asked_for(visitor):
    assert visitor.says("帮助").files == ()
    assert visitor.says("继续").files == ()
