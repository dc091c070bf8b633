"""Staff try procedures out in their chat: each alone, or a topic together, with nothing of it among the citizens'."""

import pytest

from bot.engine.session import Session
from tests.houses import change
from tests.staff.conftest import LI, ROOM, TODAY

ZHAO = 51
OUTSIDER = 90


@pytest.fixture
async def staff(opened):
    async with opened(staff_ids=(LI, ZHAO)) as hall:
        yield hall


def _person(hall, number):
    return hall.api.person(number, {LI: "李", ZHAO: "赵"}.get(number, "外"))


async def _says(hall, number, text, **place):
    await hall.says(_person(hall, number), text, chat=ROOM, **place)
    return hall.card


async def _taps(hall, number, label, card, **place):
    query = await hall.taps(_person(hall, number), label, chat=ROOM, on=card, **place)
    return query.toast


async def test_two_testers_walk_at_the_same_time_and_do_not_disturb_each_other(staff):
    lis = await _says(staff, LI, "/test tea_shop")
    zhaos = await _says(staff, ZHAO, "/test tea_hall")

    await _taps(staff, LI, "小茶馆", lis)
    await _taps(staff, ZHAO, "大茶楼", zhaos)

    assert "有多少个座位" in lis.text
    assert "🧪 试办 · 李 · 现在用的" in lis.text
    assert "几层楼" in zhaos.text
    assert "赵" in zhaos.text


async def test_another_testers_card_is_left_alone(staff):
    lis = await _says(staff, LI, "/test tea_shop")
    await _says(staff, ZHAO, "/test tea_shop")

    toast = await _taps(staff, ZHAO, "小茶馆", lis)

    assert "别人" in toast
    assert "您的茶馆多大" in lis.text


async def test_a_topic_walks_together_by_everybodys_taps(staff):
    card = await _says(staff, LI, "/test together tea_shop")
    assert "大家一起" in card.text

    await _taps(staff, ZHAO, "小茶馆", card)
    await _says(staff, LI, "六", reply_to=card)

    assert "小茶馆可以开" in staff.card.text


async def test_a_reply_to_the_card_of_all_goes_there_also_from_somebody_who_walks_alone(staff):
    mine = await _says(staff, LI, "/test tea_shop")
    card = await _says(staff, ZHAO, "/test together tea_shop")
    await _taps(staff, ZHAO, "小茶馆", card)

    await _says(staff, LI, "六", reply_to=card)
    ended = staff.card
    await _says(staff, LI, "大的", reply_to=mine)

    assert "大家一起" in ended.text
    assert "小茶馆可以开" in ended.text
    assert "李" in staff.card.text
    assert "几层楼" in staff.card.text


async def test_typed_answers_go_to_the_walk_and_a_citizens_own_matter_stays_where_it_was(staff):
    mine = await _says(staff, LI, "/start tea_hall")
    walk = await _says(staff, LI, "/test tea_shop")
    await _taps(staff, LI, "小茶馆", walk)

    await _says(staff, LI, "六", reply_to=walk)
    ended = staff.card
    await _taps(staff, LI, "大茶楼", mine)

    assert "小茶馆可以开" in ended.text
    assert "几层楼" in mine.text
    assert "试办" not in mine.text


async def test_topics_are_walked_apart_and_answered_in_place(opened, api):
    api.chat(ROOM).topics |= {7, 8}
    async with opened() as hall:
        await hall.says(hall.li(), "/test tea_shop", chat=ROOM, topic=7)
        seven = hall.card
        await hall.says(hall.li(), "/test tea_hall", chat=ROOM, topic=8)
        eight = hall.card
        await hall.taps(hall.li(), "小茶馆", chat=ROOM, on=seven)

        assert (seven.topic, eight.topic) == (7, 8)
        assert "有多少个座位" in seven.text
        assert "您的茶馆多大" in eight.text


async def test_strangers_are_told_nothing_and_can_do_nothing(staff):
    card = await _says(staff, LI, "/test tea_shop")
    before = len(staff.api.chat(ROOM).cards)
    outsider = staff.api.person(OUTSIDER)

    for text in ("/test tea_shop", "/jump done", "/clock 2026-09-28 17:30", "/paths tea_shop", "/reset", "/save x"):
        await staff.says(outsider, text, chat=ROOM)
    await _taps(staff, OUTSIDER, "结束试办", card)

    assert len(staff.api.chat(ROOM).cards) == before
    assert "您的茶馆多大" in card.text


