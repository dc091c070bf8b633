from pathlib import Path

import pytest

from bot.flow.lint import lint
from bot.flow.load import load
from bot.phrases import Phrasebook

BROKEN = Path(__file__).parent / "broken"
ROOT = Path(__file__).parents[2]
RULES = sorted(folder.name for folder in BROKEN.iterdir())


def lines(findings):
    return [f"{found.file}:{found.line}:{found.column}: {found.rule}" for found in findings]


@pytest.mark.parametrize("rule", RULES)
def test_a_broken_rule_is_found_where_it_is_broken(lay, rule):
    expected = (BROKEN / rule / "expected.txt").read_text().splitlines()

    found = lines(lint(load(lay(over=BROKEN / rule))))

    assert found == expected
    assert any(line.endswith(f": {rule}") for line in found)


@pytest.mark.parametrize("rule", RULES)
def test_a_finding_is_told_in_one_line_and_mended_in_a_second(lay, rule):
    phrases = Phrasebook(ROOT)

    for found in lint(load(lay(over=BROKEN / rule))):
        told = phrases.say(f"lint/{found.rule}.j2", **found.data)

        assert len(told.splitlines()) == 2, told
        assert all(line.strip() for line in told.splitlines())


def test_every_rule_has_its_words_and_its_broken_example():
    elsewhere = {
        "too_large",
        "message_too_long",
        "template_fails",
        "missing_template",
        "meaning_missing",
    }  # see test_sheet, test_load, test_schema and the preview's own tests

    assert {path.stem for path in (ROOT / "messages_zh" / "lint").glob("*.j2")} == {*RULES, *elsewhere}


def test_a_sound_home_has_no_findings(lay):
    assert lint(load(lay())) == ()


def test_without_shelves_only_reading_is_judged(lay):
    assert lines(lint(load(lay({"words.yaml": None})))) == ["flows/words.yaml:1:1: missing_file"]


def test_whom_a_referral_names_must_be_there(lay):
    words = (BROKEN.parent / "sound" / "flows" / "words.yaml").read_text("utf-8")
    words += "referrals:\n  leak: {words: [漏水], say: '打 {plumber}，或打 110。'}\n"

    found = lines(lint(load(lay({"words.yaml": words}))))

    assert [line.rsplit(": ")[-1] for line in found] == ["bare_figure", "unknown_placeholder"]
    assert all(line.startswith("flows/words.yaml:") for line in found)


def preview(_book, _flow, path):
    if path.end == "ask_window":
        yield "message_too_long", {"state": "capacity", "length": "5000"}
    if path.end == "other":
        yield "template_fails", {"error": "boom"}


def test_every_path_is_previewed_and_a_fault_is_told_once_at_its_state(lay):
    found = lint(load(lay()), preview)

    assert [(each.rule, each.place) for each in found] == [
        ("message_too_long", "states.capacity"),
        ("template_fails", "states.other"),
    ]


def test_nothing_is_previewed_while_anything_else_is_wrong(lay):
    found = lint(load(lay(over=BROKEN / "few_examples")), preview)

    assert [each.rule for each in found] == ["few_examples"]


def odd(lay, *pairs):
    text = (BROKEN / "few_examples" / "flows" / "power" / "odd.yaml").read_text()
    for old, new in (("[工地要电]", "[工地要电, 临时接电, 搭台子用电]"), *pairs):
        assert old in text
        text = text.replace(old, new)
    return [(found.rule, found.place) for found in lint(load(lay({"power/odd.yaml": text})))]


@pytest.mark.parametrize(
    ("prose", "figures"),
    [
        ("三零服务，一次办好，二维码在第二天发。", 0),
        ("同一天到窗口，带A4纸，节假日除外。", 0),
        ("容量{r_limit}以下。", 0),
        ("十五个工作日内。", 1),
        ("算到哪一天，下一年，第三天。", 0),
        ("提前三天，之后两个月，每五年。", 3),
        ("半天，一百六十千伏安，几万元。", 3),
        ("共2个环节、３天、1.5元。", 3),
        ("电话12345。", 1),
    ],
)
def test_figures_are_only_those_that_a_reader_would_call_so(lay, prose, figures):
    found = lay_and_read(lay, prose)

    assert len(found) == figures


def lay_and_read(lay, prose):
    text = (BROKEN / "bare_figure" / "flows" / "power" / "odd.yaml").read_text()
    text = text.replace("请到{window}办理，两个工作日接电。", prose)
    home = lay({"power/odd.yaml": text, "words.yaml": (ROOT / "flows" / "words.yaml").read_bytes()})
    return [found for found in lint(load(home)) if found.rule == "bare_figure"]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("site: 工地", "site: 好，" + "abcdefgh" * 4)], []),
        ([("kind:\n    ask: 是哪一种？", "kind:\n    shared: true\n    ask: 是哪一种？")], []),
        ([("[r_days]", "[{fact: r_days, when: kind == 3}]")], [("unknown_choice", "states.done.limits[0].when")]),
        ([("[r_days]", "[{fact: r_days, when: kind == 'site' and size == 'big'}]")], [("unknown_choice", "states.done.limits[0].when")]),
        ([("    limits", "    steps: [{do: 去, where: [windo]}]\n    limits")],
         [("unknown_office", "states.done.steps[0].where[0]")]),
        ([("    limits", "    basis: [r_day]\n    fees: [{item: 电, status: free, fact: r_fre, note: '{r_fee'}]\n    limits")],
         [("unknown_fact", "states.done.basis[0]"), ("unknown_fact", "states.done.fees[0].fact"), ("bad_placeholder", "states.done.fees[0].note")]),
        ([("ask_words: [临时]", "ask_words: [临时]\nlater: [r_day]")], [("unknown_fact", "later[0]")]),
        ([("fact('r_limit')", "fact('r_limt')")],
         [("unknown_fact", "states.size.go[0].when")]),
        ([("example: 50千伏安", "example: 50千伏安, unsure: {label: 不清楚, to: nowhere}")],
         [("unknown_state", "states.size.number.unsure.to")]),
        ([("    go:\n      - {when: size <= fact('r_limit'), to: done}\n      - {to: more}", "    go: {big: more, small: done}")],
         [("ways_gap", "states.size.go"), ("way_without_choice", "states.size.go.big"), ("way_without_choice", "states.size.go.small")]),
        ([("    jump: large", "    jump: small")], [("jump_answer_unknown", "states.more.with.kind")]),
        ([("    choices: {site", "    aliases: [sort]\n    choices: {site")], []),
        ([("  kind:", "  place:"), ("go: {site: size, stage: done}", "go: size\n    shared: true"),
          ("choices: {site: 工地, stage: 舞台}", "number: {unit: kVA, min: 1, max: 2, example: 例}")], [("shared_differs", "states.place")]),
    ],
)  # fmt: skip
def test_finer_points_are_seen_too(lay, pairs, expected):
    assert odd(lay, *pairs) == expected


