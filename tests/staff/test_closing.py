"""Closing times: nobody can book them any more, and whoever had is told and offered others."""

import pytest

from tests.engine.caller import COUNTER
from tests.staff.conftest import NOW, PHONE, TODAY, WANG, comes

AFTERNOON = COUNTER.replace("09:00-12:00", "14:00-15:00")


async def close(hall, *labels):
    await hall.orders("/today")
    return await hall.picks(*labels)


async def test_a_time_is_closed_after_a_second_tap_and_its_citizen_is_told_and_offered_others(hall):
    ref = await hall.books(1)
    card = await close(hall, "关一个时段", "10:00·1")
    assert "已经约了 1 位" in card.text
    assert (await hall.mark(ref), "窗口那个时间开不了" in hall.heard(1)) == (None, False)

    card = await hall.picks("确定关")
    assert "告诉了 1 位" in card.text
    assert "窗口那个时间开不了" in hall.api.chat(1).last.text
    assert "10:30" in str(hall.api.chat(1).last.labels)
    assert "10:00" not in await hall.free()

    await hall.taps(hall.api.person(1), "10:30")
    await hall.taps(hall.api.person(1), "确认预约")
    await hall.rounds()
    assert "✅ 约好了" in hall.heard(1).rpartition("开不了")[2]
    assert [entry.slot for entry in await hall.house.book.day("window", TODAY)] == ["202603021030"]


async def test_a_tap_brought_again_or_made_twice_tells_nobody_twice(hall):
    await hall.books(1)
    card = await close(hall, "关一个时段", "10:00·1")
    sure = card.button("确定关")["callback_data"]
    await hall.picks("确定关")
    hall.api.brings_again()
    await hall.api.settled()

    await hall.taps(hall.li(), "重新放号", chat=-1001, on=hall.card, data=sure)
    await hall.rounds()
    await hall.rounds()

    assert hall.heard(1).count("窗口那个时间开不了") == 1


async def test_a_day_is_closed_but_who_was_seen_or_has_begun_is_left_alone(opened):
    async with opened() as hall:
        first, second, third = [
            await hall.books(number, time, f"1380013800{number}")
            for number, time in enumerate(("10:00", "10:30", "11:00"), 1)
        ]
    async with opened(NOW.replace(hour=10, minute=10)) as hall:
        await hall.orders("/today")
        await hall.picks("2", "到了")
        card = await hall.picks("关一天")
        assert "已经约了 1 位" in card.text

        await hall.picks("确定关")
        await hall.rounds()

        told = ["窗口那个时间开不了" in hall.heard(number) for number in (1, 2, 3)]
        assert told == [False, False, True]
        assert {first, second} == {entry.ref for entry in await hall.house.book.day("window", TODAY)}
        assert third not in (await hall.orders("/today")).text
        assert await hall.free() == set()


async def test_those_the_house_can_not_reach_are_named_with_their_numbers_and_keep_their_places(hall):
    await hall.stands(comes("AAAAAAAAA1"))

    card = await close(hall, "关一个时段", "10:00·1", "确定关")

    assert "1 位机器人联系不到" in card.text
    assert f"{WANG} {PHONE}" in card.text
    assert "AAAAAAAAA1" in (await hall.orders("/today")).text


async def test_what_was_closed_is_opened_again(hall):
    await close(hall, "关一个时段", "10:30", "确定关")
    assert "10:30" not in await hall.free()
    card = await hall.picks("重新放号")
    assert "重新放号：" in card.text
    assert "10:30" in await hall.free()

    await close(hall, "关一天", "确定关")
    assert await hall.free() == set()
    await close(hall, "关一天", "重新放号")
    assert "10:30" in await hall.free()


