"""What the network and Telegram do to us: nothing twice, nothing lost, nobody held up by others."""

import asyncio

import pytest

from bot.errors import Undelivered
from bot.message import Message


async def _carded(api):
    wang = api.person(1)
    await wang.says("装电表")
    await api.settled()
    return wang


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_an_error_of_telegram_is_tried_again(api, channel, desk, status):
    api.faults.fails("sendMessage", status, times=2)

    await _carded(api)

    assert [call.status for call in api.called("sendMessage")] == [status, status, 200]
    assert len(api.chat(1).cards) == 1
    assert not desk.owed


async def test_a_lost_answer_to_a_new_card_does_not_bring_a_second_card(api, channel, desk):
    api.faults.loses_answer("sendMessage")

    await _carded(api)

    assert len(api.called("sendMessage")) == 1
    assert len(api.chat(1).cards) == 1
    assert not desk.owed


async def test_an_answer_too_late_does_not_bring_a_second_card(api, channel, desk):
    api.faults.answers_too_late("sendMessage")

    await _carded(api)

    assert len(api.called("sendMessage")) == 1
    assert len(api.chat(1).cards) == 1
    assert not desk.owed


@pytest.mark.parametrize("trouble", ["hangs", "answers_too_late", "loses_answer", "cuts"])
async def test_an_edit_is_repeated_whatever_happened_to_it(api, channel, desk, trouble):
    wang = await _carded(api)
    getattr(api.faults, trouble)("editMessageText")

    await wang.taps("再来")
    await api.settled()

    assert (api.chat(1).last.text, api.chat(1).last.edited) == ("chosen chosen", 1)
    assert len(api.called("editMessageText")) == 2
    assert not desk.owed


@pytest.mark.parametrize("trouble", ["hangs", "answers_too_late", "loses_answer", "cuts"])
async def test_the_answer_to_a_tap_is_repeated_too(api, channel, desk, trouble):
    wang = await _carded(api)
    getattr(api.faults, trouble)("answerCallbackQuery")

    query = await wang.taps("再来")
    await api.settled()

    assert query.answered
    assert api.chat(1).last.text == "chosen chosen"


async def test_too_many_requests_waits_as_long_as_asked_and_holds_up_nobody_else(api, channel, desk):
    wang, li = api.person(1, "王"), api.person(2, "李")
    api.faults.fails("sendMessage", 429, retry_after=1)
    started = asyncio.get_running_loop().time()

    await wang.says("装电表")
    await api.until(lambda: api.called("sendMessage"))
    await li.says("装水表")
    await api.until(lambda: api.chat(2).cards)

    assert not api.chat(1).cards
    await api.settled()
    assert asyncio.get_running_loop().time() - started > 0.95
    assert len(api.chat(1).cards) == 1
    assert not desk.owed


async def test_taps_are_answered_while_their_chat_has_to_rest(api, channel, desk):
    wang = await _carded(api)
    api.faults.fails("editMessageText", 429, retry_after=1)
    started = asyncio.get_running_loop().time()

    query = await wang.taps("再来")
    await api.until(lambda: query.answered)

    assert asyncio.get_running_loop().time() - started < 0.9
    await api.settled()
    assert api.chat(1).last.text == "chosen chosen"


async def test_a_rest_that_is_too_long_is_left_to_the_outbox(api, channel, desk):
    api.faults.fails("sendMessage", 429, retry_after=3600)

    await _carded(api)

    assert len(api.called("sendMessage")) == 1
    assert list(desk.owed) == ["u5001"]


async def test_somebody_who_blocked_us_is_left_in_peace(api, channel, desk):
    wang = api.person(1)
    await wang.says("装电表")
    await wang.blocks()

    await api.settled()

    assert [call.status for call in api.called("sendMessage")] == [403]
    assert not desk.owed
    assert not api.chat(1).cards


