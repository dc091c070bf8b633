"""What lint sees in the parts of a life event."""

from pathlib import Path

import pytest

from bot.flow.lint import lint
from bot.flow.load import load
from bot.flow.uses import uses

BROKEN = Path(__file__).parent / "broken" / "event_shelf" / "flows" / "power"
PARTS = "  - large\n  - third\n"
SHELVES = "    materials: [id_card]\n    limits: [r_days]\n"


@pytest.fixture
def event(lay):
    """Gives a home with a life event of these parts."""

    def laid(parts: str, *pairs: tuple[str, str]) -> Path:
        text = (BROKEN / "odd.yaml").read_text().replace(SHELVES, "").replace(PARTS, parts)
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        return lay({"power/odd.yaml": text, "power/third.yaml": (BROKEN / "third.yaml").read_text()})

    return laid


def found(home: Path) -> list[tuple[str, str]]:
    return [(one.rule, one.place) for one in lint(load(home))]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (PARTS, []),
        ("  - {flow: large, when: both == 'yes'}\n  - {flow: third, after: large, with: {user: shop}}\n", []),
        ("  - large\n  - thirt\n", [("unknown_flow", "parts[1]")]),
        ("  - {flow: large, after: third}\n  - third\n", [("after_unknown", "parts[0].after")]),
        ("  - large\n  - {flow: third, after: third}\n", [("after_unknown", "parts[1].after")]),
        ("  - {flow: large, with: {kin: shop}}\n  - third\n", [("jump_answer_unknown", "parts[0].with.kin")]),
        ("  - {flow: large, with: {kind: shed}}\n  - third\n", [("jump_answer_unfit", "parts[0].with.kind")]),
        ("  - {flow: large, when: both ==}\n  - third\n", [("bad_expression", "parts[0].when")]),
        ("  - {flow: large, when: user == 'shop'}\n  - third\n", [("unknown_answer", "parts[0].when")]),
        ("  - {flow: large, when: both == 'often'}\n  - third\n", [("unknown_choice", "parts[0].when")]),
        ("  - {flow: large, when: fact('r_limt') > 1}\n  - third\n", [("unknown_fact", "parts[0].when")]),
    ],
)  # fmt: skip
def test_parts_are_read_as_closely_as_states(event, parts, expected):
    assert found(event(parts)) == expected


def test_a_part_may_only_depend_on_what_is_asked_on_every_way(event):
    more = "    go: {yes: which, no: done}\n  which:\n    ask: 哪一种？\n    choices: {a: 甲, b: 乙}\n    go: done\n"
    home = event("  - large\n  - {flow: third, when: which == 'a'}\n", ("    go: done\n", more))

    assert found(home) == [("unanswered_answer", "parts[1].when")]


def test_what_is_asked_on_some_ways_only_may_be_shut_off_on_the_others(event):
    more = "    go: {yes: which, no: done}\n  which:\n    ask: 哪一种？\n    choices: {a: 甲, b: 乙}\n    go: done\n"
    home = event("  - large\n  - {flow: third, when: both == 'yes' and which == 'a'}\n", ("    go: done\n", more))

    assert found(home) == []


def test_the_same_procedure_may_stand_twice_where_only_one_can_hold(event):
    parts = (
        "  - {flow: large, when: both == 'yes', with: {kind: shop}}\n"
        "  - {flow: large, when: both == 'no', with: {kind: factory}}\n"
    )

    assert found(event(parts + "  - third\n")) == []


def test_a_question_answered_by_the_event_or_shared_is_not_asked_twice(event):
    kind = ("user:", "kind:")
    home = event("  - large\n  - {flow: third, with: {kind: shop}}\n")
    third = home / "flows" / "power" / "third.yaml"
    third.write_text(third.read_text().replace(*kind))

    assert found(home) == []


def test_a_part_that_can_not_be_read_is_no_second_finding(event):
    home = event(PARTS)
    (home / "flows" / "power" / "third.yaml").write_text("id: [")

    assert [rule for rule, _ in found(home)] == ["yaml_syntax"]


def test_records_in_the_conditions_of_parts_are_used_and_part_of_the_digest(event):
    parts = "  - large\n  - {flow: third, when: fact('r_limit') > 1}\n"
    home = event(parts)
    before = load(home).handbook
    plan = home / "flows" / "policy" / "plan.yaml"
    plan.write_text(plan.read_text().replace("value: 160", "value: 161"))

    after = load(home).handbook

    assert "odd" in uses(before)["r_limit"]
    assert before.digests["third"] == after.digests["third"]
    assert before.digests["odd"] != after.digests["odd"]


def test_an_event_of_other_parts_has_another_digest(event):
    home = event(PARTS)
    before = load(home).handbook.digests["odd"]
    odd = home / "flows" / "power" / "odd.yaml"
    odd.write_text(odd.read_text().replace("  - third\n", "  - {flow: third, after: large}\n"))

    assert load(home).handbook.digests["odd"] != before
