"""Screens rendered ahead."""

from bot.flow.load import load
from bot.flow.paths import paths
from bot.inspection import inspect
from bot.preview import Preview
from tests.houses import change, furnish


def findings(home) -> set[tuple[str, str]]:
    return {(found.rule, found.place) for found in inspect(home)[1]}


def test_a_sound_house_has_nothing_to_mend(tmp_path):
    assert findings(furnish(tmp_path)) == set()


def test_each_screen_of_a_path_can_be_looked_at(tmp_path):
    home = furnish(tmp_path)
    book = load(home).handbook
    flow = book.flows["tea_shop"]
    preview, path = Preview(home, book), next(paths(flow, book))

    screens = [preview.screen(flow, path, number) for number in range(len(path.states))]

    assert [screen.state for screen in screens] == ["size", "seats", "done"]
    assert screens[-1].end
    assert "演练时间 2026-09-28" in screens[0].text


def test_a_template_that_fails_is_a_finding_at_its_state(tmp_path):
    home = furnish(tmp_path)
    (home / "messages_zh" / "tea_shop").mkdir()
    (home / "messages_zh" / "tea_shop" / "seats.j2").write_text("{{ nobody.knows }}")

    assert findings(home) == {("template_fails", "states.seats")}


def test_a_missing_template_is_a_finding(tmp_path):
    home = furnish(tmp_path)
    (home / "messages_zh" / "ask" / "number.j2").unlink()

    assert findings(home) == {("missing_template", "states.seats")}


def test_a_template_that_leans_on_a_missing_one_is_told_by_the_missing_one(tmp_path):
    home = furnish(tmp_path)
    (home / "messages_zh" / "parts" / "head.j2").unlink()

    found = inspect(home)[1]

    assert {one.rule for one in found} == {"missing_template"}
    assert {one.data["template"] for one in found} == {"parts/head.j2"}


def test_house_buttons_that_name_an_unknown_office_are_a_finding(tmp_path):
    home = furnish(tmp_path)
    change(home / "messages_zh" / "parts" / "labels.j2", "p12345", "p00000")

    assert {rule for rule, _ in findings(home)} == {"template_fails"}


def test_a_message_too_long_for_telegram_is_a_finding(tmp_path):
    home = furnish(tmp_path)
    many = "\n    notes: [" + ", ".join(["数一数座位" * 190] * 5) + "]"
    change(home / "flows" / "tea" / "tea_shop.yaml", "数不清就到{window}问。", "数不清就到{window}问。" + many)

    assert findings(home) == {("message_too_long", "states.ask_window")}
