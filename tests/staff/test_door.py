"""Who is staff: all others are shown nothing of it, whatever they type or tap."""

import pytest
from structlog.testing import capture_logs

from bot.engine.tap import LIMIT, decode
from bot.staff.door import Admission
from tests.staff.conftest import LI, NOW, PHONE, ROOM, TODAY, WANG, comes
from tests.stores.servers import Server

STRANGER = 7
ELSEWHERE = -1002
COMMANDS = ("/today", "/found AAAAAAAAA1", "/notfound AAAAAAAAA1", "/staff")


@pytest.mark.parametrize(
    ("chats", "persons", "admitted"),
    [
        ((ROOM,), (LI,), {(ROOM, LI), (LI, LI)}),
        ((ROOM,), (), {(ROOM, LI), (ROOM, STRANGER)}),
        ((), (LI,), {(LI, LI)}),
        ((), (), set()),
    ],
)
async def test_chat_and_person_must_both_be_of_the_staff(hall, chats, persons, admitted):
    door = Admission.of(chats, persons)
    places = [(ROOM, LI), (ROOM, STRANGER), (ELSEWHERE, LI), (LI, LI), (STRANGER, STRANGER), (STRANGER, LI)]

    assert {place for place in places if door.admits(*place)} == admitted


@pytest.mark.parametrize("order", COMMANDS)
async def test_a_stranger_is_answered_as_to_any_unknown_command(hall, order):
    await hall.stands(comes("AAAAAAAAA1"))
    stranger = hall.api.person(STRANGER)

    await hall.says(stranger, "/nonsense")
    await hall.says(stranger, order)

    unknown, answer = hall.api.chat(STRANGER).cards
    assert (answer.text, answer.labels) == (unknown.text, unknown.labels)


@pytest.mark.parametrize("order", COMMANDS)
@pytest.mark.parametrize(("number", "chat"), [(STRANGER, ROOM), (STRANGER, ELSEWHERE), (LI, ELSEWHERE)])
async def test_in_a_group_who_is_not_staff_there_hears_nothing(hall, order, number, chat):
    hall.api.group(ELSEWHERE)

    await hall.says(hall.api.person(number), order, chat=chat)

    assert hall.api.chat(chat).cards == []


@pytest.mark.parametrize("order", [*COMMANDS, "/note 不懂", "/test tea_shop", "/save x"])
@pytest.mark.parametrize(("number", "chat"), [(STRANGER, ROOM), (STRANGER, ELSEWHERE), (LI, ELSEWHERE)])
async def test_nor_does_who_replies_to_a_card_or_calls_the_bot_by_name(hall, order, number, chat):
    hall.api.group(ELSEWHERE)
    person, (name, _, words) = hall.api.person(number), order.partition(" ")
    await hall.says(hall.api.person(8), "/start tea_shop", chat=chat)
    (card,) = hall.api.chat(chat).cards

    await hall.says(person, order, chat=chat, reply_to=card)
    await hall.says(person, f"{name}@XiaxianGuideBot {words}", chat=chat)

    assert hall.api.chat(chat).cards == [card]


async def test_a_strangers_file_in_the_staffs_group_is_met_by_silence_and_why_is_everybodys(hall):
    hall.api.group(ELSEWHERE)
    for chat in (ROOM, ELSEWHERE):
        await hall.says(hall.api.person(STRANGER), "/start tea_shop", chat=chat)
        await hall.api.person(STRANGER).drops("a.yaml", b"x", chat=chat, reply_to=hall.api.chat(chat).last)
        await hall.api.settled()
    await hall.says(hall.api.person(STRANGER), "/why", chat=ROOM)

    (asked, why), (_, unread) = hall.api.chat(ROOM).cards, hall.api.chat(ELSEWHERE).cards
    assert why.text != asked.text
    assert unread.text


async def test_staff_may_order_in_private(hall):
    await hall.stands(comes("AAAAAAAAA1"))

    await hall.says(hall.li(), "/today")

    assert "AAAAAAAAA1" in hall.api.chat(LI).last.text


async def test_without_staff_in_the_settings_nobody_can_order(opened):
    async with opened(staff_chats=(), staff_ids=()) as hall:
        await hall.says(hall.li(), "/today", chat=ROOM)

        assert hall.api.chat(ROOM).cards == []


@pytest.mark.parametrize("verb", ["l", "e", "a", "d", "m", "u", "k", "r", "x", "i"])
async def test_a_citizen_who_forges_a_staff_button_gets_what_any_forger_gets(hall, verb):
    ref = await hall.books(1)
    what = ref if verb in "eadmu" else f"{TODAY:%Y%m%d}"
    card = next(card for card in hall.api.chat(1).cards if card.labels)
    shown = []
    for data in ("garbage!", f"!w.{verb}.{what}.0.window"):
        query = await hall.taps(hall.api.person(1), card.labels[0], on=card, data=data)
        shown.append((query.toast, card.text, len(hall.api.chat(1).cards)))

    assert shown[0] == shown[1]
    assert await hall.mark(ref) is None
    assert "10:30" in await hall.free()