async def test_the_walks_own_time_is_shown_while_it_is_set_and_counts(staff):
    await _says(staff, LI, "/test tea_shop")
    await _taps(staff, LI, "小茶馆", staff.card)
    await _says(staff, LI, "六", reply_to=staff.card)
    today = staff.card.text

    then = await _says(staff, LI, "/clock 2026-09-28 17:30")
    assert "🕰 2026-09-28 17:30" in then.text
    assert then.text.partition("\n")[2] != today.partition("\n")[2]

    back = await _says(staff, LI, "/clock")
    assert "17:30" not in back.text
    assert f"{TODAY.month}月" in back.text


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("2026-09-28", "2026-09-28 09:00"),
        ("6月3日", "2026-06-03 09:00"),
        ("下周一 17:30", "2026-03-09 17:30"),
        ("明天 8：05", "2026-03-03 08:05"),
        ("17:30", "2026-03-02 17:30"),
        ("2026-09-28T17:30:00+08:00", "2026-09-28 17:30"),
    ],
)
async def test_a_time_is_read_as_people_say_it_and_a_day_alone_is_its_morning(staff, words, clock):
    await _says(staff, LI, "/test tea_shop")

    assert f"🕰 {clock}" in (await _says(staff, LI, f"/clock {words}")).text


@pytest.mark.parametrize(
    "words", ["哪天", "2026-13-40", "1999-01-01", "2100-01-01 10:00", "明天 25:70", ":", "x" * 3000]
)
async def test_a_time_nobody_can_read_is_said_with_an_example(staff, words):
    await _says(staff, LI, "/test tea_shop")

    card = await _says(staff, LI, f"/clock {words}")

    assert "/clock 下周一 17:30" in card.text


async def test_a_date_typed_at_the_result_of_a_walk_is_told_which_order_shows_that_day(staff):
    await _says(staff, LI, "/test tea_shop")
    ended = await _says(staff, LI, "/jump done")

    told = await _says(staff, LI, "6月3日", reply_to=ended)

    assert "/clock 2026-06-03" in told.text
    assert "不敢乱指路" in told.text
    assert "/clock" not in (await _says(staff, LI, "胡说", reply_to=ended)).text
    assert "🕰 2026-06-03" in (await _says(staff, LI, "/clock 2026-06-03")).text


async def test_jump_finds_answers_that_lead_there_and_forgets_later_ones(staff):
    await _says(staff, LI, "/test tea_shop")

    assert "小茶馆可以开" in (await _says(staff, LI, "/jump done")).text
    assert "有多少个座位" in (await _says(staff, LI, "/jump seats")).text
    assert "您的茶馆多大" in (await _says(staff, LI, "/jump size")).text


async def test_jump_without_a_known_state_lists_them_and_guesses(staff):
    await _says(staff, LI, "/test tea_shop")

    listed = await _says(staff, LI, "/jump")
    guessed = await _says(staff, LI, "/jump seets")

    assert "seats 有多少个座位" in listed.text
    assert "/jump seats" in guessed.text


async def test_why_shows_answers_condition_records_and_where_all_is_written(staff):
    await _says(staff, LI, "/test tea_shop")
    await _taps(staff, LI, "小茶馆", staff.card)
    await _says(staff, LI, "六", reply_to=staff.card)

    why = await _says(staff, LI, "/why")

    home = staff.house.desk.edition.home
    lines = (home / "flows/tea/tea_shop.yaml").read_text("utf-8").splitlines()
    line = lines.index("  done:") + 1
    way = next(number for number, text in enumerate(lines, 1) if "seats <= fact" in text)
    assert f"flows/tea/tea_shop.yaml:{line}" in why.text
    assert f"flows/tea/tea_shop.yaml:{way}" in why.text
    assert "seats <= fact('t_seats')" in why.text
    assert "messages_zh/end/summary.j2" in why.text
    assert "6项" in why.text
    assert "t_now" in why.text
    assert "flows/policy/plan.yaml:" in why.text


async def test_why_at_a_question_names_the_figures_its_ways_rest_on(staff):
    card = await _says(staff, LI, "/test tea_shop")
    await _taps(staff, LI, "小茶馆", card)
    await _taps(staff, LI, "为什么到这", card)

    assert "t_seats" in staff.card.text
    assert "messages_zh/ask/number.j2" in staff.card.text
    assert "有多少个座位" in card.text


async def test_why_names_the_law_itself_where_its_collection_has_no_number_and_says_nothing_twice(staff, tmp_path):
    plan = tmp_path / "home/flows/policy/plan.yaml"
    change(plan, "number: 茶发〔2021〕1号, ", "")
    assert await staff.rooms.reloading.look()
    await _says(staff, LI, "/test tea_shop")
    await _taps(staff, LI, "小茶馆", staff.card)
    await _says(staff, LI, "六", reply_to=staff.card)

    why = await _says(staff, LI, "/why")

    assert "t_words 无数规定，第十条\n" in why.text
    assert "茶馆办事计划" not in why.text


async def test_paths_tell_what_this_group_has_tried(staff):
    await _says(staff, LI, "/test tea_shop")
    await _taps(staff, LI, "小茶馆", staff.card)
    await _says(staff, LI, "六", reply_to=staff.card)

    paths = await _says(staff, ZHAO, "/paths tea_shop")

    assert "4 条路，这个群试过 1 条" in paths.text
    assert paths.text.count("⬜") == 3
    tried = next(line for line in paths.text.splitlines() if "✅" in line)
    assert "小茶馆可以开" in tried


