"""What changed, in words: all of it for a terminal, what matters most for a message; and outcomes with their dates."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.comparing import dated, outlook, told
from bot.config import ZONE
from bot.engine.mind import Mind
from bot.flow.difference import difference
from bot.flow.paths import LIMIT
from bot.phrases import versed
from bot.stage import TODAY
from tests.engine.books import ROOT, ask, changed, end, number, real, small, with_event, without


def words(old, new, most=None, **how):
    return told(difference(old, new, **how), versed(ROOT, new), most)


def with_value(book, record, value):
    return replace(book, records={**book.records, record: book.records[record].model_copy(update={"value": value})})


def test_two_equal_versions_are_said_to_be_equal():
    assert words(real(), real()) == ("流程没有不同。",)


def test_a_moved_threshold_is_told_as_who_now_comes_where():
    text = "\n".join(words(real(), with_value(real(), "a03_04", 160)))

    assert (
        "  place=农村，capacity=大于100、不超过160千伏安：原来转到「低压非居民用电」（power_lv_nonresident），"
        "现在到「小微企业“三零”接电」\n"
    ) in text
    assert (
        "台账 a03_04「农村容量门槛」（用在：power、power_lv_nonresident、power_sme_three_zero）\n  数值：100 → 160"
        in text
    )
    assert text.startswith("改了 2 件事，动了 1 条台账，群众听到的不一样：2 种情况。\n\n用电报装（power）\n")


def test_a_limit_is_told_with_its_unit_before_and_after():
    text = "\n".join(words(real(), with_value(real(), "a03_15", 5)))

    assert "到「小微企业“三零”接电」的不一样\n    时限「平均接电」 7个工作日（平均） → 5个工作日（平均）" in text


def test_what_is_told_on_a_day_is_compared_with_its_dates():
    text = "\n".join(words(real(), with_value(real(), "a03_15", 5), tell=dated(TODAY)))

    assert "7个工作日（平均），大约 2026年10月13日（星期二） → 5个工作日（平均），大约 2026年10月10日（星期六）" in text


def test_a_closed_day_changes_what_is_told_on_a_day_and_nothing_else():
    book = real()
    closure = {"day": "2026-10-08", "reason": "升级"}
    calendar = type(book.calendar).model_validate({**book.calendar.model_dump(), "closed": [closure]})
    closed = replace(book, calendar=calendar)

    assert "群众最后走到哪里、听到的结果，没有变。" in words(book, closed)[0]
    text = "\n".join(words(book, closed, tell=dated(TODAY)))
    assert (
        "时限「平均接电」 7个工作日（平均），大约 2026年10月13日（星期二） → 7个工作日（平均），大约 2026年10月14日（星期三）"
        in text
    )
    assert "日历（用在：" in text


def test_procedures_that_come_and_go_are_told_by_name():
    text = "\n".join(words(without(real(), "court"), without(real(), "power")))

    assert text.startswith("多了「打官司、调解、执行、破产」这件事，「用电报装」这件事没有了，")
    assert "（court）：新加" in text
    assert "用电报装（power）：去掉" in text


def test_every_sort_of_change_has_words():
    states = {
        "q": ask({"a": "n", "b": "done"}, "a", "b"),
        "n": number([{"when": "n <= 5", "to": "done"}, {"to": "gone"}]),
        "done": end(
            materials=["id_card"],
            fees=[{"item": "费", "status": "ask", "fact": "a03_14"}],
            notes=["老话"],
            limits=["a03_15"],
        ),
        "gone": end(end="没了"),
    }
    before = small(f=states, g={"done": end()})
    after = changed(
        before,
        "f",
        lambda new: new.update(
            q={**ask({"a": "n", "b": "done", "c": "new"}, "a", "b", "c"), "hint": "看一眼"},
            n={**number([{"when": "n < 9", "to": "done"}, {"to": "new"}]), "number": {**states["n"]["number"], "whole": True}},
            done=end(fees=[{"item": "费", "status": "free", "fact": "a03_14"}], notes=["新话"], limits=["a03_15", "a03_05"], offices=["wsgw", "p12345"]),
            new=end(end="新的", materials=["business_license"] if "business_license" in real().materials else ["id_card"]),
            moved=end(end="又一个"),
            gone=None,
        ) or new.pop("gone"),
    )  # fmt: skip

    text = "\n".join(words(before, after))

    for line in (
        "去掉一步：gone", "新加一步：new", "新加一步：moved", "q·提示：加上「看一眼」", "q·按钮·c：加上文字=「第c种」",
        "q·去向·c：加上「new」", "n·去向：n <= 5 → done；其余 → gone → n < 9 → done；其余 → new",
        "n·数字·只要整数：加上是", "费用「费」 没有写明，先问清 → 0 元", "done·要留意·1·话：「老话」 → 「新话」",
        "少了材料「身份证」 原件 1 份", "多了时限「办电环节」", "去处「网上国网」 https://www.95598.cn/", "q=第c种：原来不能这样答（q），现在到「新的」",
    ):  # fmt: skip
        assert line in text, text


def test_a_state_with_another_name_is_told_as_renamed():
    before = small(f={"a": ask("done", "x"), "done": end()})
    after = small(f={"b": ask("done", "x", aliases=["a"]), "done": end()})

    assert "  改名：a → b" in words(before, after)


def test_a_part_that_comes_and_ways_that_lead_nowhere_have_words():
    book = small(a={"done": end()}, b={"done": end()})
    whole = {"done": end()}
    text = "\n".join(words(with_event(book, "e", whole, "a"), with_event(book, "e", whole, "a", "b")))
    broken = small(f={"q": ask([{"when": "q == 'x'", "to": "done"}], "x", "y"), "done": end()})
    sound = small(f={"q": ask("done", "x", "y"), "done": end()})

    assert "不管怎么答：到「办好了」的不一样\n    多了连着办「b」" in text
    assert "q=第y种：原来走不下去（q），现在到「办好了」" in "\n".join(words(broken, sound))


def test_more_ways_than_can_be_tried_are_said_to_be_more():
    keys = "abcdefgh"
    tangled = {f"q{i}": ask(f"q{i + 1}" if i < 4 else "done", *keys) for i in range(5)}

    text = words(small(f={**tangled, "done": end()}), small(f={**tangled, "done": end(end="办完了")}), 300)

    assert f"f（f）：路太多，只试了前 {LIMIT} 条。" in text


def test_a_group_of_many_cases_is_cut():
    keys = [f"k{i}" for i in range(9)]
    odd = {
        "p": ask("q", *keys),
        "q": ask(
            [{"when": " or ".join(f"p == '{k}' and q == '{k}'" for k in keys), "to": "far"}, {"to": "done"}], *keys
        ),
    }
    ends = {"done": end(), "far": end(end="远")}

    text = "\n".join(words(small(f={**odd, **ends}), small(f={**odd, "q": ask("done", *keys), **ends})))

    assert "p=第k5种，q=第k5种；还有 3 种：原来到「远」，现在到「办好了」" in text


# in short


def many():
    asked = changed(real(), "power_resident", lambda states: states["op"].update(ask="办哪样？", hint="想一想。"))
    return real(), with_value(with_value(asked, "a03_04", 160), "a03_15", 5)


@pytest.mark.parametrize("most", [80, 200, 400, 700, 4096])
def test_a_short_telling_keeps_within_its_room_and_says_what_is_left_out(most):
    lines = words(*many(), most)
    whole = words(*many(), 100_000)

    assert len("\n".join(lines)) <= most
    assert lines[0] == whole[0]
    if lines != whole:
        assert lines[-1] == f"还有 {len(whole) - len(lines) + 1} 处没有列出来。"


def test_a_short_telling_begins_with_where_people_end_then_what_they_are_told():
    lines = words(*many(), 100_000)

    order = [
        next(place for place, line in enumerate(lines) if text in line)
        for text in ("现在转到", "5个工作日（平均）", "op·问题")
    ]
    assert order == sorted(order)
    assert all(len(line) <= 160 for line in lines)


# on a day


def test_every_way_is_shown_with_what_is_told_on_that_day():
    mind = Mind(real())

    ways = list(outlook(mind, real().flows["power_sme_three_zero"], TODAY))

    deadlines = {way.end: outcome.limits[0].deadline.day for way, outcome in ways if outcome and outcome.limits}
    assert deadlines == {"three_zero": date(2026, 10, 13)}
    assert all((outcome is None) == (way.kind == "jump") for way, outcome in ways)


def test_a_question_for_a_date_is_answered_with_that_day():
    flow = next(flow for flow in real().flows.values() for state in flow.states.values() if getattr(state, "day", None))
    name = next(name for name, state in flow.states.items() if getattr(state, "day", None))

    answers = {
        way.answers[name]
        for way, _ in outlook(Mind(real()), flow, datetime(2027, 3, 1, 9, tzinfo=ZONE))
        if name in way.answers
    }

    assert answers == {"2027-03-01"}


def test_a_version_with_findings_is_told_without_dates():
    broken = small(f={"q": ask("done", "a"), "done": end(limits=["a03_15"], materials=["gone"])})
    sound = small(f={"q": ask("done", "a"), "done": end(limits=["a03_15"])})

    text = "\n".join(words(broken, sound, tell=dated(TODAY)))

    assert "时限「平均接电」 7个工作日（平均） → 7个工作日（平均），大约 2026年10月13日（星期二）" in text
    assert "少了材料「gone」" in text
