import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.flow.load import load
from bot.flow.misfit import nearest
from bot.flow.sheet import SIZE

SOUND = Path(__file__).parent / "sound"

FLOW = """id: tiny
title: 小事
summary: 一件小事。
department: 供电公司
who: [person]
ask_words: [小]
examples: [小事, 小小事, 小事情]
states:
"""


def lines(loaded):
    return [f"{found.file}:{found.line}:{found.column}: {found.place}: {found.rule}" for found in loaded.findings]


def only(loaded):
    assert len(loaded.findings) == 1, lines(loaded)
    return loaded.findings[0]


def test_a_sound_home_is_read_whole(lay):
    loaded = load(lay())

    book = loaded.handbook
    assert loaded.findings == ()
    assert list(book.flows) == ["large", "small"]
    assert list(book.records) == ["r_limit", "r_days", "r_after", "r_free"]
    assert {record.document for record in book.records.values()} == {"plan"}
    assert book.area_of == {"large": "power", "small": "power"}
    assert book.figures["r_limit"] == 160
    assert loaded.sources.things["record", "r_days"] == ("flows/policy/plan.yaml", ("records", 1))


def test_areas_come_in_the_menus_order(lay):
    area = "title: 水\norder: 0\nlead: 水务局\n"

    book = load(lay({"water/area.yaml": area})).handbook

    assert list(book.areas) == ["water", "power"]


def test_the_digest_follows_the_flow_and_the_figures_its_conditions_use(lay, tmp_path):
    before = load(lay()).handbook.digests
    plan = tmp_path / "home" / "flows" / "policy" / "plan.yaml"
    plan.write_text(plan.read_text().replace("value: 160", "value: 170").replace("value: 7", "value: 9"))

    after = load(tmp_path / "home").handbook.digests

    assert before["large"] == after["large"]
    assert before["small"] != after["small"]


def test_all_files_are_judged_at_once(lay):
    loaded = load(
        lay({"power/small.yaml": "id: [", "power/large.yaml": "id: 5", "words.yaml": "a: 1", "calendar.yaml": None})
    )

    assert {found.file for found in loaded.findings} == {
        "flows/power/small.yaml", "flows/power/large.yaml", "flows/words.yaml", "flows/calendar.yaml",
    }  # fmt: skip
    assert loaded.handbook is None


def test_a_flow_that_can_not_be_read_leaves_the_others(lay):
    assert list(load(lay({"power/small.yaml": "id: ["})).handbook.flows) == ["large"]


def test_without_a_home_the_shelves_are_missing(tmp_path):
    assert {found.rule for found in load(tmp_path).findings} == {"missing_file"}


def test_of_two_flows_with_one_id_the_second_is_found(lay, tmp_path):
    home = lay()
    flows = home / "flows" / "power"
    (flows / "twin.yaml").write_text((flows / "small.yaml").read_text())

    found = only(load(home))

    assert (found.rule, found.file, found.line, found.data["other"]) == (
        "duplicate_id", "flows/power/twin.yaml", 1, "flows/power/small.yaml",
    )  # fmt: skip


def test_of_two_records_with_one_id_the_first_counts(lay):
    text = "document: {id: more, title: 更多}\nrecords:\n  - {id: r_days, text: 又一条, kind: note, clause: 一, applies_to: 大家, owner: 局, confidence: low, checked: 2026-11-24}\n"

    loaded = load(lay({"policy/zz.yaml": text}))

    assert only(loaded).rule == "duplicate_id"
    assert loaded.handbook.records["r_days"].document == "plan"


def test_folders_without_flows_are_passed_over(lay):
    assert load(lay({"schema/x.yaml": "[", "_drafts/x.yaml": "[", ".git/x.yaml": "["})).findings == ()


def test_an_area_is_called_by_a_plain_name(lay):
    assert only(load(lay({"Water/area.yaml": "title: 水\norder: 2\nlead: 局\n"}))).rule == "bad_key"


