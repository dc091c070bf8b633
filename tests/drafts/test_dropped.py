"""What staff drop in earnest finds its place."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.drafts.dropped import SIZE, Admitted, admitted
from bot.drafts.package import FILES, UNPACKED, unpacked
from bot.drafts.places import allowed
from bot.drafts.refusal import Refused, shown
from tests.drafts.hostile import AREA, FLOW, PLAIN, zipped

LEDGER = "document:\n  id: {id}\n  title: x\nrecords: []\n"
QUICK = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def found(name, content, places):
    dropped = admitted(name, content if isinstance(content, bytes) else content.encode(), places)
    assert isinstance(dropped, Admitted), dropped
    return sorted(dropped.files)


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("随便什么名字.yaml", "id: tea_shop\nstates: {}\n", "flows/tea/tea_shop.yaml"),
        ("tea_shop.yaml", "# 只改了一点\r\n'id': \"tea_shop\"  # 编号\r\nstates: {}\r\n", "flows/tea/tea_shop.yaml"),
        ("tea_shop (2).yml", "title: 没有写编号\nstates: {}\n", "flows/tea/tea_shop.yaml"),
        ("x.yaml", "\ufeffid: tea_shop\n", "flows/tea/tea_shop.yaml"),
        ("x.yaml", AREA + FLOW, "flows/tea/tea_odd.yaml"),
        ("x.yaml", "# yaml-language-server: $schema=../schema/flow.schema.json\n" + AREA + FLOW, "flows/tea/tea_odd.yaml"),
        ("OFFICES.yaml".lower(), "x: y", "flows/offices.yaml"),
        ("words(1).yaml", "x: y", "flows/words.yaml"),
        ("x.yaml", LEDGER.format(id="tea_plan"), "flows/policy/plan.yaml"),
        ("x.yaml", "document: {title: x, id: tea_plan}\nrecords: []\n", "flows/policy/plan.yaml"),
        ("plan.yaml", "document: {title: x}\nrecords: []\n", "flows/policy/plan.yaml"),
        ("tea-law.yaml", LEDGER.format(id="tea_law"), "flows/policy/tea-law.yaml"),
        ("summary.j2", "{{ outcome.end.say | prose }}", "messages_zh/end/summary.j2"),
        ("x.j2", "{# messages_zh/end/summary.j2 #}\n字", "messages_zh/end/summary.j2"),
        ("x.j2", "{# 放在 messages_zh/tea_shop/done.j2 #}\n字", "messages_zh/tea_shop/done.j2"),
        ("Summary.J2".lower(), "\ufeff字", "messages_zh/end/summary.j2"),
    ],
)  # fmt: skip
def test_a_file_finds_its_place_by_what_it_says(name, content, place, places):
    assert found(name, content, places) == [place]


def test_a_zip_may_hold_a_new_area_with_its_flows_and_templates_in_a_folder(places):
    content = zipped(
        ("草稿（新）/", ""), ("草稿（新）/flows/milk/area.yaml", "title: 奶\n"), ("草稿（新）/flows/milk/tea_odd.yaml", FLOW),
        ("草稿（新）/messages_zh/tea_odd/done.j2", "字"), ("__MACOSX/草稿（新）/._x.yaml", b"\0"), ("草稿（新）/.DS_Store", b"\0"),
    )  # fmt: skip

    assert found("x.ZIP", content, places) == [
        "flows/milk/area.yaml",
        "flows/milk/tea_odd.yaml",
        "messages_zh/tea_odd/done.j2",
    ]


def test_the_area_of_a_new_flow_is_the_folder_it_lies_in(places):
    assert found("x.zip", zipped(("tea/x.yaml", FLOW)), places) == ["flows/tea/tea_odd.yaml"]


def test_a_known_flow_goes_to_its_own_file_wherever_it_lies(places):
    assert found("x.zip", zipped(("else/where.yaml", "id: tea_shop\nstates: {}\n")), places) == [
        "flows/tea/tea_shop.yaml"
    ]


def test_an_area_of_the_house_may_be_renamed_within_a_zip(places):
    assert found("x.zip", zipped(("tea/area.yaml", "title: 茶")), places) == ["flows/tea/area.yaml"]


def test_what_is_as_large_as_it_may_be_is_taken(places):
    text = (AREA + FLOW).encode()

    assert found("x.yaml", text + b"#" * ((256 << 10) - len(text)), places)
    assert admitted("x.yaml", b"#" * (SIZE + 1), places) == Refused("too_large", {"file": "x.yaml", "most": "1024"})


def test_a_name_is_shown_in_one_short_line():
    assert shown("a\u202e\n\x1b[31m\tb") == "a [31m b"
    assert shown("长" * 500) == "长" * 40 + "…"


@pytest.mark.parametrize(
    "place",
    [
        "", "x", "/etc/passwd", "flows/../x.yaml", "flows/tea/../../x.yaml", "flows/tea/a.yaml\n", "flows/tea/a.yaml/", "flows//a.yaml",
        "flows/tea/A.yaml", "flows/tea/\u0430.yaml", "flows/schema/a.yaml", "flows/tea/a.yml", "messages_zh/lint/a.j2", "messages_zh/a.j2",
        "messages_zh/parts/labels.j2", "messages_zh/sheet/words.j2", "bot/wire.py", "flows/tea/a.yaml\0", "flows/" + "a" * 33 + "/a.yaml",
    ],
)  # fmt: skip
def test_only_places_of_an_exact_shape_are_joined_to_a_folder(place):
    assert not allowed(place)


def vetted(name, content, places):
    """Whether, whatever comes, the answer lies within bounds."""
    dropped = admitted(name, content, places)
    if not isinstance(dropped, Admitted):
        return isinstance(dropped, Refused)
    placed = all(allowed(place) for place in dropped.files)
    return placed and len(dropped.files) <= FILES and sum(map(len, dropped.files.values())) <= UNPACKED


NAMES = st.one_of(
    st.text(max_size=60),
    st.builds("{}{}".format, st.text(max_size=20), st.sampled_from([".yaml", ".yml", ".j2", ".zip", ".YAML", ""])),
)


@QUICK
@given(NAMES, st.binary(max_size=400))
def test_no_name_and_no_bytes_break_the_door(places, name, content):
    assert vetted(name, content, places)


LINES = st.lists(
    st.sampled_from([*FLOW.splitlines(), *LEDGER.splitlines(), AREA, "id: ../x", "\0", "\ufeff", "- {", "records:", "area", "\u202e", "&a", "*a"]),
    max_size=30,
)  # fmt: skip


@QUICK
@given(st.sampled_from(["x.yaml", "plan.yaml", "area.yaml", "words.yml", "summary.j2"]), LINES)
def test_no_mixture_of_lines_breaks_the_door(places, name, lines):
    assert vetted(name, "\n".join(lines).encode(), places)


@QUICK
@given(
    st.lists(st.tuples(st.integers(0, len(PLAIN) - 1), st.integers(0, 255)), min_size=1, max_size=6),
    st.integers(0, len(PLAIN)),
)
def test_no_damage_of_a_zip_breaks_the_door(places, damages, cut):
    content = bytearray(PLAIN)
    for at, value in damages:
        content[at] = value
    assert vetted("x.zip", bytes(content), places)
    assert vetted("x.zip", bytes(content[:cut]), places)


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
@QUICK
@given(
    st.lists(
        st.tuples(
            # Python's own writer can't write a name of which nothing is left before a NUL.
            st.text(min_size=1, max_size=30)
            .map(lambda name: name.encode(errors="replace").decode())
            .filter(lambda name: not name.startswith("\0")),
            st.binary(max_size=60),
        ),
        max_size=5,
    )
)
def test_no_names_in_a_zip_break_the_door(places, files):
    content = zipped(*files)

    assert vetted("x.zip", content, places)
    assert isinstance(unpacked(content), Refused | dict)
