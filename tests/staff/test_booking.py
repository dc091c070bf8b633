"""One booking, found by its reference: seen, and called off by the window."""

import pytest

from tests.staff.conftest import LI, NOW, PHONE, ROOM, TODAY, WANG, comes

CANCELLED = "窗口取消了您的预约"


async def looks(hall, ref):
    return await hall.orders(f"/booking {ref}")


async def standing(hall):
    return {entry.ref for entry in await hall.house.book.day("window", TODAY)}


async def test_the_reference_a_citizen_shows_brings_the_card_of_the_booking(hall):
    ref = await hall.books(1)

    card = await looks(hall, f" {ref.lower()} ")
    assert f"{WANG} {PHONE}" in card.text
    assert card.button("取消这个预约")

    await hall.picks("到了")
    assert await hall.mark(ref) == "arrived"


async def test_letters_that_are_taken_for_figures_are_understood(hall):
    await hall.stands(comes("A01A01A01A"))

    assert WANG in (await looks(hall, "AOIAOLA0IA")).text


@pytest.mark.parametrize("words", ["", "ZZZZZZZZZZ", "<b>x</b>" + "长" * 4000, "*"])
async def test_a_reference_that_is_not_in_the_book_is_said_to_be_unknown(hall, words):
    card = await looks(hall, words)

    assert "<b>x" not in card.text
    assert "/booking" in card.text
    assert "取消" not in str(card.labels)


async def test_a_booking_is_called_off_after_a_second_tap_and_its_citizen_is_told_and_offered_others(hall):
    ref = await hall.books(1)
    await looks(hall, ref)
    card = await hall.picks("取消这个预约")
    assert "本人会收到消息" in card.text
    assert (CANCELLED in hall.heard(1), await standing(hall)) == (False, {ref})

    card = await hall.picks("确定取消")
    assert "告诉了本人" in card.text
    assert CANCELLED in hall.api.chat(1).last.text
    assert ref in hall.api.chat(1).last.text
    assert await standing(hall) == set()
    assert "10:00" in await hall.free()

    await hall.taps(hall.api.person(1), "10:30")
    await hall.taps(hall.api.person(1), "确认预约")
    await hall.rounds()
    assert [entry.slot for entry in await hall.house.book.day("window", TODAY)] == ["202603021030"]


async def test_what_is_only_held_can_be_called_off_as_well(hall):
    person = await hall.chooses(1)
    await hall.taps(person, "同意")
    await hall.says(person, WANG)
    await hall.says(person, PHONE)
    (ref,) = await standing(hall)

    await looks(hall, ref)
    await hall.picks("取消这个预约", "确定取消")

    assert CANCELLED in hall.heard(1)
    assert await standing(hall) == set()


async def test_who_can_not_be_reached_is_named_with_the_number_and_the_time_is_free(hall):
    await hall.stands(comes("AAAAAAAAA1"))
    await looks(hall, "AAAAAAAAA1")

    card = await hall.picks("取消这个预约", "确定取消")

    assert "机器人联系不到本人" in card.text
    assert f"{WANG} {PHONE}" in card.text
    assert await standing(hall) == set()


async def test_thought_better_of_nothing_is_called_off(hall):
    ref = await hall.books(1)
    await looks(hall, ref)

    assert ref in (await hall.picks("取消这个预约", "回名单")).text
    assert await standing(hall) == {ref}


async def test_a_tap_brought_again_or_made_twice_tells_nobody_twice(hall):
    ref = await hall.books(1)
    await looks(hall, ref)
    card = await hall.picks("取消这个预约")
    sure = card.button("确定取消")["callback_data"]
    await hall.picks("确定取消")
    hall.api.brings_again()
    await hall.api.settled()

    query = await hall.taps(hall.li(), "回名单", chat=ROOM, on=hall.card, data=sure)
    await hall.rounds()
    await hall.rounds()

    assert query.toast == "这个预约已经取消或改了时间"
    assert hall.heard(1).count(CANCELLED) == 1


@pytest.mark.parametrize("mark", ["到了", None])
async def test_what_was_seen_or_has_begun_is_not_called_off(opened, mark):
    async with opened() as hall:
        ref = await hall.books(1)
        await looks(hall, ref)
        sure = f"!w.h.{ref}.0."
        if mark:
            await hall.picks(mark)
    async with opened(NOW if mark else NOW.replace(hour=10)) as hall:
        card = await looks(hall, ref)
        assert not card.button("取消这个预约")

        query = await hall.taps(hall.api.person(LI), "回名单", chat=ROOM, on=card, data=sure)

        assert "不能取消" in query.toast
        assert (await standing(hall), CANCELLED in hall.heard(1)) == ({ref}, False)
