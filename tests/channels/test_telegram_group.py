"""Groups and topics: we hear what is meant for us, answer where it was said, and do not talk too much."""

import asyncio

import pytest

from bot.channels.telegram.channel import TelegramChannel
from bot.message import Button, Message
from tests.channels.conftest import COMMANDS, QUICK, serving, settings_for
from tests.telegram.chats import Limits

GROUP = -1001


async def _card(api, person, **place):
    await person.says("/start@XiaxianGuideBot", chat=GROUP, **place)
    await api.settled()
    return api.chat(GROUP).last


async def test_commands_addressed_to_us_are_heard(api, channel, desk):
    api.group(GROUP)
    wang = api.person(1)

    for text in ("/start@XiaxianGuideBot", "/MENU@xiaxianguidebot", "/help", "/what@XiaxianGuideBot"):
        await wang.says(text, chat=GROUP)
    await api.settled()

    assert [event.kind for event in desk.events["tg.-1001.1"]] == ["started", "browsed", "asked", "received"]


async def test_other_talk_in_a_group_is_not_ours(api, channel, desk):
    api.group(GROUP)
    wang, li = api.person(1), api.person(2)
    lis = await li.says("今天开会", chat=GROUP)

    await wang.says("好的", chat=GROUP, reply_to=lis)
    await wang.says("/start@AnotherBot", chat=GROUP)
    await wang.says("/unknown", chat=GROUP)
    await wang.sends_photo(chat=GROUP)
    await wang.edits(lis, "明天开会")
    await wang.sends("new_chat_members", [{"id": 3, "is_bot": False, "first_name": "赵"}], chat=GROUP)
    await api.settled()

    assert not desk.events
    assert not api.chat(GROUP).cards


async def test_a_reply_to_us_is_heard(api, channel, desk):
    api.group(GROUP)
    wang = api.person(1)
    card = await _card(api, wang)

    await wang.says("120千伏安", chat=GROUP, reply_to=card)
    await wang.sends_photo(chat=GROUP, reply_to=card)
    await api.settled()

    assert [event.kind for event in desk.events["tg.-1001.1"]] == ["started", "said", "received"]


async def test_everyone_has_a_session_of_their_own_and_a_strangers_tap_is_their_own_event(api, channel, desk):
    api.group(GROUP)
    wang, li = api.person(1), api.person(2)
    card = await _card(api, wang)
    desk.answer = lambda _: Message(text="", toast="这是别人的卡片")

    query = await li.taps("再来", chat=GROUP)
    await api.settled()

    assert [event.kind for event in desk.events["tg.-1001.2"]] == ["chosen"]
    assert query.toast == "这是别人的卡片"
    assert card.edited == 0


async def test_topics_are_separate_and_answered_in_place(api, channel, desk):
    api.group(GROUP, topics=(7, 8))
    wang = api.person(1)
    await _card(api, wang, topic=7)
    await _card(api, wang, topic=8)

    await wang.taps("再来", chat=GROUP)
    await api.settled()

    assert [card.topic for card in api.chat(GROUP).cards] == [7, 8]
    assert [len(desk.events[owner]) for owner in ("tg.-1001.1.7", "tg.-1001.1.8")] == [1, 2]
    assert [card.edited for card in api.chat(GROUP).cards] == [0, 1]


async def test_a_chain_of_replies_is_no_topic(api, channel, desk):
    api.group(GROUP)

    await api.person(1).sends("message_thread_id", 99, chat=GROUP, text="/start@XiaxianGuideBot")
    await api.settled()

    assert list(desk.events) == ["tg.-1001.1"]
    assert api.chat(GROUP).last.topic is None


async def test_a_topic_that_is_gone_is_settled(api, channel, desk):
    group = api.group(GROUP, topics=(7,))
    wang = api.person(1)
    desk.gates["tg.-1001.1.7"] = asyncio.Event()
    await wang.says("/start@XiaxianGuideBot", chat=GROUP, topic=7)
    await api.until(lambda: desk.busy)
    group.topics.clear()

    desk.gates["tg.-1001.1.7"].set()
    await api.settled()

    assert not desk.owed
    assert not group.cards


async def test_other_bots_and_channels_are_not_heard(api, channel, desk):
    api.group(GROUP)
    robot = api.person(9)
    robot._user = lambda: {"id": 9, "is_bot": True, "first_name": "x"}

    await robot.says("/start@XiaxianGuideBot", chat=GROUP)
    await api.settled()

    assert not desk.events


@pytest.fixture
async def brisk(api, desk):
    """A channel, and a Telegram whose minute is one second long."""
    api.state.limits = Limits(group=6, minute=1.0)
    patience = QUICK.__class__(first=0.01, poll=1, look=0.05, sends=5, minute=1.2)
    channel = TelegramChannel(settings_for(api), desk, COMMANDS, patience)
    async with serving(channel):
        api.also_waits_for(channel.idle)
        yield channel


async def test_a_group_gets_no_more_than_it_may_and_nothing_is_lost(api, brisk, desk):
    api.group(GROUP)

    for number in range(1, 9):
        await api.person(number).says("/start@XiaxianGuideBot", chat=GROUP)
    await api.person(20).says("私聊")
    await api.until(lambda: api.chat(20).cards)
    assert len(api.chat(GROUP).cards) <= 5

    await api.settled()
    assert len(api.chat(GROUP).cards) == 8
    assert 429 not in [call.status for call in api.calls]


async def test_many_taps_in_a_group_are_all_answered_and_end_with_the_latest_card(api, brisk, desk):
    api.group(GROUP)
    wang = api.person(1)
    rows = ((Button(label="再来", id="w1.1.c.yes"),),)
    desk.answer = lambda event: Message(text=event.id, rows=rows)
    await wang.says("/start@XiaxianGuideBot", chat=GROUP)
    await api.settled()

    queries = [await wang.taps("再来", chat=GROUP) for _ in range(12)]
    await api.until(lambda: all(query.answered for query in queries), seconds=0.9)
    await api.settled()

    assert api.chat(GROUP).last.text == desk.events["tg.-1001.1"][-1].id
    assert len(api.called("editMessageText")) < 9
    assert not desk.owed


async def test_a_group_that_became_a_supergroup_is_answered_there(api, channel, desk):
    api.group(GROUP)
    api.group(-2002)
    api.faults.moves("sendMessage", to=-2002)

    await api.person(1).says("/start@XiaxianGuideBot", chat=GROUP)
    await api.settled()

    assert [len(api.chat(id).cards) for id in (GROUP, -2002)] == [0, 1]
