"""What a life event looks like: its questions, the card on which all is laid together, and each part alone."""

from pathlib import Path

import pytest

from bot.engine.event import Asked
from bot.engine.tap import LIMIT
from bot.flow.paths import paths
from bot.inspection import inspect
from bot.message import plain
from bot.preview import Preview
from tests.engine.books import ROOT, real
from tests.houses import Visitor, change, furnish, labels

EVENT = """id: tea_event
title: 开店一条龙
summary: 茶馆和茶具一起办。
department: 茶馆局
who: [business]
ask_words: [一条龙]
examples: [开店一条龙, 茶馆茶具一起办, 一趟办完]
states:
  cups:
    ask: 茶具也要登记吗？
    choices: {yes: 要, no: 不要}
    go: done
  done:
    end: 要办的几样
    say: 先办茶馆。
    steps: [先办茶馆, {do: 再登记茶具, when: cups == 'yes', where: [window]}]
    offices: [site]
    notes: [带上杯子。]
    basis: [t_words]
parts:
  - {flow: tea_shop, with: {size: small}}
  - {flow: tea_cup, when: cups == 'yes', after: tea_shop}
"""
CUP = """id: tea_cup
title: 登记茶具
summary: 把茶具登记下来。
department: 茶馆局
who: [business]
ask_words: [茶具]
examples: [登记茶具, 茶杯要登记, 茶壶怎么登记]
states:
  cup_kind:
    ask: 是哪一种？
    choices: {clay: 紫砂, glass: 玻璃}
    go: done
  done:
    end: 茶具登记
    say: 到{window}登记。
    materials: [id_card]
    limits: [t_average]
    fees: [{item: 登记, status: free, fact: t_now}]
    offices: [window]
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A house with a life event of two parts."""
    home = furnish(tmp_path)
    (home / "flows" / "tea" / "tea_event.yaml").write_text(EVENT, "utf-8")
    (home / "flows" / "tea" / "tea_cup.yaml").write_text(CUP, "utf-8")
    return home


@pytest.fixture
def visitor(home: Path) -> Visitor:
    """Somebody who has told everything."""
    visitor = Visitor(home)
    visitor.opens("tea_event")
    visitor.taps("要")
    visitor.says("8")
    visitor.taps("紫砂")
    return visitor


def found(home: Path) -> set[tuple[str, str]]:
    return {(one.rule, one.place) for one in inspect(home)[1]}


def test_each_question_says_which_part_of_the_event_it_belongs_to(home):
    visitor = Visitor(home)

    assert plain(visitor.opens("tea_event").text).startswith("开店一条龙 · 第 1/4 步")
    asked = plain(visitor.taps("要").text)
    assert asked.startswith("一共要办 2 样，现在问第 1 样：「开茶馆」。\n\n开店一条龙 · 开茶馆 · 第 2/4 步")
    asked = plain(visitor.says("8").text)
    assert asked.startswith("一共要办 2 样，现在问第 2 样：「登记茶具」。前面答过的，不再问。")


def test_an_event_of_which_one_part_is_wanted_counts_none(home):
    visitor = Visitor(home)
    visitor.opens("tea_event")

    assert plain(visitor.taps("不要").text).startswith("要办的是「开茶馆」，再答几问就好。")


def test_the_card_lays_all_parts_together(visitor):
    text = plain(visitor.shown.text)

    for line in (
        "1. 先办茶馆",
        "2. 再登记茶具（茶馆窗口）",
        "↳ 「登记茶具」要等「开茶馆」办好，从它最晚办好的 ",
        "• 开茶馆：房租 先问清。0 元的有：工本费",
        "• 登记茶具：0 元的有：登记",
        "• 带上杯子。",
    ):
        assert line in text
    assert text.count("身份证") == 1
    assert "：样样都要" in text


def test_materials_are_ticked_by_their_number(visitor):
    assert "⬜ 1" in labels(visitor.shown)

    shown = visitor.taps("⬜ 1")

    assert "✅ 1" in labels(shown)
    assert "1. ✅" in plain(shown.text)
    assert "已备 1 样" in plain(shown.text)


def test_a_part_alone_says_what_it_waits_for_and_shows_what_is_ticked(visitor):
    visitor.taps("⬜ 1")

    text = plain(visitor.taps("细看：登记茶具").text)

    assert "等「开茶馆」办好，从" in text
    assert "✅" in text
    assert "点下面按钮勾" not in text


def test_what_is_put_aside_bears_the_events_name(home):
    visitor = Visitor(home)
    visitor.opens("tea_event")
    visitor.taps("要")
    visitor.says("8")

    assert "▶️ 接着办：开店一条龙" in labels(visitor.does(Asked, topic="mine"))

    visitor.opens("tea_hall")
    visitor.taps("小茶馆")

    assert "▶️ 接着办：开店一条龙" in labels(visitor.does(Asked, topic="mine"))
    assert plain(visitor.taps("接着办：开店一条龙").text).splitlines()[2].startswith("开店一条龙 · 登记茶具")


def test_a_sound_event_has_nothing_to_mend(home):
    assert found(home) == set()


def test_a_card_too_long_for_telegram_is_found_at_the_events_end(home):
    change(home / "flows" / "tea" / "tea_event.yaml", "[带上杯子。]", "[" + ", ".join(["带上杯子。" * 190] * 5) + "]")

    assert found(home) == {("message_too_long", "states.done")}


def test_a_card_that_is_too_long_only_with_the_last_answers_is_found_too(home):
    change(
        home / "flows" / "tea" / "tea_cup.yaml",
        "limits: [t_average]",
        "limits: [" + "{fact: t_average, item: 很LONG, when: cup_kind == 'glass'}, " * 5 + "]",
    )
    change(home / "flows" / "tea" / "tea_cup.yaml", "很LONG", "长" * 990)

    assert ("message_too_long", "states.done") in found(home)


def test_a_template_that_fails_on_the_card_is_found_at_the_events_end(home):
    (home / "messages_zh" / "end" / "event.j2").write_text("{{ nobody.knows }}")

    assert found(home) == {("template_fails", "states.done")}


@pytest.mark.parametrize("pick", [0, 1, -1])
@pytest.mark.parametrize("name", [flow.id for flow in real().flows.values() if flow.parts])
def test_every_event_of_the_county_fits_on_a_card_and_says_what_is_shaky(name, pick):
    flow, preview = real().flows[name], Preview(ROOT, real())

    for way in paths(flow, real()):
        shown = preview.whole(flow, way, pick)

        assert shown.end
        assert len(plain(shown.text)) < 3000
        assert "请先向窗口核实" in plain(shown.text)
        assert all(len(button.id.encode()) <= LIMIT for row in shown.rows for button in row if button.id)
