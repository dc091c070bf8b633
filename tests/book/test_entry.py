"""What the handbook says of a procedure."""

from datetime import date

from tests.houses import NOON


def given(row):
    return tuple((said.number, said.text) for said in row.given)


def whens(lines):
    return [line.when for line in lines]


def test_the_decision_table_tells_numbers_as_ranges_and_where_it_goes_on(entries):
    rows = {given(row): (row.title, row.to, bool(row.jump)) for row in entries["tea_shop"].rows}

    small, large, unsure, big = rows
    assert small[0] == (1, "「小茶馆」")
    assert small[1][1].startswith("不超过")
    assert rows[small] == ("小茶馆可以开", "tea_shop.done", False)
    assert large[1][1].startswith("超过")
    assert rows[large] == ("开大茶楼", "tea_hall", True)
    assert unsure[1] == (2, "「还没数」")
    assert big == ((1, "「大茶楼」"),)


def test_a_threshold_that_does_not_count_itself_is_told_so(entries):
    small, large = (given(row)[0][1] for row in entries["tea_trade"].rows)

    assert small.startswith("小于")
    assert large.startswith("不少于")
    assert small.removeprefix("小于") == large.removeprefix("不少于")


def test_every_line_says_for_which_answers_it_is_there(entries):
    small = entries["tea_trade"].endings[0]

    assert whens(small.steps) == [
        "",
        "第 2 问答「红茶」时",
        "第 1 问答小于5千瓦；或者第 2 问答「绿茶」时",
        "",
    ]
    assert whens(small.brings) == ["第 2 问答「黑茶」以外的时", "第 2 问答「黑茶」时"]
    assert whens(small.waits) == ["", "第 2 问答「红茶」时", "第 2 问答「红茶」时"]
    assert whens(small.pays) == ["第 1 问答小于5千瓦，第 2 问答「红茶」时"]


def test_steps_are_numbered_as_everybody_meets_them(entries):
    assert [step.number for step in entries["tea_trade"].endings[0].steps] == ["1", "2", "2–3", "2–4"]


def test_a_limit_says_from_what_it_counts_and_no_date(entries):
    since, now, after = entries["tea_trade"].endings[0].waits

    assert since.one.start == "从第 3 问答的那天算起"
    assert now.one.start == ""
    assert after.one.start == f"接着「{now.one.item}」算"
    waits = [wait.one for entry in entries.values() for ending in entry.endings for wait in ending.waits]
    assert {wait.last for wait in waits} == {""}
    assert any(wait.start == "从受理那天算起" for wait in waits)


def test_with_a_day_to_count_from_last_days_are_told_as_the_sheets_tell_them(author, volume):
    dated = author.volume(NOON, since=date(2026, 9, 28))

    shop = next(entry for entry in dated.chapters[0].entries if entry.id == "tea_shop")
    lasts = [wait.one.last for wait in shop.endings[0].waits]
    assert any(last.startswith("最晚 ") for last in lasts)
    assert dated.counted == "2026年9月28日"
    assert dated.version != volume.version


def test_a_figure_has_its_clause_beside_it(entries):
    for entry in entries.values():
        for ending in entry.endings:
            assert all(line.clause for line in (*ending.waits, *ending.pays, *ending.brings))


def test_a_free_fee_says_zero_and_an_unsure_outcome_that_the_window_should_be_asked(entries):
    assert "0 元" in entries["tea_shop"].endings[0].pays[0].one.amount
    assert entries["tea_hall"].endings[0].check


def test_a_life_event_lists_its_parts_in_order_with_condition_wait_and_what_is_known(entries):
    hall, trade = entries["tea_fair"].stages

    assert (hall.title, hall.to, hall.when, hall.after, hall.given) == ("开大茶楼", "tea_hall", "", "", ())
    assert (trade.when, trade.after) == ("第 1 问答「屋外」时", "开大茶楼")
    assert trade.given == ("卖哪一种？答「红茶」",)


def test_records_name_the_outcomes_that_rest_on_them(entries):
    grounds = {one.id: one for one in entries["tea_trade"].grounds}

    assert grounds["t_notice"].used == (1,)
    assert grounds["t_seats"].used == ()
    assert grounds["t_notice"].checked
    assert entries["tea_trade"].checked == min(one.checked for one in grounds.values())


def test_the_version_changes_with_what_is_said_and_not_with_the_hour(author, volume):
    later = author.volume(NOON.replace(hour=11))

    assert later.made_words != volume.made_words
    assert later.version == volume.version


def test_the_author_tells_of_each_procedure_that_is_done(author):
    heard = []

    author.volume(NOON, written=heard.append)

    assert sorted(heard) == ["办茶会", "卖茶叶", "开大茶楼", "开茶馆"]