def test_a_jump_to_a_flow_that_can_not_be_read_is_no_second_finding(lay):
    assert lines(lint(load(lay({"power/large.yaml": "id: ["})))) == ["flows/power/large.yaml:2:1: yaml_syntax"]


def test_shelves_are_read_for_sense(lay):
    material = (
        "id_card:\n  name: 证\n  form: copy\n  where: 花10元买\n  later_supply: no\n  fact: r_day\n  note: '{windo}'\n"
    )
    office = "window: {kind: window, name: 窗口, use: '{x', confidence: low}\nid_card: {kind: window, name: 窗口, use: 用, confidence: low}\n"
    office += "site: {kind: online, name: 网, use: 用, confidence: low, booking: {provider: link, url: 'https://example.org', type: '选{windo}，等3天'}}\n"
    area = f"title: {'长' * 21}\norder: 1\nlead: 局\n"

    found = lint(load(lay({"materials.yaml": material, "offices.yaml": office, "power/area.yaml": area})))

    assert [(each.file.removeprefix("flows/"), each.place, each.rule) for each in found] == [
        ("materials.yaml", "id_card", "duplicate_id"),
        ("materials.yaml", "id_card.where", "bare_figure"),
        ("materials.yaml", "id_card.fact", "unknown_fact"),
        ("materials.yaml", "id_card.note", "unknown_placeholder"),
        ("offices.yaml", "window.use", "bad_placeholder"),
        ("offices.yaml", "site.booking.type", "bare_figure"),
        ("offices.yaml", "site.booking.type", "unknown_placeholder"),
        ("power/area.yaml", "title", "label_too_long"),
    ]


def test_a_gap_that_nobody_can_say_is_found_in_the_words_of_a_referral_too(lay):
    words = (ROOT / "tests/flow/sound/flows/words.yaml").read_text()
    referral = "referrals:\n  gas: {words: [漏气, 煤气…漏, 煤气…], say: '请问{window}。'}\n"

    found = lint(load(lay({"words.yaml": words + referral})))

    assert [(each.place, each.rule) for each in found] == [("referrals.gas.words[2]", "gap_unheard")]


def test_a_records_remarks_may_hold_figures_but_no_unknown_names(lay, tmp_path):
    home = lay()
    plan = home / "flows" / "policy" / "plan.yaml"
    later = "    excludes: 不含{r_limt}的10天\n    caution: '{'\n    later: {text: '见{window}和{x}', source: 法, confidence: low}\n"
    plan.write_text(
        plan.read_text()
        .replace("    kind: threshold\n", f"    kind: threshold\n{later}")
        .replace("unit: CNY", "unit: DN")
    )

    assert [(each.place, each.rule) for each in lint(load(home))] == [
        ("records[0].excludes", "unknown_placeholder"),
        ("records[0].caution", "bad_placeholder"),
        ("records[0].later.text", "unknown_placeholder"),
        ("records[3].unit", "unknown_unit"),
    ]


def test_shared_numbers_have_one_unit(lay):
    sized = "  size:\n    ask: 多大？\n    shared: true\n    number: {unit: %s, min: 1, max: 9, example: 例}\n    go: done\n"
    head = (BROKEN / "bare_figure" / "flows" / "power" / "odd.yaml").read_text().split("states:")[0]
    end = "  done:\n    end: 完\n    say: 好\n    offices: [window]\n"
    files = {
        f"power/{name}.yaml": head.replace("id: odd", f"id: {name}").replace("title: ", f"title: {name}")
        + "states:\n"
        + sized % unit
        + end
        for name, unit in (("one", "kVA"), ("same", "kVA"), ("other", "CNY"))
    }

    found = lint(load(lay(files)))

    assert [(each.file, each.rule, each.data["what"]) for each in found] == [
        ("flows/power/other.yaml", "shared_differs", "unit")
    ]


def test_a_jump_is_followed_only_as_far_as_there_is_a_way(lay):
    gap = (BROKEN / "ways_gap" / "flows" / "power" / "odd.yaml").read_text()
    whole = (
        gap.replace("id: odd", "id: even")
        .replace("title: 临时用电", "title: 长期用电")
        .replace("fact('r_limit') + 1", "fact('r_limit')")
    )
    whole = whole.replace("jump: large", "jump: odd").replace("{kind: factory}", "{kind: site, size: 161}")

    found = lines(lint(load(lay({"power/odd.yaml": gap, "power/even.yaml": whole}))))

    assert found == ["flows/power/odd.yaml:16:5: ways_gap"]
