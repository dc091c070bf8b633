"""A limit that counts from a day the citizen tells: asked, understood, counted and shown."""

from pathlib import Path

import pytest

from bot.engine.event import Reopened
from bot.message import plain
from bot.press.sheet import Notice
from tests.houses import Visitor, change, furnish

ASKED = """
      - {when: seats <= fact('t_seats'), to: told}
      - {to: to_hall}
  told:
    ask: 哪天收到茶馆的信？
    day: {example: 9月18日}
    go: done
"""
LIMITS = """
      - {fact: t_half, since: told, missed: "过了也别急，到{window}问问。"}
      - {fact: t_notice, since: told}
      - {fact: t_kept, after: t_half}
"""
OVER = "⚠️ 受理：最晚 9月18日（星期五），已经过了。过了也别急，到茶馆窗口问问。"


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    home = furnish(tmp_path)
    flow = home / "flows" / "tea" / "tea_shop.yaml"
    change(flow, "\n      - {when: seats <= fact('t_seats'), to: done}\n      - {to: to_hall}\n", ASKED)
    change(flow, "\n      - t_half\n", LIMITS)
    change(flow, "      - {fact: t_notice, after: t_half}\n      - {fact: t_kept, starts: 从拿到证那天起}\n", "")
    visitor = Visitor(home)
    visitor.opens("tea_shop")
    visitor.says("小茶馆", "八个")
    return visitor


def lines(text: str) -> list[str]:
    return [line.strip() for line in plain(text).splitlines()]


def test_the_question_for_a_day_says_how_to_answer(visitor):
    assert "直接发日子就行，比如：9月18日。也可以说“昨天”“上周三”。" in lines(visitor.shown.text)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("很久了", "没看出是哪一天"),
        ("9月31日", "日历上没有「9月31日」这一天"),
        ("明天", "「明天」还没到呢"),
        ("2006-09-18", "「2006-09-18」离今天太远了"),
        ("9月17号或者18号", "好像不止一天"),
    ],
)
def test_what_is_no_day_is_answered_with_an_example_and_the_question_again(visitor, said, told):
    text = visitor.says(said).text

    assert told in text
    assert "比如：9月18日" in text
    assert "哪天收到茶馆的信？" in text


def test_a_limit_still_running_counts_from_the_day_told(visitor):
    shown = lines(visitor.says("昨天收到的").text)

    assert "↳ 从您说的9月20日（星期日）算起，最晚 9月21日（星期一）" in shown
    assert "↳ 从您说的9月20日（星期日）算起，到 10月10日（星期六）满，第二天起才算期满" in shown
    assert not any("已经" in line for line in shown)


def test_a_limit_that_has_passed_says_so_and_what_can_still_be_done(visitor):
    shown = lines(visitor.says("9月17日").text)

    at = shown.index("↳ 从您说的9月17日（星期四）算起，最晚 9月18日（星期五）")
    assert shown[at + 1] == "↳ ⚠️ 这个日子已经过了，看最上面。"
    assert shown[:2] == ["📋 小茶馆可以开", OVER]
    assert sum("已经过了" in line for line in shown) == 2


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("昨天", "⚠️ 受理：最后一天是 9月21日（星期一），就是今天。别等，马上办。"),
        ("今天", "⚠️ 受理：最后一天是 9月22日（星期二），就是明天。别等，马上办。"),
    ],
)
def test_a_last_day_that_is_today_or_tomorrow_is_told_first(visitor, said, first):
    assert lines(visitor.says(said).text)[1] == first


def test_the_sheet_says_first_that_little_time_is_left(visitor):
    visitor.says("昨天")

    (file,) = visitor.taps("一次性告知单").files

    assert Notice.model_validate_json(file.sheet).over == "受理：最后一天是 2026年9月21日（星期一）。别等，马上办。"


def test_of_several_that_have_passed_the_last_leads_and_the_others_say_in_their_place_what_can_be_done(visitor):
    change(
        visitor.renderer.home / "flows/tea/tea_shop.yaml",
        "t_kept, after: t_half}",
        "t_kept, after: t_half, missed: 去问。}",
    )
    late = Visitor(visitor.renderer.home)
    late.opens("tea_shop")
    shown = lines(late.says("小茶馆", "八个", "2022年9月17日").text)

    assert shown[1].endswith("已经过了。去问。")
    assert "↳ ⚠️ 这个日子已经过了。过了也别急，到茶馆窗口问问。" in shown


def test_the_sheet_says_so_first_as_well(visitor):
    visitor.says("9月17日")

    (file,) = visitor.taps("一次性告知单").files

    notice = Notice.model_validate_json(file.sheet)
    assert notice.over == "受理：最晚 2026年9月18日（星期五），已经过了。过了也别急，到茶馆窗口问问。"
    assert notice.say.startswith("座位不超过")


def test_whoever_asks_how_long_it_takes_hears_in_place_what_can_be_done(visitor):
    visitor.says("9月17日")

    assert "↳ ⚠️ 这个日子已经过了。过了也别急，到茶馆窗口问问。" in lines(visitor.says("要几天").text)


def test_a_wait_that_is_over_is_no_warning(visitor):
    shown = lines(visitor.says("8月3号").text)

    at = shown.index("↳ 从您说的8月3日（星期一）算起，到 8月23日（星期日）满，现在已经期满")
    assert not shown[at + 1].startswith("↳")


def test_the_day_told_is_shown_in_words_when_it_is_changed(visitor):
    visitor.says("上周五")

    text = visitor.does(Reopened, state="told").text

    assert "您上次填的是：2026年9月18日（星期五）" in text
