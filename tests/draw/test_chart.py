import pytest

from bot.draw.chart import changed, diagram
from bot.draw.diagram import Edge, Mark
from tests.draw.conftest import flow_of

END = {"end": "好了", "say": "好了。", "offices": ("p12345",)}
CHOICES = {"a": "住宅", "b": "商铺", "c": "厂房"}


def edges(shown) -> set[tuple[str, str, str]]:
    return {(edge.source, edge.target, edge.text) for edge in diagram(shown).edges}


def lines(shown, name: str) -> list[str]:
    return next([line.text for line in node.lines] for node in diagram(shown).nodes if node.id == name)


def test_answers_that_lead_to_one_place_share_an_arrow(small):
    shown = small(
        {"q": {"ask": "哪种？", "choices": CHOICES, "go": {"a": "x", "b": "x", "c": "y"}}, "x": END, "y": END}
    )

    assert edges(shown) == {("q", "x", "住宅、商铺"), ("q", "y", "厂房")}


def test_labels_with_commas_in_them_are_parted_by_strokes(small):
    shown = small({"q": {"ask": "哪种？", "choices": {"a": "有，用着", "b": "没有"}, "go": "x"}, "x": END})

    assert edges(shown) == {("q", "x", "有，用着／没有")}


def test_a_day_leads_on_without_words(small):
    assert edges(small({"q": {"ask": "哪天？", "day": {"example": "今天"}, "go": "x"}, "x": END})) == {("q", "x", "")}


def test_not_knowing_a_number_is_an_arrow_of_its_own(small):
    number = {"unit": "kVA", "min": 1, "max": 9, "example": "5", "unsure": {"label": "不知道", "to": "y"}}
    shown = small({"q": {"ask": "多大？", "number": number, "go": "x"}, "x": END, "y": END})

    assert edges(shown) == {("q", "x", ""), ("q", "y", "不知道")}


def test_not_knowing_that_changes_nothing_needs_no_words(small):
    number = {"unit": "kVA", "min": 1, "max": 9, "example": "5", "unsure": {"label": "不知道", "to": "x"}}

    assert edges(small({"q": {"ask": "多大？", "number": number, "go": "x"}, "x": END})) == {("q", "x", "")}


def test_conditions_stand_on_their_arrows(small):
    number = {"unit": "kVA", "min": 1, "max": 999, "example": "5"}
    go = [{"when": "q <= fact('a03_03')", "to": "x"}, {"when": "q > 500", "to": "x"}, {"to": "y"}]
    shown = small({"q": {"ask": "多大？", "number": number, "go": go}, "x": END, "y": END})

    assert edges(shown) == {("q", "x", "不超过160千伏安；超过500千伏安"), ("q", "y", "其他情况")}


def test_a_way_to_nowhere_is_left_out(small):
    assert edges(small({"q": {"ask": "哪种？", "choices": CHOICES, "go": "gone"}, "x": END})) == set()


def test_an_outcome_tells_how_long_and_whether_it_costs(small):
    end = {
        **END,
        "limits": ["a05_05"],
        "fees": [{"item": "登记费", "status": "free", "fact": "a05_15"}],
    }

    assert lines(small({"x": end}), "x") == ["好了", "过户等登记 ≤3个工作日", "不收钱"]


def test_several_limits_are_told_with_what_they_are_for_and_each_once(small):
    limits = [
        {"fact": "a13_04", "item": "答复"},
        {"fact": "a13_04", "item": "答复"},
        {"fact": "a13_07", "item": "投诉"},
    ]

    assert lines(small({"x": {**END, "limits": limits}}), "x") == ["好了", "答复 ≤7个工作日", "投诉 ≤15个工作日"]


def test_a_limit_that_stands_alone_carries_its_name(small):
    limits = [{"fact": "a13_04", "item": "答复"}]

    assert lines(small({"x": {**END, "limits": limits}}), "x") == ["好了", "答复 ≤7个工作日"]


WHEN = {"q": {"ask": "哪种？", "choices": CHOICES, "go": "x"}}
FREE, PAID = ({"item": "登记费", "status": status, "fact": "a05_15"} for status in ("free", "listed"))


def test_a_limit_of_some_says_whose(small):
    limits = [{"fact": "a13_04", "item": "答复", "when": "q == 'a'"}, {"fact": "a13_07", "item": "投诉"}]

    told = lines(small({**WHEN, "x": {**END, "limits": limits}}), "x")

    assert told == ["好了", "“住宅”的，答复 ≤7个工作日", "投诉 ≤15个工作日"]


