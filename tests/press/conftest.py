"""A house with small procedures, somebody who has come to an end in it, and the real press."""

from pathlib import Path

import pytest

from bot.press import font
from bot.press.picture import Timeline
from bot.press.printing import Printer
from bot.press.sheet import Notice
from tests.houses import Visitor, furnish


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("home"))


@pytest.fixture
def visitor(home: Path) -> Visitor:
    """At the end of the tea shop."""
    somebody = Visitor(home)
    somebody.opens("tea_shop")
    somebody.says("小茶馆", "八个")
    return somebody


@pytest.fixture
def notice(visitor: Visitor) -> Notice:
    return visitor.renderer.writer.notice(visitor.session, visitor.at)


@pytest.fixture
def timeline(visitor: Visitor) -> Timeline:
    drawn = visitor.renderer.writer.timeline(visitor.session, visitor.at)
    assert drawn
    return drawn


@pytest.fixture(scope="session")
def printer(home: Path) -> Printer:
    found = font.find()
    assert found
    return Printer(home, found)
