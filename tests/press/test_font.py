"""The font is looked at before it is trusted."""

from bot.inspection import handbook
from bot.press import font
from tests.houses import ROOT


def test_all_that_the_county_may_say_can_be_written():
    found = font.find()
    assert found

    assert found.missing(font.printed(handbook(ROOT), ROOT)) == ""


def test_what_it_can_not_write_is_named(printer):
    assert printer.font.missing(["夏县 🍵", "茶\n🏮"]) == "🍵🏮"


def test_a_missing_or_other_file_is_no_font(tmp_path):
    other = tmp_path / "other.ttf"
    other.write_bytes(b"no font")

    assert font.find(tmp_path / "none.ttc") is None
    assert font.find(other) is None
