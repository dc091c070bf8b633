from itertools import pairwise

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.draw.chart import diagram
from bot.draw.diagram import Diagram, Edge, Line, Node
from bot.draw.layout import LARGEST, layout
from bot.draw.lettering import CUT, SIZE, width, written
from bot.errors import SettingError
from bot.press import font
from tests.draw.sight import blocks, faults


def pictured(arrows: list[tuple[int, int]], count: int, words: str = "选项", name: str = "方框") -> Diagram:
    nodes = tuple(Node(str(at), "question", (Line(name, "title"),)) for at in range(count))
    edges = tuple(Edge(str(one), str(other), words) for one, other in arrows)
    return Diagram("tea", "茶馆", "茶馆局", nodes, edges, {"question": "问题"}, ("一句话",))


@pytest.fixture(scope="module")
def drawings(book, drawer):
    return {name: layout(diagram(drawer.shown(name))) for name in book.flows}


def test_every_procedure_of_the_county_can_be_read_on_paper(drawings):
    assert {name: found for name, drawing in drawings.items() if (found := faults(drawing))} == {}


def test_every_procedure_but_the_longest_event_fits_on_one_sheet(drawings):
    assert {name: drawing.pages for name, drawing in drawings.items() if drawing.pages > 1} == {"build_factory": 2}


def test_no_line_is_wider_in_the_font_than_it_was_reckoned(drawings):
    with TTFont(font.FONT, fontNumber=0) as opened:
        signs, advances, em = opened.getBestCmap(), opened["hmtx"], opened["head"].unitsPerEm
        for drawing in drawings.values():
            for block in blocks(drawing).values():
                for line in block.lines:
                    real = sum(advances[signs[ord(letter)]][0] for letter in line.text) / em * SIZE[line.style]
                    assert real <= line.width + 0.01, line.text


def test_lines_run_down_or_across(drawings):
    for drawing in drawings.values():
        for arrow in drawing.arrows:
            for (x, y), (to_x, to_y) in pairwise(arrow.points):
                assert abs(x - to_x) < 0.7 or y == to_y, arrow


def test_a_picture_that_is_too_wide_upright_lies_on_its_side():
    abroad = layout(pictured([(0, at) for at in range(1, 8)], 8, name="很宽很宽的一个方框"))

    assert abroad.landscape
    assert abroad.width > abroad.height


def test_a_long_picture_goes_on_on_the_next_sheet_and_no_box_is_cut():
    drawing = layout(pictured(list(pairwise(range(40))), 40))

    assert drawing.pages > 1
    assert faults(drawing) == []


def test_arrows_in_a_circle_are_drawn_back_up():
    drawing = layout(pictured([(0, 1), (1, 2), (2, 0), (2, 2)], 3))
    back = next(arrow for arrow in drawing.arrows if arrow.edge.target == "0")

    assert len(drawing.arrows) == 3, "a box that leads to itself says nothing"
    assert back.points[0][1] > back.points[-1][1]
    assert faults(drawing) == []


@given(st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_whatever_leads_wherever_nothing_lies_on_anything(data):
    count = data.draw(st.integers(1, 12))
    ends = st.integers(0, count - 1)
    arrows = data.draw(st.lists(st.tuples(ends, ends), unique=True, max_size=16))
    words = data.draw(st.sampled_from(["", "选", "很长很长的一个选项，还有一个很长的选项"]))
    name = data.draw(st.sampled_from(["问", "很长很长很长的一个问题，真的很长吗？", "abc 123 " * 20]))

    try:
        drawing = layout(pictured(arrows, count, words, name))
    except SettingError:
        return

    assert faults(drawing) == []


def test_a_draft_of_five_hundred_states_is_refused():
    with pytest.raises(SettingError, match=f"超过 {LARGEST} 个"):
        layout(pictured(list(pairwise(range(500))), 500))


def test_more_abreast_than_paper_is_wide_is_refused():
    with pytest.raises(SettingError, match="图太宽"):
        layout(pictured([(0, at) for at in range(1, 40)], 40, words="一个选项"))


def test_labels_of_a_thousand_letters_are_cut_and_fit():
    drawing = layout(pictured([(0, 1), (0, 2)], 3, words="选" * 1000, name="长" * 1000))

    assert faults(drawing) == []
    assert drawing.boxes[0].block.lines[-1].text.endswith("…")


# lettering


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 100, []),
        ("好", 100, ["好"]),
        ("水、电、气、网络、有线电视，要一起过户吗？", 130, ["水、电、气、网络、", "有线电视，要一起过户吗？"]),
        ("有限责任公司、个体工商户", 70, ["有限责任公司、", "个体工商户"]),
        ("期房先登记（预告登记）", 70, ["期房先登记", "（预告登记）"]),
        ("一共160千伏安", 45, ["一共160", "千伏安"]),
        ("≤3个工作日", 30, ["≤3个", "工作日"]),
        ("说“好”了", 25, ["说", "“好”", "了"]),
        ("买卖／赠与（白送）／离婚、分家等别的", 100, ["买卖／赠与（白送）／", "离婚、分家等别的"]),
        ("1、新拿的地“交地即交证”", 126, ["1、新拿的地", "“交地即交证”"]),
        ("“等证时，先干点别的吗”选“先动工”", 50, ["“等证时，", "先干点别的", "吗”选", "“先动工”"]),
        ("答复了，我不服／没答复", 100, ["答复了，我不服／", "没答复"]),
        ("“店里要接天然气吗”选“要接”", 100, ["“店里要接天然气吗”", "选“要接”"]),
    ],
)
def test_lines_break_where_a_reader_would(text, room, lines):
    assert [line.text for line in written(Line(text), room)] == lines


def test_a_word_without_end_is_broken():
    assert all(line.width <= 130 for line in written(Line("a" * 100), 100))


def test_what_is_too_long_ends_in_dots():
    text = "".join(line.text for line in written(Line("长" * 10_000), 100))

    assert len(text) == CUT
    assert text.endswith("…")


def test_signs_that_nobody_sees_are_left_out():
    assert [line.text for line in written(Line("一\x00\ud800二\n三"), 1000)] == ["一 二 三"]


def test_foreign_letters_take_room_too():
    assert width("é") > 0.5
