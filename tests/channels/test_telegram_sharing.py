"""A phone number shared by Telegram's own button: offered where it can be, and taken away again."""

import pytest

from bot.message import Button, Message
from tests.channels.turns import said_back

BELOW = (Button(label="上一步", id="w1.1.b"), Button(label="菜单", id="w1.1.m"))
ASKS = Message(text="手机号是多少？", rows=((Button(label="别的", id="w1.1.x"),), BELOW), share="分享我的手机号")


async def _asked(api, desk, message=ASKS):
    wang = api.person(1)
    desk.answer = lambda _: message
    await wang.says("王小明")
    await api.settled()
    desk.answer = said_back
    return wang


async def test_in_a_private_chat_the_number_can_be_shared_or_typed_with_the_ways_around_beside_it(api, channel, desk):
    await _asked(api, desk)

    assert api.chat(1).keyboard == [
        [{"text": "分享我的手机号", "request_contact": True}],
        [{"text": "上一步"}, {"text": "菜单"}],
    ]
    assert api.chat(1).last.text == "手机号是多少？"


async def test_the_keyboard_takes_no_more_room_than_it_needs_and_steps_back_once_it_was_used(api, channel, desk):
    await _asked(api, desk)

    (call,) = api.called("sendMessage")
    assert '"resize_keyboard":true,"one_time_keyboard":true' in call.parameters["reply_markup"]


async def test_a_shared_number_is_ones_own(api, channel, desk):
    wang = await _asked(api, desk)

    await wang.shares_phone("8613800138000")
    await api.settled()

    assert [(event.phone, event.own) for event in desk.events["tg.1.1"][1:]] == [("8613800138000", True)]


async def test_with_the_number_taken_the_next_message_takes_the_keyboard_away(api, channel, desk):
    wang = await _asked(api, desk)
    desk.answer = lambda _: Message(text="正在占号…", shared=True)

    await wang.shares_phone("8613800138000")
    await api.settled()

    assert api.chat(1).keyboard == []
    assert api.chat(1).last.text == "正在占号…"


@pytest.mark.parametrize("tapped", [False, True])
async def test_who_goes_elsewhere_sees_a_word_that_takes_the_keyboard_away_and_then_the_card(
    api, channel, desk, tapped
):
    wang = api.person(1)
    await wang.says("你好")
    await api.settled()
    card = api.chat(1).last
    await _asked(api, desk)
    desk.answer = lambda _: Message(text="能办这些", rows=(BELOW,), unshared="手机号等会儿再填也行。")

    await (wang.taps("再来", on=card) if tapped else wang.says("/menu"))
    await api.settled()

    assert api.chat(1).keyboard == []
    assert api.chat(1).cards[-1 if tapped else -2].text == "手机号等会儿再填也行。"
    shown = card if tapped else api.chat(1).last
    assert (shown.text, shown.labels) == ("能办这些", ["上一步", "菜单"])


async def test_in_a_group_no_keyboard_is_taken_away_where_none_can_be(api, channel, desk):
    group, wang = api.group(-5), api.person(1)
    desk.answer = lambda _: Message(text="能办这些", rows=(BELOW,), unshared="手机号等会儿再填也行。")

    await wang.says("/menu", chat=-5)
    await api.settled()

    assert [card.text for card in group.cards] == ["能办这些"]


async def test_in_a_group_nobody_is_asked_to_share_a_number_and_the_buttons_are_below_the_card(api, channel, desk):
    group, wang = api.group(-5), api.person(1)
    desk.answer = lambda _: ASKS

    await wang.says("/menu", chat=-5)
    await api.settled()

    assert group.keyboard == []
    assert group.last.labels == ["别的", "上一步", "菜单"]
    assert {call.status for call in api.calls} == {200}


@pytest.mark.parametrize("message", [ASKS, Message(text="正在占号…", shared=True)], ids=["share", "shared"])
async def test_a_tapped_card_is_never_given_such_a_keyboard(api, channel, desk, message):
    wang = api.person(1)
    await wang.says("约号")
    await api.settled()
    desk.answer = lambda _: message

    await wang.taps("再来")
    await api.settled()

    assert api.chat(1).keyboard == []
    assert api.chat(1).last.text == message.text
    assert {call.status for call in api.calls} == {200}