async def test_a_number_under_the_paths_walks_that_one_and_it_is_tried_then(staff):
    paths = await _says(staff, LI, "/paths tea_shop")
    await _taps(staff, LI, "1", paths)

    assert "小茶馆可以开" in staff.card.text
    assert "试过 1 条" in (await _says(staff, LI, "/paths tea_shop")).text


async def test_reset_begins_the_same_procedure_anew_without_answers_or_time(staff):
    await _says(staff, LI, "/test tea_shop")
    await _taps(staff, LI, "小茶馆", staff.card)
    await _says(staff, LI, "/clock 2026-09-28 17:30")

    card = await _says(staff, LI, "/reset")

    assert "您的茶馆多大" in card.text
    assert "17:30" not in card.text


async def test_a_walk_that_ended_leaves_nothing_and_words_go_to_the_citizens_side_again(staff):
    card = await _says(staff, LI, "/test tea_shop")
    await _taps(staff, LI, "结束试办", card)
    assert "试办结束了" in staff.card.text

    assert "您还没有开始办事" in (await _says(staff, LI, "/why")).text
    assert "没有在试办" in (await _says(staff, LI, "/reset")).text


async def test_a_walk_goes_on_after_the_bot_was_stopped(opened):
    async with opened() as hall:
        await _says(hall, LI, "/test tea_shop")
        card = hall.card
        await _taps(hall, LI, "小茶馆", card)
    async with opened() as hall:
        await _says(hall, LI, "六", reply_to=card)

        assert "小茶馆可以开" in hall.card.text


async def test_nothing_is_booked_in_a_walk(staff):
    card = await _says(staff, LI, "/test tea_hall")
    await _taps(staff, LI, "大茶楼", card)
    await _taps(staff, LI, "一层", card)
    await _taps(staff, LI, "预约办理", card)

    assert "试办，不真的预约" in card.text
    assert "群里别人看得见" not in card.text
    assert "大茶楼可以开" in card.text
    assert await staff.house.book.day("window", TODAY) == ()


async def test_nobody_is_reminded_by_a_walk_and_it_says_so(staff):
    await _says(staff, LI, "/test tea_shop")
    ended = await _says(staff, LI, "/jump done")

    await _taps(staff, LI, "到期提醒我", ended)
    tapped = staff.card
    typed = await _says(staff, LI, "到期提醒我", reply_to=ended)

    for card in (tapped, typed):
        assert "试办，不真的提醒" in card.text
        assert "记下了" in card.text
    assert await staff.house.desk.store.listed() == ()


@pytest.mark.parametrize("words", ["/quiet", "删除我的信息"])
async def test_what_is_called_off_or_deleted_in_a_walk_is_said_to_be_only_the_walks(staff, words):
    await _says(staff, LI, "/start tea_shop")
    mine = staff.card
    walk = await _says(staff, LI, "/test tea_shop")

    await _says(staff, LI, words, reply_to=walk)
    if words != "/quiet":
        await _taps(staff, LI, "确认，全部删掉", staff.card)

    assert "您自己的" in staff.card.text
    await _taps(staff, LI, "小茶馆", mine)
    assert "有多少个座位" in mine.text


@pytest.mark.parametrize("words", ["nonsense", "D2345", "together nonsense", "x" * 3000])
async def test_what_can_not_be_tried_is_said_and_where_to_look(staff, words):
    card = await _says(staff, LI, f"/test {words}")

    assert "/test" in card.text or "/drafts" in card.text


@pytest.mark.parametrize(
    "tap", ["!t", "!t.", "!t.why", "!t.end.zzz", "!t.path.tea_shop.99", "!t.path..", "!t.nothing.abc"]
)
async def test_a_forged_button_of_a_walk_changes_nothing(staff, tap):
    card = await _says(staff, LI, "/test tea_shop")

    await _taps(staff, LI, "小茶馆", card, data=tap)

    assert "您的茶馆多大" in card.text or "为什么" in staff.card.text


async def test_the_walk_of_a_private_chat_is_the_persons_own(staff):
    li = staff.li()
    await staff.says(li, "/test tea_shop")
    await staff.taps(li, "小茶馆")
    await staff.says(li, "六")

    assert "小茶馆可以开" in staff.api.chat(LI).last.text
    assert "试办" in staff.api.chat(LI).last.text


async def test_no_walk_stands_among_the_sessions_by_a_persons_key(staff):
    await _says(staff, LI, "/test tea_shop")

    found = await staff.house.desk.store.load(f"tg.{ROOM}.{LI}")

    assert found.session is None or Session.model_validate_json(found.session).visit is None


async def test_files_that_change_are_walked_as_they_are_from_the_next_step(opened, tmp_path):
    async with opened() as hall:
        card = await _says(hall, LI, "/test tea_shop")
        change(tmp_path / "home/flows/tea/tea_shop.yaml", "有多少个座位？", "能坐几个人？")
        assert await hall.rooms.reloading.look()
        await _taps(hall, LI, "小茶馆", card)

        assert "能坐几个人" in card.text
