"""An update is acknowledged when it is committed, in order for each, at once for all."""

import asyncio

import pytest

from bot.channels.telegram import polling
from bot.channels.telegram.channel import TelegramChannel
from bot.errors import ChannelError, SettingError
from bot.stores import redis
from tests.channels.conftest import COMMANDS, QUICK, serving, settings_for


async def test_an_update_is_acknowledged_only_when_it_is_committed(api, channel, desk):
    wang, li = api.person(1), api.person(2)
    desk.gates["tg.1.1"] = asyncio.Event()
    await wang.says("一")
    await li.says("二")

    await api.until(lambda: api.chat(2).cards)
    assert [update["update_id"] for update in api.state.pending] == [5001, 5002]

    desk.gates["tg.1.1"].set()
    await api.settled()
    assert len(desk.events["tg.1.1"]) == len(desk.events["tg.2.2"]) == 1


async def test_a_slow_one_does_not_keep_new_ones_from_being_fetched(api, channel, desk):
    wang = api.person(1)
    desk.gates["tg.1.1"] = asyncio.Event()
    await wang.says("慢")
    await api.until(lambda: desk.busy)

    for number in range(2, 12):
        await api.person(number).says("快")
        await api.until(lambda number=number: api.chat(number).cards)

    desk.gates["tg.1.1"].set()
    await api.settled()
    assert api.chat(1).cards


async def test_what_was_not_committed_is_brought_again_after_a_restart(api, desk):
    api.person(1)
    desk.gates["tg.1.1"] = asyncio.Event()
    impatient = TelegramChannel(settings_for(api), desk, COMMANDS, QUICK.__class__(goodbye=0.1))
    async with serving(impatient):
        await api.person(1).says("装电表")
        await api.until(lambda: desk.busy)
    assert [update["update_id"] for update in api.state.pending] == [5001]
    desk.gates.clear()

    again = TelegramChannel(settings_for(api), desk, COMMANDS, QUICK)
    async with serving(again):
        await api.until(lambda: api.chat(1).cards)

    assert [event.id for event in desk.events["tg.1.1"]] == ["u5001"]


async def test_an_update_that_was_handled_before_is_only_acknowledged(api, channel, desk):
    wang = api.person(1)
    await wang.says("装电表")
    await api.settled()
    query = await wang.taps("再来")
    await api.settled()
    query.answered = False

    api.brings_again()
    await api.until(lambda: query.answered)
    await api.settled()

    assert len(desk.events["tg.1.1"]) == 2
    assert len(api.called("editMessageText")) == 1


async def test_one_persons_updates_stay_in_order_and_people_do_not_wait_for_each_other(api, channel, desk):
    people = [api.person(number) for number in range(1, 21)]

    for count in range(10):
        for person in people:
            await person.says(f"{count}")
    await api.settled()

    for person in people:
        said = [event.text for event in desk.events[f"tg.{person.id}.{person.id}"]]
        assert said == [str(count) for count in range(10)]
        assert [card.text for card in api.chat(person.id).cards] == [f"said {count}" for count in range(10)]
    assert desk.busiest > 5


async def test_a_store_that_is_down_loses_nothing_and_taps_need_not_wait(api, channel, desk):
    wang = api.person(1)
    await wang.says("装电表")
    await api.settled()
    desk.down = True
    query = await wang.taps("再来")
    await wang.says("在吗")
    await api.until(lambda: desk.refused > 2 and query.answered)
    assert len(api.state.pending) == 2

    desk.down = False
    await api.settled()

    assert [event.kind for event in desk.events["tg.1.1"]] == ["said", "chosen", "said"]
    assert [card.text for card in api.chat(1).cards] == ["chosen chosen", "said 在吗"]


async def test_an_update_of_unknown_shape_stops_nobody(api, channel, desk):
    api.state.pending.append({"update_id": 4999, "message": {"message_id": 1}})
    await api.person(1).says("装电表")

    await api.settled()

    assert api.chat(1).cards


async def test_a_second_program_with_the_same_token_is_named_once(api, channel, desk, log):
    api.faults.fails("getUpdates", 409, times=3)
    await api.person(1).says("装电表")
    await api.settled()

    await api.person(1).says("还在")
    await api.settled()

    assert len(api.chat(1).cards) == 2
    assert log.getvalue().count("telegram_conflict") == 1


@pytest.mark.parametrize("trouble", ["hangs", "loses_answer", "cuts", "fails"])
async def test_the_loop_outlives_trouble_of_the_network(api, channel, desk, trouble):
    getattr(api.faults, trouble)("getUpdates", times=2)
    await api.person(1).says("一")
    await api.settled()

    await api.person(1).says("二")
    await api.settled()

    assert [card.text for card in api.chat(1).cards] == ["said 一", "said 二"]


async def test_a_stop_finishes_the_turns_under_way_and_acknowledges_them(api, desk):
    desk.gates["tg.1.1"] = asyncio.Event()
    channel = TelegramChannel(settings_for(api), desk, COMMANDS, QUICK)
    task = asyncio.create_task(channel.run())
    await api.person(1).says("装电表")
    await api.until(lambda: desk.busy)

    task.cancel()
    await asyncio.sleep(0)
    desk.gates["tg.1.1"].set()
    await asyncio.wait([task])

    assert api.chat(1).cards
    assert not api.state.pending
    assert not desk.owed


async def test_only_what_we_read_is_asked_for(api, channel):
    assert api.state.allowed == ["message", "edited_message", "callback_query"]


async def test_a_webhook_left_over_does_not_stop_the_polling(api, desk):
    api.state.webhook = {"url": "https://example.org/", "secret": None}

    async with serving(TelegramChannel(settings_for(api), desk, COMMANDS, QUICK)):
        await api.person(1).says("装电表")
        await api.until(lambda: api.chat(1).cards)

    assert api.state.webhook == {}
    assert api.chat(1).last.text == "said 装电表"


async def test_a_wrong_token_is_one_clear_line_without_the_token(api, desk):
    settings = settings_for(api).model_copy(
        update={"telegram_token": type(settings_for(api).telegram_token)("1:wrong")}
    )

    with pytest.raises(ChannelError, match=r"^GUIDE_TELEGRAM_TOKEN: Telegram does not know this token$"):
        await TelegramChannel(settings, desk, COMMANDS, QUICK).run()


async def test_a_missing_token_is_named(api, desk):
    settings = settings_for(api).model_copy(update={"telegram_token": None})

    with pytest.raises(SettingError, match="GUIDE_TELEGRAM_TOKEN"):
        TelegramChannel(settings, desk, COMMANDS, QUICK)


async def test_a_start_waits_for_telegram_to_be_well(api, desk):
    api.faults.fails("getMe", 502, times=7)
    api.faults.fails("setMyCommands", 429, retry_after=1)

    async with serving(TelegramChannel(settings_for(api), desk, COMMANDS, QUICK)):
        await api.until(lambda: api.called("getUpdates"))

    assert api.state.commands == COMMANDS


def test_no_more_is_unacknowledged_than_the_store_remembers_of_one_person():
    assert polling._WINDOW < redis.SEEN
