"""Errands somebody waits for: a passing word at once, what they brought a moment later, everything in its order."""

import asyncio
import json

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram.address import Address, home_of
from bot.errors import Undelivered
from bot.message import Message
from bot.stores.base import Effect


async def _carded(api):
    wang = api.person(1)
    await wang.says("约号")
    await api.settled()
    return wang


async def test_the_tapped_card_becomes_what_the_errand_brought(api, channel, desk):
    wang = await _carded(api)
    desk.waits, desk.answer = True, lambda _: Message(text="", toast="正在占号…")

    query = await wang.taps("再来")
    await api.settled()

    assert query.toast == "正在占号…"
    assert [(card.text, card.edited) for card in api.chat(1).cards] == [("占好了", 1)]
    assert not desk.owed


async def test_after_typed_words_what_the_errand_brought_is_a_message_of_its_own(api, channel, desk):
    desk.waits, desk.answer = True, lambda _: Message(text="正在占号…")

    await api.person(1).says("13800138000")
    await api.settled()

    assert [card.text for card in api.chat(1).cards] == ["正在占号…", "占好了"]
    assert not desk.owed


async def test_the_update_is_done_and_the_tap_answered_while_the_errand_is_under_way(api, channel, desk):
    wang = await _carded(api)
    desk.waits, desk.answer = True, lambda _: Message(text="", toast="正在占号…")
    desk.gates["hold.u5002"] = asyncio.Event()

    query = await wang.taps("再来")
    await api.until(lambda: query.answered and not api.state.pending)
    assert api.chat(1).last.edited == 0

    desk.gates["hold.u5002"].set()
    await api.settled()
    assert api.chat(1).last.text == "占好了"


async def test_a_second_tap_is_thought_about_after_what_the_first_one_brought(api, channel, desk):
    wang = await _carded(api)
    desk.waits, desk.answer = True, lambda _: Message(text="", toast="正在占号…")
    desk.gates["hold.u5002"] = asyncio.Event()
    await wang.taps("再来")
    await wang.taps("再来")
    await api.person(2).says("别人")
    await api.until(lambda: desk.events["tg.2.2"])
    assert len(desk.events["tg.1.1"]) == 2

    desk.gates["hold.u5002"].set()
    await api.settled()

    assert len(desk.events["tg.1.1"]) == 3
    assert "hold.u5002" not in desk.owed


async def test_an_errand_that_says_nothing_leaves_the_card(api, channel, desk):
    wang = await _carded(api)
    desk.waits, desk.found, desk.answer = True, None, lambda _: Message(text="", toast="正在占号…")

    await wang.taps("再来")
    await api.settled()

    assert (api.chat(1).last.text, api.chat(1).last.edited) == ("said 约号", 0)
    assert not desk.owed


async def test_an_errand_that_could_not_be_saved_stays_owed_and_stops_nobody(api, channel, desk):
    wang = await _carded(api)
    desk.waits, desk.answer = True, lambda _: Message(text="", toast="正在占号…")
    desk.gates["hold.u5002"] = asyncio.Event()
    query = await wang.taps("再来")
    await api.until(lambda: query.answered)
    desk.down = True
    with capture_logs() as lines:
        desk.gates["hold.u5002"].set()
        await api.until(lambda: desk.refused)
        await api.settled()
    desk.down, desk.waits = False, False

    await wang.says("还在吗")
    await api.settled()

    assert "telegram_errand_not_saved" in [line["event"] for line in lines]
    assert "hold.u5002" in desk.owed
    assert "tg.1.1" not in str(lines)


# what is said unasked


@pytest.mark.parametrize(
    ("owner", "home"),
    [
        ("tg.1.1", Address(chat=1)),
        ("tg.-1001.1", Address(chat=-1001)),
        ("tg.-1001.1.7", Address(chat=-1001, thread=7)),
        ("terminal.wang", None),
        ("script", None),
    ],
)
def test_where_somebody_is_at_home(owner, home):
    assert home_of(owner) == home


async def test_what_is_said_unasked_comes_where_the_conversation_is(api, channel):
    api.person(1)
    group = api.group(-1001, topics=(7,))

    await channel.deliver(Effect(id="t1", owner="tg.1.1", message=Message(text="明天要来")))
    await channel.deliver(Effect(id="t2", owner="tg.-1001.1.7", message=Message(text="明天要来")))

    assert [card.text for card in api.chat(1).cards] == ["明天要来"]
    assert [card.topic for card in group.cards] == [7]


async def test_what_is_said_unasked_and_can_not_be_brought_is_reported_as_undelivered(api, channel):
    api.person(1)
    api.faults.fails("sendMessage", 500, times=5)
    effect = Effect(id="t1", owner="tg.1.1", message=Message(text="明天要来"))

    with pytest.raises(Undelivered):
        await channel.deliver(effect)
    await channel.deliver(effect)

    assert [card.text for card in api.chat(1).cards] == ["明天要来"]


async def test_what_is_owed_to_a_terminal_is_let_go(api, channel):
    with capture_logs() as lines:
        await channel.deliver(Effect(id="t1", owner="terminal.wang", message=Message(text="明天要来")))

    assert [line["event"] for line in lines] == ["telegram_not_ours"]
    assert not api.called("sendMessage")


async def test_a_staff_group_is_told_at_its_address_whoever_it_is_about(api, channel):
    api.person(1)
    group = api.group(-2002)
    effect = Effect(id="e1.s00", owner="tg.1.1", address=json.dumps({"chat": -2002}), message=Message(text="要查"))

    await channel.deliver(effect)

    assert [card.text for card in group.cards] == ["要查"]
    assert not api.chat(1).cards