def test_where_there_are_no_words_for_whose_limit_it_is_it_is_said_to_be_that_of_some(small):
    limits = [{"fact": "a13_04", "item": "答复", "when": "q + q == 'aa'"}]

    assert lines(small({**WHEN, "x": {**END, "limits": limits}}), "x")[1] == "有的情况下，答复 ≤7个工作日"


@pytest.mark.parametrize(
    ("fees", "told"),
    [
        ([{**PAID, "when": "q == 'a'"}], "“住宅”的，要收钱"),
        ([FREE, {**PAID, "when": "q == 'a'"}], "不收钱；“住宅”的，要收钱"),
        ([FREE, {**FREE, "when": "q == 'a'"}], "不收钱"),
        ([{**PAID, "when": "q == 'a'"}, {**FREE, "when": "q == 'b'"}], "“住宅”的，要收钱；“商铺”的，不收钱"),
    ],
)
def test_a_fee_of_some_says_whose(small, fees, told):
    assert lines(small({**WHEN, "x": {**END, "fees": fees}}), "x") == ["好了", told]


def test_more_limits_than_fit_are_counted(small):
    limits = [{"fact": "a13_04", "item": f"第{number}样"} for number in "一二三四五"]

    assert lines(small({"x": {**END, "limits": limits}}), "x")[-1] == "还有 2 项"


def test_one_limit_more_is_written_out_in_the_line_that_would_count_it(small):
    limits = [{"fact": "a13_04", "item": f"第{number}样"} for number in "一二三四"]

    assert lines(small({"x": {**END, "limits": limits}}), "x")[-1] == "第四样 ≤7个工作日"


def test_what_is_unsure_carries_a_star_that_is_explained(small):
    drawn = diagram(small({"x": {**END, "confidence": "low"}}))

    assert drawn.nodes[0].lines[0].text == "好了＊"
    assert drawn.notes == ("＊ 先向窗口核实",)
    assert diagram(small({"x": END})).notes == ()


def test_a_jump_names_where_it_leads(small):
    other = flow_of("hall", {"x": END})
    states = {"j": {"jump": "hall", "say": "去大茶楼。"}, "k": {"jump": "gone", "say": "去哪里？"}}

    assert [lines(small(states, other), name) for name in "jk"] == [["转到：hall茶馆"], ["gone"]]


def test_the_legend_explains_only_what_there_is(small):
    assert list(diagram(small({"x": END})).legend) == ["end"]


def test_a_draft_is_marked_and_what_went_is_still_there(small):
    old = small({"q": {"ask": "哪种？", "choices": CHOICES, "go": {"a": "x", "b": "x", "c": "y"}}, "x": END, "y": END})
    new = small(
        {
            "q": {"ask": "哪种？", "choices": CHOICES, "go": {"a": "x", "b": "z", "c": "z"}},
            "x": {**END, "end": "成了"},
            "z": END,
        }
    )

    drawn = changed(new, old, {})

    assert {node.id: node.mark for node in drawn.nodes} == {
        "q": None, "x": Mark.changed, "z": Mark.added, "y": Mark.removed,
    }  # fmt: skip
    assert set(drawn.edges) == {
        Edge("q", "x", "住宅", Mark.changed), Edge("q", "z", "商铺、厂房", Mark.added), Edge("q", "y", "厂房", Mark.removed),
    }  # fmt: skip
    assert list(drawn.legend) == ["question", "end", Mark.added, Mark.changed, Mark.removed]


def test_a_box_that_looks_as_it_did_is_marked_when_what_it_stands_for_has_changed(small):
    old, new = small({"x": END, "y": END}), small({"x": END, "y": END, "z": END})

    drawn = changed(new, old, {"x": Mark.changed, "z": Mark.changed})

    assert [node.mark for node in drawn.nodes] == [Mark.changed, None, Mark.added]


def test_of_a_procedure_that_was_not_there_all_is_new(small):
    shown = small({"q": {"ask": "哪种？", "choices": CHOICES, "go": "x"}, "x": END})

    drawn = changed(shown, None, {})

    assert drawn.marks == {Mark.added}
    assert {one.mark for one in (*drawn.nodes, *drawn.edges)} == {Mark.added}
    assert list(drawn.legend) == ["question", "end", Mark.added]


def test_without_a_draft_nothing_is_marked(small):
    assert diagram(small({"x": END})).marks == frozenset()
