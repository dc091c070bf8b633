from bot.draw.diagram import Diagram, Edge, Line, Mark, Node
from bot.draw.mermaid import mermaid


def test_boxes_and_arrows_stand_in_the_order_of_the_file():
    nodes = (
        Node("end", "question", (Line("哪种？", "title"),)),
        Node("b", "end", (Line("好了"), Line("不收钱"))),
        Node("c", "jump", (Line("转到"),)),
        Node("d", "part", (Line("一件事"),)),
    )
    edges = (Edge("end", "b", "住宅"), Edge("end", "c"))

    assert mermaid(Diagram("tea", '茶"馆', "", nodes, edges, {})) == (
        '---\ntitle: "茶\\"馆"\n---\nflowchart TD\n'
        '  n1("哪种？")\n  n2["好了<br/>不收钱"]\n  n3>"转到"]\n  n4[["一件事"]]\n'
        '  n1 -->|"住宅"| n2\n  n1 --> n3\n'
    )


def test_no_text_can_break_out_of_its_quotes():
    text = mermaid(Diagram("tea", "茶", "", (Node("a", "end", (Line('"]; click a <b>\n%%'),)),), (), {}))

    assert '  n1["#34;]; click a #60;b#62; %%"]\n' in text


def test_marks_become_classes_and_line_styles():
    nodes = (Node("a", "end", (Line("甲"),), Mark.added), Node("b", "end", (Line("乙"),), Mark.removed))
    text = mermaid(Diagram("tea", "茶", "", nodes, (Edge("a", "b", "", Mark.removed),), {}))

    assert 'n1["甲"]:::added' in text
    assert "n1 -.-> n2" in text
    assert "linkStyle 0 stroke:#b3261e,stroke-dasharray:4 3" in text
    assert "classDef removed" in text
    assert "classDef changed" not in text