async def test_where_several_windows_take_appointments_it_is_asked_which(opened):
    async with opened(offices=(("window", COUNTER), ("site", AFTERNOON))) as hall:
        await hall.stands(comes("AAAAAAAAA1", hour=14), office="site")
        assert (await hall.orders("/today")).text.count("AAAAAAAAA1") == 1

        card = await hall.picks("关一个时段", "茶馆网")
        assert [label for label in card.labels if ":" in label] == ["14:00·1", "14:30"]
        await hall.picks("14:30", "确定关")

        book = hall.house.book
        assert await book.free("site", ["202603021430", "202603021400"], 2, 30) == {
            "202603021430": 0,
            "202603021400": 1,
        }
        assert "10:00" in await hall.free()


async def test_the_list_says_which_times_are_closed(hall):
    await close(hall, "关一个时段", "10:30", "确定关")
    await close(hall, "关一个时段", "10:00", "确定关")
    assert "🔒 10:00、10:30 不放号" in (await hall.orders("/today")).text
    assert "不放号" not in (await hall.orders("/today 明天")).text

    await close(hall, "关一天", "确定关")
    assert "🔒 3月2日（星期一）整天不放号" in (await hall.orders("/today")).text

    await close(hall, "关一天", "重新放号")
    assert "不放号" not in (await hall.orders("/today")).text


async def test_a_closed_time_is_marked_where_times_are_picked_and_can_only_be_opened(hall):
    await close(hall, "关一个时段", "10:30", "确定关")

    card = await close(hall, "关一个时段")
    assert [label for label in card.labels if "10:" in label] == ["10:00", "🔒 10:30"]
    card = await hall.picks("🔒 10:30")
    assert "已经关了" in card.text
    assert card.labels == ["🔓 重新放号", "⬅️ 回名单"]
    await hall.picks("重新放号")
    assert "10:30" in await hall.free()


async def test_in_a_day_that_is_closed_every_time_opens_the_day(hall):
    await close(hall, "关一天", "确定关")

    card = await close(hall, "关一个时段")
    assert all(label.startswith("🔒") for label in card.labels if ":" in label)
    await hall.picks("🔒 10:30", "重新放号")

    assert len(await hall.free()) == 4


async def test_who_is_still_to_be_called_is_found_in_the_list(hall):
    await hall.stands(comes("AAAAAAAAA1"), comes("AAAAAAAAA2", hour=11))
    assert "☎️" not in (await hall.orders("/today")).text
    await close(hall, "关一个时段", "10:00·1", "确定关")

    text = (await hall.orders("/today")).text
    assert ["☎️" in line for line in text.splitlines() if "AAAAAAAAA" in line] == [True, False]
    assert "还有 1 位约着" in (await close(hall, "关一个时段", "10:00·1")).text


async def test_with_several_windows_it_is_said_which_is_closed(opened):
    async with opened(offices=(("window", COUNTER), ("site", AFTERNOON))) as hall:
        await close(hall, "关一个时段", "茶馆网", "14:30", "确定关")

        text = (await hall.orders("/today")).text
        assert "🔒 茶馆网" in text
        assert "：14:30 不放号" in text


@pytest.mark.parametrize("label", ["关一个时段", "关一天"])
async def test_a_day_without_open_times_has_nothing_to_close(hall, label):
    await hall.orders("/today 2026-03-07")

    card = await hall.picks(label)

    assert hall.toast == "那天没有能关的号"
    assert card.button(label)


@pytest.mark.parametrize(
    "data",
    [
        "!w.c.20260230.0.window",
        "!w.k.209913994477.0.window",
        "!w.k.20260302.0.nowhere",
        "!w.z.20260302.0.",
        "!w",
        "!x.k.20260302.0.window",
    ],
)
async def test_a_button_that_nobody_drew_changes_nothing(hall, data):
    card = await hall.orders("/today")

    query = await hall.taps(hall.li(), "关一天", chat=-1001, on=card, data=data)

    assert query.toast == "这张卡片太旧了，请重新发 /today"
    assert len(await hall.free()) == 4
    assert card.edited == 0
