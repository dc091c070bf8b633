"""The day's list in the staff chat: who comes, with what, and what became of it."""

import pytest

from tests.staff.conftest import NOW, PHONE, ROOM, TODAY, WANG, comes

LATER = NOW.replace(hour=10, minute=20)


async def test_the_list_names_nobody_whole_and_the_card_of_one_does(hall):
    ref = await hall.books(1)

    listed = await hall.orders("/today")
    assert "10:00 王＊＊ 尾号 8000 · 开大茶楼" in listed.text
    assert ref in listed.text
    assert WANG not in listed.text
    assert PHONE not in listed.text

    one = await hall.picks("1")
    assert f"{WANG} {PHONE}" in one.text
    assert "您的茶馆多大？" in one.text


async def test_materials_that_are_missing_are_counted_in_the_list_and_named_on_the_card(hall):
    await hall.stands(comes("AAAAAAAAA1", ready=("营业执照",), missing=("身份证", "图纸")))

    assert "差 2 件" in (await hall.orders("/today")).text
    one = await hall.picks("1")

    assert "已备好：营业执照" in one.text
    assert "还差：身份证、图纸" in one.text


async def test_arrived_and_done_are_noted_and_taken_back(hall):
    ref = await hall.books(1)
    await hall.orders("/today")

    listed = await hall.picks("1", "到了")
    assert (await hall.mark(ref), hall.toast) == ("arrived", "记下了")
    assert "✅ 到了" in listed.text
    await hall.picks("1", "办完")
    assert await hall.mark(ref) == "done"
    await hall.picks("1", "撤销记录")
    assert await hall.mark(ref) is None
    assert "没有等到" not in hall.heard(1)


async def test_nobody_can_have_missed_what_has_not_begun(hall):
    ref = await hall.books(1)
    await hall.orders("/today")
    card = await hall.picks("1")
    assert not card.button("没来")

    query = await hall.li().taps("到了", chat=ROOM, on=card, data=f"!w.m.{ref}.0.")
    await hall.api.settled()

    assert query.toast == "还没到预约的时间，先不能记没来"
    assert await hall.mark(ref) is None


async def test_a_missed_appointment_is_asked_about_once_more_then_told_and_counted(opened):
    async with opened() as hall:
        ref = await hall.books(1)
    async with opened(LATER, missed_at_most=1) as hall:
        await hall.orders("/today")
        await hall.picks("1", "没来")
        assert (await hall.mark(ref), "没有等到" in hall.heard(1)) == (None, False)

        await hall.picks("确定没来")
        assert await hall.mark(ref) == "missed"
        assert "没有等到您" in hall.heard(1)

        await hall.says(hall.api.person(1), "/start tea_hall")
        while not hall.api.chat(1).last.button("预约办理"):
            await hall.taps(hall.api.person(1), hall.api.chat(1).last.labels[0])
        await hall.taps(hall.api.person(1), "预约办理")
        assert not hall.api.chat(1).last.button("10:30")
        assert "有 1 次约了没有来" in hall.api.chat(1).last.text


async def test_an_order_that_telegram_brings_again_changes_nothing_more(opened):
    async with opened() as hall:
        ref = await hall.books(1)
    async with opened(LATER) as hall:
        await hall.orders("/today")
        await hall.picks("1", "没来", "确定没来")
        hall.api.brings_again()
        await hall.api.settled()
        await hall.rounds()

        assert await hall.mark(ref) == "missed"
        assert hall.heard(1).count("没有等到您") == 1


async def test_a_booking_called_off_meanwhile_is_said_to_be_gone(hall):
    await hall.stands(comes("AAAAAAAAA1"))
    await hall.orders("/today")
    await hall.house.book.delete("window", TODAY, "AAAAAAAAA1")

    listed = await hall.picks("1")

    assert hall.toast == "这个预约已经取消或改了时间"
    assert "没有预约" in listed.text


async def test_a_held_slot_is_listed_and_can_not_be_marked(hall):
    person = await hall.chooses(1)
    await hall.taps(person, "同意")
    await hall.says(person, WANG)
    await hall.says(person, PHONE)

    assert "还没确认" in (await hall.orders("/today")).text
    assert (await hall.picks("1")).labels == ["🗑 取消这个预约", "⬅️ 回名单"]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("", {"AAAAAAAAA1", "AAAAAAAAA2"}),
        ("茶楼", {"AAAAAAAAA1"}),
        ("茶馆窗口", {"AAAAAAAAA1", "AAAAAAAAA2"}),
        ("开店 大茶", {"AAAAAAAAA1"}),
        ("ｖｉｐ", {"AAAAAAAAA2"}),
        ("明天", {"BBBBBBBBB1"}),
        ("2026-03-03 茶楼", {"BBBBBBBBB1"}),
        ("3月3日", {"BBBBBBBBB1"}),
        ("明天 茶馆 茶楼", {"BBBBBBBBB1"}),
        ("后天", set()),
    ],
)
async def test_the_list_is_of_the_day_and_the_matters_that_are_named(hall, words, shown):
    tomorrow = TODAY.replace(day=3)
    await hall.stands(
        comes("AAAAAAAAA1"),
        comes("AAAAAAAAA2", service="tea_shop", title="开茶馆VIP"),
        comes("BBBBBBBBB1", day=tomorrow),
    )

    text = (await hall.orders(f"/today {words}")).text

    assert {ref for ref in ("AAAAAAAAA1", "AAAAAAAAA2", "BBBBBBBBB1") if ref in text} == shown


async def test_sixty_people_with_long_names_are_listed_page_by_page_each_once(hall):
    refs = [f"REF{number:07}" for number in range(60)]
    long = {"title": "办" * 300, "missing": tuple(f"材料{number}" for number in range(30))}
    await hall.stands(*(comes(ref, name="阿" * 30, hour=9 + place // 20, **long) for place, ref in enumerate(refs)))

    card = await hall.orders("/today 茶馆窗口")
    pages = [card.text]
    while card.button("下一页"):
        card = await hall.picks("下一页")
        pages.append(card.text)

    assert len(pages) == 8
    assert [next(page for page in pages if ref in page) for ref in refs]
    assert [sum(page.count(ref) for page in pages) for ref in refs] == [1] * 60
    assert max(map(len, pages)) <= 4096
    assert {call.status for call in hall.api.calls} == {200}
    assert "第 7/8 页" in (await hall.picks("上一页")).text
    await hall.picks("3")
    assert "第 7/8 页" in (await hall.picks("回名单")).text


async def test_a_card_with_endless_answers_and_materials_fits_and_says_what_it_leaves_out(hall):
    await hall.stands(
        comes(
            "AAAAAAAAA1",
            answers=tuple((f"问题{number}？" + "长" * 200, "答" * 200) for number in range(40)),
            ready=tuple("材" * 50 for _ in range(60)),
            missing=tuple("料" * 50 for _ in range(60)),
        )
    )
    await hall.orders("/today")

    card = await hall.picks("1")

    assert len(card.text) <= 4096
    assert "另有 36 条" in card.text


async def test_in_an_empty_day_words_that_fit_nothing_are_told(hall):
    told = (await hall.orders("/today 明年")).text
    assert "带“明年”的" in told
    assert "/today 下周一" in told
    assert "去掉后面的字再看" in told
    assert "去掉" not in (await hall.orders("/today")).text


async def test_help_names_the_commands(hall):
    text = (await hall.orders("/staff")).text

    assert all(name in text for name in ("/today", "/found", "/notfound"))