def test_a_file_of_more_than_a_megabyte_is_not_opened(lay, tmp_path):
    home = lay()
    with (home / "flows" / "power" / "huge.yaml").open("wb") as file:
        os.truncate(file.fileno(), SIZE + 1)

    assert only(load(home)).rule == "too_large"


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ("  a: 3", [("states.a", "state_kind", {})]),
        ("  a: [1]", [("states.a", "state_kind", {})]),
        ("  a: {jump: x, say: 好, wiht: {}}", [("states.a.wiht", "unknown_key", {"key": "wiht", "nearest": "with"})]),
        ("  a: {jump: x, say: 好, with: {b: [1]}}",
         [("states.a.with.b", "wrong_type", {"expected": "text whole number", "found": "list", "value": "[1]"})]),
        ("  a: {ask: 问, choices: {b: 乙}, go: 3}",
         [("states.a.go", "wrong_type", {"expected": "text mapping list", "found": "number", "value": "3"})]),
        ("  a: {ask: 问, choices: {b: 乙}, go: {b: 3}}",
         [("states.a.go.b", "wrong_type", {"expected": "text", "found": "number", "value": "3"})]),
        ("  a: {ask: 问, choices: {b: 乙}, go: Bad}", [("states.a.go", "bad_key", {"value": "Bad"})]),
        ("  a: {ask: 问, choices: {b: 乙}, go: [{wen: x, to: c}]}",
         [("states.a.go[0].wen", "unknown_key", {"key": "wen", "nearest": "when"})]),
        ("  a: {ask: 问, choices: {b: {lable: 乙}}, go: c}",
         [("states.a.choices.b", "missing_key", {"key": "label"}),
          ("states.a.choices.b.lable", "unknown_key", {"key": "lable", "nearest": "label"})]),
        ("  choices: {ask: 问, go: c, choices: {ask: 甲}, hinnt: 看}",
         [("states.choices.hinnt", "unknown_key", {"key": "hinnt", "nearest": "hint"})]),
        ("  a: {ask: 问, go: c, number: {unit: kVA, min: x, max: [1], example: 例, step: 1}}",
         [("states.a.number.max", "wrong_type", {"expected": "number", "found": "list", "value": "[1]"}),
          ("states.a.number.min", "wrong_type", {"expected": "number", "found": "text", "value": "x"}),
          ("states.a.number.step", "unknown_key", {"key": "step", "nearest": ""})]),
        ("  a: {end: 完, say: 好, offices: window, steps: [''], materials: [3], fees: [{item: 甲, status: fre, fact: f}]}",
         [("states.a.fees[0].status", "bad_value", {"value": "fre", "allowed": "free, abolished, discount, listed, ask", "nearest": "free"}),
          ("states.a.materials[0]", "wrong_type", {"expected": "text mapping", "found": "number", "value": "3"}),
          ("states.a.offices", "wrong_type", {"expected": "list", "found": "text", "value": "window"}),
          ("states.a.steps[0]", "empty_text", {})]),
        ("  a:", [("states.a", "state_kind", {})]),
        ("  a: {ask: , choices: {b: 乙}, go: c}", [("states.a.ask", "wrong_type", {"expected": "text", "found": "nothing", "value": "None"})]),
    ],
)  # fmt: skip
def test_whatever_does_not_fit_a_flow_is_told_with_its_place(lay, states, expected):
    loaded = load(lay({"power/tiny.yaml": FLOW + states}))

    assert sorted((found.place, found.rule, dict(found.data)) for found in loaded.findings) == expected


@pytest.mark.parametrize(
    ("file", "text", "place", "rule"),
    [
        ("calendar.yaml", "closes_at: '25:00'", "closes_at", "wrong_type"),
        ("calendar.yaml", "closes_at: '17:30'\nyears: {x: {holidays: [], source: 通知}}", "years.x", "wrong_type"),
        (
            "calendar.yaml",
            "closes_at: '17:30'\nyears: {2027: {holidays: [2027-13-01], source: 通知}}",
            "years.2027.holidays[0]",
            "wrong_type",
        ),
        (
            "calendar.yaml",
            "closes_at: '17:30'\nyears: {2027: {holidays: [], sourse: 通知, source: 通知}}",
            "years.2027.sourse",
            "unknown_key",
        ),
        ("calendar.yaml", "[]", "", "wrong_type"),
        ("offices.yaml", "a: {kind: online, name: 甲, url: nowhere, use: 用, confidence: low}", "a.url", "wrong_type"),
        ("offices.yaml", "a: {kind: phone, name: 甲, fone: '1', use: 用, confidence: low}", "a.fone", "unknown_key"),
        ("policy/x.yaml", "document: 3\nrecords: 4", "document", "wrong_type"),
        ("policy/x.yaml", "document: {id: x, title: 甲}\nrecords: [3]", "records[0]", "wrong_type"),
    ],
)
def test_whatever_does_not_fit_a_shelf_is_told_with_its_place(lay, file, text, place, rule):
    loaded = load(lay({file: text}))

    assert (f"flows/{file}", place, rule) in [(found.file, found.place, found.rule) for found in loaded.findings]
    assert loaded.handbook is None


WINDOW = "a: {kind: window, name: 甲, use: 用, confidence: low, booking: %s}\n"