async def test_what_could_not_be_said_stays_owed_until_it_is(api, channel, desk):
    api.faults.fails("sendMessage", 500, times=5)
    await _carded(api)
    (effect,) = desk.owed.values()
    assert not api.chat(1).cards

    await channel.deliver(effect)

    assert api.chat(1).last.text == "said 装电表"


async def test_what_still_can_not_be_said_is_reported_as_undelivered(api, channel, desk):
    api.faults.fails("sendMessage", 500, times=10)
    await _carded(api)
    (effect,) = desk.owed.values()

    with pytest.raises(Undelivered):
        await channel.deliver(effect)

    assert not api.chat(1).cards


async def test_what_was_said_is_not_said_again_when_only_settling_failed(api, channel, desk):
    wang = api.person(1)
    desk.gates["tg.1.1"] = asyncio.Event()
    await wang.says("装电表")
    api.faults.answers_too_late("sendMessage")
    desk.gates["tg.1.1"].set()
    await api.until(lambda: api.chat(1).cards)
    desk.down = True
    await api.settled()
    (effect,) = desk.owed.values()

    await channel.deliver(effect)

    assert len(api.chat(1).cards) == 1


async def test_what_is_being_said_right_now_is_not_said_by_the_outbox_too(api, channel, desk):
    wang = api.person(1)
    api.faults.fails("sendMessage", 429, retry_after=1)
    await wang.says("装电表")
    await api.until(lambda: desk.owed and api.called("sendMessage"))
    (effect,) = desk.owed.values()

    with pytest.raises(Undelivered):
        await channel.deliver(effect)

    await api.settled()
    assert len(api.chat(1).cards) == 1


async def test_an_outbox_that_loses_patience_does_not_cut_a_call_short(api, channel, desk):
    api.faults.fails("sendMessage", 500, times=5)
    await _carded(api)
    (effect,) = desk.owed.values()
    api.faults.answers_too_late("sendMessage")

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(channel.deliver(effect), 0.2)
    await api.settled()
    await channel.deliver(effect)

    assert len(api.chat(1).cards) == 1


async def test_an_old_card_that_is_owed_does_not_overwrite_a_newer_one(api, channel, desk):
    wang = await _carded(api)
    api.faults.fails("editMessageText", 500, times=5)
    await wang.taps("再来")
    await api.settled()
    (effect,) = desk.owed.values()
    desk.answer = lambda _: Message(text="新的")
    await wang.taps("再来")
    await api.settled()

    await channel.deliver(effect)

    assert api.chat(1).last.text == "新的"


async def test_an_owed_edit_reaches_the_card_after_a_restart(api, channel, desk):
    wang = await _carded(api)
    api.faults.fails("editMessageText", 500, times=5)
    await wang.taps("再来")
    await api.settled()
    (effect,) = desk.owed.values()
    assert api.chat(1).last.text == "said 装电表"

    await channel.deliver(effect)

    assert (len(api.chat(1).cards), api.chat(1).last.text) == (1, "chosen chosen")


async def test_nothing_is_lost_while_telegram_is_out_of_reach(api, channel, desk):
    wang = await _carded(api)
    await api.unplug()
    await wang.says("再问")
    await wang.says("又问")

    await api.replug()
    await api.settled()

    assert [card.text for card in api.chat(1).cards] == ["said 装电表", "said 再问", "said 又问"]


async def test_a_refusal_that_nothing_can_mend_is_settled(api, channel, desk):
    desk.answer = lambda _: Message(text="字" * 5000)

    await _carded(api)

    assert [call.status for call in api.called("sendMessage")] == [400]
    assert not desk.owed


async def test_a_turn_that_fails_still_answers_the_tap_and_stops_nobody(api, channel, desk):
    wang = await _carded(api)
    desk.broken = RuntimeError("a fault of ours")
    query = await wang.taps("再来")
    await api.settled()
    desk.broken = None

    await wang.says("还在吗")
    await api.settled()

    assert query.answered
    assert api.chat(1).last.text == "said 还在吗"
