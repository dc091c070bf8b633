import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.draw.files import Drawer, Form
from bot.draw.page import rows
from bot.flow.difference import difference
from bot.press import font
from bot.press.printing import height_of
from tests.houses import ROOT, change, furnish, mind


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs


def html(drawer: Drawer, name: str) -> str:
    return drawer.files(name, Form.html)[0].decode()


def test_a_png_is_a_sheet_of_a4(drawer):
    (picture,) = drawer.files("power_sme_three_zero", Form.png)

    assert picture.startswith(b"\x89PNG")
    assert height_of(picture) == 1754


def test_a_png_holds_one_sheet_and_a_pdf_all(drawer):
    assert len(drawer.files("build_factory", Form.png)) == 2
    (paper,) = drawer.files("build_factory", Form.pdf)

    assert paper.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2


def test_svg_and_mermaid_are_text(drawer):
    assert drawer.files("open_shop", Form.svg)[0].startswith(b"<svg ")
    assert "flowchart TD" in drawer.files("open_shop", Form.mmd)[0].decode()


def test_a_page_needs_nothing_from_outside(drawer):
    tags = Tags(html(drawer, "open_shop"))

    assert {"script", "link", "img", "iframe"}.isdisjoint(tags.names)
    assert {"src", "href"}.isdisjoint(dict(tags.attributes))


def test_a_page_says_in_words_what_the_picture_shows(drawer):
    text = html(drawer, "power_sme_three_zero")

    assert '<html lang="zh-CN">' in text
    assert '<th scope="row">小微企业“三零”接电' in text
    assert "7个工作日" in text
    assert "到「您想要多大的用电容量？」" in text


def test_a_page_tells_where_the_source_is_not_sure(drawer):
    assert "（请先向窗口核实）" in html(drawer, "property_transfer")


def test_an_entrance_has_no_outcomes_of_its_own_and_says_so(drawer):
    text = html(drawer, "power")

    assert "<table>" not in text
    assert "只帮您找到该办的那件事" in text


def test_an_event_lists_the_outcomes_of_its_parts_each_once(drawer):
    found = [(row.flow.id, row.end.end) for row in rows(drawer.shown("buy_house"))]

    assert ("property_transfer", "买卖过户") in found
    assert len(found) == len(set(found))


def test_every_procedure_can_be_written_as_page_and_mermaid(book, drawer):
    for name in book.flows:
        assert drawer.files(name, Form.html)
        assert drawer.files(name, Form.mmd)


def test_the_font_can_write_all_that_stands_on_a_picture(book, drawer):
    found = font.find()
    assert found

    text = "".join(drawer.files(name, Form.mmd)[0].decode() for name in book.flows)
    assert found.missing([text, (ROOT / "messages_zh" / "draw" / "words.j2").read_text("utf-8")]) == ""


def test_a_small_house_is_drawn_as_well(tmp_path):
    home = furnish(tmp_path)

    text = Drawer(home, mind(home).handbook).files("tea_shop", Form.mmd)[0].decode()

    assert "核对材料 当场办" in text
    assert "全部办完 平均7个工作日＊" in text
    assert "不超过12项" in text


@pytest.mark.parametrize("form", [Form.png, Form.pdf])
def test_the_same_procedure_gives_the_same_picture(drawer, form):
    assert drawer.files("power_hv", form) == drawer.files("power_hv", form)


def test_the_table_of_a_page_says_whose_a_limit_or_a_fee_is(drawer):
    text = drawer.files("power_hv", Form.html)[0].decode()

    assert "的，供电公司办理（单电源）：" in text


# what a draft changes

GREEN, YELLOW, PLAIN = "#1e7a46", "#9a6700", "#5b6675"


def compared(before: Path, after: Path, name: str) -> str:
    """The picture with what changed, as text."""
    old, new = mind(before).handbook, mind(after).handbook
    marks = difference(old, new).marks.get(name, {})
    return Drawer(after, new).compared(name, Drawer(before, old), marks, Form.svg)[0].decode()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return furnish(tmp_path)


@pytest.fixture
def old(home: Path) -> Path:
    """The house as it was."""
    return Path(shutil.copytree(home, home.parent / "old", symlinks=True))


def test_a_procedure_that_is_wholly_new_is_green_from_top_to_bottom(home, old):
    (old / "flows" / "tea" / "tea_hall.yaml").unlink()
    change(old / "flows" / "tea" / "tea_shop.yaml", "jump: tea_hall", "jump: tea_shop")

    text = compared(old, home, "tea_hall")

    boxes = re.findall(r'<rect [^>]*stroke="(#\w+)" stroke-width="1.6"', text)
    arrows = re.findall(r'<path [^>]*stroke="(#\w+)" stroke-width="1"', text)
    assert boxes == [PLAIN] + [GREEN] * 4  # of the legend: what an outcome looks like, and what is new
    assert arrows == [GREEN] * 2


def test_an_outcome_is_yellow_when_what_changed_is_not_in_the_picture(home, old):
    change(home / "flows" / "materials.yaml", "name: 身份证", "name: 居民身份证")

    assert f'stroke="{YELLOW}"' not in compared(home, home, "tea_shop")
    assert f'stroke="{YELLOW}"' in compared(old, home, "tea_shop")
