from defusedxml.ElementTree import fromstring

from bot.draw.chart import diagram
from bot.draw.diagram import Diagram, Edge, Line, Mark, Node
from bot.draw.layout import layout
from bot.draw.svg import inset, svg

NS = "{http://www.w3.org/2000/svg}"


def drawn(*, mark: Mark | None = None, name: str = "问"):
    nodes = tuple(Node(kind, kind, (Line(name, "title"),), mark) for kind in ("question", "end", "jump", "part"))
    edges = (Edge("question", "end", "选", mark), Edge("question", "jump", "", mark), Edge("jump", "part"))
    legend = {node.kind: node.kind for node in nodes} | ({mark: "记号"} if mark else {})
    return layout(Diagram("tea", f"茶馆 {name}", "茶馆局", nodes, edges, legend, ("注",)))


def test_it_is_sound_xml_with_a_title_and_words_for_the_blind():
    root = fromstring(svg(drawn(), "四个方框"))

    assert root.attrib["role"] == "img"
    assert [root.findtext(f"{NS}title"), root.findtext(f"{NS}desc")] == ["茶馆 问", "四个方框"]


def test_what_the_procedure_says_is_never_read_as_markup():
    text = svg(drawn(name='<script>&"]]>'), "<b>")

    assert "<script" not in text
    assert '<script>&"]]>' in [one.text for one in fromstring(text).iter(f"{NS}text")]


def test_nothing_comes_from_outside(book, drawer):
    text = svg(layout(diagram(drawer.shown("open_shop"))), "图")

    assert {one.tag.removeprefix(NS) for one in fromstring(text).iter()} <= {
        "svg", "title", "desc", "rect", "path", "polygon", "text",
    }  # fmt: skip
    assert "href" not in text
    assert "url(" not in text


def test_a_sheet_shows_its_part_of_the_picture():
    nodes = tuple(Node(str(at), "question", (Line("问", "title"),)) for at in range(30))
    edges = tuple(Edge(str(at), str(at + 1), "选") for at in range(29))
    drawing = layout(Diagram("tea", "茶馆", "茶馆局", nodes, edges, {}))

    whole, second = fromstring(svg(drawing, "图")), fromstring(svg(drawing, "图", 2))

    assert drawing.pages > 1
    assert float(whole.attrib["height"][:-2]) > 841.9
    assert second.attrib["height"] == "841.9pt"
    assert float(second.attrib["viewBox"].split()[1]) > 0
    assert f"茶馆 · 2/{drawing.pages}" in [one.text for one in second.iter(f"{NS}text")]


def test_what_went_is_dashed_and_struck_through_not_only_red():
    text = svg(drawn(mark=Mark.removed), "图")
    struck = [one for one in fromstring(text).iter(f"{NS}path") if one.attrib.get("stroke-width") == "0.8"]

    assert len(struck) == 5, "four boxes and one label"
    assert text.count("stroke-dasharray") >= 4 + 2


def test_what_came_and_what_changed_have_colours_of_their_own():
    added, changed = svg(drawn(mark=Mark.added), "图"), svg(drawn(mark=Mark.changed), "图")

    assert "#1e7a46" in added
    assert "#9a6700" in changed
    assert "#1e7a46" not in changed


def test_beside_marks_the_rest_is_pale():
    nodes = (Node("a", "question", (Line("问"),), Mark.added), Node("b", "question", (Line("问"),)))
    text = svg(layout(Diagram("tea", "茶馆", "茶馆局", nodes, (), {})), "图")

    assert "#e9f1fa" not in text


def test_beside_marks_the_legend_is_as_pale_as_what_it_explains():
    assert "#e9f1fa" in svg(drawn(), "图")
    assert "#e9f1fa" not in svg(drawn(mark=Mark.added), "图")


def test_an_inset_holds_all_that_is_drawn_and_no_paper_around_it():
    drawing = drawn()
    root = fromstring(inset(drawing, "图", 1))

    left, top, width, height = map(float, root.attrib["viewBox"].split())
    boxes = [box.block for box in drawing.boxes]
    assert width < drawing.width
    assert height < drawing.height / 2
    assert all(left <= one.x and one.x + one.width <= left + width for one in boxes)
    assert all(top <= one.y and one.y + one.height <= top + height for one in boxes)


def test_an_inset_keeps_the_legend_and_leaves_the_title_to_the_text_around_it():
    said = [one.text for one in fromstring(inset(drawn(name="绿"), "图", 1)).iter(f"{NS}text")]

    assert "question" in said
    assert "注" in said
    assert "茶馆 绿" not in said


def test_an_inset_of_a_second_sheet_begins_where_that_sheet_does():
    nodes = tuple(Node(str(at), "question", (Line("问"),)) for at in range(40))
    edges = tuple(Edge(str(at), str(at + 1), "选") for at in range(39))
    drawing = layout(Diagram("tea", "茶馆", "茶馆局", nodes, edges, {}))

    areas = [
        [float(side) for side in fromstring(inset(drawing, "图", page)).attrib["viewBox"].split()] for page in (1, 2)
    ]
    assert areas[0][1] + areas[0][3] <= drawing.height + 0.01
    assert drawing.height - 0.01 <= areas[1][1]
    assert areas[1][1] + areas[1][3] <= 2 * drawing.height + 0.01