@pytest.mark.parametrize(
    ("booking", "expected"),
    [
        ("3", [("a.booking", "wrong_type", {"expected": "mapping", "found": "number", "value": "3"})]),
        ("{workdays: ['9:00-12:00']}", [("a.booking", "missing_key", {"key": "provider"})]),
        ("{provider: counter}", [("a.booking", "missing_key", {"key": "workdays"})]),
        ("{provider: contor}",
         [("a.booking.provider", "bad_value", {"value": "contor", "allowed": "counter, caldav, http, link", "nearest": "counter"})]),
        ("{provider: counter, workdays: '9:00-12:00'}",
         [("a.booking.workdays", "wrong_type", {"expected": "list", "found": "text", "value": "9:00-12:00"})]),
        ("{provider: counter, workdays: []}", [("a.booking", "nothing_inside", {})]),
        ("{provider: counter, workdays: ['24:00-25:00', 3, {begin: '9:00'}]}",
         [(f"a.booking.workdays[{index}]", "hours_unread", {}) for index in range(3)]),
        ("{provider: counter, workdays: ['9:00-12:00'], weekends: ['9:00-9:20']}", [("a.booking", "slot_too_long", {})]),
        ("{provider: counter, workdays: ['9:00-12:00'], weekends: ['9:00-10:00', '9:30-11:00']}",
         [("a.booking.weekends", "hours_overlap", {})]),
        ("{provider: counter, workdays: ['9:00-12:00'], windows: 0, per_person: x, minuts: 20}",
         [("a.booking.minuts", "unknown_key", {"key": "minuts", "nearest": "minutes"}),
          ("a.booking.per_person", "wrong_type", {"expected": "whole", "found": "text", "value": "x"}),
          ("a.booking.windows", "too_small", {"value": "0", "least": "1"})]),
        ("{provider: link, url: nowhere, type: 点预约, windows: 2}",
         [("a.booking.url", "wrong_type", {"expected": "address", "found": "text", "value": "nowhere"}),
          ("a.booking.windows", "unknown_key", {"key": "windows", "nearest": ""})]),
    ],
)  # fmt: skip
def test_whatever_does_not_fit_an_offices_booking_is_told_with_its_place(lay, booking, expected):
    loaded = load(lay({"offices.yaml": WINDOW % booking}))

    assert sorted((found.place, found.rule, dict(found.data)) for found in loaded.findings) == expected


def test_an_office_may_leave_its_booking_empty(lay):
    assert load(lay({"offices.yaml": WINDOW.replace("a:", "window:", 1) % ""})).findings == ()


@pytest.mark.parametrize(("word", "expected"), [("kva", "kVA"), ("kVa", "kVA"), ("metre", ""), ("", "")])
def test_the_nearest_word_is_found_whatever_its_case(word, expected):
    assert nearest(word, ["kVA", "DN"]) == expected


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("p1233", ["p12393", "p12333"], "p12333"),
        ("p1233", ["p12333", "p12393"], "p12333"),
        ("kidn", ["kin", "kind"], "kind"),
        ("kidn", ["kidney", "kind"], "kind"),
        ("a03_04", ["a03_03", "a03_40"], "a03_40"),
        ("cpacity", ["opacity", "capacity"], "capacity"),
        ("window", ["win", "windows_hall", "windows"], "windows"),
        ("xyz", ["abc"], ""),
    ],
)
def test_of_near_words_the_one_with_the_fewest_slips_was_meant(word, known, expected):
    assert nearest(word, known) == expected


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(["power/small.yaml", "policy/plan.yaml", "words.yaml", "power/area.yaml"]), st.data())
def test_a_damaged_file_is_never_an_exception(tmp_path_factory, file, data):
    home = tmp_path_factory.getbasetemp() / "damaged"
    whole = (SOUND / "flows" / file).read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    content = whole[:start] + data.draw(st.binary(max_size=6)) + whole[start + data.draw(st.integers(0, 30)) :]
    path = home / "flows" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)

    for found in load(home).findings:
        assert found.line >= 1
        assert found.column >= 1


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("  digits: {0: 零, 1: 一, 2: 二两, 3: 三}\n", "7:1: figures"),
        ("  powers: {10: 十}\n", "7:1: figures"),
        ("  point: 点\n", "7:1: figures"),
        ("  numerals: {1: 一, 2: 二两, 3: 三}\n", "18:1: dates"),
        ("  weekdays: {1: 一, 2: 二, 3: 三}\n", "18:1: dates"),
        ("dates:\n  numerals: {1: 一, 2: 二两, 3: 三}\n  weekdays: {1: 一, 2: 二, 3: 三}\n", "1:1: "),
    ],
)
def test_words_from_before_a_key_was_known_do_not_switch_numerals_off_in_silence(lay, line, at):
    text = (SOUND / "flows" / "words.yaml").read_text("utf-8")
    assert line in text
    key = line.split(":")[0].strip()

    (found,) = load(lay({"words.yaml": text.replace(line, "")})).findings

    assert (f"{found.line}:{found.column}: {found.place}", found.rule, found.data) == (at, "missing_key", {"key": key})


def test_a_list_in_which_nothing_fits_is_not_called_empty_as_well(lay):
    words = (SOUND / "flows" / "words.yaml").read_text("utf-8").replace("[个工作日, 日]", "[7]")

    assert lines(load(lay({"words.yaml": words}))) == ["flows/words.yaml:13:11: figures.units[0]: wrong_type"]
