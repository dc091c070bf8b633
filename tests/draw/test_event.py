from bot.draw.chart import diagram
from bot.draw.event import outcomes
from bot.flow.model import Part
from tests.draw.conftest import flow_of

END = {"end": "好了", "say": "好了。", "offices": ("p12345",)}
ASKED = {"q": {"ask": "要水吗？", "choices": {"w": "要水", "n": "不要水"}, "go": "x"}, "x": END}


def found(shown, flow: str, **answers: object) -> list[str]:
    return [end.end for _, end in outcomes(shown, Part(flow=flow, **{"with": answers}))]


def test_the_parts_stand_in_their_order_and_below_what_they_wait_for(small):
    parts = ["one", {"flow": "two", "when": "q == 'w'"}, {"flow": "three", "after": "one"}]
    shown = small(ASKED, *(flow_of(name, {"x": END}) for name in ("one", "two", "three")), parts=parts)

    drawn = diagram(shown)

    assert [node.lines[0].text for node in drawn.nodes if node.kind == "part"] == [
        "1、one茶馆", "2、two茶馆", "3、three茶馆",
    ]  # fmt: skip
    assert {(edge.source, edge.target, edge.text) for edge in drawn.edges[1:]} == {
        ("x", "part:1:one", ""), ("x", "part:1:two", "“要水”"), ("part:1:one", "part:1:three", ""),
    }  # fmt: skip
    assert "可以同时办" in drawn.notes[0]


def test_a_part_waits_for_each_of_two_with_one_procedure(small):
    parts = ["one", "one", {"flow": "two", "after": "one"}]
    shown = small(ASKED, *(flow_of(name, {"x": END}) for name in ("one", "two")), parts=parts)

    assert {edge.source for edge in diagram(shown).edges if edge.target == "part:1:two"} == {"part:1:one", "part:2:one"}


def test_a_part_tells_its_outcomes_in_short(small):
    timed = {**END, "limits": ["a05_03", {"fact": "a05_05", "item": "登记"}]}
    ends = {f"e{number}": {**END, "end": f"结果{number}"} for number in range(6)}
    go = {key: key for key in ends}
    other = flow_of("two", {"q": {"ask": "哪个？", "choices": {key: key for key in ends}, "go": go}, **ends})
    shown = small(ASKED, flow_of("one", {"x": timed}), other, parts=["one", "two", "gone"])

    parts = [[line.text for line in node.lines] for node in diagram(shown).nodes if node.kind == "part"]

    assert parts == [
        ["1、one茶馆", "· 好了，登记 ≤3个工作日 等"],
        ["2、two茶馆", "· 结果0", "· 结果1", "· 结果2", "· 结果3", "· 还有 2 种结果"],
        ["gone"],
    ]


def test_in_short_a_limit_or_a_fee_of_some_is_said_to_be_theirs(small):
    limits = [{"fact": "a05_05", "item": "登记", "when": "q == 'w'"}]
    fees = [{"item": "登记费", "status": "listed", "fact": "a05_15", "when": "q == 'w'"}]
    one = flow_of("one", {**ASKED, "x": {**END, "limits": limits, "fees": fees}})

    part = next(node for node in diagram(small(ASKED, one, parts=["one"])).nodes if node.kind == "part")

    assert part.lines[1].text == "· 好了，有的情况下，登记 ≤3个工作日，有的情况下，要收钱"


def test_answers_that_are_known_shut_the_other_ways(small):
    ends = {name: {**END, "end": name} for name in "abc"}
    number = {"unit": "kVA", "min": 1, "max": 9, "example": "5", "unsure": {"label": "不知道", "to": "c"}}
    states = {
        "q": {"ask": "哪个？", "choices": {"a": "甲", "b": "乙"}, "go": {"a": "a", "b": "n"}},
        "n": {
            "ask": "多大？",
            "number": number,
            "go": [{"when": "q == 'a'", "to": "a"}, {"when": "n > 5", "to": "b"}, {"to": "c"}],
        },
        **ends,
    }
    shown = small(ASKED, flow_of("one", states))

    assert found(shown, "one") == ["a", "b", "c"]
    assert found(shown, "one", q="a") == ["a"]
    assert found(shown, "one", q="b") == ["b", "c"]
    assert found(shown, "one", q="b", n=9) == ["b"]
    assert found(shown, "one", q="b", n=3) == ["c"]


def test_where_a_part_leads_on_belongs_to_it_and_circles_end(small):
    one = flow_of("one", {"j": {"jump": "two", "say": "去。", "with": {"q": "a"}}})
    states = {
        "q": {"ask": "哪个？", "choices": {"a": "甲", "b": "乙"}, "go": {"a": "k", "b": "x"}},
        "k": {"ask": "还要吗？", "choices": {"y": "要", "n": "不要"}, "go": {"y": "back", "n": "done"}},
        "back": {"jump": "one", "say": "回。"},
        "x": END,
        "done": {**END, "end": "办成"},
    }
    shown = small(ASKED, one, flow_of("two", states))

    assert found(shown, "one") == ["办成"]


def test_a_part_whose_ways_go_in_circles_or_nowhere_has_no_outcome(small):
    states = {"q": {"ask": "哪个？", "choices": {"a": "甲", "b": "乙"}, "go": {"a": "q", "b": "gone"}}}

    assert found(small(ASKED, flow_of("one", states)), "one") == []
    assert found(small(ASKED), "gone") == []
