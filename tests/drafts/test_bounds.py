"""Flows that were changed at random: reading and checking them never fails, whatever stands there."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.flow.lint import lint
from bot.flow.load import load

SHOP = (Path(__file__).parents[1] / "house/flows/tea/tea_shop.yaml").read_text("utf-8").splitlines()
VALUES = (
    "1e308", "-1e308", "nan", "inf", "-0.0", "1" + "0" * 18, "0", "-1", "''", "[]", "{}", "null", "true", "2026-02-30", "x" * 1500, "[[[[1]]]]", "{a: {b: 1}}",
    "size", "done", "tea_shop", "tea_hall", "'{a}'", "seats > 1e12 * 1e12", "seats / 0 > 1", "fact('t_now')", "unsure", "[a, b, c]", "'\u4e00' ",
)  # fmt: skip
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("drop"), st.integers(0, len(SHOP) - 1), st.none()),
        st.tuples(st.just("value"), st.integers(0, len(SHOP) - 1), st.sampled_from(VALUES)),
        st.tuples(st.just("twice"), st.integers(0, len(SHOP) - 1), st.integers(0, len(SHOP) - 1)),
        st.tuples(st.just("indent"), st.integers(0, len(SHOP) - 1), st.integers(0, 6)),
    ),
    max_size=6,
)


def edited(edits):
    lines = list(SHOP)
    for kind, where, what in edits:
        at = where % len(lines)
        match kind:
            case "drop" if len(lines) > 1:
                del lines[at]
            case "value" if ":" in lines[at]:
                lines[at] = f"{lines[at].partition(':')[0]}: {what}"
            case "twice":
                lines.insert(at, lines[what % len(lines)])
            case "indent":
                lines[at] = " " * what + lines[at].lstrip()
    return "\n".join(lines)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_a_flow_changed_at_random_gives_findings_and_nothing_else(live, edits):
    file = live / "flows/tea/tea_shop.yaml"
    before = file.read_bytes()
    try:
        file.write_text(edited(edits), "utf-8")
        found = lint(load(live))
    finally:
        file.write_bytes(before)

    assert all(one.line >= 1 and one.column >= 1 for one in found)