async def test_in_the_staff_chat_a_stranger_can_tap_nothing(hall):
    await hall.stands(comes("AAAAAAAAA1"))
    card = await hall.orders("/today")

    queries = [await hall.taps(hall.api.person(STRANGER), label, chat=ROOM, on=card) for label in ("1", "表格")]

    assert [query.toast for query in queries] == [None, None]
    assert card.edited == 0
    assert PHONE not in "".join(one.text for one in hall.api.chat(ROOM).cards)
    assert not any(one.file for one in hall.api.chat(ROOM).cards)


async def test_no_button_of_the_staff_is_longer_than_telegram_allows_or_means_anything_to_citizens(hall):
    await hall.stands(*(comes(f"REF{number:07}", title="办" * 90) for number in range(30)))
    seen = []

    async def look(card):
        seen.extend(button["callback_data"] for row in card.rows for button in row)
        return card

    await look(await hall.orders("/today " + "办" * 90))
    for labels in (["下一页", "2"], ["回名单"], ["关一个时段"], ["10:00·30"]):
        await look(await hall.picks(*labels))

    assert len(seen) == 41
    assert max(len(data.encode()) for data in seen) <= LIMIT
    assert {decode(data, id="u1", at=NOW).kind for data in seen} == {"received"}


async def test_orders_forwarded_edited_or_addressed_to_others_do_not_count(hall):
    await hall.stands(comes("AAAAAAAAA1"))
    li = hall.li()
    said = await li.says("今天", chat=ROOM)

    await li.sends(
        "forward_origin", {"type": "hidden_user", "sender_user_name": "x", "date": 1}, text="/today", chat=ROOM
    )
    await li.edits(said, "/today")
    await hall.says(li, "/today@AnotherBot", chat=ROOM)

    assert hall.api.chat(ROOM).cards == []
    await hall.says(li, "/TODAY@XiaxianGuideBot", chat=ROOM)
    assert "AAAAAAAAA1" in hall.card.text


async def test_staff_are_answered_in_the_topic_where_they_ask(hall):
    hall.api.chat(ROOM).topics.add(9)
    await hall.stands(comes("AAAAAAAAA1"))

    await hall.says(hall.li(), "/today", chat=ROOM, topic=9)
    await hall.taps(hall.li(), "表格", chat=ROOM)

    assert {card.topic for card in hall.api.chat(ROOM).cards} == {9}


async def test_the_log_names_nobody(hall):
    with capture_logs() as logs:
        ref = await hall.books(1)
        await hall.orders("/today")
        await hall.picks("1", "到了", "表格", "关一天", "确定关")

    assert not any(secret in str(logs) for secret in (WANG, PHONE, ref))


async def test_a_fault_of_ours_is_told_with_a_number_and_nobody_waits(hall):
    await hall.stands(comes("AAAAAAAAA1"))
    file = hall.house.desk.edition.renderer.home / "messages_zh" / "staff" / "list.j2"
    file.write_text("{{ nothing.at.all }}", "utf-8")

    with capture_logs() as logs:
        card = await hall.orders("/today")

    assert "故障号" in card.text
    assert next(line["number"] for line in logs if line["event"] == "incident") in card.text
    assert WANG not in str(logs)


async def test_while_the_store_is_down_an_order_waits_and_is_done_once_it_is_back(opened, tmp_path):
    folder = tmp_path / "redis"
    folder.mkdir()
    server = Server(folder, "--appendonly", "yes", "--appendfsync", "always")
    server.start()
    async with opened(redis_url=server.url) as hall:
        await hall.stands(comes("AAAAAAAAA1"))
        await hall.orders("/today")
        card = await hall.picks("1")
        server.kill()

        query = await hall.li().taps("到了", chat=ROOM, on=card)
        await hall.api.until(lambda: query.answered)
        assert card.edited == 1
        server.start()
        await hall.api.settled(30)

        assert await hall.mark("AAAAAAAAA1") == "arrived"
        assert "✅ 到了" in card.text
    server.kill()


async def test_the_staffs_commands_are_offered_in_its_chat_and_nowhere_else(hall):
    state = hall.api.state
    await hall.api.until(lambda: hall.api.called("getUpdates"))

    assert set(state.chat_commands) == {ROOM}
    assert {"test", "publish", "today", "menu"} <= set(state.chat_commands[ROOM])
    assert "test" not in state.commands


async def test_a_staff_chat_the_bot_is_not_in_yet_does_not_stop_the_start(opened):
    async with opened(staff_chats=(ROOM, -555)) as hall:
        await hall.api.until(lambda: hall.api.called("getUpdates"))
        assert set(hall.api.state.chat_commands) == {ROOM}
